import type { CaseStage } from '../procedure/case-stage.js';
import type { DefendantStage } from '../procedure/defendant-stage.js';
import { addDays } from './days.js';
import type { CaseDraft, CountDraft } from './drafts.js';
import { along, type Maker } from './maker.js';

/** How far a case has come, and along which stages its defendants came there. */
interface Way {
  readonly case: readonly CaseStage[];
  readonly defendant: readonly DefendantStage[];
}

const ENQUIRY: readonly CaseStage[] = ['C11', 'C13'];
const INVESTIGATION: readonly CaseStage[] = [...ENQUIRY, 'C20'];
const CHARGED: readonly DefendantStage[] = ['D02', 'D03', 'D20'];

// prettier-ignore
const WAYS = {
  enquiry: { case: ['C11'], defendant: [] },
  closed: { case: [...ENQUIRY, 'C14'], defendant: ['D02', 'D05'] },
  elsewhere: { case: ['C11', 'C15'], defendant: ['D45'] },
  investigation: { case: INVESTIGATION, defendant: CHARGED },
  settling: { case: [...INVESTIGATION, 'C21'], defendant: CHARGED },
  noCase: { case: [...INVESTIGATION, 'C21', 'C22', 'C90'], defendant: [...CHARGED, 'D21'] },
  prosecutorGeneral: { case: [...INVESTIGATION, 'C21', 'C22', 'C30', 'C31'], defendant: [...CHARGED, 'D23'] },
  sentToTrial: { case: [...INVESTIGATION, 'C21', 'C22', 'C30', 'C31', 'C32'], defendant: [...CHARGED, 'D23', 'D24'] },
} satisfies Record<string, Way>;

/** What the unit had in hand, or had done with, without a trial: how many of each, and from which years. */
const PENDING: readonly (readonly [way: keyof typeof WAYS, cases: number, from: string, to: string])[] = [
  ['enquiry', 6, '2023-06-01', '2023-09-01'],
  ['closed', 22, '2013-06-15', '2022-06-01'],
  ['elsewhere', 8, '2014-01-10', '2022-06-01'],
  ['investigation', 34, '2018-01-10', '2023-05-01'],
  ['settling', 6, '2020-01-10', '2022-06-01'],
  ['noCase', 14, '2013-06-15', '2021-01-01'],
  ['prosecutorGeneral', 8, '2019-01-10', '2022-01-01'],
  ['sentToTrial', 10, '2018-01-10', '2021-06-01'],
];

/** F06: 158 victims in four cases. */
const EMBLEMATIC = [52, 43, 38, 25] as const;
const CABINETS = ['PJS-CAB-1', 'PJS-CAB-2', 'PJS-CAB-3', 'PJS-CAB-4'] as const;
const FORCES = ['fama', 'fama', 'gendarmerie', 'police', 'barkhane', 'minusma', 'joint_patrol'];

export function unitPending(maker: Maker): CaseDraft[] {
  return [...pendingCases(maker), ...emblematicCases(maker), ...internationalCrimes(maker)];
}

function pendingCases(maker: Maker): CaseDraft[] {
  const { random } = maker;
  return PENDING.flatMap(([way, cases, from, to]) =>
    Array.from({ length: cases }, (_, index) => {
      const span = Math.floor((Date.parse(to) - Date.parse(from)) / 86_400_000);
      const received = addDays(from, Math.floor((span * index) / cases) + random.int(0, 9));
      const organised = random.chance(0.25);
      const offence = organised
        ? random.pick(['ORG-03', 'ORG-06', 'ORG-07', 'ORG-05'])
        : random.pick(['TER-01', 'TER-02', 'TER-02', 'TER-03', 'TER-08', 'TER-05']);
      const draft = goingOn(
        maker,
        WAYS[way],
        received,
        [offence],
        organised ? ['organised_crime'] : ['terrorism'],
        random.int(1, 3),
      );
      if (way === 'noCase') dismiss(draft);
      if (way === 'elsewhere')
        draft.aliases.push({
          kind: 'other_court',
          value: `RP ${String(random.int(40, 900))}/${received.slice(0, 4)}`,
          issuer: 'TGI-GAO',
        });
      return draft;
    }),
  );
}

