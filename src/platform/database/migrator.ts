import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { projectRoot } from '../root.js';

/** Puts data that is written in the code (permissions, offences…) into its tables; repeated at every migration. */
export type Sync = (owner: pg.ClientBase) => Promise<unknown>;

/** Two processes that migrate at once wait for each other; the number is arbitrary but must not change. */
const LOCK = 7_203_115;
const FIRST_TIMESTAMP = 1_700_000_000_000;

/**
 * Runs every migration of migrations/ that has not run yet, each in a transaction of its own, then the syncs in
 * one transaction.
 *
 * @param ownerUrl the database as greffe_owner
 * @returns the names of the migrations that ran now
 */
export async function migrate(ownerUrl: string, syncs: readonly Sync[] = []): Promise<string[]> {
  return withLock(ownerUrl, async (client) => {
    const source = await migrationSource(ownerUrl).initialize();
    try {
      const applied = await source.runMigrations({ transaction: 'each' });
      await client.query('BEGIN');
      for (const sync of syncs) await sync(client);
      await client.query('COMMIT');
      return applied.map((migration) => migration.name);
    } finally {
      await source.destroy();
    }
  });
}

/** Takes every migration back, last first: what each .down.sql is tested with. */
export async function migrateDown(ownerUrl: string): Promise<void> {
  await withLock(ownerUrl, async () => {
    const source = await migrationSource(ownerUrl).initialize();
    try {
      for (const migration of source.migrations) {
        if (migration.name !== undefined) await source.undoLastMigration({ transaction: 'each' });
      }
    } finally {
      await source.destroy();
    }
  });
}

/** Is there a migration that this database has not had? Asked with any role that may read. */
export async function pendingMigrations(client: pg.ClientBase): Promise<string[]> {
  const done = await client
    .query<{ name: string }>('SELECT name FROM public.schema_migrations')
    .then(({ rows }) => new Set(rows.map((row) => row.name)))
    .catch(() => new Set<string>());
  return migrationClasses()
    .map((migration) => new migration().name)
    .filter((name): name is string => name !== undefined && !done.has(name));
}

async function withLock<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return await work(client);
  } finally {
    await client.end();
  }
}

function migrationSource(ownerUrl: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: migrationClasses(),
    migrationsTableName: 'schema_migrations',
    schema: 'public',
    installExtensions: false,
  });
}

/** `0001-security.up.sql` and `.down.sql` as the class TypeORM asks for; the number gives the order. */
function migrationClasses(): (new () => MigrationInterface)[] {
  const folder = join(projectRoot(), 'migrations');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.up.sql'))
    .sort()
    .map((file) => {
      const base = file.slice(0, -'.up.sql'.length);
      const number = Number(base.slice(0, 4));
      return class implements MigrationInterface {
        name = `${base}_${String(FIRST_TIMESTAMP + number)}`;
        async up(runner: QueryRunner): Promise<void> {
          await runner.query(readFileSync(join(folder, file), 'utf8'));
          await runner.query('GRANT SELECT ON public.schema_migrations TO greffe_app');
        }
        async down(runner: QueryRunner): Promise<void> {
          await runner.query(readFileSync(join(folder, `${base}.down.sql`), 'utf8'));
        }
      };
    });
}
