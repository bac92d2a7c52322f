/** `error` keeps the whole case out, `warning` lets it in and tells the clerk, `refusal` stops the file. */
export const SEVERITIES = ['refusal', 'error', 'warning'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Plain values that a message of the catalogue `imports` names between braces. */
export type ProblemVars = Readonly<Record<string, string | number>>;

/**
 * One line of an import's report. `line` counts from 1 with the heading as line 1, as a text editor or a
 * spreadsheet shows it; `column` is the heading, or the number of a column that has none.
 */
export interface RowProblem {
  readonly severity: Severity;
  /** Key of the text in the catalogue `imports`, such as `import.value_unknown`. */
  readonly code: string;
  readonly vars: ProblemVars;
  readonly file: string;
  readonly line?: number;
  readonly column?: string;
  /** The source's own number of the case that the row belongs to. */
  readonly caseKey?: string;
}

/** A file or a profile that cannot be used at all; nothing was written. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';

  constructor(readonly problem: RowProblem) {
    super(`${problem.code} ${JSON.stringify(problem)}`);
  }
}

export function refusal(
  code: string,
  file: string,
  at: { line?: number; column?: string } = {},
  vars: ProblemVars = {},
): ImportRefused {
  return new ImportRefused({ severity: 'refusal', code, file, vars, ...at });
}
