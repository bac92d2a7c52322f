import type { FieldProblem } from '../platform/http/errors.js';
import type { ClosedReason, HearingResult, Publicity } from './hearing-codes.js';
import type { HearingResultBody } from './hearings.dto.js';

/** What the rules of a hearing ask of its sitting and its case. */
export interface SittingFacts {
  /** Legal date, YYYY-MM-DD. */
  date: string;
  startsAt: Date;
  cancelled: boolean;
  registeredOn: string;
  /** Held before the case was in the register. */
  tooEarly: boolean;
}

/** Results that only somebody who sat can know. */
const AFTER_THE_SITTING: readonly HearingResult[] = ['heard', 'reserved', 'judged'];

export function publicityProblems(publicity: Publicity, closedReason: ClosedReason | null): FieldProblem[] {
  if (publicity === 'closed' && closedReason === null)
    return [{ field: 'closedReason', code: 'hearing.closed_without_reason' }];
  if (publicity === 'public' && closedReason !== null)
    return [{ field: 'closedReason', code: 'hearing.public_with_reason' }];
  return [];
}

/**
 * What is wrong with a result, field by field. A hearing may be adjourned or struck off before its day, and when
 * its sitting is cancelled; nothing else.
 *
 * @param today the legal date of the entry
 */
export function resultProblems(
  { result, adjournmentReason, deliberationUntil, nextSittingId }: HearingResultBody,
  sitting: SittingFacts,
  today: string,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const sat = AFTER_THE_SITTING.includes(result);
  if (sat && sitting.cancelled) problems.push({ field: 'result', code: 'sitting.cancelled' });
  else if (sat && sitting.date > today)
    problems.push({ field: 'result', code: 'hearing.not_yet_held', vars: { date: sitting.date } });
  if (result === 'adjourned' && adjournmentReason === undefined)
    problems.push({ field: 'adjournmentReason', code: 'hearing.adjournment_without_reason' });
  if (result !== 'adjourned' && adjournmentReason !== undefined)
    problems.push({ field: 'adjournmentReason', code: 'hearing.reason_without_adjournment' });
  if (deliberationUntil !== undefined && result !== 'reserved')
    problems.push({ field: 'deliberationUntil', code: 'hearing.not_reserved' });
  else if (deliberationUntil !== undefined && deliberationUntil < sitting.date)
    problems.push({ field: 'deliberationUntil', code: 'date.before_start' });
  if (nextSittingId !== undefined && (result === 'judged' || result === 'struck_off'))
    problems.push({ field: 'nextSittingId', code: 'hearing.nothing_follows' });
  return problems;
}
