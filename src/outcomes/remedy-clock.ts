import type { Confidence } from '../procedure/stage-table.js';
import type { Appellant, RemedyKind } from './outcome-codes.js';

/** The time in which a remedy may be lodged. It informs: nothing is refused for being late, a court decides that. */
export interface RemedyClock {
  /** Day of the judgment or of its notification, YYYY-MM-DD. */
  from: string;
  /** Last day; null where the limit is not certain. */
  dueOn: string | null;
  confidence: Confidence;
}

/**
 * Domain notes §2.4.5, A80–A82. Certain (V-L, arts 482–485 of the 2001 code) is the two months of the prosecutor
 * general; the other limits are set by reference to texts that were not read, and the time for cassation is
 * contested: those have no last day here.
 *
 * @param from day from which the time runs, YYYY-MM-DD
 */
export function remedyClock(kind: RemedyKind, by: Appellant, from: string): RemedyClock {
  if (kind === 'appeal' && by === 'prosecutor_general')
    return { from, dueOn: monthsLater(from, 2), confidence: 'V-L' };
  return { from, dueOn: null, confidence: 'U' };
}

/** The same day some months later, or the last of that month where it has no such day. */
export function monthsLater(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastDay))).toISOString().slice(0, 10);
}
