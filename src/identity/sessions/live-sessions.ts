import { Injectable, Logger, OnModuleDestroy } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { Authenticated } from '../../platform/access/authenticator.js';
import { Configuration } from '../../platform/config/configuration.js';
import { Clock } from '../../platform/context/clock.js';
import { Pool } from '../../platform/database/pool.js';
import { Unauthenticated } from '../../platform/http/errors.js';
import { digest } from '../secrets.js';
import { callerOf } from './caller.js';
import { sessionToken } from './cookies.js';
import { MyPermissions } from './my-permissions.js';
import { ShortMemory } from './short-memory.js';

const SEEN_EVERY_MILLIS = 60_000;
const MAX_SEEN = 10_000;

export interface LiveSession {
  id: string;
  user_id: string;
  stage: 'full' | 'enrolment';
  opened_at: Date;
  expires_at: Date;
  stepped_up_at: Date | null;
  last_seen_at: Date;
}

interface Known {
  session: LiveSession;
  permissions: Authenticated['permissions'];
}

/** Recognises people by their session cookie. */
@Injectable()
export class LiveSessions implements OnModuleDestroy {
  private readonly logger = new Logger('sessions');
  private readonly memory = new ShortMemory<Known>(async (hash) => this.find(hash));
  /** Last request of a session that this process served, and what of it is written. */
  private readonly seen = new Map<string, { at: number; written: number }>();
  private readonly writing = new Set<Promise<void>>();

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
    private readonly permissions: MyPermissions,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.writing);
  }

  /** A session ends after so many minutes without a request. */
  get idleMinutes(): number {
    return this.configuration.sessionIdleMinutes;
  }

  /** @throws Unauthenticated in a session that may do nothing but enrol a second factor */
  async recognise(request: FastifyRequest): Promise<Authenticated | undefined> {
    const known = await this.known(sessionToken(request));
    if (!known) return undefined;
    const { session, permissions } = known;
    if (session.stage !== 'full') throw new Unauthenticated('session.mfa_required');
    const { requestId, address } = callerOf(request);
    return {
      actor: { userId: session.user_id, sessionId: session.id, requestId, ip: address, scopes: '*' },
      kind: 'session',
      steppedUpAt: session.stepped_up_at ?? undefined,
      permissions,
    };
  }

  /** The session of a cookie, of either stage; undefined when it is over. */
  async current(token: string | undefined): Promise<LiveSession | undefined> {
    return (await this.known(token))?.session;
  }

  /** After a change of sessions or rights, this process asks the database at once; others within half a second. */
  forget(): void {
    this.memory.clear();
  }

  private async known(token: string | undefined): Promise<Known | undefined> {
    if (token === undefined) return undefined;
    const known = await this.memory.get(digest(token).toString('hex'));
    return known && this.isLive(known.session) ? known : undefined;
  }

  private async find(hash: string): Promise<Known | undefined> {
    const [session] = await this.pool.query<LiveSession & Record<string, unknown>>({
      name: 'auth_session',
      text: 'SELECT * FROM auth.session_by_hash($1)',
      values: [Buffer.from(hash, 'hex')],
    });
    if (!session) return undefined;
    const actor = {
      userId: session.user_id,
      sessionId: session.id,
      requestId: '',
      ip: '',
      scopes: '*',
    } as const;
    const permissions = session.stage === 'full' ? await this.permissions.of(actor) : new Set<never>();
    return { session, permissions };
  }

  /** Idle and absolute end by the injected clock (ASVS 7.3.1, 7.3.2); notes that it was used now. */
  private isLive({ id, expires_at, last_seen_at }: LiveSession): boolean {
    const now = this.clock.millis();
    const seen = this.seen.get(id) ?? { at: 0, written: 0 };
    const lastSeen = Math.max(seen.at, last_seen_at.getTime());
    if (now >= expires_at.getTime() || now - lastSeen >= this.idleMinutes * 60_000) {
      this.seen.delete(id);
      return false;
    }
    const written = Math.max(seen.written, last_seen_at.getTime());
    const due = now - written >= SEEN_EVERY_MILLIS;
    if (this.seen.size > MAX_SEEN) this.seen.clear();
    this.seen.set(id, { at: now, written: due ? now : written });
    if (due) this.write(id);
    return true;
  }

  /** Apart from the request, which does not wait for it (ruling 4). */
  private write(id: string): void {
    const work = this.pool
      .query({ name: 'auth_see', text: 'SELECT auth.see_session($1, $2)', values: [id, this.clock.now()] })
      .then(
        () => undefined,
        // The session ends a little early; the request is not worth less for it.
        (error: unknown) => {
          this.logger.warn({ err: error }, 'the last use of a session was not written');
        },
      )
      .finally(() => this.writing.delete(work));
    this.writing.add(work);
  }
}
