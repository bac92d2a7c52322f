import { Injectable } from '@nestjs/common';
import { TooMany } from '../../platform/http/errors.js';
import { digest } from '../secrets.js';
import { Caller } from './caller.js';
import { Door } from './door.js';

/** What one attempt is counted under. */
export interface Attempt {
  pair: string;
  address: string;
  /** Undefined for a known device, which the failures of strangers do not slow down. */
  account: string | undefined;
  device: Buffer | undefined;
}

/**
 * Counts failures for all instances in the database. Not rate-limiter-flexible: it would need the runtime role to
 * write its table, so that one injected statement lifts every limit, and it knows no clock but the system's.
 */
@Injectable()
export class Attempts {
  constructor(private readonly door: Door) {}

  /**
   * Counts the attempt before it is judged. Call it in a transaction that commits whatever comes of the attempt.
   * @returns seconds to wait; 0 lets it through
   */
  async count({ pair, address, account, device }: Attempt): Promise<number> {
    const [row] = await this.door.query<{ wait: number }>(
      'SELECT auth.try_attempt($1, $2, $3, $4, $5) AS wait',
      [pair, address, account ?? null, device ?? null, this.door.now()],
    );
    return row?.wait ?? 0;
  }

  /** Counts in a transaction of its own. @throws TooMany */
  async demand(attempt: Attempt, caller: Caller): Promise<void> {
    const wait = await this.door.unknown(caller, async () => this.count(attempt));
    if (wait > 0) throw tooMany(wait);
  }

  /** It was right: earlier failures are forgotten. */
  async won(attempt: Attempt): Promise<void> {
    await this.settle(attempt, true);
  }

  /** It was not wrong, only not finished: it does not count. */
  async open(attempt: Attempt): Promise<void> {
    await this.settle(attempt, false);
  }

  private async settle({ pair, address, account }: Attempt, won: boolean): Promise<void> {
    await this.door.query('SELECT auth.settle_attempt($1, $2, $3, $4)', [
      pair,
      address,
      account ?? null,
      won,
    ]);
  }
}

export function tooMany(seconds: number): TooMany {
  return new TooMany('session.too_many', { seconds }, { retryAfter: seconds });
}

/**
 * What an attempt at something that belongs to `what` (a login, a slip) is counted under. Digests: what was typed as
 * a login may be a password.
 */
export function attemptOf(
  what: string,
  { address, device }: Pick<Caller, 'address' | 'device'>,
  knownDevice: boolean,
): Attempt {
  const key = (...parts: string[]) => digest(parts.join('\n')).toString('hex');
  if (knownDevice && device !== undefined) {
    return {
      pair: key(what, 'device', device),
      address: key(address),
      account: undefined,
      device: digest(device),
    };
  }
  return { pair: key(what, address), address: key(address), account: key(what), device: undefined };
}
