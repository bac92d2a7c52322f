/** Closed lists of judgments, sentences and remedies: the CHECK constraints of migration 0050. Labels: `outcomes.json`. */
export const judgmentModes = ['adversarial', 'in_absentia', 'default', 'deemed_adversarial'] as const;
export type JudgmentMode = (typeof judgmentModes)[number];

/** Why a judgment takes the place of an earlier one. */
export const supersessions = [
  'retrial',
  'opposition',
  'appeal',
  'cassation',
  'remittal',
  'correction',
] as const;
export type Supersession = (typeof supersessions)[number];

export const accessoryKinds = [
  'confiscation',
  'residence_ban',
  'territory_ban',
  'civic_degradation',
  'publication',
  'other',
] as const;
export type AccessoryKind = (typeof accessoryKinds)[number];

/** What may change a sentence in force after it was pronounced. */
export const commutationBases = ['commutation', 'pardon', 'remission', 'merger', 'correction'] as const;
export type CommutationBasis = (typeof commutationBases)[number];

export const damagesKinds = ['damages', 'reimbursement'] as const;
export type DamagesKind = (typeof damagesKinds)[number];

export const remedyKinds = ['opposition', 'appeal', 'cassation'] as const;
export type RemedyKind = (typeof remedyKinds)[number];

export const appellants = [
  'defendant',
  'prosecutor',
  'prosecutor_general',
  'civil_party',
  'civilly_liable',
  'administration',
] as const;
export type Appellant = (typeof appellants)[number];

export const remedyScopes = ['all', 'criminal', 'sentence', 'civil'] as const;
export type RemedyScope = (typeof remedyScopes)[number];

/** How a remedy ends. `allowed`: the new judgment is recorded as outcomes that take the place of the old ones. */
export const remedyDecisions = [
  'inadmissible',
  'forfeited',
  'moot',
  'withdrawn',
  'dismissed',
  'allowed',
  'quashed_remitted',
] as const;
export type RemedyDecision = (typeof remedyDecisions)[number];
export type RemedyStatus = 'pending' | RemedyDecision;
