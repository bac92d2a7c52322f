import { Injectable } from '@nestjs/common';
import { CaseListQuery } from '../../cases/case.dto.js';
import { CaseListRow } from '../../cases/case.view.js';
import { listStatements } from '../../cases/cases.repository.js';
import { Tx } from '../../platform/database/tx.js';
import { encodeCursor } from '../../platform/http/keyset.js';
import { CaseDetailRow, CaseForExport, ExportColumn } from './export-columns.js';
import { EXPORT_LIMITS } from './export-limits.js';

const offences = (column: string) =>
  `(SELECT string_agg(DISTINCT o.${column}, '; ') FROM app.counts k JOIN app.offences o ON o.id = k.offence_id WHERE k.case_id = c.id)`;
/** A part that costs a look-up per case is read only for the column that shows it. */
const only = (column: ExportColumn, part: string) => `CASE WHEN '${column}' = ANY ($2) THEN ${part} END`;

const DETAILS = `SELECT c.id, c.office_id, c.received_on::text AS received_on, c.facts_to::text AS facts_to, c.origin, c.regime,
    ${only('aliases', `(SELECT string_agg(a.value, '; ' ORDER BY a.kind, a.value) FROM app.case_aliases a WHERE a.case_id = c.id)`)} AS aliases,
    n.names AS defendants,
    ${only('defendantCount', '(SELECT count(*)::int FROM app.defendants d WHERE d.case_id = c.id)')} AS defendant_count,
    ${only('offenceCodes', offences('code'))} AS offence_codes,
    ${only('offences', offences('label_fr'))} AS offences_fr,
    ${only('offences', offences('label_en'))} AS offences_en
  FROM app.cases c
  LEFT JOIN app.defendant_names(CASE WHEN 'defendants' = ANY ($2) THEN $1::uuid[] ELSE '{}' END) n ON n.case_id = c.id
  WHERE c.id = ANY ($1::uuid[])`;

/** The cases of an export, as its maker sees them now: the policies, and app.defendant_names, decide. */
@Injectable()
export class CaseRowsRepository {
  constructor(private readonly tx: Tx) {}

  async count(query: CaseListQuery): Promise<number> {
    const [row] = await this.tx.execute<{ total: number }>(listStatements(query).count);
    return row?.total ?? 0;
  }

  /** Batch by batch along the keyset, so that only one is in the memory at a time. */
  async *batches(query: CaseListQuery, columns: readonly ExportColumn[]): AsyncGenerator<CaseForExport[]> {
    const limit = EXPORT_LIMITS.batch;
    let cursor: string | undefined;
    do {
      const { page } = listStatements({ ...query, limit, ...(cursor === undefined ? {} : { cursor }) });
      const found = await this.tx.execute<CaseListRow>(page);
      const rows = found.slice(0, limit);
      yield await this.withDetails(rows, columns);
      const last = rows.at(-1);
      cursor = found.length > limit && last ? encodeCursor([last.registered_on, last.id]) : undefined;
    } while (cursor !== undefined);
  }

  /** A case that was taken from us between the two statements is left out. */
  private async withDetails(
    rows: readonly CaseListRow[],
    columns: readonly ExportColumn[],
  ): Promise<CaseForExport[]> {
    const details = await this.tx.execute<CaseDetailRow>({
      name: 'export_case_details',
      text: DETAILS,
      values: [rows.map(({ id }) => id), columns],
    });
    const byId = new Map(details.map((detail) => [detail.id, detail]));
    return rows.flatMap((row) => {
      const detail = byId.get(row.id);
      return detail ? [{ ...row, ...detail }] : [];
    });
  }
}
