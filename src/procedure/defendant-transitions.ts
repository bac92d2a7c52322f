import { type DefendantStage } from './defendant-stage.js';
import { findStep, to, type MoveResult, type StageTable } from './stage-table.js';

/** Conditions of a step that the table alone cannot see; each is a sentence in `procedure.json`, `guards`. */
export const DEFENDANT_GUARDS = [
  'misdemeanourOnly',
  'newEvidence',
  'stageReachedWithoutThem',
  'regimeB',
  'decidedByJudgment',
  'retrialAfterAbsence',
  'remedyTimeRunOut',
  'nothingToServe',
  'fullPardonOrConditionalRelease',
  'legalTextNamed',
  'jurisdictionReturned',
] as const;
export type DefendantGuard = (typeof DEFENDANT_GUARDS)[number];

/**
 * Where a defendant may first appear: unknown or suspect (acts A02, A05). A takeover (A00, ruling 19), a
 * severance (A45) or a transfer received (A24) may enter at any stage, because the history lies elsewhere.
 */
export const FIRST_DEFENDANT_STAGES = ['D00', 'D01'] as const satisfies readonly DefendantStage[];

/**
 * Stages meant to end a defendant's life in a case. Acquitted (D42) and absolved (D43) are ends as well,
 * but keep the way into a remedy; so do extinction (D44) and declined jurisdiction (D45).
 */
export const LAST_DEFENDANT_STAGES = ['D25', 'D62', 'D90'] as const satisfies readonly DefendantStage[];

/**
 * Acts and confidences are those of domain notes §2.4; a pair the catalogue lacks is filled by A93 and on
 * (ruling 20) and marked G (plausible) or U (to be confirmed by a magistrate).
 */
