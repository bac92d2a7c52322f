import type { DefendantStage } from '../procedure/defendant-stage.js';
import type { JudgmentMode } from './outcome-codes.js';

/** What an outcome type says of the stage it leads to (app.outcome_types). */
export interface OutcomeEffect {
  stage: DefendantStage | null;
  stageInAbsence: DefendantStage | null;
  /** The smallest decides when the counts of a defendant end differently. */
  rank: number;
  endsCount: boolean;
}

export interface CountOutcome {
  effect: OutcomeEffect;
  mode: JudgmentMode | null;
}

/**
 * The stage of a defendant from the outcomes of all counts that are still charged: convicted on one count is
 * convicted, whatever became of the others (domain notes §8.1, rule 2).
 *
 * @param outcomes one per count; undefined where a count has none yet
 * @returns undefined while a count is open, or where no outcome moves the defendant
 */
export function stageOfOutcomes(outcomes: readonly (CountOutcome | undefined)[]): DefendantStage | undefined {
  if (outcomes.some((outcome) => outcome?.effect.endsCount !== true)) return undefined;
  return stageSoFar(outcomes);
}

/** The stage that the outcomes known so far point to: what a judgment on some counts only must be legal for. */
export function stageSoFar(outcomes: readonly (CountOutcome | undefined)[]): DefendantStage | undefined {
  const [gravest] = outcomes
    .filter((outcome) => outcome !== undefined)
    .filter(({ effect }) => effect.endsCount && effect.stage !== null)
    .sort((a, b) => a.effect.rank - b.effect.rank);
  if (!gravest) return undefined;
  const absent = gravest.mode === 'in_absentia' || gravest.mode === 'default';
  return (absent ? gravest.effect.stageInAbsence : null) ?? gravest.effect.stage ?? undefined;
}
