import { Injectable } from '@nestjs/common';
import { digest, readCode } from '../secrets.js';
import { Door } from './door.js';
import { totpStep } from '../second-factor.js';

export interface FactorRow {
  secret: string | null;
  pending: string | null;
  /** A bigint, which the driver gives as text. */
  last_step: string | null;
}

export type CodeKind = 'totp' | 'recovery_code';

/** Codes of the second factor, taken inside a transaction at the door. */
@Injectable()
export class SecondStep {
  constructor(private readonly door: Door) {}

  /** Takes a code of the authenticator or a recovery code; each holds once, however many try at a time. */
  async take(code: string): Promise<CodeKind | undefined> {
    const factor = await this.factor();
    if (!factor?.secret) return undefined;
    const digits = code.replaceAll(/\s/g, '');
    if (/^\d{6}$/.test(digits)) {
      return (await this.takeTotp(digits, factor.secret, factor.last_step)) ? 'totp' : undefined;
    }
    const [row] = await this.door.query<{ used: boolean }>('SELECT auth.use_recovery_code($1, $2) AS used', [
      digest(readCode(code)),
      this.door.now(),
    ]);
    return row?.used === true ? 'recovery_code' : undefined;
  }

  /** Takes a code of the secret that is being enrolled: proof that the authenticator holds it. */
  async takePending(code: string): Promise<boolean> {
    const factor = await this.factor();
    if (!factor?.pending) return false;
    return this.takeTotp(code.replaceAll(/\s/g, ''), factor.pending, factor.last_step);
  }

  private async factor(): Promise<FactorRow | undefined> {
    const [factor] = await this.door.query<FactorRow>('SELECT * FROM auth.second_factor()');
    return factor;
  }

  private async takeTotp(code: string, secret: string, lastStep: string | null): Promise<boolean> {
    const step = await totpStep(
      code,
      secret,
      this.door.now(),
      lastStep === null ? undefined : Number(lastStep),
    );
    if (step === undefined) return false;
    const [row] = await this.door.query<{ taken: boolean }>('SELECT auth.take_totp_step($1) AS taken', [
      step,
    ]);
    return row?.taken === true;
  }
}
