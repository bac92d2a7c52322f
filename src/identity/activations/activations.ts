import { Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { Invalid } from '../../platform/http/errors.js';
import { OwnPassword } from '../passwords/own-password.js';
import { PasswordHasher } from '../passwords/password-hash.js';
import { shortestPassword } from '../passwords/password-rules.js';
import { digest, readCode } from '../secrets.js';
import { Attempt, attemptOf, Attempts } from '../sessions/attempts.js';
import { Caller } from '../sessions/caller.js';
import { Door } from '../sessions/door.js';
import { LiveSessions } from '../sessions/live-sessions.js';
import { SlipKind } from './slip-kind.js';

interface Slip {
  id: string;
  user_id: string;
  kind: SlipKind;
  login: string;
  display_name: string;
  password_hash: string | null;
  second_factor: boolean;
}

/** Using the code of a printed slip. A slip holds once, for a day, and says nothing when it does not hold. */
@Injectable()
export class Activations {
  constructor(
    private readonly door: Door,
    private readonly attempts: Attempts,
    private readonly ownPassword: OwnPassword,
    private readonly hasher: PasswordHasher,
    private readonly live: LiveSessions,
    private readonly configuration: Configuration,
  ) {}

  /** What the slip is for, so that its holder is asked the right question. @throws Invalid `activation.refused` */
  async look(
    code: string,
    caller: Caller,
  ): Promise<{ kind: SlipKind; login: string; shortestPassword: number }> {
    const { slip, attempt } = await this.find(code, caller);
    await this.door.unknown(caller, async () => this.attempts.won(attempt));
    const shortest = shortestPassword(slip.second_factor || this.configuration.production);
    return { kind: slip.kind, login: slip.login, shortestPassword: shortest };
  }

  /**
   * First password and reset: `password` is the new one; the second factor stays (ASVS 6.4.3).
   * Lost second factor: `password` is the present one, and the factor goes.
   *
   * @throws Invalid `activation.refused` or `password.…`
   */
  async use(code: string, password: string, caller: Caller): Promise<void> {
    const { slip, attempt } = await this.find(code, caller);
    if (slip.kind === 'second_factor') {
      if (!(await this.hasher.verify(slip.password_hash ?? undefined, password))) throw refused();
      await this.spend(slip, attempt, caller, async () =>
        this.door.query('SELECT auth.remove_second_factor($1, NULL)', [this.door.now()]),
      );
      return;
    }
    const hash = await this.ownPassword.accept(slip, password, caller);
    await this.spend(slip, attempt, caller, async () => this.ownPassword.set(hash, null));
  }

  private async find(code: string, caller: Caller): Promise<{ slip: Slip; attempt: Attempt }> {
    // By address alone: a ceiling over all would let an outsider keep everybody from their slip.
    const attempt = { ...attemptOf('slip', caller, false), account: undefined };
    await this.attempts.demand(attempt, caller);
    const [slip] = await this.door.unknown(caller, async () =>
      this.door.query<Slip>('SELECT * FROM auth.find_activation($1, $2)', [
        digest(readCode(code)),
        this.door.now(),
      ]),
    );
    if (!slip) throw refused();
    return { slip, attempt };
  }

  private async spend(
    slip: Slip,
    attempt: Attempt,
    caller: Caller,
    then: () => Promise<unknown>,
  ): Promise<void> {
    await this.door.as(slip.user_id, caller, async () => {
      const [row] = await this.door.query<{ used: boolean }>('SELECT auth.use_activation($1, $2) AS used', [
        slip.id,
        this.door.now(),
      ]);
      if (row?.used !== true) throw refused();
      await then();
      await this.attempts.won(attempt);
    });
    this.live.forget();
  }
}

function refused(): Invalid {
  return new Invalid('activation.refused');
}
