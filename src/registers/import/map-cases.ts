import { bindTables } from './bind-tables.js';
import { bundleByCase, type CaseBundle } from './case-bundle.js';
import { Evaluator } from './evaluate.js';
import { mapCase, type MappedCase } from './map-case.js';
import type { RowProblem } from './problem.js';
import type { ImportProfile } from './profile.js';
import type { RawTable } from './raw-table.js';

export interface MappedSource {
  /** Remarks about files and rows that belong to no case. */
  readonly problems: readonly RowProblem[];
  /** Number of cases, known before the first one is mapped. */
  readonly total: number;
  /** Maps as it goes, so that a large source is never held twice. */
  readonly cases: Iterable<MappedCase>;
}

/**
 * Turns what was read into drafts, case by case, in the order of the source.
 *
 * @throws ImportRefused when a table or column that the profile needs is not there
 */
export function mapCases(profile: ImportProfile, read: readonly RawTable[]): MappedSource {
  const { tables, problems } = bindTables(profile, read);
  const { bundles, lost } = bundleByCase(tables.values());
  const lostRows = lost.map(({ table, row }) => {
    const column = table.spec.caseKey;
    return table.problem(row, 'error', 'import.key_missing', { column, vars: { column } });
  });
  return { problems: [...problems, ...lostRows], total: bundles.length, cases: mapAll(profile, bundles) };
}

function* mapAll(profile: ImportProfile, bundles: readonly CaseBundle[]): Generator<MappedCase> {
  const evaluator = new Evaluator(profile);
  for (const bundle of bundles) yield mapCase(profile, evaluator, bundle);
}