export const DEFENDANT_TABLE: StageTable<DefendantStage, DefendantGuard> = {
  D00: [
    to('D01', 'A93 A05', 'G'), // the unknown person has a name now, or is handed over by a force
    to('D05', 'A11', 'G'),
    to('D25', 'A45', 'G'),
    to('D44', 'A90', 'G', 'legalTextNamed'),
    to('D90', 'A89', 'G'),
  ],
  D01: [
    to('D02', 'A06', 'V-L'),
    to('D03', 'A10', 'G'), // presented without custody
    to('D04', 'A35 A36', 'V-L'),
    to('D05', 'A11', 'V-P'),
    to('D10', 'A13', 'G', 'misdemeanourOnly'),
    to('D20', 'A34', 'G'),
    to('D25', 'A45', 'G'),
    to('D44', 'A90 A91', 'G', 'legalTextNamed'),
    to('D45', 'A21 A26', 'G'),
    to('D90', 'A89', 'G'),
  ],
  D02: [
    to('D01', 'A08', 'V-L'), // released from custody, still a suspect
    to('D03', 'A08 A10', 'V-L'),
    to('D05', 'A11', 'V-P'),
    to('D45', 'A21 A26', 'G'),
    to('D90', 'A89', 'G'),
  ],
  D03: [
    to('D01', 'A10', 'G'), // presented, then let go while the enquiry goes on
    to('D04', 'A35 A36', 'V-L'),
    to('D05', 'A11', 'V-P'),
    to('D10', 'A13', 'G', 'misdemeanourOnly'),
    to('D20', 'A34', 'G'),
    to('D45', 'A21 A26', 'G'),
    to('D90', 'A89', 'G'),
  ],
  // The catalogue has no way out of "wanted" (ruling 20): the warrant is executed or lifted (A95), or the
  // procedure goes on without the person, who is then tried in absentia.
  D04: [
    to('D01', 'A95', 'G'),
    to('D03', 'A95', 'G'),
    to('D05', 'A11', 'G'),
    to('D10', 'A95', 'G', 'stageReachedWithoutThem'),
    to('D20', 'A95 A34', 'G'),
    to('D21', 'A48 A62', 'G'),
    to('D22', 'A95 A49 A62', 'G', 'stageReachedWithoutThem'),
    to('D23', 'A95 A50', 'G', 'stageReachedWithoutThem'),
    to('D24', 'A95 A61', 'G', 'stageReachedWithoutThem'),
    to('D25', 'A45', 'G'),
    to('D30', 'A95 A66', 'G', 'stageReachedWithoutThem'),
    to('D31', 'A94 A95', 'G', 'stageReachedWithoutThem'),
    to('D32', 'A95', 'G', 'stageReachedWithoutThem'),
    to('D44', 'A90 A91', 'G', 'legalTextNamed'),
    to('D45', 'A51', 'G'),
    to('D90', 'A89', 'G'),
  ],
  D05: [to('D01', 'A12', 'G', 'newEvidence')],
  D10: [
    to('D04', 'A36', 'G'),
    to('D25', 'A45', 'G'),
    to('D30', 'A66', 'G'),
    to('D31', 'A94', 'G'),
    to('D44', 'A90 A91', 'G', 'legalTextNamed'),
    to('D90', 'A89', 'G'),
  ],
  D20: [
    to('D04', 'A35 A36', 'V-L'),
    to('D21', 'A48', 'G'),
    to('D22', 'A49', 'G'),
    to('D23', 'A50', 'V-P'),
    to('D24', 'A101', 'U', 'regimeB'), // straight to the criminal chamber
    to('D25', 'A45', 'G'),
    to('D44', 'A90 A91', 'V-P', 'legalTextNamed'),
    to('D45', 'A23 A26 A51', 'G'),
    to('D90', 'A89', 'G'),
  ],
  D21: [to('D20', 'A53', 'G', 'newEvidence')],
  D22: [
    to('D04', 'A36', 'G'),
    to('D25', 'A45', 'G'),
    to('D30', 'A66', 'G'),
    to('D31', 'A94', 'G'),
    to('D44', 'A90 A91', 'V-P', 'legalTextNamed'),
    to('D90', 'A89', 'G'),
  ],
  D23: [
    to('D04', 'A36', 'G'),
    to('D20', 'A62', 'G'), // supplementary investigation
    to('D21', 'A62', 'G'),
    to('D22', 'A62', 'G'),
    to('D24', 'A61', 'V-L'),
    to('D25', 'A45', 'G'),
    to('D44', 'A90 A91', 'V-P', 'legalTextNamed'),
    to('D90', 'A89', 'G'),
  ],
  D24: [
    to('D04', 'A36', 'G'),
    to('D25', 'A45', 'G'),
    to('D30', 'A66', 'G'),
    to('D31', 'A94', 'G'),
    to('D44', 'A90 A91', 'V-P', 'legalTextNamed'),
    to('D90', 'A89', 'G'),
  ],
  D25: [],
  D30: [
    to('D04', 'A36', 'V-L'), // did not appear: warrant of the court (art. 435)
    to('D25', 'A45', 'G'),
    to('D31', 'A94', 'G'),
    to('D32', 'A68', 'G'), // the hearing is put off before it opens
    to('D44', 'A90 A91', 'V-P', 'legalTextNamed'),
    to('D90', 'A89', 'G'),
  ],
  D31: [
    to('D04', 'A36', 'V-L'),
    to('D25', 'A45', 'G'),
    to('D32', 'A68 A69', 'V-P'),
    to('D40', 'A71', 'V-L'),
    to('D41', 'A71', 'V-L'),
    to('D42', 'A71', 'V-L'),
    to('D43', 'A71', 'V-L'),
    to('D44', 'A71 A90 A91', 'V-L', 'legalTextNamed'),
    to('D45', 'A71', 'V-L'),
    to('D90', 'A89', 'G'),
  ],
  D32: [
    to('D04', 'A36', 'G'),
    to('D25', 'A45', 'G'),
    to('D30', 'A66', 'G'),
    to('D31', 'A94', 'G'),
    to('D44', 'A90 A91', 'V-P', 'legalTextNamed'),
    to('D90', 'A89', 'G'),
  ],
  D40: [
    to('D44', 'A90 A91', 'V-P', 'legalTextNamed'),
    to('D50', 'A81 A82', 'V-L'),
    to('D60', 'A84', 'G', 'remedyTimeRunOut'),
    to('D90', 'A89', 'G'),
  ],
  D41: [
    to('D31', 'A74 A80', 'V-L', 'retrialAfterAbsence'),
    to('D44', 'A90 A91', 'V-P', 'legalTextNamed'),
    to('D50', 'A81 A82', 'V-L'),
    to('D60', 'A84', 'U', 'remedyTimeRunOut'), // when contumacy becomes final was not read
    to('D90', 'A89', 'G'),
  ],
  D42: [to('D50', 'A81 A82', 'V-L')],
  D43: [to('D50', 'A81 A82', 'V-L')],
  D44: [to('D50', 'A81 A82', 'G', 'decidedByJudgment')],
  D45: [
    to('D01', 'A24 A25', 'U', 'jurisdictionReturned'),
    to('D20', 'A24 A25', 'U', 'jurisdictionReturned'),
    to('D50', 'A81 A82', 'G', 'decidedByJudgment'),
  ],
  // Every ordinary or extraordinary remedy: the appeal judgment has no code in the catalogue (A96).
  D50: [
    to('D40', 'A96', 'G'),
    to('D41', 'A96', 'G'),
    to('D42', 'A96', 'G'),
    to('D43', 'A96', 'G'),
    to('D44', 'A96 A90', 'G', 'legalTextNamed'),
    to('D45', 'A96', 'G'),
    to('D51', 'A83', 'V-L'),
    to('D60', 'A83 A84', 'V-L'),
    to('D90', 'A89', 'G'),
  ],
  D51: [
    to('D04', 'A36', 'G'),
    to('D30', 'A66', 'G'),
    to('D31', 'A97', 'G'),
    to('D44', 'A90 A91', 'G', 'legalTextNamed'),
    to('D90', 'A89', 'G'),
  ],
  D60: [
    to('D61', 'A98', 'G'),
    to('D62', 'A88', 'G', 'nothingToServe'), // fine or suspended sentence only
    to('D63', 'A86', 'V-P', 'fullPardonOrConditionalRelease'),
    to('D90', 'A89', 'G'),
  ],
  // Commutation is a new sentence record and keeps the person here (ruling 20).
  D61: [
    to('D62', 'A88', 'G'),
    to('D63', 'A86 A87', 'V-P', 'fullPardonOrConditionalRelease'),
    to('D90', 'A89', 'G'),
  ],
  D62: [],
  D63: [
    to('D61', 'A98', 'U'), // conditional release revoked
    to('D62', 'A88', 'G'),
    to('D90', 'A89', 'G'),
  ],
  D90: [],
};

/**
 * May this defendant go from one stage to another?
 * @returns the step with its acts, its confidence and the sentence of its condition; or a refusal whose
 *   code is `procedure.defendant_illegal_move`, `…_same_stage` or `…_final_stage`.
 */
export function moveDefendant(
  from: DefendantStage,
  target: DefendantStage,
): MoveResult<DefendantStage, DefendantGuard> {
  return findStep('defendant', DEFENDANT_TABLE, from, target);
}
