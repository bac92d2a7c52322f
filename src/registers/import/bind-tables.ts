import type { ImportProfile, ProfileTable } from './profile.js';
import { refusal, type RowProblem } from './problem.js';
import type { RawRow, RawTable } from './raw-table.js';

/** A table of the profile with the rows that were found for it. */
export class BoundTable {
  private readonly indexes: ReadonlyMap<string, number>;

  constructor(
    readonly spec: ProfileTable,
    readonly raw: RawTable,
  ) {
    this.indexes = new Map(raw.headings.map((heading, index) => [heading, index]));
  }

  has(column: string): boolean {
    return this.indexes.has(column);
  }

  /** The cell, '' when it is empty. */
  cell(row: RawRow, column: string): string {
    const index = this.indexes.get(column);
    return index === undefined ? '' : (row.cells[index] ?? '');
  }

  keyOf(row: RawRow, key: 'caseKey' | 'participantKey' | 'chargeKey'): string {
    const column = this.spec[key];
    return column === undefined ? '' : this.cell(row, column);
  }

  problem(
    row: RawRow,
    severity: RowProblem['severity'],
    code: string,
    rest: Partial<RowProblem>,
  ): RowProblem {
    const caseKey = this.keyOf(row, 'caseKey');
    return { severity, code, vars: {}, file: this.raw.file, line: row.line, caseKey, ...rest };
  }
}

export interface BoundTables {
  readonly tables: ReadonlyMap<string, BoundTable>;
  readonly problems: readonly RowProblem[];
}

/**
 * Finds each table of the profile among what was read and checks the headings both ways.
 *
 * @throws ImportRefused `import.table_missing`, `import.table_unknown`, `import.column_missing`
 */
export function bindTables(profile: ImportProfile, read: readonly RawTable[]): BoundTables {
  const problems: RowProblem[] = read.flatMap((table) => table.problems);
  const wanted = new Map(profile.tables.map((spec) => [spec.file.toLowerCase(), spec]));
  const stranger = read.find(({ name }) => !wanted.has(name.toLowerCase()));
  if (stranger !== undefined) {
    const known = profile.tables.map(({ file }) => file).join(', ');
    throw refusal('import.table_unknown', stranger.file, {}, { name: stranger.name, known });
  }
  const tables = new Map<string, BoundTable>();
  for (const spec of profile.tables) {
    const found = read.filter(({ name }) => name.toLowerCase() === spec.file.toLowerCase());
    const [raw, second] = found;
    if (raw === undefined) throw refusal('import.table_missing', spec.file, {}, { name: spec.file });
    if (second !== undefined) throw refusal('import.table_twice', second.file, {}, { name: spec.file });
    const table = new BoundTable(spec, raw);
    const used = columnsUsed(profile, spec);
    const missing = [...used].find((column) => !table.has(column));
    if (missing !== undefined) {
      throw refusal('import.column_missing', raw.file, { line: 1, column: missing }, { column: missing });
    }
    problems.push(...unusedColumns(table, used));
    tables.set(spec.name, table);
  }
  return { tables, problems };
}

/** Columns named between braces: `{chapter} ILCS {act}` → chapter, act. */
export function templateColumns(template: string): string[] {
  return [...template.matchAll(/\{([^{}]+)\}/gu)].map((match) => match[1] ?? '');
}

function columnsUsed(profile: ImportProfile, spec: ProfileTable): Set<string> {
  const used = new Set([spec.caseKey, ...(spec.rowKey ?? [])]);
  if (spec.participantKey !== undefined) used.add(spec.participantKey);
  if (spec.chargeKey !== undefined) used.add(spec.chargeKey);
  for (const { table, when, fields } of profile.entities) {
    if (when !== undefined && table === spec.name) used.add(when);
    for (const source of fields.flatMap(({ from }) => from ?? [])) {
      if ((source.table ?? table) !== spec.name) continue;
      if (source.column !== undefined) used.add(source.column);
      for (const column of templateColumns(source.template ?? '')) used.add(column);
    }
  }
  return used;
}

function unusedColumns(table: BoundTable, used: ReadonlySet<string>): RowProblem[] {
  const ignored = table.spec.ignored ?? {};
  return table.raw.headings
    .filter((heading) => !used.has(heading) && !Object.hasOwn(ignored, heading))
    .map((column) => ({
      severity: 'warning',
      code: 'import.column_unused',
      vars: { column },
      file: table.raw.file,
      line: 1,
      column,
    }));
}
