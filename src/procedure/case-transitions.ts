import { type DefendantStage } from './defendant-stage.js';
import { everyOutcomeFinal, noneBefore } from './case-progress.js';
import { findStep, to, type MoveResult, type StageTable } from './stage-table.js';
import { type CaseStage } from './case-stage.js';

/**
 * Conditions of a step, each a sentence in `procedure.json`, `guards`. Those of CHECKED_GUARDS are tested
 * here against the stages of the defendants; the others are shown to the clerk.
 */
export const CASE_GUARDS = [
  'misdemeanourOnly',
  'receivingOfficeAccepted',
  'jurisdictionReturned',
  'newEvidence',
  'regimeB',
  'allSettled',
  'allJudged',
  'everyOutcomeFinal',
  'penalMediation',
  'retrialAfterAbsence',
] as const;
export type CaseGuard = (typeof CASE_GUARDS)[number];

/** A case begins as reported (A01) or registered (A02); taken over (A00) or received (A24) at any stage. */
export const FIRST_CASE_STAGES = ['C00', 'C10'] as const satisfies readonly CaseStage[];
/** The only end: an archived case. Even a closed one may be reopened by an act (domain notes §2.1). */
export const LAST_CASE_STAGES = ['C95'] as const satisfies readonly CaseStage[];

/** Closing is possible wherever the last defendant's outcome leaves nothing to do (A99, ruling 20). */
const close = to<CaseStage, CaseGuard>('C90', 'A99', 'G', 'everyOutcomeFinal');

/** Domain notes §2.2, §2.4, §2.9; fillers of ruling 20 (A93 and on) are marked G or U. */
export const CASE_TABLE: StageTable<CaseStage, CaseGuard> = {
  C00: [to('C10', 'A02', 'G'), to('C12', 'A04', 'G'), to('C20', 'A31', 'V-P')],
  C10: [
    to('C11', 'A03', 'V-P'),
    to('C12', 'A04', 'G'),
    to('C13', 'A10', 'G'), // presented straight away, no separate enquiry
    to('C15', 'A21 A26', 'G', 'receivingOfficeAccepted'),
    to('C20', 'A31', 'V-P'),
  ],
  C11: [to('C13', 'A10', 'G'), to('C15', 'A21', 'G', 'receivingOfficeAccepted')],
  C12: [to('C13', 'A10', 'G'), to('C15', 'A21', 'G', 'receivingOfficeAccepted')],
  C13: [
    to('C11', 'A03', 'G'), // sent back for more enquiry
    to('C14', 'A11 A14', 'V-P'),
    to('C15', 'A21 A26', 'G', 'receivingOfficeAccepted'),
    to('C20', 'A30 A31', 'V-P'),
    to('C33', 'A13', 'G', 'misdemeanourOnly'),
    to('C70', 'A14', 'V-P', 'penalMediation'),
  ],
  C14: [to('C11', 'A12', 'G', 'newEvidence'), to('C13', 'A12', 'G', 'newEvidence'), to('C95', 'A100', 'G')],
  C15: [
    to('C10', 'A24', 'G', 'jurisdictionReturned'),
    to('C13', 'A24 A25', 'U', 'jurisdictionReturned'),
    to('C20', 'A24 A25', 'U', 'jurisdictionReturned'),
    to('C95', 'A100', 'G'),
  ],
  C20: [
    to('C15', 'A23 A26 A51', 'G', 'receivingOfficeAccepted'),
    to('C21', 'A46', 'G'),
    to('C22', 'A48 A49 A50', 'G', 'allSettled'),
    close,
  ],
  C21: [to('C20', 'A47', 'G'), to('C22', 'A47 A48 A49 A50', 'G', 'allSettled'), close],
  C22: [
    to('C20', 'A53', 'G', 'newEvidence'),
    to('C30', 'A50', 'V-P'),
    to('C32', 'A101', 'U', 'regimeB'),
    to('C33', 'A49', 'G'),
    close,
  ],
  C30: [to('C31', 'A60', 'V-P'), close],
  C31: [
    to('C20', 'A62', 'G'), // supplementary investigation
    to('C22', 'A62', 'G', 'allSettled'), // no case to answer
    to('C32', 'A61', 'V-L'),
    to('C33', 'A62', 'G'),
    close,
  ],
  C32: [to('C15', 'A26', 'G', 'receivingOfficeAccepted'), to('C40', 'A65', 'V-P'), close],
  C33: [to('C15', 'A26', 'G', 'receivingOfficeAccepted'), to('C40', 'A102', 'G'), close],
  C40: [
    to('C32', 'A68', 'G'), // struck off the roll: a crime waits for another session
    to('C33', 'A68', 'G'),
    to('C41', 'A67', 'G'),
    to('C42', 'A68', 'V-P'),
    close,
  ],
  C41: [
    to('C15', 'A71', 'G', 'receivingOfficeAccepted'), // jurisdiction declined
    to('C42', 'A68 A69', 'V-P'),
    to('C43', 'A70', 'G'),
    to('C50', 'A71', 'V-L', 'allJudged'),
    close,
  ],
  C42: [to('C40', 'A65 A102', 'G'), to('C41', 'A67', 'G'), close],
  C43: [
    to('C15', 'A71', 'G', 'receivingOfficeAccepted'),
    to('C41', 'A67', 'G'), // debates reopened
    to('C50', 'A71', 'V-L', 'allJudged'),
    close,
  ],
  C50: [
    to('C40', 'A74', 'G', 'retrialAfterAbsence'),
    to('C60', 'A80 A81 A82', 'V-L'),
    to('C70', 'A84', 'G', 'everyOutcomeFinal'),
    close,
  ],
  C60: [
    to('C40', 'A80 A97', 'G'), // retried on opposition, or remitted after cassation
    to('C50', 'A83 A96', 'V-L'),
    to('C70', 'A83 A84', 'V-L', 'everyOutcomeFinal'),
    close,
  ],
  C70: [to('C80', 'A85 A98', 'G'), close],
  C80: [close],
  C90: [to('C20', 'A53', 'G', 'newEvidence'), to('C95', 'A100', 'G')],
  C95: [],
};

