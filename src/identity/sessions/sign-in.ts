import { Injectable } from '@nestjs/common';
import { AccessLog } from '../../platform/audit/access-log.js';
import { Configuration } from '../../platform/config/configuration.js';
import { newId } from '../../platform/database/ids.js';
import { Unauthenticated } from '../../platform/http/errors.js';
import { PasswordHasher } from '../passwords/password-hash.js';
import { digest, newToken } from '../secrets.js';
import { Attempt, attemptOf, Attempts, tooMany } from './attempts.js';
import { actorOf, Caller } from './caller.js';
import { Door } from './door.js';
import { Recognition } from './recognition.js';
import { CodeKind, SecondStep } from './second-step.js';

export interface Credentials {
  login: string;
  password: string;
  /** Of the authenticator, or a recovery code. */
  code: string | undefined;
}

/** A session as its browser gets it: the two tokens go into cookies and are nowhere else. */
export interface OpenedSession {
  id: string;
  token: string;
  device: string;
  stage: 'full' | 'enrolment';
  expiresAt: Date;
}

interface Account {
  user_id: string;
  state: string;
  password_hash: string | null;
  second_factor: boolean;
  known_device: boolean;
}

interface Knock {
  credentials: Credentials;
  caller: Caller;
}

interface Proved {
  account: Account;
  attempt: Attempt;
}

type Refusal = 'credentials' | 'code' | 'code_missing' | 'too_many';

/**
 * Sign-in by password and, where there is one, the second factor: all in one request, so that a password alone
 * never leaves anything behind that an outsider could use.
 */
@Injectable()
export class SignIn {
  private readonly recognition = new Recognition<Knock, Proved>({
    password: async (knock) => this.provePassword(knock),
  });

  constructor(
    private readonly door: Door,
    private readonly attempts: Attempts,
    private readonly hasher: PasswordHasher,
    private readonly secondStep: SecondStep,
    private readonly accessLog: AccessLog,
    private readonly configuration: Configuration,
  ) {}

  /**
   * @throws Unauthenticated `session.refused`, whatever of login and password was wrong; `session.mfa_required` when
   *   the password was right and a code is missing
   * @throws TooMany with the seconds to wait
   */
  async open(credentials: Credentials, caller: Caller): Promise<OpenedSession> {
    const proved = await this.recognition.of({ credentials, caller });
    if (!proved) throw await this.refusal(credentials, caller, undefined, 'credentials');
    const { account, attempt } = proved;
    if (account.second_factor && credentials.code === undefined) {
      await this.door.unknown(caller, async () => this.attempts.open(attempt));
      throw await this.refusal(credentials, caller, account.user_id, 'code_missing');
    }
    const opened = await this.door.as(account.user_id, caller, async () =>
      this.openAs(proved, credentials, caller),
    );
    if (!opened) throw await this.refusal(credentials, caller, account.user_id, 'code');
    await this.rehash(account, credentials, caller);
    await this.accessLog.record({
      kind: 'sign_in',
      actor: actorOf(account.user_id, opened.session.id, caller),
      detail: { stage: opened.session.stage, factor: opened.factor, known_device: account.known_device },
    });
    return opened.session;
  }

  private async provePassword({ credentials, caller }: Knock): Promise<Proved | undefined> {
    const login = credentials.login.toLowerCase();
    const { account, attempt, wait } = await this.door.unknown(caller, async () => {
      const account = await this.find(login, caller);
      const attempt = attemptOf(login, caller, account?.known_device ?? false);
      return { account, attempt, wait: await this.attempts.count(attempt) };
    });
    if (wait > 0) {
      await this.refusal(credentials, caller, account?.user_id, 'too_many');
      throw tooMany(wait);
    }
    const active = account?.state === 'active' ? account : undefined;
    if (await this.hasher.verify(active?.password_hash ?? undefined, credentials.password)) {
      return active && { account: active, attempt };
    }
    throw await this.refusal(credentials, caller, account?.user_id, 'credentials');
  }

  private async find(login: string, { device }: Caller): Promise<Account | undefined> {
    const [account] = await this.door.query<Account>('SELECT * FROM auth.find_credential($1, $2)', [
      login,
      device === undefined ? null : digest(device),
    ]);
    return account;
  }

  private async openAs(
    { account, attempt }: Proved,
    { code }: Credentials,
    caller: Caller,
  ): Promise<{ session: OpenedSession; factor: CodeKind | 'none' } | undefined> {
    const factor = account.second_factor && code !== undefined ? await this.secondStep.take(code) : 'none';
    if (factor === undefined) return undefined;
    const now = this.door.now();
    const session: OpenedSession = {
      id: newId(),
      token: newToken(),
      device: await this.device(caller),
      stage: this.configuration.production && !account.second_factor ? 'enrolment' : 'full',
      expiresAt: new Date(now.getTime() + this.configuration.sessionAbsoluteMinutes * 60_000),
    };
    const [row] = await this.door.query<{ opened: boolean }>(
      'SELECT auth.open_session($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS opened',
      [
        session.id,
        digest(session.token),
        session.stage,
        now,
        session.expiresAt,
        caller.address,
        caller.userAgent,
        newId(),
        digest(session.device),
        caller.session === undefined ? null : digest(caller.session),
      ],
    );
    if (row?.opened !== true) return undefined;
    await this.attempts.won(attempt);
    return { session, factor };
  }

  /** One token a browser, for whoever signs in with it; one that nobody had from us is replaced. */
  private async device({ device }: Caller): Promise<string> {
    if (device === undefined) return newToken();
    const [row] = await this.door.query<{ known: boolean }>('SELECT auth.device_known($1) AS known', [
      digest(device),
    ]);
    return row?.known === true ? device : newToken();
  }

  private async refusal(
    { login }: Credentials,
    caller: Caller,
    userId: string | undefined,
    reason: Refusal,
  ): Promise<Unauthenticated> {
    await this.accessLog.record({
      kind: 'sign_in_failed',
      // Never the login itself: people type passwords into that field.
      actor: actorOf(userId ?? '', '', caller),
      detail: { reason, claimed: this.accessLog.fingerprint(login) },
    });
    return new Unauthenticated(reason === 'code_missing' ? 'session.mfa_required' : 'session.refused');
  }

  private async rehash(
    { user_id, password_hash }: Account,
    { password }: Credentials,
    caller: Caller,
  ): Promise<void> {
    if (password_hash === null || !this.hasher.isOutdated(password_hash)) return;
    const hash = await this.hasher.hash(password);
    await this.door.as(user_id, caller, async () =>
      this.door.query('SELECT auth.rehash_password($1)', [hash]),
    );
  }
}
