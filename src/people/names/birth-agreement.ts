/** What is known of a date of birth. `date` is `YYYY-MM-DD`; the parts below the precision mean nothing. */
export interface Birth {
  readonly date: string | null;
  readonly precision: 'day' | 'month' | 'year' | 'estimated' | 'unknown';
}

/** How two dates of birth agree. */
export interface BirthAgreement {
  readonly code: 'same' | 'compatible' | 'different' | 'unknown';
  /** The coarser of the two precisions: what the agreement rests on. */
  readonly precision: Birth['precision'];
  /** Years between the two, where both are known. */
  readonly yearsApart?: number;
}

/** An estimated year may be off by this many years. */
export const ESTIMATE_TOLERANCE = 5;

const COARSENESS: readonly Birth['precision'][] = ['day', 'month', 'year', 'estimated', 'unknown'];

/** 1 January and 31 December stand for "some day of that year" in most registers of the region (confidence G). */
const realPrecision = (birth: Birth): Birth['precision'] =>
  birth.precision === 'day' && birth.date !== null && /-(?:01-01|12-31)$/u.test(birth.date)
    ? 'year'
    : birth.precision;

const coarser = (a: Birth['precision'], b: Birth['precision']): Birth['precision'] =>
  COARSENESS.indexOf(a) > COARSENESS.indexOf(b) ? a : b;

/**
 * Compares two dates of birth at the precision both have.
 * `same` needs two full days; equal months or years, or estimates within {@link ESTIMATE_TOLERANCE} years, are
 * `compatible`.
 */
export const compareBirths = (a: Birth, b: Birth): BirthAgreement => {
  const precision = coarser(realPrecision(a), realPrecision(b));
  if (a.date === null || b.date === null || precision === 'unknown')
    return { code: 'unknown', precision: 'unknown' };
  const yearsApart = Math.abs(Number(a.date.slice(0, 4)) - Number(b.date.slice(0, 4)));
  const length = { day: 10, month: 7, year: 4, estimated: 0 }[precision];
  const equal = a.date.slice(0, length) === b.date.slice(0, length);
  if (precision === 'estimated') {
    return { code: yearsApart <= ESTIMATE_TOLERANCE ? 'compatible' : 'different', precision, yearsApart };
  }
  if (!equal) return { code: 'different', precision, yearsApart };
  return { code: precision === 'day' ? 'same' : 'compatible', precision, yearsApart };
};

/** What the agreement is worth in a score, 0 to 1; not knowing costs less than disagreeing. */
export const birthWorth = (agreement: BirthAgreement): number => {
  switch (agreement.code) {
    case 'same':
      return 1;
    case 'compatible':
      return agreement.precision === 'month' ? 0.95 : 0.9;
    case 'unknown':
      return 0.7;
    case 'different':
      return (agreement.yearsApart ?? 99) <= 1 ? 0.35 : 0;
  }
};
