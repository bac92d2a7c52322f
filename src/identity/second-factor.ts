import { generateSecret, generateURI, verify } from 'otplib';

const PERIOD_SECONDS = 30;
const ISSUER = 'Greffe';

/** A new secret for an authenticator application: 160 bits, base 32. */
export function newTotpSecret(): string {
  return generateSecret();
}

/** What the authenticator application reads from the QR code. */
export function totpUri(secret: string, login: string): string {
  return generateURI({ issuer: ISSUER, label: login, secret, period: PERIOD_SECONDS });
}

/**
 * The time step a code belongs to: the present one or the one before (ASVS 6.5.5), later than `lastStep`;
 * undefined when it is none. Whoever takes the step must still win it in the database (auth.take_totp_step).
 */
export async function totpStep(
  code: string,
  secret: string,
  at: Date,
  lastStep: number | undefined,
): Promise<number | undefined> {
  if (!/^\d{6}$/.test(code)) return undefined;
  const epoch = Math.floor(at.getTime() / 1000);
  const result = await verify({
    secret,
    token: code,
    epoch,
    period: PERIOD_SECONDS,
    epochTolerance: [PERIOD_SECONDS, 0],
    ...(lastStep === undefined ? {} : { afterTimeStep: lastStep }),
  });
  if (!result.valid) return undefined;
  return Math.floor(epoch / PERIOD_SECONDS) + result.delta;
}
