/** Stages of one defendant in one case (domain notes §2.3). Labels: `procedure.json`, `defendantStages`. */
// prettier-ignore
export const DEFENDANT_STAGES = [
  'D00', 'D01', 'D02', 'D03', 'D04', 'D05',
  'D10', 'D20', 'D21', 'D22', 'D23', 'D24', 'D25',
  'D30', 'D31', 'D32',
  'D40', 'D41', 'D42', 'D43', 'D44', 'D45',
  'D50', 'D51',
  'D60', 'D61', 'D62', 'D63',
  'D90',
] as const;
export type DefendantStage = (typeof DEFENDANT_STAGES)[number];

// prettier-ignore
export const DEFENDANT_CATEGORIES = [
  'enquiry', 'investigation', 'indictment', 'trial', 'judged', 'remedy', 'enforcement', 'closed', 'moved',
] as const;
export type DefendantCategory = (typeof DEFENDANT_CATEGORIES)[number];

export const CATEGORY_OF: Readonly<Record<DefendantStage, DefendantCategory>> = {
  D00: 'enquiry',
  D01: 'enquiry',
  D02: 'enquiry',
  D03: 'enquiry',
  D04: 'investigation', // "any open": a warrant is most often the investigating judge's
  D05: 'closed',
  D10: 'trial',
  D20: 'investigation',
  D21: 'closed',
  D22: 'trial',
  D23: 'indictment',
  D24: 'trial',
  D25: 'moved',
  D30: 'trial',
  D31: 'trial',
  D32: 'trial',
  D40: 'judged',
  D41: 'judged',
  D42: 'judged',
  D43: 'judged',
  D44: 'closed',
  D45: 'moved',
  D50: 'remedy',
  D51: 'remedy',
  D60: 'enforcement',
  D61: 'enforcement',
  D62: 'closed',
  D63: 'enforcement',
  D90: 'closed',
};

/** A code typed by someone: is it one of ours? */
export function isDefendantStage(code: string): code is DefendantStage {
  return DEFENDANT_STAGES.some((stage) => stage === code);
}
