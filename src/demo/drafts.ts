import type {
  AdjournmentReason,
  ClosedReason,
  Formation,
  HearingKind,
  HearingResult,
  SessionKind,
} from '../hearings/hearing-codes.js';
import type { JudgmentMode } from '../outcomes/outcome-codes.js';
import type { CaseStage } from '../procedure/case-stage.js';
import type { DefendantStage } from '../procedure/defendant-stage.js';
import type { InventedName, Sex } from './names.js';

/** Cases before they are rows. What several of them share (person, session, sitting) is the same object. */
export interface CaseDraft {
  office: string;
  registerOffice: string;
  matter: 'criminal' | 'civil' | 'land';
  regime: 'ML-2001' | 'ML-2024';
  origin: string;
  receivedOn: string;
  factsFrom: string;
  factsPrecision: 'day' | 'month' | 'estimated';
  place: string;
  tags: string[];
  /** Stages after registration (C10), with the day each was reached. */
  moves: Move<CaseStage>[];
  defendants: DefendantDraft[];
  victims: VictimDraft[];
  hearings: HearingDraft[];
  aliases: { kind: 'other_court' | 'police' | 'old_number'; value: string; issuer: string }[];
  /** Login of whoever answers for it. */
  responsible: string | null;
  /** Logins of those it is assigned to. */
  assigned: string[];
  sealedFor: string[];
  /** Dated from the first start, and moved by `demo refresh`. */
  rolling: boolean;
}

export interface Move<S> {
  to: S;
  on: string;
}

export interface PersonDraft extends InventedName {
  sex: Sex;
  birth: { date: string; precision: 'day' | 'year' } | null;
  nationality: string | null;
  nickname: string | null;
}

export interface DefendantDraft {
  /** Null for an unknown author. */
  person: PersonDraft | null;
  declaredAge: number | null;
  arrest: { date: string; force: string; place: string } | null;
  referredOn: string | null;
  /** Stages after the first (D01, or D00 of an unknown author). */
  moves: Move<DefendantStage>[];
  counts: CountDraft[];
  judgments: JudgmentDraft[];
  /** Index in the list of lawyers. */
  lawyer: number | null;
  cassationOn: string | null;
}

export interface CountDraft {
  offence: string;
  nature: 'crime' | 'misdemeanour' | null;
  role: 'author' | 'co_author' | 'accomplice';
  tags: string[];
  chargedOn: string | null;
}

export interface JudgmentDraft {
  on: string;
  mode: JudgmentMode | null;
  hearing: HearingDraft | null;
  /** One for each count, in their order. */
  outcomes: string[];
  reason: string | null;
  sentence: SentenceDraft | null;
}

export interface SentenceDraft {
  type: 'DEATH' | 'LIFE' | 'FIXED_TERM_CRIMINAL' | 'IMPRISONMENT' | 'IMPRISONMENT_SUSPENDED' | 'FINE_ONLY';
  years: number | null;
  months: number | null;
  suspendedMonths: number | null;
  fine: number | null;
}

export interface VictimDraft {
  role: 'victim' | 'witness' | 'victim_witness';
  sex: Sex | 'unknown';
  ageBand: string;
  capacity: string;
  crsv: boolean;
  civilPartyOn: string | null;
  /** Of a legal person alone (ruling 15). */
  legalName: string | null;
}

export interface SessionDraft {
  office: string;
  kind: SessionKind;
  label: string;
  theme: string | null;
  startsOn: string;
  endsOn: string;
}

export interface SittingDraft {
  office: string;
  session: SessionDraft | null;
  /** False where a mobile court sits in no room of the register. */
  inRoom: boolean;
  formation: Formation;
  day: string;
  from: string;
  to: string;
}

export interface HearingDraft {
  sitting: SittingDraft;
  kind: HearingKind;
  closedReason: ClosedReason | null;
  result: HearingResult | null;
  adjournmentReason: AdjournmentReason | null;
  next: HearingDraft | null;
}
