import type { BoundTable } from './bind-tables.js';
import type { RawRow } from './raw-table.js';

/** A row together with the table it stands in. */
export interface RowRef {
  readonly table: BoundTable;
  readonly row: RawRow;
}

const joinKey = (table: string, participant: string, charge: string) =>
  JSON.stringify([table, participant, charge]);

/** Every row of every table that speaks of one case, with the joins between the tables. */
export class CaseBundle {
  private readonly rows = new Map<string, RowRef[]>();
  private readonly firsts = new Map<string, RowRef>();

  /** Where the case first stands in the source. */
  readonly place: { readonly file: string; readonly line: number };

  constructor(
    readonly key: string,
    { table, row }: RowRef,
  ) {
    this.place = { file: table.raw.file, line: row.line };
  }

  add(ref: RowRef): void {
    const { name } = ref.table.spec;
    const rows = this.rows.get(name);
    if (rows === undefined) this.rows.set(name, [ref]);
    else rows.push(ref);
    const participant = ref.table.keyOf(ref.row, 'participantKey');
    const charge = ref.table.keyOf(ref.row, 'chargeKey');
    for (const key of [
      joinKey(name, '', ''),
      joinKey(name, participant, ''),
      joinKey(name, participant, charge),
    ]) {
      if (!this.firsts.has(key)) this.firsts.set(key, ref);
    }
  }

  /** Rows of a table in the order of the file. */
  of(table: string): readonly RowRef[] {
    return this.rows.get(table) ?? [];
  }

  /** The first row of `table` about the same participant and charge as `ref`, as far as both have them. */
  joined(ref: RowRef, table: string): RowRef | undefined {
    if (ref.table.spec.name === table) return ref;
    const other = this.of(table)[0]?.table.spec;
    if (other === undefined) return undefined;
    const participant = other.participantKey === undefined ? '' : ref.table.keyOf(ref.row, 'participantKey');
    const charge = other.chargeKey === undefined ? '' : ref.table.keyOf(ref.row, 'chargeKey');
    return this.firsts.get(joinKey(table, participant, charge));
  }
}

/** Sorts all rows by case, in the order in which the cases first appear. */
export function bundleByCase(tables: Iterable<BoundTable>): {
  bundles: CaseBundle[];
  /** Rows without a case number. */
  lost: RowRef[];
} {
  const bundles = new Map<string, CaseBundle>();
  const lost: RowRef[] = [];
  for (const table of tables) {
    for (const row of table.raw.rows) {
      const key = table.keyOf(row, 'caseKey');
      if (key === '') {
        lost.push({ table, row });
        continue;
      }
      let bundle = bundles.get(key);
      if (bundle === undefined) {
        bundle = new CaseBundle(key, { table, row });
        bundles.set(key, bundle);
      }
      bundle.add({ table, row });
    }
  }
  return { bundles: [...bundles.values()], lost };
}
