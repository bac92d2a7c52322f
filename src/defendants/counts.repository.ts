import { Injectable } from '@nestjs/common';
import { AccessLog } from '../platform/audit/access-log.js';
import { ReadTransaction } from '../platform/database/read-transaction.js';
import { NotFound } from '../platform/http/errors.js';
import { countText, CountRow, RequalificationRow, requalificationText } from './count.sql.js';

const parts = {
  counts: { name: 'count', text: countText },
  requalifications: { name: 'requalification', text: requalificationText },
} as const;

/** Reads of single counts and requalifications. */
@Injectable()
export class CountsRepository {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly accessLog: AccessLog,
  ) {}

  async count(id: string): Promise<CountRow> {
    return this.one<CountRow>('counts', id);
  }

  async requalification(id: string): Promise<RequalificationRow> {
    return this.one<RequalificationRow>('requalifications', id);
  }

  /** Of a sealed case the event commits with the read (ruling 4). */
  private async one<Row extends { case_id: string }>(table: keyof typeof parts, id: string): Promise<Row> {
    const { name, text } = parts[table];
    const [open] = await this.reads.run<Row>({
      name: `${name}_one`,
      text: `${text} AND NOT c.sealed`,
      values: [id],
    });
    if (open) {
      await this.accessLog.record({ kind: 'read', table, ids: [id], caseIds: [open.case_id] });
      return open;
    }
    const [sealed] = await this.reads.runLogged<Row>(
      {
        name: `${name}_log`,
        text: `SELECT audit.log_read('read', 'app.${table}', ARRAY[x.id], ARRAY[c.id], '{"sealed": true}')
               FROM app.${table} x JOIN app.cases c ON c.id = x.case_id WHERE x.id = $1 AND c.sealed`,
        values: [id],
      },
      { name: `${name}_sealed`, text: `${text} AND c.sealed`, values: [id] },
    );
    if (!sealed) throw new NotFound('count.not_found');
    return sealed;
  }
}
