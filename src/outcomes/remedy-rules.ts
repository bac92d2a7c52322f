import type { FieldProblem } from '../platform/http/errors.js';
import type { JudgmentMode, RemedyScope } from './outcome-codes.js';
import type { RemedyBody, RemedyDecisionBody } from './remedies.dto.js';
import type { Remedy } from './remedy.entity.js';

interface Known {
  /** Last judgment on the defendant; undefined when there is none. */
  judgedOn: string | undefined;
  modes: readonly (JudgmentMode | null)[];
  scope: RemedyScope;
  today: string;
}

/** What is wrong with a remedy, field by field. That it comes late is not: a court decides that. */
export function remedyProblems(
  { kind, lodgedOn, lodgedBy, victimId, notifiedOn }: RemedyBody,
  { judgedOn, modes, scope, today }: Known,
): FieldProblem[] {
  if (judgedOn === undefined) return [{ field: 'defendantId', code: 'remedy.no_judgment' }];
  const problems: FieldProblem[] = [];
  const absent = modes.some((mode) => mode === 'default' || mode === 'in_absentia');
  // Art. 479: only who was judged without being there may oppose.
  if (kind === 'opposition' && !(absent && lodgedBy === 'defendant'))
    problems.push({ field: 'kind', code: 'remedy.opposition_needs_absence' });
  if (lodgedOn > today) problems.push({ field: 'lodgedOn', code: 'date.in_future' });
  if (lodgedOn < judgedOn)
    problems.push({ field: 'lodgedOn', code: 'remedy.before_judgment', vars: { date: judgedOn } });
  if (notifiedOn !== undefined && (notifiedOn < judgedOn || notifiedOn > lodgedOn))
    problems.push({ field: 'notifiedOn', code: 'remedy.notified_outside' });
  if (victimId !== undefined && lodgedBy !== 'civil_party')
    problems.push({ field: 'victimId', code: 'remedy.no_civil_party' });
  if (lodgedBy === 'civil_party' && scope !== 'civil')
    problems.push({ field: 'scope', code: 'remedy.civil_only' });
  return problems;
}

export function decisionProblems(
  { status, decidedOn }: Pick<RemedyDecisionBody, 'status' | 'decidedOn'>,
  { kind, lodgedOn }: Pick<Remedy, 'kind' | 'lodgedOn'>,
  today: string,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (status === 'quashed_remitted' && kind !== 'cassation')
    problems.push({ field: 'status', code: 'remedy.only_cassation' });
  if (decidedOn < lodgedOn) problems.push({ field: 'decidedOn', code: 'date.before_start' });
  if (decidedOn > today) problems.push({ field: 'decidedOn', code: 'date.in_future' });
  return problems;
}
