import { Injectable } from '@nestjs/common';
import { Permission } from '../platform/access/permissions.js';
import { AccessLog } from '../platform/audit/access-log.js';
import { protectedRead } from '../platform/audit/protected-read.js';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { Forbidden, NotFound } from '../platform/http/errors.js';

/** Whether and how a case may be read: the answer of the scope statement. */
interface Scope {
  sealed: boolean;
  allowed: boolean;
}

/** Reads of what stands below one case: 404 out of scope, 403 without the permission, and the event of the look. */
@Injectable()
export class CaseReading {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly accessLog: AccessLog,
  ) {}

  /**
   * Rows of a statement about one case. Of a sealed case they are read a second time, in the transaction that
   * writes the event: no event, no data (ruling 4).
   *
   * @param table what the event says was looked at
   * @throws NotFound when the case is out of scope, Forbidden when it is in scope without the permission
   */
  async rows<Row extends { id: string }>(
    caseId: string,
    permission: Permission,
    table: string,
    statement: Statement,
  ): Promise<Row[]> {
    const [[scope], rows] = await this.reads.runAll<[Scope, Row]>([
      {
        name: 'case_scope',
        text: 'SELECT c.sealed, sec.may(c.id, $2) AS allowed FROM app.cases c WHERE c.id = $1',
        values: [caseId, permission],
      },
      statement,
    ]);
    if (!scope) throw new NotFound('case.not_found');
    if (!scope.allowed) throw new Forbidden('access.forbidden');
    const event = { kind: 'list', table, ids: rows.map(({ id }) => id), caseIds: [caseId] } as const;
    if (scope.sealed) return this.reads.runLogged<Row>(protectedRead(event), statement);
    await this.accessLog.record(event);
    return rows;
  }
}
