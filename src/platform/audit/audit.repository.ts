import { Injectable } from '@nestjs/common';
import { ReadTransaction } from '../database/read-transaction.js';
import { EventsQuery } from './audit.dto.js';
import { protectedRead } from './protected-read.js';
import { EventContentView, EventRow } from './audit.view.js';

interface Rights {
  sees: boolean;
  may: boolean;
}

/** Reads of the log, through the definer functions that decide what the caller may see of it (ruling 7). */
@Injectable()
export class AuditRepository {
  constructor(private readonly reads: ReadTransaction) {}

  /** Events in the caller's scope, newest first, before event `before`; at most `want`. */
  async events(query: EventsQuery, before: string | null, want: number): Promise<EventRow[]> {
    return this.reads.run<EventRow>({
      name: 'audit_events',
      text: `SELECT * FROM audit.events(NULL, $1, $2, $3, $4, $5::date::timestamptz, ($6::date + 1)::timestamptz, $7, $8)`,
      values: [
        query.caseId ?? null,
        query.actorId ?? null,
        query.kind ?? null,
        query.table ?? null,
        query.from ?? null,
        query.to ?? null,
        before,
        want,
      ],
    });
  }

  /**
   * One event's hashed text and, where the caller may read the row, what it commits to. That may be a protected
   * record, so the look is logged in the same transaction (ruling 4).
   */
  async content(eventId: string): Promise<EventContentView | undefined> {
    const [row] = await this.reads.runLogged<{
      meta: string | null;
      leaf_hash: string;
      salt: string | null;
      body: string | null;
    }>(protectedRead({ kind: 'read', table: 'audit.event', detail: { event: eventId } }), {
      name: 'audit_event_content',
      text: 'SELECT * FROM audit.event_content($1)',
      values: [eventId],
    });
    // A function with OUT parameters gives one row, empty when there is nothing to see.
    if (typeof row?.meta !== 'string') return undefined;
    const { meta, leaf_hash: leafHash, salt, body } = row;
    return { meta, leafHash, payload: salt === null || body === null ? null : { salt, body } };
  }

  /** The caller's own traces. */
  async own(before: string | null, want: number): Promise<EventRow[]> {
    return this.reads.run<EventRow>({
      name: 'audit_own_events',
      text: 'SELECT * FROM audit.own_events($1, $2)',
      values: [before, want],
    });
  }

  /** Who looked at a case, and what the caller may do with it. */
  async caseAccess(
    caseId: string,
    before: string | null,
    want: number,
  ): Promise<{ rights: Rights; rows: EventRow[] }> {
    const [[rights], rows] = await this.reads.runAll<[Rights, EventRow]>([
      {
        name: 'audit_case_rights',
        text: `SELECT sec.may_see_case($1) AS sees, sec.may($1, 'case:access:read') AS may`,
        values: [caseId],
      },
      {
        name: 'audit_case_access',
        text: 'SELECT * FROM audit.case_access($1, $2, $3)',
        values: [caseId, before, want],
      },
    ]);
    return { rights: rights ?? { sees: false, may: false }, rows };
  }
}
