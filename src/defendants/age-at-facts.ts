import type { Precision } from '../cases/case-codes.js';

/** Under this age at the facts somebody belongs before the juvenile court (domain notes §1.1 no. 21, §2.1 rule 7). */
const MAJORITY = 18;
/** Years by which an estimated birth may be wrong: most are given as « né vers ». */
const BIRTH_TOLERANCE = 5;
/** Years by which an estimated date of facts may be wrong. */
const FACTS_TOLERANCE = 1;

/** A date of birth as far as it is known; `date` is `YYYY-MM-DD`, its parts below the precision mean nothing. */
export interface Birth {
  readonly date: string | null;
  readonly precision: Precision;
}

/** When the facts happened, as far as it is known. */
export interface Facts {
  readonly from: string | null;
  readonly to: string | null;
  readonly precision: Precision;
}

/** Full years at the facts: between `min` and `max`, both null when nothing is known. */
export interface AgeAtFacts {
  readonly min: number | null;
  readonly max: number | null;
  readonly basis: 'birth' | 'declared' | 'unknown';
  /** `possible`: the dates leave it open; whoever has the file must find out. */
  readonly minor: 'yes' | 'possible' | 'no' | 'unknown';
}

interface Days {
  readonly first: string;
  readonly last: string;
}

/**
 * How old somebody was at the facts. A known birth counts; an age that was declared counts only without one.
 * It informs and never decides: the age of a child is a matter for the judge.
 *
 * @param declared years at the facts, as the person or the file says
 */
export function ageAtFacts(birth: Birth, declared: number | null, facts: Facts): AgeAtFacts {
  const born = possibleDays(birth.date, birth.precision, BIRTH_TOLERANCE);
  const happened = factsDays(facts);
  if (born && happened) {
    const min = Math.max(0, fullYears(born.last, happened.first));
    const max = Math.max(0, fullYears(born.first, happened.last));
    return { min, max, basis: 'birth', minor: minority(min, max) };
  }
  if (declared !== null)
    return { min: declared, max: declared, basis: 'declared', minor: minority(declared, declared) };
  return { min: null, max: null, basis: 'unknown', minor: 'unknown' };
}

/** Born after the facts, whatever the imprecise dates leave open: one of the two must be wrong. */
export function isBornAfterFacts(birth: Birth, facts: Facts): boolean {
  const born = possibleDays(birth.date, birth.precision, BIRTH_TOLERANCE);
  const happened = factsDays(facts);
  return born !== undefined && happened !== undefined && born.first > happened.last;
}

/** First and last day on which the facts may have happened; undefined when nothing is known. */
export function factsDays({ from, to, precision }: Facts): Days | undefined {
  const begin = possibleDays(from, precision, FACTS_TOLERANCE);
  const end = possibleDays(to ?? from, precision, FACTS_TOLERANCE);
  return begin && end && { first: begin.first, last: end.last };
}

function possibleDays(date: string | null, precision: Precision, tolerance: number): Days | undefined {
  if (date === null) return undefined;
  const year = Number(date.slice(0, 4));
  switch (precision) {
    case 'day':
      return { first: date, last: date };
    case 'month':
      return { first: `${date.slice(0, 7)}-01`, last: lastOfMonth(date) };
    case 'year':
      return { first: `${date.slice(0, 4)}-01-01`, last: `${date.slice(0, 4)}-12-31` };
    case 'estimated':
      return { first: `${year - tolerance}-01-01`, last: `${year + tolerance}-12-31` };
    case 'unknown':
      return undefined;
  }
}

function lastOfMonth(date: string): string {
  const [year, month] = [Number(date.slice(0, 4)), Number(date.slice(5, 7))];
  // Day 0 of the next month.
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** Birthdays passed; somebody born on 29 February has theirs on 1 March in other years. */
function fullYears(born: string, on: string): number {
  const years = Number(on.slice(0, 4)) - Number(born.slice(0, 4));
  return on.slice(5) >= born.slice(5) ? years : years - 1;
}

function minority(min: number, max: number): AgeAtFacts['minor'] {
  if (max < MAJORITY) return 'yes';
  return min >= MAJORITY ? 'no' : 'possible';
}
