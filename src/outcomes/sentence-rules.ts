import type { FieldProblem } from '../platform/http/errors.js';

/** A kind of sentence that the law of the case knows (app.sentence_types). */
export interface SentenceKind {
  code: string;
  duration: 'required' | 'optional' | 'none';
  severity: number | null;
}

/** What is compared and checked of a sentence. */
export interface Terms {
  principalType: string;
  years?: number | null;
  months?: number | null;
  days?: number | null;
  suspendedYears?: number | null;
  suspendedMonths?: number | null;
  suspendedDays?: number | null;
  fineAmount?: number | null;
}

/** Only for comparing two durations; a term is computed by the calendar, elsewhere. */
const DAYS_OF = { year: 365, month: 30 } as const;

function days(years?: number | null, months?: number | null, rest?: number | null): number {
  return (years ?? 0) * DAYS_OF.year + (months ?? 0) * DAYS_OF.month + (rest ?? 0);
}

/** What is wrong with the terms of a sentence, field by field (domain notes §2.5). */
export function termProblems(terms: Terms, kind: SentenceKind | undefined): FieldProblem[] {
  if (!kind) return [{ field: 'principalType', code: 'sentence.unknown_type' }];
  const problems: FieldProblem[] = [];
  const whole = days(terms.years, terms.months, terms.days);
  const suspended = days(terms.suspendedYears, terms.suspendedMonths, terms.suspendedDays);
  if (kind.duration === 'required' && whole === 0)
    problems.push({ field: 'years', code: 'sentence.duration_missing' });
  if (kind.duration === 'none' && whole + suspended > 0)
    problems.push({ field: 'years', code: 'sentence.duration_not_allowed' });
  else if (suspended > whole) problems.push({ field: 'suspendedYears', code: 'sentence.suspended_too_long' });
  if (kind.code === 'FINE_ONLY' && (terms.fineAmount ?? 0) === 0)
    problems.push({ field: 'fineAmount', code: 'sentence.fine_missing' });
  return problems;
}

/**
 * Is the new sentence graver than the one in force? By kind first, then by the time to be served; kinds without a
 * severity (an import's own) are not compared.
 */
export function isGraver(
  before: { kind: SentenceKind; terms: Terms },
  after: { kind: SentenceKind; terms: Terms },
): boolean {
  if (before.kind.severity === null || after.kind.severity === null) return false;
  if (before.kind.severity !== after.kind.severity) return after.kind.severity > before.kind.severity;
  const time = ({ years, months, days: rest }: Terms) => days(years, months, rest);
  return time(after.terms) > time(before.terms);
}
