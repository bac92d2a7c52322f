import type { CaseInHand } from '../cases/case-access.js';
import type { FieldProblem } from '../platform/http/errors.js';
import type { OutcomeEffect } from './judgment-stage.js';
import type { JudgmentBody } from './judgments.dto.js';
import type { JudgmentMode } from './outcome-codes.js';

/** A kind of outcome that the law of the case knows (app.outcome_types). */
export interface OutcomeKind extends OutcomeEffect {
  tried: boolean;
  convicted: boolean;
}

/** A count with the outcome that stands, if it has one. */
export interface CountInHand {
  id: string;
  withdrawn: boolean;
  outcome?: { id: string; code: string; mode: JudgmentMode | null; decidedOn: string };
}

interface Known {
  found: Pick<CaseInHand, 'factsFrom'>;
  counts: readonly CountInHand[];
  kinds: ReadonlyMap<string, OutcomeKind>;
  today: string;
}

/** What is wrong with a judgment, field by field; whether the stage allows it is another question. */
export function judgmentProblems(body: JudgmentBody, { found, counts, kinds, today }: Known): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (body.decidedOn > today) problems.push({ field: 'decidedOn', code: 'date.in_future' });
  if (found.factsFrom !== null && body.decidedOn < found.factsFrom)
    problems.push({ field: 'decidedOn', code: 'outcome.before_facts', vars: { date: found.factsFrom } });
  const byId = new Map(counts.map((count) => [count.id, count]));
  const seen = new Set<string>();
  let superseded = false;
  for (const [index, { countId, outcome, reason }] of body.counts.entries()) {
    const path = `counts.${String(index)}`;
    const count = byId.get(countId);
    const kind = kinds.get(outcome);
    if (!count) problems.push({ field: `${path}.countId`, code: 'outcome.unknown_count' });
    if (seen.has(countId)) problems.push({ field: `${path}.countId`, code: 'outcome.count_twice' });
    seen.add(countId);
    if (!kind) problems.push({ field: `${path}.outcome`, code: 'outcome.unknown_type' });
    if (kind?.tried === true && body.mode === undefined)
      problems.push({ field: 'mode', code: 'outcome.mode_missing' });
    // Amnesty, limitation, Act 2019-042: an extinction names its text (domain notes §2.4.5, A90 and A91).
    if (kind?.stage === 'D44' && (reason ?? '') === '')
      problems.push({ field: `${path}.reason`, code: 'outcome.legal_text_missing' });
    if (!count?.outcome) continue;
    superseded = true;
    if (
      body.supersedes !== undefined &&
      body.supersedes !== 'correction' &&
      body.decidedOn < count.outcome.decidedOn
    )
      problems.push({
        field: 'decidedOn',
        code: 'outcome.before_superseded',
        vars: { date: count.outcome.decidedOn },
      });
  }
  if (body.supersedes !== undefined && !superseded)
    problems.push({ field: 'supersedes', code: 'outcome.nothing_superseded' });
  return problems.filter(
    ({ field }, index) => problems.findIndex((other) => other.field === field) === index,
  );
}
