import { CountRow, RequalificationRow } from './count.sql.js';
import { Reader, toWarnings, WarningView } from './defendant.view.js';

export interface CountView {
  id: string;
  caseId: string;
  defendantId: string;
  ordinal: number;
  offence: { id: string; code: string; labelFr: string; labelEn: string };
  legalText: string | null;
  nature: string | null;
  attempted: boolean;
  role: string;
  tags: string[];
  chargedOn: string | null;
  withdrawnOn: string | null;
  warnings: WarningView[];
  version: number;
}

export interface RequalificationView {
  id: string;
  countId: string;
  /** Codes of the offences. */
  from: string;
  to: string;
  decidedOn: string;
  reason: string | null;
  warnings: WarningView[];
}

export function toCountView(row: CountRow, reader: Reader): CountView {
  return {
    id: row.id,
    caseId: row.case_id,
    defendantId: row.defendant_id,
    ordinal: row.ordinal,
    offence: { id: row.offence_id, code: row.offence_code, labelFr: row.label_fr, labelEn: row.label_en },
    legalText: row.legal_text,
    nature: row.nature,
    attempted: row.attempted,
    role: row.role,
    tags: row.tags,
    chargedOn: row.charged_on,
    withdrawnOn: row.withdrawn_on,
    warnings: toWarnings(row, reader).filter(({ countId }) => countId === null || countId === row.id),
    version: row.version,
  };
}

export function toRequalificationView(row: RequalificationRow, reader: Reader): RequalificationView {
  return {
    id: row.id,
    countId: row.count_id,
    from: row.from_code,
    to: row.to_code,
    decidedOn: row.decided_on,
    reason: row.reason,
    warnings: toWarnings(row, reader).filter(({ countId }) => countId === null || countId === row.count_id),
  };
}
