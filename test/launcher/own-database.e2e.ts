import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { EmbeddedPostgres, startEmbedded } from '../../src/platform/database/embedded.js';
import { withDatabase } from '../../src/platform/database/bootstrap.js';
import { endAll, greffe, remove, Run, temporaryFolder } from './support.js';

jest.setTimeout(120_000);

let dataDir: string;
let server: EmbeddedPostgres;

/** The settings of a site with a PostgreSQL of its own; nothing of the embedded one. */
let site: Record<
  'CONTEXT_KEY' | 'DATABASE_URL' | 'DATABASE_OWNER_URL' | 'DATABASE_SUPERUSER_URL' | 'PORT',
  string
>;

beforeAll(async () => {
  dataDir = temporaryFolder();
  server = await startEmbedded({ dataDir, durable: false });
  expect(await greffe(['--help'], {}).ends(180)).toBe(0);
  site = {
    PORT: '0',
    CONTEXT_KEY: 'k'.repeat(40),
    DATABASE_URL: urlOf('greffe_app', 'app-secret'),
    DATABASE_OWNER_URL: urlOf('greffe_owner', 'owner-secret'),
    DATABASE_SUPERUSER_URL: server.superuserUrl,
  };
}, 200_000);
afterEach(endAll);
afterAll(async () => {
  await server.stop();
  remove(dataDir);
});

function urlOf(role: string, password: string, database = 'greffe'): string {
  const url = new URL(withDatabase(server.superuserUrl, database));
  url.username = role;
  url.password = password;
  return url.href;
}

async function asSuperuser(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.superuserUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

const runtime = () => ({ PORT: site.PORT, CONTEXT_KEY: site.CONTEXT_KEY, DATABASE_URL: site.DATABASE_URL });

async function refused(run: Run): Promise<string> {
  expect([await run.ends(60), run.output()]).toEqual([1, expect.stringMatching(/^[^\n]+\n[^\n]+\n$/)]);
  expect(run.output()).not.toContain('secret');
  return run.output();
}

// One story, in order: what somebody meets who sets up a PostgreSQL of their own.
describe('with a PostgreSQL of one’s own', () => {
  it('db bootstrap names what it lacks', async () => {
    expect(await refused(greffe(['db', 'bootstrap'], runtime()))).toContain(
      'DATABASE_SUPERUSER_URL is missing',
    );
  });

  it('before the bootstrap, start refuses and names it', async () => {
    expect(await refused(greffe(['start'], runtime()))).toContain('db bootstrap');
  });

  it('db bootstrap makes roles and database, twice without harm', async () => {
    for (let n = 0; n < 2; n += 1) {
      const run = greffe(['db', 'bootstrap'], site);
      expect([await run.ends(), run.output()]).toEqual([0, expect.stringContaining('"greffe" are in place')]);
    }
  });

  it('before the migration, start refuses and names it', async () => {
    expect(await refused(greffe(['start'], runtime()))).toContain('db migrate');
  });

  it('db migrate brings the schema up to date, and the second time has nothing to do', async () => {
    const { DATABASE_OWNER_URL } = site;
    const first = greffe(['db', 'migrate'], { ...runtime(), DATABASE_OWNER_URL });
    await first.says(/Migrations applied: [1-9]/);
    expect(await first.ends()).toBe(0);
    const second = greffe(['db', 'migrate'], { ...runtime(), DATABASE_OWNER_URL });
    await second.says(/Migrations applied: 0/);
    expect(await second.ends()).toBe(0);
  });

  it('db migrate refuses the superuser as owner', async () => {
    const run = greffe(['db', 'migrate'], {
      ...runtime(),
      DATABASE_OWNER_URL: withDatabase(server.superuserUrl, 'greffe'),
    });
    expect(await refused(run)).toContain(
      'DATABASE_OWNER_URL connects as the role "postgres": it has to be greffe_owner',
    );
  });

  it('then start serves, as greffe_app, without a demo', async () => {
    const run = greffe(['start'], runtime());
    const [, url = ''] = await run.says(/^ {2}(http:\/\/\S+)$/m);
    expect((await fetch(new URL('/api/health/ready', url))).status).toBe(200);
    expect(run.output()).toContain('users bootstrap');
    expect(run.output()).not.toContain('Warning');
    run.child.kill('SIGINT');
    expect(await run.ends()).toBe(0);
  });

  it('users bootstrap gives the first administrator a code, once it has the owner’s address', async () => {
    expect(await refused(greffe(['users', 'bootstrap'], runtime()))).toContain('DATABASE_OWNER_URL');
    const { DATABASE_OWNER_URL } = site;
    const run = greffe(['users', 'bootstrap'], { ...runtime(), DATABASE_OWNER_URL });
    await run.says(/^ {2}\S+$/m);
    expect(await run.ends()).toBe(0);
  });

  const wrong: [string, () => string, RegExp][] = [
    [
      'a superuser',
      () => withDatabase(server.superuserUrl, 'greffe'),
      /connects as the superuser "postgres"/,
    ],
    ['the owner', () => site.DATABASE_OWNER_URL, /connects as "greffe_owner", who owns the database/],
    ['a role that bypasses row-level security', () => urlOf('bypassing', 'secret'), /BYPASSRLS/],
    ['a role that may become the owner', () => urlOf('climbing', 'secret'), /who owns the database/],
    ['some other role', () => urlOf('stranger', 'secret'), /it has to be greffe_app/],
    [
      'a wrong password',
      () => urlOf('greffe_app', 'wrong-secret'),
      /refuses the role "greffe_app" or its password/,
    ],
    [
      'a database that is not there',
      () => urlOf('greffe_app', 'app-secret', 'nowhere'),
      /there is no database "nowhere"/,
    ],
  ];

  it.each(wrong)('start refuses %s', async (_who, url, sentence) => {
    await asSuperuser(`
      DROP ROLE IF EXISTS bypassing, climbing, stranger;
      CREATE ROLE bypassing LOGIN BYPASSRLS PASSWORD 'secret' IN ROLE greffe_app;
      CREATE ROLE climbing LOGIN PASSWORD 'secret' IN ROLE greffe_app, greffe_owner;
      CREATE ROLE stranger LOGIN PASSWORD 'secret' IN ROLE greffe_app`);
    expect(await refused(greffe(['start'], { ...runtime(), DATABASE_URL: url() }))).toMatch(sentence);
  });
});
