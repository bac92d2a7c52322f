import type { HistoryRow } from './cases.repository.js';

/** A row of the list as the statement gives it. */
export interface CaseListRow {
  id: string;
  number: string;
  title: string;
  office: string;
  matter: string;
  registered_on: string;
  facts_from: string | null;
  facts_precision: string;
  place: string | null;
  tags: string[];
  stage: string;
  stage_min: string | null;
  stage_max: string | null;
  ahead: number;
  status: string;
  responsible_id: string | null;
  sealed: boolean;
  version: number;
}

export interface CaseListItem {
  id: string;
  number: string;
  title: string;
  /** Code of the responsible office. */
  office: string;
  matter: string;
  registeredOn: string;
  facts: { from: string | null; precision: string };
  place: string | null;
  tags: string[];
  stage: string;
  /** Least and most advanced defendant, and how many stand ahead of the least (domain notes §2.2). */
  progress: { min: string | null; max: string | null; ahead: number };
  status: string;
  responsibleId: string | null;
  sealed: boolean;
  version: number;
}

export function toListItem(row: CaseListRow): CaseListItem {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    office: row.office,
    matter: row.matter,
    registeredOn: row.registered_on,
    facts: { from: row.facts_from, precision: row.facts_precision },
    place: row.place,
    tags: row.tags,
    stage: row.stage,
    progress: { min: row.stage_min, max: row.stage_max, ahead: row.ahead },
    status: row.status,
    responsibleId: row.responsible_id,
    sealed: row.sealed,
    version: row.version,
  };
}

/** The case file as the statement gives it; the nested parts are already in the shape of the view. */
export interface CaseFileRow extends Omit<CaseListRow, 'office' | 'place'> {
  regime: string;
  origin: string;
  series: string;
  received_on: string;
  facts_to: string | null;
  office: { id: string; code: string; nameFr: string; nameEn: string };
  place: { id: string; name: string; kind: string; edition: string; code: string } | null;
  strike_reason: string | null;
  responsible: string | null;
  aliases: { kind: string; value: string; issuer: string | null }[] | null;
  defendants: DefendantInFile[] | null;
  hearings: object[] | null;
  outcomes: object[] | null;
  sentences: object[] | null;
  remedies: object[] | null;
}

export interface DefendantInFile {
  id: string;
  personId: string | null;
  name: string | null;
  unknownLabel: string | null;
  stage: string;
  sex: string | null;
  birthDate: string | null;
  birthPrecision: string | null;
  declaredAge: number | null;
  arrest: { date: string; time: string | null; force: string | null; unit: string | null } | null;
  referredOn: string | null;
  referralResult: string | null;
  version: number;
  lawyers: { id: string; professionalId: string; mode: string; from: string; to: string | null }[] | null;
  counts: CountInFile[] | null;
}

export interface CountInFile {
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
  chargedOn: string | null;
  withdrawnOn: string | null;
  requalified: boolean;
  version: number;
}

export function toCaseFile(row: CaseFileRow): Record<string, unknown> & { id: string; version: number } {
  const { office, place } = row;
  return {
    ...toListItem({ ...row, office: office.code, place: place?.name ?? null }),
    office,
    place,
    regime: row.regime,
    origin: row.origin,
    series: row.series,
    receivedOn: row.received_on,
    facts: { from: row.facts_from, to: row.facts_to, precision: row.facts_precision },
    responsible: row.responsible,
    strikeReason: row.strike_reason,
    aliases: row.aliases ?? [],
    defendants: (row.defendants ?? []).map((one) => ({
      ...one,
      lawyers: one.lawyers ?? [],
      counts: one.counts ?? [],
    })),
    hearings: row.hearings ?? [],
    outcomes: row.outcomes ?? [],
    sentences: row.sentences ?? [],
    remedies: row.remedies ?? [],
  };
}

export interface HistoryItem {
  id: string;
  at: string;
  kind: string;
  /** The sentence in the reader's language. */
  text: string;
  actor: string | null;
  payload: Record<string, unknown>;
}

export function toHistoryItem(row: HistoryRow, text: string): HistoryItem {
  return {
    id: row.id,
    at: row.at.toISOString(),
    kind: row.kind,
    text,
    actor: row.actor,
    payload: row.payload,
  };
}
