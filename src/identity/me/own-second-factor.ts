import { Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { newId } from '../../platform/database/ids.js';
import { Conflict, Invalid } from '../../platform/http/errors.js';
import { shortestPassword } from '../passwords/password-rules.js';
import { Proof } from '../passwords/proof.js';
import { digest, newRecoveryCode, readCode } from '../secrets.js';
import { newTotpSecret, totpUri } from '../second-factor.js';
import { Caller } from '../sessions/caller.js';
import { Door } from '../sessions/door.js';
import { SecondStep } from '../sessions/second-step.js';

const RECOVERY_CODES = 10;

/** What is shown once, to be put into an authenticator application. */
export interface Enrolment {
  secret: string;
  uri: string;
}

/** One's own second factor: enrolling, replacing and removing it, and its recovery codes. */
@Injectable()
export class OwnSecondFactor {
  constructor(
    private readonly door: Door,
    private readonly proof: Proof,
    private readonly secondStep: SecondStep,
    private readonly configuration: Configuration,
  ) {}

  /** A new secret. A factor that is there stays in force until the new one has proved itself. */
  async start(userId: string, caller: Caller): Promise<Enrolment> {
    const { login } = await this.proof.account(userId, caller);
    const secret = newTotpSecret();
    await this.door.as(userId, caller, async () =>
      this.door.query('SELECT auth.start_second_factor($1)', [secret]),
    );
    return { secret, uri: totpUri(secret, login) };
  }

  /**
   * The first code proves that the authenticator holds the secret.
   * @param then what belongs into the same transaction
   * @returns recovery codes, shown this once
   * @throws Invalid `second_factor.code_wrong`
   */
  async confirm(
    userId: string,
    code: string,
    caller: Caller,
    then?: () => Promise<unknown>,
  ): Promise<string[]> {
    const attempt = await this.proof.count(await this.proof.account(userId, caller), caller);
    const codes = newCodes();
    await this.door.as(userId, caller, async () => {
      if (!(await this.secondStep.takePending(code))) throw new Invalid('second_factor.code_wrong');
      await this.door.query('SELECT auth.confirm_second_factor($1, $2, $3)', [
        ...stored(codes),
        this.door.now(),
      ]);
      await this.proof.won(attempt);
      await then?.();
    });
    return codes;
  }

  /** @throws Conflict where production demands a second factor @throws Invalid */
  async remove(userId: string, sessionId: string, password: string, caller: Caller): Promise<void> {
    if (this.configuration.production) throw new Conflict('second_factor.demanded');
    const account = await this.proof.account(userId, caller);
    const attempt = await this.proof.count(account, caller);
    if (!(await this.proof.matches(account, password))) throw new Invalid('password.current_wrong');
    const shortest = shortestPassword(false);
    // Alone, the password has to be longer.
    if (Array.from(password).length < shortest) throw new Invalid('password.too_short', { shortest });
    await this.door.as(userId, caller, async () => {
      await this.proof.won(attempt);
      await this.door.query('SELECT auth.remove_second_factor($1, $2)', [this.door.now(), sessionId]);
    });
  }

  /** New recovery codes; the ones before no longer hold. */
  async renewCodes(userId: string, caller: Caller): Promise<string[]> {
    const { second_factor } = await this.proof.account(userId, caller);
    if (!second_factor) throw new Conflict('second_factor.absent');
    const codes = newCodes();
    await this.door.as(userId, caller, async () =>
      this.door.query('SELECT auth.replace_recovery_codes($1, $2, $3)', [...stored(codes), this.door.now()]),
    );
    return codes;
  }
}

function newCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
}

/** Keys and digests, as the database takes them. */
function stored(codes: readonly string[]): [string[], Buffer[]] {
  return [codes.map(() => newId()), codes.map((code) => digest(readCode(code)))];
}
