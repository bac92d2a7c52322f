/** A profile of two invented tables, small enough to change one thing at a time. */
export function smallProfile() {
  const both = { fr: 'x', en: 'x' };
  return {
    profile: 'small',
    version: 1,
    title: both,
    source: 'invented',
    licence: 'none',
    timeZone: 'Africa/Bamako',
    series: 'IMP',
    regime: { code: 'TEST', label: both, validFrom: '1960-01-01' },
    tables: [
      { name: 'people', file: 'people', caseKey: 'case', participantKey: 'person' },
      {
        name: 'charges',
        file: 'charges',
        caseKey: 'case',
        participantKey: 'person',
        chargeKey: 'charge',
        ignored: { note: 'nobody reads it' } as Record<string, string>,
      },
    ],
    entities: [
      {
        entity: 'case',
        table: 'people',
        fields: [
          field('matter', { constant: 'criminal' }),
          field('receivedOn', { from: [{ column: 'received', as: ['french-date-time'] }], pick: 'earliest' }),
          field('factsOn', { from: [{ column: 'facts', as: ['french-date-time'] }], pick: 'earliest' }),
        ],
      },
      {
        entity: 'participant',
        table: 'people',
        fields: [
          field('sex', { from: [{ column: 'sex' }], values: 'sex' }),
          field('receivedOn', { from: [{ column: 'received', as: ['french-date-time'] }] }),
          field('factsOn', { from: [{ column: 'facts', as: ['french-date-time'] }] }),
          field('name', { from: [{ template: 'Person {person}' }] }),
          field('ageAtFacts', { from: [{ column: 'age' }] }),
        ],
      },
      {
        entity: 'count',
        table: 'charges',
        fields: [
          field('offenceCode', { from: [{ template: 'art. {article}' }] }),
          field('offenceLabel', { from: [{ column: 'offence' }] }),
        ],
      },
      {
        entity: 'outcome',
        table: 'charges',
        when: 'verdict',
        fields: [
          field('offenceCode', {
            from: [{ template: 'art. {judged_article}' }, { template: 'art. {article}' }],
          }),
          field('offenceLabel', { from: [{ column: 'offence' }] }),
          field('code', { from: [{ column: 'verdict' }], values: 'verdict' }),
          field('decidedOn', { from: [{ column: 'judged', as: ['french-date-time'] }] }),
        ],
      },
      {
        entity: 'sentence',
        table: 'charges',
        when: 'sentence',
        fields: [
          field('type', { from: [{ column: 'sentence' }], values: 'sentence' }),
          field('pronouncedOn', { from: [{ column: 'judged', as: ['french-date-time'] }] }),
          field('inForce', { constant: 'true' }),
          field('term', { from: [{ column: 'years' }] }),
          field('unit', { constant: 'years' }),
        ],
      },
    ],
    valueTables: [
      values('sex', { M: 'male', F: 'female' }),
      values('verdict', { coupable: 'convicted', acquitté: 'acquitted' }),
      values('sentence', { prison: 'prison' }),
    ],
    sentenceTypes: [{ code: 'prison', label: both }],
    dateOrder: [{ earlier: 'participant.factsOn', later: 'outcome.decidedOn', level: 'impossible' }],
  };
}

interface Field {
  to: string;
  constant?: string;
  values?: string;
  pick?: string;
  from?: { column?: string; template?: string; as?: string[] }[];
}

function field(to: string, rest: Omit<Field, 'to'>): Field {
  return { to, ...rest };
}

function values(name: string, codes: Record<string, string>) {
  return { name, unknown: 'refuse', values: codes };
}
