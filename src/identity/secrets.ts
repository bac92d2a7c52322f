import { createHash, randomBytes, randomInt } from 'node:crypto';

/** Letters and digits that nobody confuses on a printed slip (Crockford's base 32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A random text of 256 bits, for cookies and keys. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The code of a printed slip: 100 bits in groups of five. */
export function newSlipCode(): string {
  return code(4, 5);
}

/** A recovery code: 80 bits in groups of four (ASVS 6.5.2 asks for 64). */
export function newRecoveryCode(): string {
  return code(4, 4);
}

/** What a person typed, as the code was made: case, spaces and dashes do not count, O is 0, I and L are 1. */
export function readCode(typed: string): string {
  const plain = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  return plain.replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

/** SHA-256: enough for secrets that are random themselves; passwords go through argon2id. */
export function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function code(groups: number, size: number): string {
  const letter = () => ALPHABET.charAt(randomInt(ALPHABET.length));
  return Array.from({ length: groups }, () => Array.from({ length: size }, letter).join('')).join('-');
}
