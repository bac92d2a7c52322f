import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { bootstrap, withDatabase } from '../../src/platform/database/bootstrap.js';
import { EmbeddedPostgres, startEmbedded } from '../../src/platform/database/embedded.js';
import { remove, temporaryFolder } from './support.js';

/** On PostgreSQL 15 as well, when the run says so: grants of roles differ from 16 on. */
const binDir = process.env['GREFFE_TEST_PG_BIN'];
const options = { ownerPassword: 'owner-secret', appPassword: "app'secret", database: 'greffe' };

let dataDir: string;
let server: EmbeddedPostgres;

beforeAll(async () => {
  dataDir = temporaryFolder();
  server = await startEmbedded({ dataDir, durable: false, ...(binDir === undefined ? {} : { binDir }) });
});
afterAll(async () => {
  await server.stop();
  remove(dataDir);
});

function urlOf(role: string, password: string): string {
  const url = new URL(withDatabase(server.superuserUrl, 'greffe'));
  url.username = role;
  url.password = encodeURIComponent(password);
  return url.href;
}

async function within<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const asOwner = async <T>(work: (client: pg.Client) => Promise<T>) =>
  within(urlOf('greffe_owner', 'owner-secret'), work);
const asSuperuser = async <T>(work: (client: pg.Client) => Promise<T>) =>
  within(withDatabase(server.superuserUrl, 'greffe'), work);

describe('the bootstrap of roles and database', () => {
  it('may run twice at once and again later; one of them makes the database', async () => {
    const both = await Promise.all([
      bootstrap(server.superuserUrl, options),
      bootstrap(server.superuserUrl, options),
    ]);
    expect(both.map(({ created }) => created).sort()).toEqual([false, true]);
    expect(await bootstrap(server.superuserUrl, options)).toEqual({ created: false, ddlAudit: true });
  });

  it('gives each role exactly its rights', async () => {
    const { rows } = await asSuperuser(async (client) =>
      client.query(`SELECT rolname, rolcanlogin, rolinherit, rolbypassrls FROM pg_roles
        WHERE rolname LIKE 'greffe%' AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication) ORDER BY 1`),
    );
    expect(rows).toEqual([
      { rolname: 'greffe_app', rolcanlogin: true, rolinherit: false, rolbypassrls: false },
      { rolname: 'greffe_audit', rolcanlogin: false, rolinherit: false, rolbypassrls: false },
      { rolname: 'greffe_definer', rolcanlogin: false, rolinherit: false, rolbypassrls: true },
      { rolname: 'greffe_owner', rolcanlogin: true, rolinherit: false, rolbypassrls: false },
    ]);
  });

  it('puts right a role that was given too much, and sets the passwords anew', async () => {
    await asSuperuser(async (client) =>
      client.query(`ALTER ROLE greffe_app SUPERUSER BYPASSRLS PASSWORD 'other'`),
    );
    await bootstrap(server.superuserUrl, options);
    const { rows } = await within(urlOf('greffe_app', "app'secret"), async (client) =>
      client.query(`SELECT rolsuper OR rolbypassrls AS too_much FROM pg_roles WHERE rolname = current_user`),
    );
    expect(rows).toEqual([{ too_much: false }]);
  });

  it('lets the runtime role make nothing at all', async () => {
    await within(urlOf('greffe_app', "app'secret"), async (client) => {
      for (const sql of ['CREATE TABLE public.t ()', 'CREATE TEMP TABLE t ()', 'CREATE SCHEMA mine']) {
        await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
      }
      await expect(client.query('SET ROLE greffe_definer')).rejects.toMatchObject({ code: '42501' });
    });
  });

  it('has the extensions that migrations rely on', async () => {
    const { rows } = await asOwner(async (client) =>
      client.query<{
        ok: boolean;
      }>(`SELECT public.unaccent('Traoré') = 'Traore' AND public.similarity('moussa', 'mousa') > 0.3
        AND EXISTS (SELECT FROM pg_extension WHERE extname = 'btree_gist') AS ok`),
    );
    expect(rows).toEqual([{ ok: true }]);
  });

  it('lets the owner hand over tables and functions to the two roles without a login', async () => {
    await asOwner(async (client) => {
      await client.query(`
        CREATE SCHEMA handing; GRANT USAGE, CREATE ON SCHEMA handing TO greffe_audit, greffe_definer;
        CREATE TABLE handing.t (); ALTER TABLE handing.t OWNER TO greffe_audit;
        CREATE FUNCTION handing.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION handing.f() OWNER TO greffe_definer`);
      // NOINHERIT: what was handed over is no longer the owner's to read.
      await expect(client.query('SELECT FROM handing.t')).rejects.toMatchObject({ code: '42501' });
    });
  });
});

describe('the trigger on changes of the schema', () => {
  const logger = (body: string, kind: string) => `
    CREATE FUNCTION audit.log_ddl() RETURNS void LANGUAGE plpgsql ${kind} SET search_path = pg_catalog, pg_temp AS $$ ${body} $$`;

  beforeAll(async () => {
    await asOwner(async (client) =>
      client.query(`CREATE SCHEMA audit; GRANT USAGE, CREATE ON SCHEMA audit TO greffe_audit;
        CREATE TABLE audit.seen (n int GENERATED ALWAYS AS IDENTITY, what text); ALTER TABLE audit.seen OWNER TO greffe_audit`),
    );
  });

  it('tells audit.log_ddl() each event and command once that exists', async () => {
    await asOwner(async (client) => {
      const note = `INSERT INTO audit.seen (what) VALUES (current_setting('greffe.ddl_event') || ': ' || current_setting('greffe.ddl_tag'));`;
      await client.query(logger(`BEGIN ${note} END`, 'SECURITY DEFINER'));
      await client.query('ALTER FUNCTION audit.log_ddl() OWNER TO greffe_audit');
      await client.query('CREATE TABLE audit.temporary ()');
      await client.query('DROP TABLE audit.temporary');
    });
    const { rows } = await asSuperuser(async (client) =>
      client.query<{ what: string }>('SELECT what FROM audit.seen ORDER BY n'),
    );
    expect(rows.map(({ what }) => what)).toEqual([
      'ddl_command_end: ALTER FUNCTION',
      'ddl_command_end: CREATE TABLE',
      'sql_drop: DROP TABLE',
      'ddl_command_end: DROP TABLE',
    ]);
  });

  it('does not run code of the owner with a superuser’s rights', async () => {
    await asOwner(async (client) => {
      await client.query('SET ROLE greffe_audit');
      await client.query('DROP FUNCTION audit.log_ddl()');
      await client.query(logger('BEGIN ALTER ROLE greffe_owner SUPERUSER; END', 'SECURITY INVOKER'));
    });
    await asSuperuser(async (client) => client.query('CREATE TABLE public.made_by_a_superuser ()'));
    const { rows } = await asSuperuser(async (client) =>
      client.query(`SELECT rolsuper FROM pg_roles WHERE rolname = 'greffe_owner'`),
    );
    expect(rows).toEqual([{ rolsuper: false }]);
  });
});
