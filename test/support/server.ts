import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrateAll } from '../../src/migrate.js';
import { installContextKey } from '../../src/platform/database/bootstrap-key.js';
import { bootstrap, withDatabase } from '../../src/platform/database/bootstrap.js';
import { startEmbedded } from '../../src/platform/database/embedded.js';

export const CONTEXT_KEY = 'a key for tests, long enough to be one';
const PASSWORDS = { ownerPassword: 'owner-of-tests', appPassword: 'runtime-of-tests' };

/** The addresses of a database for tests, for each of the three roles. */
export interface TestUrls {
  superuser: string;
  owner: string;
  app: string;
}

export function urlsOf(superuserUrl: string, database: string): TestUrls {
  const as = (user: string, password: string) => {
    const url = new URL(withDatabase(superuserUrl, database));
    url.username = user;
    url.password = password;
    return url.toString();
  };
  return {
    superuser: withDatabase(superuserUrl, database),
    owner: as('greffe_owner', PASSWORDS.ownerPassword),
    app: as('greffe_app', PASSWORDS.appPassword),
  };
}

/** One PostgreSQL for a whole run, with a migrated template that each test file copies. */
export async function startTestServer(): Promise<{ superuserUrl: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'greffe-test-'));
  chmodSync(folder, 0o711);
  const binDir = process.env['GREFFE_TEST_PG_BIN'];
  const server = await startEmbedded({ dataDir: folder, durable: false, ...(binDir ? { binDir } : {}) });
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await bootstrap(server.superuserUrl, { ...PASSWORDS, database: 'greffe_template' });
    const urls = urlsOf(server.superuserUrl, 'greffe_template');
    await migrateAll(urls.owner);
    await installContextKey(urls.owner, CONTEXT_KEY);
  } catch (error) {
    await stop();
    throw error;
  }
  return { superuserUrl: server.superuserUrl, stop };
}

/** A database of its own, copied from the migrated template in some 15 ms. */
export async function createDatabase(
  template = 'greffe_template',
): Promise<TestUrls & { drop(): Promise<void> }> {
  const superuserUrl = process.env['GREFFE_TEST_SUPERUSER_URL'];
  if (superuserUrl === undefined) throw new Error('global-setup did not run');
  const name = `t_${process.pid.toString(36)}_${process.hrtime.bigint().toString(36)}`;
  await asSuperuser(superuserUrl, `CREATE DATABASE ${name} TEMPLATE ${template} OWNER greffe_owner`);
  return {
    ...urlsOf(superuserUrl, name),
    drop: async () => asSuperuser(superuserUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Two copies of one template at the same moment refuse each other; they take turns instead.
    await client.query('SELECT pg_advisory_lock(7203116)');
    await client.query(statement);
  } finally {
    await client.end();
  }
}
