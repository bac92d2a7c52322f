import { Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { Invalid } from '../../platform/http/errors.js';
import { Caller } from '../sessions/caller.js';
import { Door } from '../sessions/door.js';
import { LiveSessions } from '../sessions/live-sessions.js';
import { PasswordHasher } from './password-hash.js';
import { passwordProblem, shortestPassword } from './password-rules.js';
import { Account, Proof } from './proof.js';

/** Passwords that people choose for themselves; nobody chooses one for another (ASVS 6.4.6). */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly context: RequestContext,
    private readonly door: Door,
    private readonly proof: Proof,
    private readonly hasher: PasswordHasher,
    private readonly live: LiveSessions,
    private readonly configuration: Configuration,
  ) {}

  /** Changes one's password; all other sessions end. @throws Invalid `password.…` */
  async change(current: string, chosen: string, caller: Caller): Promise<void> {
    const { userId, sessionId } = this.context.user;
    const account = await this.proof.account(userId, caller);
    const attempt = await this.proof.count(account, caller);
    if (!(await this.proof.matches(account, current))) throw new Invalid('password.current_wrong');
    if (current === chosen) throw new Invalid('password.same');
    const hash = await this.accept(account, chosen, caller);
    await this.door.as(userId, caller, async () => {
      await this.proof.won(attempt);
      await this.set(hash, sessionId);
    });
    this.live.forget();
  }

  /** The hash of a password that holds against the rules. @throws Invalid */
  async accept(account: Omit<Account, 'password_hash'>, chosen: string, caller: Caller): Promise<string> {
    const secondFactor = account.second_factor || this.configuration.production;
    const names = [account.login, account.display_name, ...(await this.officeNames(account.user_id, caller))];
    const problem = await passwordProblem(chosen, { secondFactor, names });
    if (problem !== undefined) {
      throw new Invalid(
        problem,
        { shortest: shortestPassword(secondFactor) },
        { fields: [{ field: 'password', code: problem }] },
      );
    }
    return this.hasher.hash(chosen);
  }

  /** In a transaction at the door: the new password; every session ends but `keep`. */
  async set(hash: string, keep: string | null): Promise<void> {
    await this.door.query('SELECT auth.set_password($1, $2, $3)', [hash, this.door.now(), keep]);
  }

  private async officeNames(userId: string, caller: Caller): Promise<string[]> {
    const offices = await this.door.as(userId, caller, async () =>
      this.door.query<{ names: (string | null)[] }>(
        'SELECT ARRAY[code, name_fr, name_en, seat] AS names FROM app.offices',
      ),
    );
    return offices.flatMap(({ names }) => names).filter((name) => name !== null);
  }
}