/** A case that goes as far as its way says, in an even step. */
function goingOn(
  maker: Maker,
  way: Way,
  received: string,
  offences: readonly string[],
  tags: string[],
  people: number,
): CaseDraft {
  const { random } = maker;
  const length = 20 + way.case.length * random.int(30, 60);
  const last = addDays(received, Math.min(length, 700));
  const atCabinet = way.case.at(-1) === 'C20' || way.case.at(-1) === 'C21';
  const cabinet = random.pick(CABINETS);
  const draft = maker.caseOf(received, {
    tags,
    moves: along(way.case, addDays(received, 1), last),
    office: atCabinet ? cabinet : 'PJS-PARQUET',
    responsible: !atCabinet
      ? 'procureur'
      : cabinet === 'PJS-CAB-1'
        ? 'juge.instruction1'
        : cabinet === 'PJS-CAB-2'
          ? 'juge.instruction2'
          : null,
    assigned:
      atCabinet && cabinet === 'PJS-CAB-1'
        ? ['juge.instruction1', 'greffe.cabinet1']
        : atCabinet && cabinet === 'PJS-CAB-2'
          ? ['juge.instruction2']
          : [],
  });
  const charged = way.defendant.includes('D20');
  const counts = (): CountDraft[] =>
    offences.map((offence) => maker.count(offence, { chargedOn: charged ? addDays(received, 10) : null }));
  draft.defendants = Array.from({ length: people }, () =>
    maker.defendant(draft.factsFrom, {
      arrest: { date: addDays(received, -random.int(0, 1)), force: random.pick(FORCES), place: draft.place },
      referredOn: received,
      counts: counts(),
      moves: along(way.defendant, received, last),
    }),
  );
  if (charged && random.chance(0.2)) draft.defendants.push(maker.unknownAuthor(counts()));
  return draft;
}

/** No case to answer on any count: the case is over, nobody was tried. */
function dismiss(draft: CaseDraft): void {
  for (const one of draft.defendants.filter(({ person }) => person !== null)) {
    const on = one.moves.at(-1)?.on ?? draft.receivedOn;
    const outcomes = one.counts.map(() => 'no_case_to_answer');
    one.judgments = [{ on, mode: null, hearing: null, outcomes, reason: null, sentence: null }];
  }
  draft.defendants = draft.defendants.filter(({ person }) => person !== null);
}

/** F06, F07: under investigation, nobody judged. */
function emblematicCases(maker: Maker): CaseDraft[] {
  const { random } = maker;
  return EMBLEMATIC.map((victims, index) => {
    const received = addDays('2014-11-12', index * 240);
    const draft = goingOn(
      maker,
      WAYS.investigation,
      received,
      ['INT-03', 'PER-08'],
      ['crsv', 'emblematic', 'armed_conflict', 'international_crime'],
      2,
    );
    for (const one of draft.defendants)
      for (const count of one.counts) count.tags = ['armed_conflict_related', 'crsv', 'gender_motive'];
    draft.office = 'PJS-CAB-1';
    draft.responsible = 'juge.instruction1';
    draft.assigned = ['juge.instruction1', 'appui.victimes'];
    draft.origin = 'civil_party_petition';
    draft.place = ['Tombouctou', 'Gao', 'Ménaka', 'Ansongo'][index] ?? 'Gao';
    draft.factsFrom = addDays('2013-01-20', index * 9);
    draft.factsPrecision = 'estimated';
    draft.aliases.push({
      kind: 'old_number',
      value: `RI ${String(61 + index)}/${received.slice(0, 4)}`,
      issuer: 'TGI-BKO-3',
    });
    draft.victims = Array.from({ length: victims }, () =>
      maker.victim({
        crsv: true,
        sex: random.chance(0.93) ? 'female' : 'male',
        role: random.chance(0.25) ? 'victim_witness' : 'victim',
        civilPartyOn: random.chance(0.5) ? received : null,
      }),
    );
    draft.victims.push(maker.victim({ role: 'witness', sex: 'unknown', ageBand: 'unknown' }));
    return draft;
  });
}

function internationalCrimes(maker: Maker): CaseDraft[] {
  const { random } = maker;
  return Array.from({ length: 8 }, (_, index) => {
    const received = addDays('2019-10-07', index * 150);
    const offence = random.pick(['INT-01', 'INT-03', 'INT-03', 'INT-05']);
    const draft = goingOn(
      maker,
      WAYS.investigation,
      received,
      [offence],
      ['international_crime', 'armed_conflict'],
      random.int(1, 2),
    );
    for (const one of draft.defendants)
      for (const count of one.counts) count.tags = ['armed_conflict_related', 'international_crime'];
    draft.victims = Array.from({ length: random.int(3, 8) }, () => maker.victim());
    return draft;
  });
}
