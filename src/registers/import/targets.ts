/**
 * The fields a profile may fill, by what they belong to, with their type. This list is the whole contract
 * between a source and the register: a profile that names another field is refused.
 *
 * `date` is a legal date (`YYYY-MM-DD`), `datetime` a wall clock in the profile's time zone
 * (`YYYY-MM-DDThh:mm`), `code` a value that must come from a value table or a constant.
 */
export const TARGETS = {
  case: {
    matter: 'code',
    origin: 'code',
    receivedOn: 'date',
    factsOn: 'date',
    factsUntil: 'date',
    place: 'text',
  },
  participant: {
    name: 'text',
    sex: 'code',
    ageAtFacts: 'integer',
    receivedOn: 'date',
    factsOn: 'date',
    factsUntil: 'date',
    place: 'text',
    arrestedAt: 'datetime',
    arrestForce: 'code',
    arrestUnit: 'text',
    category: 'text',
    referralResult: 'code',
    reviewedOn: 'date',
    reviewResult: 'code',
    arraignedOn: 'date',
  },
  count: {
    offenceCode: 'text',
    offenceLabel: 'text',
    offenceClass: 'text',
    nature: 'code',
    primary: 'boolean',
    attempted: 'boolean',
    category: 'text',
    laidOn: 'date',
    laidBy: 'code',
  },
  outcome: {
    code: 'code',
    mode: 'code',
    decidedOn: 'date',
    label: 'text',
    reason: 'text',
    court: 'text',
    courthouse: 'text',
    offenceCode: 'text',
    offenceLabel: 'text',
    offenceClass: 'text',
    nature: 'code',
  },
  sentence: {
    type: 'code',
    pronouncedOn: 'date',
    phase: 'code',
    measure: 'text',
    term: 'decimal',
    unit: 'code',
    inForce: 'boolean',
  },
} as const;

export type EntityName = keyof typeof TARGETS;
export type FieldType = 'text' | 'date' | 'datetime' | 'integer' | 'decimal' | 'boolean' | 'code';
export const ENTITIES = ['case', 'participant', 'count', 'outcome', 'sentence'] as const;

/** Without these an entity says nothing; an empty cell here keeps the case out. */
export const REQUIRED: Readonly<Record<EntityName, readonly string[]>> = {
  case: ['matter', 'receivedOn'],
  participant: ['name'],
  count: ['offenceCode', 'offenceLabel'],
  outcome: ['code', 'decidedOn'],
  sentence: ['type', 'pronouncedOn', 'inForce'],
};

/** What a prosecutor does with a referral, before any charge. */
export const REFERRAL_RESULTS = [
  'approved',
  'rejected',
  'continued_investigation',
  'not_charged',
  'juvenile',
  'merged',
  'victim_interview',
  'under_review',
] as const;

/**
 * The codes the register knows. Outcomes: domain notes §2.4.4 (A71), plus `withdrawn` and `warrant_issued`
 * that end nothing by themselves; a person with only such outcomes was not tried.
 */
export const CODES: Readonly<Record<string, readonly string[]>> = {
  'case.origin': [
    'complaint',
    'civil_party_petition',
    'denunciation',
    'police_record',
    'force_handover',
    'other_court',
    'un_notification',
    'own_initiative',
    'import',
  ],
  'case.matter': ['criminal', 'civil', 'land'],
  'participant.sex': ['male', 'female'],
  'participant.arrestForce': [
    'barkhane',
    'minusma',
    'fama',
    'joint_patrol',
    'police',
    'gendarmerie',
    'other',
  ],
  'participant.referralResult': REFERRAL_RESULTS,
  'count.nature': ['crime', 'misdemeanour', 'petty_offence'],
  'outcome.nature': ['crime', 'misdemeanour', 'petty_offence'],
  'outcome.code': [
    'convicted',
    'acquitted',
    'absolved',
    'no_case_to_answer',
    'withdrawn',
    'extinguished',
    'jurisdiction_declined',
    'warrant_issued',
  ],
  'participant.reviewResult': REFERRAL_RESULTS,
  'outcome.mode': ['adversarial', 'deemed_adversarial', 'default', 'in_absentia'],
  'sentence.unit': ['years', 'months', 'days', 'unknown'],
};

export function isEntity(name: string): name is EntityName {
  return Object.hasOwn(TARGETS, name);
}

/** The type of `entity.field`, undefined when the register has no such field. */
export function fieldType(entity: EntityName, field: string): FieldType | undefined {
  const fields: Readonly<Record<string, FieldType>> = TARGETS[entity];
  return Object.hasOwn(fields, field) ? fields[field] : undefined;
}

/** From the finest to the coarsest: an outcome belongs to a count, a count to a participant. */
export function ancestorsOf(entity: EntityName): readonly EntityName[] {
  const chain: readonly EntityName[] =
    entity === 'sentence' ? ['sentence', 'outcome', 'count', 'participant', 'case'] : ENTITIES.toReversed();
  return chain.slice(chain.indexOf(entity));
}
