import { Injectable } from '@nestjs/common';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { decodeCursor, PAGE_SIZE } from '../platform/http/keyset.js';
import { Malformed } from '../platform/http/errors.js';
import { CaseListQuery } from './case.dto.js';
import { CaseFileRow, CaseListRow } from './case.view.js';
import { parseNumber, formatNumber } from './register-number.js';

/** Columns of a line of any list of cases: `c` the case, `o` its office, `p` its place. */
export const LIST_COLUMNS = `c.id, c.number, c.title, o.code AS office, c.matter, c.registered_on::text AS registered_on,
  c.facts_from::text AS facts_from, c.facts_precision, p.name AS place, c.tags, c.stage, c.stage_min, c.stage_max, c.ahead,
  c.status, c.responsible_id, c.sealed, c.version`;

/** Reads of cases, one statement each; which rows, the policies decide. */
@Injectable()
export class CasesRepository {
  constructor(private readonly reads: ReadTransaction) {}

  /** Rows of a page and one more; the number of all when asked for. */
  async list(query: CaseListQuery): Promise<{ rows: CaseListRow[]; total?: number }> {
    const { page, count } = listStatements(query);
    if (query.total !== true) return { rows: await this.reads.run<CaseListRow>(page) };
    const [rows, [counted]] = await this.reads.runAll<[CaseListRow, { total: number }]>([page, count]);
    return { rows, ...(counted ? { total: counted.total } : {}) };
  }

  /** The case file, if the case is not sealed. */
  async file(caseId: string): Promise<CaseFileRow | undefined> {
    const [row] = await this.reads.run<FileAnswer>({
      name: 'case_file',
      text: 'SELECT app.case_file($1, false) AS file',
      values: [caseId],
    });
    return row?.file ?? undefined;
  }

  /** A sealed case file: its reading is logged in the same transaction, or there is no reading (ruling 4). */
  async sealedFile(caseId: string): Promise<CaseFileRow | undefined> {
    const [row] = await this.reads.runLogged<FileAnswer>(
      {
        name: 'case_file_log',
        text: `SELECT audit.log_read('read', 'app.cases', ARRAY[c.id], ARRAY[c.id], '{"sealed": true}')
               FROM app.cases c WHERE c.id = $1 AND c.sealed`,
        values: [caseId],
      },
      { name: 'case_file_sealed', text: 'SELECT app.case_file($1, true) AS file', values: [caseId] },
    );
    return row?.file ?? undefined;
  }

  async history(caseId: string, cursor: string | undefined, limit: number): Promise<HistoryRow[]> {
    const position = decodeCursor(cursor, 2);
    return this.reads.run<HistoryRow>({
      name: position ? 'case_history_next' : 'case_history',
      text: `SELECT h.id, h.at, h.kind, sec.display_name(h.actor_id) AS actor, h.payload
             FROM app.case_history h WHERE h.case_id = $1
             ${position ? 'AND (h.at, h.id) < ($3::timestamptz, $4::uuid)' : ''}
             ORDER BY h.at DESC, h.id DESC LIMIT $2`,
      values: [caseId, limit + 1, ...(position ?? [])],
    });
  }

  async sees(caseId: string): Promise<boolean> {
    const rows = await this.reads.run({
      name: 'case_seen',
      text: 'SELECT 1 FROM app.cases WHERE id = $1',
      values: [caseId],
    });
    return rows.length > 0;
  }
}

interface FileAnswer {
  file: CaseFileRow | null;
}

export interface HistoryRow {
  id: string;
  at: Date;
  kind: string;
  actor: string | null;
  payload: Record<string, unknown>;
}

