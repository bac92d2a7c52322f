import type { CaseListRow } from '../../cases/case.view.js';
import type { Locale } from '../../platform/context/request-context.js';

/** What the list does not give of a case; null where the columns that need it were not asked for. */
export interface CaseDetailRow {
  id: string;
  office_id: string;
  received_on: string;
  facts_to: string | null;
  origin: string;
  regime: string;
  aliases: string | null;
  defendants: string | null;
  defendant_count: number | null;
  offence_codes: string | null;
  offences_fr: string | null;
  offences_en: string | null;
}

export interface CaseForExport extends Omit<CaseListRow, 'id'>, CaseDetailRow {}

/** Gives the label of a stage in the language of the file. */
export type StageLabel = (stage: string) => string;

type Value = (row: CaseForExport, locale: Locale, stageLabel: StageLabel) => string | number | null;

/**
 * What an export of cases can hold. Codes stay codes, so that a file can be read by machine in either language.
 * No victim or witness is here (rule 8: K11 and K12 are not exportable), and nobody of the staff (rule 13).
 */
const values = {
  number: (row) => row.number,
  title: (row) => row.title,
  office: (row) => row.office,
  matter: (row) => row.matter,
  regime: (row) => row.regime,
  origin: (row) => row.origin,
  receivedOn: (row) => row.received_on,
  registeredOn: (row) => row.registered_on,
  factsFrom: (row) => row.facts_from,
  factsTo: (row) => row.facts_to,
  factsPrecision: (row) => row.facts_precision,
  place: (row) => row.place,
  tags: (row) => row.tags.join('; '),
  stage: (row) => row.stage,
  stageLabel: (row, _locale, stageLabel) => stageLabel(row.stage),
  status: (row) => row.status,
  aliases: (row) => row.aliases,
  defendants: (row) => row.defendants,
  defendantCount: (row) => row.defendant_count,
  offenceCodes: (row) => row.offence_codes,
  offences: (row, locale) => (locale === 'fr' ? row.offences_fr : row.offences_en),
} as const satisfies Record<string, Value>;

export type ExportColumn = keyof typeof values;

// Object.keys forgets that the keys are those of the object.
export const exportColumns = Object.keys(values) as readonly ExportColumn[];

/** The cells of one case, as text and not yet escaped. */
export function cellsOf(
  row: CaseForExport,
  columns: readonly ExportColumn[],
  locale: Locale,
  stageLabel: StageLabel,
): string[] {
  return columns.map((column) => {
    const value: Value = values[column];
    return String(value(row, locale, stageLabel) ?? '');
  });
}
