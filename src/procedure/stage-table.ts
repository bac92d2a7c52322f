/**
 * A checked transition table: who may go where, by which act, and with what confidence.
 * Pure: no framework, no database. The tables themselves are in defendant-transitions.ts and case-transitions.ts.
 */

/** How sure we are of a rule (domain notes §0.1): V-S/V-L/V-P verified, G general knowledge, U uncertain. */
export const CONFIDENCES = ['V-S', 'V-L', 'V-P', 'G', 'U'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** One permitted step. `acts` are the catalogue codes that bring it about (domain notes §2.4). */
export interface Step<S extends string, G extends string> {
  readonly to: S;
  readonly acts: readonly string[];
  readonly confidence: Confidence;
  /** A condition written as a sentence in the catalogues (`procedure.json`, `guards`). */
  readonly guard?: G;
}

/** Every stage has its row, also the ones nobody leaves. */
export type StageTable<S extends string, G extends string> = Readonly<Record<S, readonly Step<S, G>[]>>;

export interface MoveAllowed<S extends string, G extends string> {
  readonly ok: true;
  readonly step: Step<S, G>;
}

/** A refused move: an error code with its variables, and what would have been possible. */
export interface MoveRefused<S extends string> {
  readonly ok: false;
  readonly code: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly possible: readonly S[];
}

export type MoveResult<S extends string, G extends string> = MoveAllowed<S, G> | MoveRefused<S>;

/** Shorthand that keeps a table readable: one line, one step. */
export function to<S extends string, G extends string>(
  stage: S,
  acts: string,
  confidence: Confidence,
  guard?: G,
): Step<S, G> {
  const step = { to: stage, acts: acts.split(' '), confidence };
  return guard === undefined ? step : { ...step, guard };
}

/**
 * The step from one stage to another, or the reason why there is none.
 * @param subject names the table in the error code: `procedure.<subject>_illegal_move`,
 *   `procedure.<subject>_same_stage`
 */
export function findStep<S extends string, G extends string>(
  subject: string,
  table: StageTable<S, G>,
  from: S,
  target: S,
): MoveResult<S, G> {
  const possible = table[from].map((step) => step.to);
  const step = table[from].find((candidate) => candidate.to === target);
  if (step) return { ok: true, step };
  const rule = from === target ? 'same_stage' : possible.length === 0 ? 'final_stage' : 'illegal_move';
  return {
    ok: false,
    code: `procedure.${subject}_${rule}`,
    vars: { from, to: target, possible: possible.join(', ') },
    possible,
  };
}

/** Stages that no chain of steps reaches from the given ones: must be empty. */
export function unreachable<S extends string, G extends string>(
  table: StageTable<S, G>,
  stages: readonly S[],
  starts: readonly S[],
): S[] {
  const reached = new Set(starts);
  // A Set keeps its order and grows while it is walked, so this visits what it adds.
  for (const stage of reached) for (const step of table[stage]) reached.add(step.to);
  return stages.filter((stage) => !reached.has(stage));
}

/** Stages without a way out. */
export function terminals<S extends string, G extends string>(
  table: StageTable<S, G>,
  stages: readonly S[],
): S[] {
  return stages.filter((stage) => table[stage].length === 0);
}
