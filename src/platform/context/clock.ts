import { Injectable } from '@nestjs/common';

/** The only source of time. Tests put a standing clock in its place. */
@Injectable()
export class Clock {
  now(): Date {
    // eslint-disable-next-line no-restricted-syntax -- this is the clock
    return new Date();
  }

  /** Milliseconds since 1970, UTC. */
  millis(): number {
    return this.now().getTime();
  }

  /** The legal date in Bamako (`YYYY-MM-DD`), which keeps UTC all year. */
  today(): string {
    return this.now().toISOString().slice(0, 10);
  }
}
