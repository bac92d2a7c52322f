import { hash, parseOptions, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';

/**
 * argon2id with 46 MiB, two passes, one lane: about 50 ms on one core of 2026 (the OWASP minimum is 19 MiB and two
 * passes). More passes would cost users time, more memory would not fit beside four sign-ins at once.
 */
const COST = { memoryCost: 47_104, timeCost: 2, parallelism: 1 } as const;

/** At most so many hashes at once, so that a flood of sign-ins leaves the machine its cores and its memory. */
const AT_ONCE = 2;

/** Compared with when there is no account, so that the answer takes as long (of a password nobody knows any more). */
const NOBODY =
  '$argon2id$v=19$m=47104,t=2,p=1$Y29udGVudG9mbm9ib2R5cw$u7nSxBHE8kyIFfXJJAdbkQX7dpmL6zqvq7p9Gm3Yh0A';

/** @param password taken to the letter, but the same letters typed on another keyboard are the same (NFKC) */
export async function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

/** Hashes and compares passwords, a few at a time. */
@Injectable()
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  async hash(password: string): Promise<string> {
    return this.inTurn(async () => hashPassword(password));
  }

  /** Takes as long for an account that does not exist (`stored` undefined). */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    const matches = await this.inTurn(async () => verify(stored ?? NOBODY, password.normalize('NFKC')));
    return matches && stored !== undefined;
  }

  /** Was it made with less than is asked today? */
  isOutdated(stored: string): boolean {
    const { memoryCost, timeCost } = parseOptions(stored);
    return memoryCost < COST.memoryCost || timeCost < COST.timeCost;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) await new Promise<void>((go) => this.waiting.push(go));
    else this.running += 1;
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, or is free again.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
