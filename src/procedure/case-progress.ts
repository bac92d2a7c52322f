import { CATEGORY_OF, type DefendantStage } from './defendant-stage.js';
import { rankOf, type CaseStage } from './case-stage.js';

/**
 * Which stage of the case each stage of a defendant stands for. The catalogue has no such map
 * (ruling 20): confidence G, except D04, D44 and D51 which are U.
 */
export const CASE_STAGE_OF: Readonly<Record<DefendantStage, CaseStage>> = {
  D00: 'C10',
  D01: 'C11',
  D02: 'C11',
  D03: 'C13',
  D04: 'C20',
  D05: 'C14',
  D10: 'C33',
  D20: 'C20',
  D21: 'C22',
  D22: 'C33',
  D23: 'C30',
  D24: 'C32',
  D25: 'C15',
  D30: 'C40',
  D31: 'C41',
  D32: 'C42',
  D40: 'C50',
  D41: 'C50',
  D42: 'C50',
  D43: 'C50',
  D44: 'C70',
  D45: 'C15',
  D50: 'C60',
  D51: 'C60',
  D60: 'C70',
  D61: 'C80',
  D62: 'C90',
  D63: 'C80',
  D90: 'C90',
};

/** Nothing more is expected from this defendant in this case. */
export function isClosed(stage: DefendantStage): boolean {
  const category = CATEGORY_OF[stage];
  return category === 'closed' || category === 'moved';
}

/** Where the defendants of a case stand, seen from the case (domain notes §2.2, derivation rule). */
export interface CaseProgress {
  /** Stage of the least advanced live defendant: the one to display. Undefined for a case without defendants. */
  readonly stageMin: CaseStage | undefined;
  readonly stageMax: CaseStage | undefined;
  /** Live defendants further than `stageMin`: « n en avance ». */
  readonly ahead: number;
  readonly live: number;
  readonly closed: number;
  /** Defendants stand at different stages (« partiellement réglé / jugé »). */
  readonly split: boolean;
}

/**
 * Stage of a case from its defendants. Only live defendants count while there is one; a fugitive (D04) does
 * not hold the others back, because the procedure goes on without him. When all are closed, the furthest
 * of them says where the case stands.
 */
export function caseProgress(defendants: readonly DefendantStage[]): CaseProgress {
  const live = defendants.filter((stage) => !isClosed(stage));
  const present = live.filter((stage) => stage !== 'D04');
  const counted = present.length > 0 ? present : live;
  const base = counted.length > 0 ? counted : defendants;
  const stages = base.map((stage) => CASE_STAGE_OF[stage]).sort((a, b) => rankOf(a) - rankOf(b));
  const stageMax = stages.at(-1);
  const stageMin = counted.length > 0 ? stages[0] : stageMax;
  return {
    stageMin,
    stageMax,
    ahead: counted.length > 0 ? stages.filter((stage) => stage !== stageMin).length : 0,
    live: live.length,
    closed: defendants.length - live.length,
    split: new Set(defendants.map((stage) => CASE_STAGE_OF[stage])).size > 1,
  };
}

/** No live defendant stands before the given stage of the case. A fugitive holds nobody back. */
export function noneBefore(stage: CaseStage, defendants: readonly DefendantStage[]): boolean {
  return defendants.every(
    (defendant) =>
      isClosed(defendant) || defendant === 'D04' || rankOf(CASE_STAGE_OF[defendant]) >= rankOf(stage),
  );
}

/**
 * Every defendant has a final outcome: closed, moved, or in enforcement that was handed over. An acquittal
 * or absolution is final once the judgment has been certified so (from C50 by A84, or later).
 */
export function everyOutcomeFinal(from: CaseStage, defendants: readonly DefendantStage[]): boolean {
  const judged = rankOf(from) >= rankOf('C50');
  return defendants.every(
    (stage) =>
      isClosed(stage) ||
      CATEGORY_OF[stage] === 'enforcement' ||
      (judged && (stage === 'D42' || stage === 'D43')),
  );
}
