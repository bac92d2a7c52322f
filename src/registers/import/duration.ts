import type { DurationDraft } from './drafts.js';

const MONTHS_IN_A_YEAR = 12;

/**
 * A term and its unit as years, months and days, without rounding: 3.5 years are 3 years and 6 months,
 * 54 months stay 54 months. Undefined when the term cannot be said in whole units.
 */
export function durationOf(term: number, unit: string): DurationDraft | undefined {
  const none = { years: 0, months: 0, days: 0 };
  const whole = Math.trunc(term);
  if (unit === 'years') {
    const months = (term - whole) * MONTHS_IN_A_YEAR;
    return Number.isInteger(months) ? { ...none, years: whole, months } : undefined;
  }
  if (whole !== term) return undefined;
  if (unit === 'months') return { ...none, months: term };
  return unit === 'days' ? { ...none, days: term } : undefined;
}