type Check = (from: CaseStage, defendants: readonly DefendantStage[]) => boolean;
const CHECKED_GUARDS: Partial<Record<CaseGuard, Check>> = {
  allSettled: (_from, defendants) => noneBefore('C22', defendants),
  allJudged: (_from, defendants) => noneBefore('C50', defendants),
  everyOutcomeFinal: (from, defendants) => everyOutcomeFinal(from, defendants),
};

/**
 * May this case go from one stage to another, its defendants being where they are?
 * @returns the step; or a refusal with code `procedure.case_illegal_move`, `…_same_stage`, `…_final_stage`,
 *   or `procedure.guard.<guard>` when a defendant holds the case back.
 */
export function moveCase(
  from: CaseStage,
  target: CaseStage,
  defendants: readonly DefendantStage[],
): MoveResult<CaseStage, CaseGuard> {
  const found = findStep('case', CASE_TABLE, from, target);
  const guard = found.ok ? found.step.guard : undefined;
  const check = guard && CHECKED_GUARDS[guard];
  if (!guard || !check || check(from, defendants)) return found;
  return {
    ok: false,
    code: `procedure.guard.${guard}`,
    vars: { from, to: target, defendants: defendants.join(', ') },
    possible: CASE_TABLE[from].filter((step) => passes(step.guard, from, defendants)).map((step) => step.to),
  };
}

function passes(
  guard: CaseGuard | undefined,
  from: CaseStage,
  defendants: readonly DefendantStage[],
): boolean {
  const check = guard && CHECKED_GUARDS[guard];
  return check ? check(from, defendants) : true;
}
