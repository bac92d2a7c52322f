import { Statement } from '../database/read-transaction.js';
import { AccessEvent } from './access-event.js';

/**
 * The event of a protected read (sealed case, victim, witness) as the statement that
 * `ReadTransaction.runLogged` runs before the read: they commit together, or there is no answer (ruling 4).
 */
export function protectedRead(event: Omit<AccessEvent, 'actor'>): Statement {
  const { kind, table, ids, caseIds, detail } = event;
  return {
    name: 'audit_log_read',
    text: 'SELECT audit.log_read($1, $2, $3, $4, $5)',
    values: [
      kind,
      table === undefined || table.includes('.') ? table : `app.${table}`,
      ids ?? [],
      caseIds ?? [],
      detail === undefined ? null : JSON.stringify(detail),
    ],
  };
}
