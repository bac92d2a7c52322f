/** Closed lists of sessions, sittings and hearings: the CHECK constraints of migration 0040. Labels: `hearings.json`. */
export const sessionKinds = ['ordinary', 'special', 'mobile', 'military', 'additional'] as const;
export type SessionKind = (typeof sessionKinds)[number];

export const formations = [
  'single_judge',
  'correctional',
  'assizes',
  'criminal_chamber',
  'indictment_chamber',
  'appeal',
  'cassation',
  'military',
  'juvenile',
  'civil',
] as const;
export type Formation = (typeof formations)[number];

export const benchPositions = ['president', 'assessor', 'prosecutor', 'clerk', 'interpreter'] as const;
export type BenchPosition = (typeof benchPositions)[number];

export const cancelReasons = [
  'irregular_composition',
  'security',
  'strike',
  'funding',
  'room_unavailable',
  'postponed',
  'other',
] as const;
export type CancelReason = (typeof cancelReasons)[number];

export const hearingKinds = ['opening', 'trial', 'continued', 'judgment', 'remedy', 'other'] as const;
export type HearingKind = (typeof hearingKinds)[number];

export const publicities = ['public', 'closed'] as const;
export type Publicity = (typeof publicities)[number];

/** Why a hearing is closed: codes, because a free text here would soon name a victim. */
export const closedReasons = [
  'public_order',
  'morality',
  'minor',
  'victim_protection',
  'witness_protection',
  'state_security',
  'other',
] as const;
export type ClosedReason = (typeof closedReasons)[number];

export const hearingResults = ['heard', 'adjourned', 'reserved', 'judged', 'struck_off'] as const;
export type HearingResult = (typeof hearingResults)[number];

/** Domain notes §2.4.4, act A68. */
export const adjournmentReasons = [
  'accused_absent',
  'lawyer_absent',
  'witness_absent',
  'interpreter_absent',
  'expert_absent',
  'not_extracted',
  'irregular_composition',
  'supplementary_investigation',
  'strike',
  'security',
  'funding',
  'other',
] as const;
export type AdjournmentReason = (typeof adjournmentReasons)[number];
