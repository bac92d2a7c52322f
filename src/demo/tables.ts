import type { ClientBase } from 'pg';

/** A new row; keys are column names, the same in every row of a table. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * What one fill writes, table by table, in an order that the foreign keys allow. A table stands here twice where rows
 * of it name other rows of it: the named ones come first.
 */
export const TABLES = [
  'offices',
  'professionals',
  'rooms',
  'cases',
  'register_counters',
  'case_aliases',
  'people',
  'person_names',
  'defendants',
  'defendant_lawyers',
  'counts',
  'victims',
  'court_sessions',
  'sittings',
  'sitting_judges',
  'hearings',
  'hearing_called',
  'outcomes',
  'sentences',
  'remedies',
  'case_assignments',
  'case_seal_members',
  'case_history',
  'installation',
] as const;
export type Table = (typeof TABLES)[number];

/** Rows on their way into the database. */
export class Rows {
  private readonly rows = new Map<Table, Row[]>(TABLES.map((table) => [table, []]));

  add(table: Table, row: Row): void {
    this.of(table).push(row);
  }

  of(table: Table): Row[] {
    return this.rows.get(table) ?? [];
  }

  /** One statement for each table. Names of columns come from our own rows. */
  async write(client: Pick<ClientBase, 'query'>): Promise<void> {
    for (const table of TABLES) await insert(client, table, this.of(table));
  }
}

async function insert(client: Pick<ClientBase, 'query'>, table: Table, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first).join(', ');
  await client.query(
    `INSERT INTO app.${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::app.${table}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}
