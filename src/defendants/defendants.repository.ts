import { Injectable } from '@nestjs/common';
import { AccessLog } from '../platform/audit/access-log.js';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { NotFound } from '../platform/http/errors.js';
import { decodeCursor, Page, PAGE_SIZE, toPage } from '../platform/http/keyset.js';
import { DefendantListQuery } from './defendant.dto.js';
import { defendantText, LIST_COLUMNS, LIST_FROM } from './defendant.sql.js';
import { DefendantListItem, DefendantListRow, DefendantRow, toDefendantListItem } from './defendant.view.js';

/** Reads of defendants, one statement each; which rows, the policies decide. */
@Injectable()
export class DefendantsRepository {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly accessLog: AccessLog,
  ) {}

  /** One defendant. Of a sealed case the event commits with the read (ruling 4). */
  async one(id: string): Promise<DefendantRow> {
    const [open] = await this.reads.run<DefendantRow>({
      name: 'defendant_one',
      text: `${defendantText} AND NOT c.sealed`,
      values: [id],
    });
    if (open) {
      await this.accessLog.record({ kind: 'read', table: 'defendants', ids: [id], caseIds: [open.case_id] });
      return open;
    }
    const [sealed] = await this.reads.runLogged<DefendantRow>(
      {
        name: 'defendant_log',
        text: `SELECT audit.log_read('read', 'app.defendants', ARRAY[d.id], ARRAY[c.id], '{"sealed": true}')
               FROM app.defendants d JOIN app.cases c ON c.id = d.case_id WHERE d.id = $1 AND c.sealed`,
        values: [id],
      },
      { name: 'defendant_sealed', text: `${defendantText} AND c.sealed`, values: [id] },
    );
    if (!sealed) throw new NotFound('defendant.not_found');
    return sealed;
  }

  /** Defendants of the cases that I may see, newest first. */
  async list(query: DefendantListQuery): Promise<Page<DefendantListItem>> {
    const limit = query.limit ?? PAGE_SIZE;
    const { page, count } = listStatements(query, limit);
    const [rows, [counted]] =
      query.total === true
        ? await this.reads.runAll<[DefendantListRow, { total: number }]>([page, count])
        : [await this.reads.run<DefendantListRow>(page), []];
    const shown = rows.slice(0, limit);
    await this.accessLog.record({
      kind: 'list',
      table: 'defendants',
      ids: shown.map(({ id }) => id),
      caseIds: shown.map(({ case_id }) => case_id),
    });
    return toPage(rows, limit, ({ id }) => [id], toDefendantListItem, counted?.total);
  }
}

export function listStatements(
  query: DefendantListQuery,
  limit: number,
): { page: Statement; count: Statement } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  let name = '';
  const add = (letter: string, value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${String(values.length)}`));
    name += letter;
  };
  const where = () => (conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '');
  add('s', query.stage, (p) => `d.stage = ${p}`);
  add('o', query.office, (p) => `c.office_id = ${p}::uuid`);
  const count = {
    name: `defendants_count_${name}`,
    text: `SELECT count(*)::int AS total FROM app.defendants d JOIN app.cases c ON c.id = d.case_id ${where()}`,
    values: [...values],
  };
  add('k', decodeCursor(query.cursor, 1)?.[0], (p) => `d.id < ${p}::uuid`);
  values.push(limit + 1);
  return {
    page: {
      name: `defendants_list_${name}`,
      text: `SELECT ${LIST_COLUMNS} FROM ${LIST_FROM} ${where()} ORDER BY d.id DESC LIMIT $${String(values.length)}`,
      values,
    },
    count,
  };
}
