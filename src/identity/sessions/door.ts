import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/context/clock.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { Tx } from '../../platform/database/tx.js';
import { Caller } from './caller.js';

/** What the database recognises as a context for signing in (migration 0003, auth.at_door). */
const DOOR = 'sign-in';

/**
 * Transactions at the door: before there is a session, or to prove oneself again. Only here do the functions that
 * show or change a secret work.
 */
@Injectable()
export class Door {
  constructor(
    private readonly context: RequestContext,
    private readonly tx: Tx,
    private readonly clock: Clock,
  ) {}

  /** One transaction while nobody is recognised yet. */
  async unknown<T>(caller: Caller, work: () => Promise<T>): Promise<T> {
    return this.as('', caller, work);
  }

  /** One transaction as a user who was recognised by a password, a code or a session. */
  async as<T>(userId: string, caller: Caller, work: () => Promise<T>): Promise<T> {
    const { requestId, address } = caller;
    const actor = { userId, sessionId: DOOR, requestId, ip: address, scopes: '*' } as const;
    return this.context.runAs(actor, async () => this.tx.run(work));
  }

  /** A statement in the transaction in hand. */
  async query<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.tx.query<Row>(text, values);
  }

  /** The moment by which everything here begins and runs out. */
  now(): Date {
    return this.clock.now();
  }
}
