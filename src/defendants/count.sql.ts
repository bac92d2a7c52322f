import { CASE_OFFENCES } from './defendant.sql.js';
import { WarningRow } from './defendant.view.js';

const OF_CASE = `c.registered_on::text AS registered_on, c.facts_from::text AS facts_from, c.facts_to::text AS facts_to,
  c.facts_precision, ${CASE_OFFENCES}`;

export interface CountRow extends WarningRow {
  id: string;
  case_id: string;
  defendant_id: string;
  ordinal: number;
  offence_id: string;
  offence_code: string;
  label_fr: string;
  label_en: string;
  legal_text: string | null;
  nature: string | null;
  attempted: boolean;
  role: string;
  tags: string[];
  charged_on: string | null;
  withdrawn_on: string | null;
  version: number;
}

/** One count (`$1`) with what its warnings are drawn from. */
export const countText = `
SELECT k.id, k.case_id, k.defendant_id, k.ordinal, k.offence_id, f.code AS offence_code, f.label_fr, f.label_en, k.legal_text, k.nature,
  k.attempted, k.role, k.tags, k.charged_on::text AS charged_on, k.withdrawn_on::text AS withdrawn_on, k.version, ${OF_CASE}
FROM app.counts k JOIN app.cases c ON c.id = k.case_id JOIN app.offences f ON f.id = k.offence_id
WHERE k.id = $1`;

export interface RequalificationRow extends WarningRow {
  id: string;
  case_id: string;
  count_id: string;
  from_code: string;
  to_code: string;
  decided_on: string;
  reason: string | null;
}

export const requalificationText = `
SELECT r.id, r.case_id, r.count_id, a.code AS from_code, b.code AS to_code, r.decided_on::text AS decided_on, r.reason, ${OF_CASE}
FROM app.requalifications r JOIN app.cases c ON c.id = r.case_id
JOIN app.offences a ON a.id = r.from_offence_id JOIN app.offences b ON b.id = r.to_offence_id
WHERE r.id = $1`;
