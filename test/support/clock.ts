import { Clock } from '../../src/platform/context/clock.js';

/** A clock that goes with the real one until a test moves it. */
export class TestClock extends Clock {
  private offset = 0;

  override now(): Date {
    return new Date(Date.now() + this.offset);
  }

  advance(by: { minutes?: number; hours?: number; days?: number }): void {
    this.offset += ((by.days ?? 0) * 24 * 60 + (by.hours ?? 0) * 60 + (by.minutes ?? 0)) * 60_000;
  }
}
