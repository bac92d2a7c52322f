import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { entities } from '../src/entities.js';
import { migrateAll } from '../src/migrate.js';
import { migrateDown, pendingMigrations } from '../src/platform/database/migrator.js';
import { createDatabase } from './support/server.js';

interface ColumnRow {
  name: string;
  type: string;
  nullable: boolean;
  generated: boolean;
}

describe('the migrated schema', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let db: pg.Client;
  beforeAll(async () => {
    database = await createDatabase();
    db = new pg.Client({ connectionString: database.superuser });
    await db.connect();
  });
  afterAll(async () => {
    await db.end();
    await database.drop();
  });

  it('is what the entities say, column by column', async () => {
    const source = await new DataSource({
      type: 'postgres',
      url: database.app,
      entities: [...entities],
      installExtensions: false,
    }).initialize();
    try {
      expect(source.entityMetadatas.length).toBeGreaterThan(5);
      for (const entity of source.entityMetadatas) {
        const { rows } = await db.query<ColumnRow>(
          `SELECT attname AS name, format_type(atttypid, NULL) AS type, NOT attnotnull AS nullable, attgenerated <> '' AS generated
           FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
          [`${entity.schema ?? 'app'}.${entity.tableName}`],
        );
        const inDatabase = rows
          .filter(({ generated }) => !generated)
          .map(({ name, type, nullable }) => `${name} ${type}${nullable ? ' null' : ''}`)
          .sort();
        const generated = new Set(rows.filter((row) => row.generated).map(({ name }) => name));
        const inCode = entity.columns
          .filter((column) => !generated.has(column.databaseName))
          .map((column) => {
            const type = `${source.driver.normalizeType(column)}${column.isArray ? '[]' : ''}`;
            return `${column.databaseName} ${canonical(type)}${column.isNullable ? ' null' : ''}`;
          })
          .sort();
        expect([entity.tableName, inCode]).toEqual([entity.tableName, inDatabase]);
      }
    } finally {
      await source.destroy();
    }
  });

  it('has nothing left to migrate, seen as the runtime role', async () => {
    const app = new pg.Client({ connectionString: database.app });
    await app.connect();
    expect(await pendingMigrations(app)).toEqual([]);
    await app.end();
  });

  it('gives every constraint a readable name', async () => {
    const { rows } = await db.query<{ name: string }>(
      `SELECT conname AS name FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
       WHERE n.nspname = 'app' AND contype IN ('u', 'x', 'c') AND conname !~ '^(uq|ex|ck|pk)_'`,
    );
    expect(rows.map(({ name }) => name)).toEqual([]);
  });

  it('goes down to nothing and up again', async () => {
    await migrateDown(database.owner);
    const { rows } = await db.query<{ nspname: string }>(
      `SELECT nspname FROM pg_namespace WHERE nspname IN ('app', 'sec', 'auth', 'audit')`,
    );
    expect(rows).toEqual([]);
    const names = await migrateAll(database.owner);
    expect(names.length).toBeGreaterThan(8);
  });
});

/** PostgreSQL's own word for a type that has several. */
function canonical(type: string): string {
  const words: Record<string, string> = {
    timestamptz: 'timestamp with time zone',
    varchar: 'character varying',
    int: 'integer',
    int4: 'integer',
    time: 'time without time zone',
    decimal: 'numeric',
  };
  return words[type] ?? type;
}