/** A filter is a condition and its value; the conditions in use give the prepared statement its name. */
const filters: Record<string, { key: keyof CaseListQuery; condition: (parameter: string) => string }> = {
  o: { key: 'office', condition: (p) => `c.office_id = ${p}` },
  s: { key: 'stage', condition: (p) => `c.stage = ${p}` },
  u: { key: 'status', condition: (p) => `c.status = ${p}` },
  t: { key: 'tag', condition: (p) => `c.tags @> ARRAY[${p}::text]` },
  m: { key: 'matter', condition: (p) => `c.matter = ${p}` },
  r: { key: 'responsible', condition: (p) => `c.responsible_id = ${p}` },
  f: {
    key: 'offence',
    condition: (p) => `EXISTS (SELECT 1 FROM app.counts k WHERE k.case_id = c.id AND k.offence_id = ${p})`,
  },
  a: { key: 'registeredFrom', condition: (p) => `c.registered_on >= ${p}::date` },
  b: { key: 'registeredTo', condition: (p) => `c.registered_on <= ${p}::date` },
  n: { key: 'number', condition: (p) => `c.number = ${p}` },
};

export function listStatements(query: CaseListQuery): { page: Statement; count: Statement } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  let name = '';
  for (const [letter, { key, condition }] of Object.entries(filters)) {
    const value = key === 'number' ? exactNumber(query.number) : query[key];
    if (value === undefined) continue;
    values.push(value);
    conditions.push(condition(`$${String(values.length)}`));
    name += letter;
  }
  const where = (list: readonly string[]) => (list.length > 0 ? `WHERE ${list.join(' AND ')}` : '');
  const count = {
    name: `cases_count_${name}`,
    text: `SELECT count(*)::int AS total FROM app.cases c ${where(conditions)}`,
    values: [...values],
  };
  const ascending = query.sort === 'registeredOn';
  const position = decodeCursor(query.cursor, 2);
  if (position) {
    values.push(...position);
    const [day, id] = [`$${String(values.length - 1)}::date`, `$${String(values.length)}::uuid`];
    conditions.push(`(c.registered_on, c.id) ${ascending ? '>' : '<'} (${day}, ${id})`);
  }
  values.push((query.limit ?? PAGE_SIZE) + 1);
  const direction = ascending ? 'ASC' : 'DESC';
  return {
    page: {
      name: `cases_list_${name}${ascending ? '1' : '0'}${position ? 'k' : ''}`,
      text: pageText(
        conditions,
        `ORDER BY c.registered_on ${direction}, c.id ${direction} LIMIT $${String(values.length)}`,
      ),
      values,
    },
    count,
  };
}

/**
 * The newest of each office of mine by its index, then the newest of those: flat in the number of cases, which a
 * filter over all offices is not. Cases of other offices that were given to me come beside; the policies of app.cases
 * hold for every row all the same.
 */
function pageText(conditions: readonly string[], order: string): string {
  const also = conditions.map((condition) => ` AND ${condition}`).join('');
  return `WITH offices AS MATERIALIZED (SELECT unnest(sec.offices_for_any('{case:read}')) AS id),
      page AS (
        SELECT c.* FROM (
          SELECT x.* FROM offices f CROSS JOIN LATERAL (
            SELECT c.* FROM app.cases c WHERE c.office_id = f.id${also} ${order}) x
          UNION ALL
          SELECT c.* FROM app.cases c WHERE c.id = ANY ((SELECT sec.cases_for_any('{case:read}'))::uuid[])
            AND NOT EXISTS (SELECT 1 FROM offices f WHERE f.id = c.office_id)${also}
        ) c ${order})
    SELECT ${LIST_COLUMNS} FROM page c JOIN app.offices o ON o.id = c.office_id LEFT JOIN app.places p ON p.id = c.place_id
    ${order}`;
}

/** @throws Malformed for a number whose check sign does not fit: a mistyped number never finds another case */
function exactNumber(typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined;
  const number = parseNumber(typed);
  if (number) return formatNumber(number);
  throw new Malformed('request.fields', {}, { fields: [{ field: 'number', code: 'case.number_check' }] });
}
