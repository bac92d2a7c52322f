import { Injectable } from '@nestjs/common';
import { ReadTransaction } from '../platform/database/read-transaction.js';
import { Forbidden, NotFound } from '../platform/http/errors.js';
import { decodeCursor, Page, PAGE_SIZE, PageQuery, toPage } from '../platform/http/keyset.js';
import { toVictimView, VICTIM_COLUMNS, VictimRow, VictimView } from './victim.view.js';

/**
 * Reads of protected records: the event is written in the transaction of the read, from the same rows; when it
 * cannot be written there is no answer (ruling 4).
 */
@Injectable()
export class VictimsRepository {
  constructor(private readonly reads: ReadTransaction) {}

  /** Victims and witnesses of a case in the order of entry. @throws NotFound, Forbidden as every part of a case */
  async ofCase(caseId: string, query: PageQuery): Promise<Page<VictimView>> {
    const [scope] = await this.reads.run<{ allowed: boolean }>({
      name: 'victims_scope',
      text: `SELECT sec.may(c.id, 'victim:read') AS allowed FROM app.cases c WHERE c.id = $1`,
      values: [caseId],
    });
    if (!scope) throw new NotFound('case.not_found');
    if (!scope.allowed) throw new Forbidden('access.forbidden');
    const limit = query.limit ?? PAGE_SIZE;
    const position = decodeCursor(query.cursor, 1);
    const page = `FROM app.victims v WHERE v.case_id = $1 ${position ? 'AND v.id > $3::uuid' : ''} ORDER BY v.id LIMIT $2`;
    const values = [caseId, limit + 1, ...(position ?? [])];
    const suffix = position ? '_next' : '';
    const rows = await this.reads.runLogged<VictimRow>(
      {
        name: `victims_log${suffix}`,
        text: `SELECT audit.log_read('list', 'app.victims', coalesce(array_agg(p.id), '{}'), ARRAY[$1::uuid], NULL)
               FROM (SELECT v.id ${page}) p`,
        values,
      },
      { name: `victims_list${suffix}`, text: `SELECT ${VICTIM_COLUMNS} ${page}`, values },
    );
    return toPage(rows, limit, ({ id }) => [id], toVictimView);
  }

  async one(id: string): Promise<VictimView> {
    const [row] = await this.reads.runLogged<VictimRow>(
      {
        name: 'victim_log',
        text: `SELECT audit.log_read('read', 'app.victims', ARRAY[v.id], ARRAY[v.case_id], NULL) FROM app.victims v WHERE v.id = $1`,
        values: [id],
      },
      {
        name: 'victim_one',
        text: `SELECT ${VICTIM_COLUMNS} FROM app.victims v WHERE v.id = $1`,
        values: [id],
      },
    );
    if (!row) throw new NotFound('victim.not_found');
    return toVictimView(row);
  }
}
