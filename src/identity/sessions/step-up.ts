import { Injectable } from '@nestjs/common';
import { AccessLog } from '../../platform/audit/access-log.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { Invalid, Unauthenticated } from '../../platform/http/errors.js';
import { digest, newToken } from '../secrets.js';
import { Proof } from '../passwords/proof.js';
import { Caller } from './caller.js';
import { Door } from './door.js';
import { LiveSessions } from './live-sessions.js';
import { SecondStep } from './second-step.js';

/** Proving oneself again within a session, before a grave act. */
@Injectable()
export class StepUp {
  constructor(
    private readonly context: RequestContext,
    private readonly door: Door,
    private readonly proof: Proof,
    private readonly secondStep: SecondStep,
    private readonly live: LiveSessions,
    private readonly accessLog: AccessLog,
  ) {}

  /**
   * By a code where there is a second factor, else by the password. The session gets a new token (ASVS 7.2.4).
   * @returns the token
   * @throws Invalid `session.step_up_refused` or `session.code_needed`
   */
  async renew(
    given: { password: string | undefined; code: string | undefined },
    caller: Caller,
  ): Promise<string> {
    const { userId, sessionId } = this.context.user;
    const account = await this.proof.account(userId, caller);
    if (account.second_factor && given.code === undefined) throw new Invalid('session.code_needed');
    const attempt = await this.proof.count(account, caller);
    const proved = account.second_factor || (await this.proof.matches(account, given.password));
    const token = newToken();
    const renewed =
      proved &&
      (await this.door.as(userId, caller, async () => {
        if (account.second_factor && (await this.secondStep.take(given.code ?? '')) === undefined)
          return false;
        await this.proof.won(attempt);
        return this.rotate(sessionId, token, false);
      }));
    await this.accessLog.record({ kind: renewed ? 'step_up' : 'step_up_failed' });
    if (!renewed) throw new Invalid('session.step_up_refused');
    this.live.forget();
    return token;
  }

  /**
   * In a transaction at the door: a new token for the session, which is whole (`full`) from now on when `whole`.
   * @throws Unauthenticated when the session ended meanwhile
   */
  async rotate(sessionId: string, token: string, whole: boolean): Promise<true> {
    const [row] = await this.door.query<{ renewed: boolean }>(
      'SELECT auth.renew_session($1, $2, $3, $4) AS renewed',
      [sessionId, digest(token), this.door.now(), whole],
    );
    if (row?.renewed !== true) throw new Unauthenticated('access.unauthenticated');
    return true;
  }
}
