import type { Fields, FieldValue } from './evaluate.js';
import type { ProfileDateOrder } from './profile.js';
import type { RowProblem } from './problem.js';
import type { EntityName } from './targets.js';

/** An entity and those it belongs to: a sentence with its outcome, count, participant and case. */
export type Lineage = Readonly<Partial<Record<EntityName, Fields>>>;

/**
 * Compares the dates of one entity with each other and with those above it, by day. Nothing is corrected:
 * the register keeps what the source says and the report names both dates.
 */
export function checkDateOrder(
  rules: readonly ProfileDateOrder[],
  entity: EntityName,
  lineage: Lineage,
): RowProblem[] {
  return rules.flatMap(({ earlier, later, level }) => {
    if (!later.startsWith(`${entity}.`)) return [];
    const first = valueAt(lineage, earlier);
    const second = valueAt(lineage, later);
    if (first === undefined || second === undefined) return [];
    const [before, after] = [String(first.value).slice(0, 10), String(second.value).slice(0, 10)];
    if (before <= after) return [];
    const { table, row } = second.ref;
    const vars = { earlierField: earlier, laterField: later, earlier: before, later: after };
    return [table.problem(row, 'warning', `import.dates_${level}`, { column: second.column, vars })];
  });
}

function valueAt(lineage: Lineage, reference: string): FieldValue | undefined {
  const [entity, field = ''] = reference.split('.');
  // A checked profile names only known entities here.
  return lineage[entity as EntityName]?.get(field);
}
