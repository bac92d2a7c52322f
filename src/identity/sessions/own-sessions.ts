import { Injectable } from '@nestjs/common';
import { AccessLog } from '../../platform/audit/access-log.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { ReadTransaction } from '../../platform/database/read-transaction.js';
import { Tx } from '../../platform/database/tx.js';
import { NotFound } from '../../platform/http/errors.js';
import { actorOf, Caller } from './caller.js';
import { Door } from './door.js';
import { LiveSessions } from './live-sessions.js';
import { SessionView } from './session.views.js';

interface SessionRow {
  id: string;
  opened_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  stepped_up_at: Date | null;
  address: string;
  user_agent: string;
}

/** Lists and ends sessions: one's own, or those of a user one administers. The database decides which. */
@Injectable()
export class OwnSessions {
  constructor(
    private readonly context: RequestContext,
    private readonly reads: ReadTransaction,
    private readonly tx: Tx,
    private readonly door: Door,
    private readonly live: LiveSessions,
    private readonly accessLog: AccessLog,
  ) {}

  async list(userId = this.context.user.userId): Promise<SessionView[]> {
    const rows = await this.reads.run<SessionRow>({
      name: 'auth_sessions_of',
      text: `SELECT * FROM auth.sessions_of($1, $2, make_interval(mins => $3))`,
      values: [userId, this.door.now(), this.live.idleMinutes],
    });
    return rows.map((row) => ({
      id: row.id,
      current: row.id === this.context.user.sessionId,
      openedAt: row.opened_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      address: row.address,
      userAgent: row.user_agent,
    }));
  }

  /** @throws NotFound when it is not one's own, or over */
  async end(id: string): Promise<void> {
    const ended = await this.endWhere(this.context.user.userId, id, null);
    if (ended === 0) throw new NotFound('request.not_found');
  }

  /** Ends all others of one's own. */
  async endOthers(): Promise<void> {
    await this.endWhere(this.context.user.userId, null, this.context.user.sessionId);
  }

  async endAllOf(userId: string): Promise<void> {
    await this.endWhere(userId, null, null);
  }

  /** Signs out whoever the cookie belongs to; without a live session nothing is left to do. */
  async signOut(caller: Caller): Promise<void> {
    const session = await this.live.current(caller.session);
    if (!session) return;
    await this.door.as(session.user_id, caller, async () =>
      this.door.query('SELECT auth.end_sessions($1, $2, NULL, $3, $4)', [
        session.user_id,
        session.id,
        this.door.now(),
        'sign_out',
      ]),
    );
    this.live.forget();
    await this.accessLog.record({ kind: 'sign_out', actor: actorOf(session.user_id, session.id, caller) });
  }

  private async endWhere(userId: string, only: string | null, keep: string | null): Promise<number> {
    const [row] = await this.tx.run(async () =>
      this.tx.query<{ ended: number }>('SELECT auth.end_sessions($1, $2, $3, $4, $5) AS ended', [
        userId,
        only,
        keep,
        this.door.now(),
        'revoked',
      ]),
    );
    this.live.forget();
    return row?.ended ?? 0;
  }
}
