import { Injectable } from '@nestjs/common';
import { Unauthenticated } from '../../platform/http/errors.js';
import { Attempt, attemptOf, Attempts } from '../sessions/attempts.js';
import { Caller } from '../sessions/caller.js';
import { Door } from '../sessions/door.js';
import { PasswordHasher } from './password-hash.js';

export interface Account {
  user_id: string;
  login: string;
  display_name: string;
  password_hash: string | null;
  second_factor: boolean;
}

/** Whoever is signed in proves again that it is them. Failures count as at sign-in, so nobody can guess here either. */
@Injectable()
export class Proof {
  constructor(
    private readonly door: Door,
    private readonly attempts: Attempts,
    private readonly hasher: PasswordHasher,
  ) {}

  async account(userId: string, caller: Caller): Promise<Account> {
    const [account] = await this.door.as(userId, caller, async () =>
      this.door.query<Account>('SELECT * FROM auth.my_credential()'),
    );
    if (!account) throw new Unauthenticated('access.unauthenticated');
    return account;
  }

  /** @throws TooMany */
  async count(account: Account, caller: Caller): Promise<Attempt> {
    const attempt = { ...attemptOf(`again\n${account.login}`, caller, false), account: undefined };
    await this.attempts.demand(attempt, caller);
    return attempt;
  }

  async matches({ password_hash }: Account, password: string | undefined): Promise<boolean> {
    return this.hasher.verify(password_hash ?? undefined, password ?? '');
  }

  /** In a transaction. */
  async won(attempt: Attempt): Promise<void> {
    await this.attempts.won(attempt);
  }
}
