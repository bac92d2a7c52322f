import { Injectable } from '@nestjs/common';
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
  ) {}

  /** One transaction while nobody is recognised yet. */
  async unknown<T>(caller: Caller, work: () => Promise<T>): Promise<T> {
    return this.as('', caller, work);
  }

  /** One transaction as a user who was recognised by a password, a code or a session. */
  async as<T>(userId: string, caller: Caller, work: () => Promise<T>): Promise<T> {
    return this.inContext(userId, caller, async () => this.tx.run(work));
  }

  /** The context alone, for what opens transactions of its own. */
  async inContext<T>(userId: string, { requestId, address }: Caller, work: () => Promise<T>): Promise<T> {
    return this.context.runAs({ userId, sessionId: DOOR, requestId, ip: address, scopes: '*' }, work);
  }
}
