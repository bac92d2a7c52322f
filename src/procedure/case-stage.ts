/** Stages of a case, least advanced first (domain notes §2.2). Labels: `procedure.json`, `caseStages`. */
// prettier-ignore
export const CASE_STAGES = [
  'C00', 'C10', 'C11', 'C12', 'C13', 'C14', 'C15',
  'C20', 'C21', 'C22',
  'C30', 'C31', 'C32', 'C33',
  'C40', 'C41', 'C42', 'C43',
  'C50', 'C60', 'C70', 'C80', 'C90', 'C95',
] as const;
export type CaseStage = (typeof CASE_STAGES)[number];

export const OPENNESS = ['open', 'elsewhere', 'closing', 'closed'] as const;
/** Open here, open at another court, only the enforcement left, or closed (domain notes §2.2, last column). */
export type Openness = (typeof OPENNESS)[number];

const NOT_OPEN: Partial<Record<CaseStage, Openness>> = {
  C14: 'closed', // reopenable
  C15: 'elsewhere',
  C70: 'closing',
  C80: 'closing',
  C90: 'closed',
  C95: 'closed',
};

/** Is work still expected in this office? */
export function opennessOf(stage: CaseStage): Openness {
  return NOT_OPEN[stage] ?? 'open';
}

/** A code typed by someone: is it one of ours? */
export function isCaseStage(code: string): code is CaseStage {
  return CASE_STAGES.some((stage) => stage === code);
}

/** How far a case has come: larger is further. Only for comparing, never stored. */
export function rankOf(stage: CaseStage): number {
  return CASE_STAGES.indexOf(stage);
}
