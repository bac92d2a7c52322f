import { Translator } from '../platform/i18n/translator.js';
import { Locale } from '../platform/context/request-context.js';
import type { Precision } from '../cases/case-codes.js';
import { DefendantStage } from '../procedure/defendant-stage.js';
import { DEFENDANT_TABLE } from '../procedure/defendant-transitions.js';
import { AgeAtFacts, ageAtFacts, Facts } from './age-at-facts.js';
import { CountedOffence, offenceWarnings } from './offence-warnings.js';

/** What the warnings are drawn from; every statement about a defendant or a count carries it. */
export interface WarningRow {
  registered_on: string;
  facts_from: string | null;
  facts_to: string | null;
  facts_precision: Precision;
  case_offences: CountedOffence[];
  of_unit: boolean;
}

export interface DefendantRow extends WarningRow {
  id: string;
  case_id: string;
  case_number: string;
  person_id: string | null;
  name: string | null;
  unknown_label: string | null;
  stage: DefendantStage;
  sex: string | null;
  birth_date: string | null;
  birth_precision: Precision | null;
  declared_age: number | null;
  arrest: ArrestView | null;
  referred_on: string | null;
  referral_result: string | null;
  version: number;
  lawyers: LawyerView[];
  counts: CountInDefendant[];
}

interface ArrestView {
  date: string;
  time: string | null;
  force: string | null;
  unit: string | null;
  placeId: string | null;
}

export interface LawyerView {
  id: string;
  professionalId: string;
  /** Null for who may not read the names of professionals. */
  name: string | null;
  mode: string;
  from: string;
  to: string | null;
}

export interface CountInDefendant {
  id: string;
  ordinal: number;
  offenceId: string;
  offenceCode: string;
  labelFr: string;
  labelEn: string;
  legalText: string | null;
  nature: string | null;
  attempted: boolean;
  role: string;
  tags: string[];
  chargedOn: string | null;
  withdrawnOn: string | null;
  version: number;
  requalifications: { id: string; from: string; to: string; decidedOn: string; reason: string | null }[];
}

export interface WarningView {
  code: string;
  /** The sentence in the reader's language. */
  message: string;
  countId: string | null;
}

export interface DefendantView {
  id: string;
  caseId: string;
  caseNumber: string;
  personId: string | null;
  name: string | null;
  /** "X1"; kept after the person was identified. */
  unknownLabel: string | null;
  stage: DefendantStage;
  /** Where the defendant can go from here, and the sentence of the condition. */
  possible: { to: DefendantStage; guard: string | null; confidence: string }[];
  sex: string | null;
  birthDate: string | null;
  birthPrecision: string | null;
  declaredAge: number | null;
  ageAtFacts: AgeAtFacts;
  /** Could have been under 18 at the facts. */
  couldBeMinor: boolean;
  arrest: ArrestView | null;
  referredOn: string | null;
  referralResult: string | null;
  lawyers: LawyerView[];
  counts: CountInDefendant[];
  warnings: WarningView[];
  version: number;
}

/** How a code becomes a sentence: the reader's language and the catalogues. */
export interface Reader {
  locale: Locale;
  translator: Translator;
}

export function toDefendantView(row: DefendantRow, reader: Reader): DefendantView {
  const birth = { date: row.birth_date, precision: row.birth_precision ?? 'unknown' };
  const age = ageAtFacts(birth, row.declared_age, factsOf(row));
  return {
    id: row.id,
    caseId: row.case_id,
    caseNumber: row.case_number,
    personId: row.person_id,
    name: row.name,
    unknownLabel: row.unknown_label,
    stage: row.stage,
    possible: DEFENDANT_TABLE[row.stage].map(({ to, guard, confidence }) => ({
      to,
      guard: guard === undefined ? null : reader.translator.text(reader.locale, `procedure:guards/${guard}`),
      confidence,
    })),
    sex: row.sex,
    birthDate: row.birth_date,
    birthPrecision: row.birth_precision,
    declaredAge: row.declared_age,
    ageAtFacts: age,
    couldBeMinor: age.minor === 'yes' || age.minor === 'possible',
    arrest: row.arrest,
    referredOn: row.referred_on,
    referralResult: row.referral_result,
    lawyers: row.lawyers,
    counts: row.counts,
    warnings: toWarnings(row, reader),
    version: row.version,
  };
}

/** What a clerk should look at, in words. Never a refusal. */
export function toWarnings(row: WarningRow, { locale, translator }: Reader): WarningView[] {
  return offenceWarnings(row.case_offences, factsOf(row), {
    ofUnit: row.of_unit,
    day: row.registered_on,
  }).map(({ code, countId, vars }) => ({
    code,
    message: translator.text(locale, `defendants:warnings/${code}`, vars),
    countId: countId ?? null,
  }));
}

function factsOf({ facts_from, facts_to, facts_precision }: WarningRow): Facts {
  return { from: facts_from, to: facts_to, precision: facts_precision };
}

export interface DefendantListRow {
  id: string;
  case_id: string;
  case_number: string;
  person_id: string | null;
  name: string | null;
  unknown_label: string | null;
  stage: string;
  arrest_date: string | null;
  version: number;
}

export interface DefendantListItem {
  id: string;
  caseId: string;
  caseNumber: string;
  personId: string | null;
  name: string | null;
  unknownLabel: string | null;
  stage: string;
  arrestDate: string | null;
  version: number;
}

export function toDefendantListItem(row: DefendantListRow): DefendantListItem {
  return {
    id: row.id,
    caseId: row.case_id,
    caseNumber: row.case_number,
    personId: row.person_id,
    name: row.name,
    unknownLabel: row.unknown_label,
    stage: row.stage,
    arrestDate: row.arrest_date,
    version: row.version,
  };
}
