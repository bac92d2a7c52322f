import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from '../../src/platform/database/pool.js';
import { ReadTransaction } from '../../src/platform/database/read-transaction.js';
import { RequestContext } from '../../src/platform/context/request-context.js';
import { Tx } from '../../src/platform/database/tx.js';
import { CaseHistory } from '../../src/cases/case-history.js';
import { Person, TestApp } from '../support/app.js';
import { register } from '../support/cases.js';
import { actorOf, asRuntime, readable } from './support.js';

/** Derived from the names of people; no policy at all, and no right of the runtime role: only definer functions reach them. */
const withoutPolicy = ['name_index', 'name_tokens'];

/** Written by a person of the case: with rows in them, "nothing to see" means something. */
const filled = [
  'cases',
  'case_history',
  'case_aliases',
  'people',
  'person_names',
  'defendants',
  'counts',
  'victims',
  'case_assignments',
  'case_shares',
  'case_exclusions',
  'case_seal_members',
  'users',
  'role_holdings',
  'offices',
  'offences',
  'sealed_register',
];

describe('the walls of the database', () => {
  let app: TestApp;
  let clerk: Person;
  let prosecutor: Person;

  beforeAll(async () => {
    app = await TestApp.start();
    const unit = await app.office('PJS', 'unit');
    [clerk, prosecutor] = await Promise.all([
      app.person('prosecution_clerk', unit),
      app.person('prosecutor', unit),
    ]);
    const open = await register(app, clerk, unit, {
      victims: [{ role: 'victim', kind: 'natural' }],
      aliases: [{ kind: 'police', value: 'PV 12' }],
    });
    await prosecutor.post(`/api/cases/${open.id}/assignments`, { userId: clerk.userId });
    await prosecutor.post(`/api/cases/${open.id}/shares`, {
      userId: clerk.userId,
      level: 'read',
      reason: 'pour information',
    });
    await prosecutor.post(`/api/cases/${open.id}/exclusions`, {
      userId: prosecutor.userId,
      reason: 'lien avec une partie',
    });
    const sealed = await register(app, clerk, unit);
    await prosecutor.post(`/api/cases/${sealed.id}/seal`, {
      members: [prosecutor.userId],
      reason: 'protection d’une source',
    });
  });
  afterAll(async () => app.close());

  it('stand around every table: security on, also for the owner, and a policy', async () => {
    const { rows } = await app.db.query<{
      name: string;
      on: boolean;
      forced: boolean;
      policies: number;
      owner: string;
      granted: boolean;
    }>(
      `SELECT c.relname AS name, c.relrowsecurity AS on, c.relforcerowsecurity AS forced, pg_get_userbyid(c.relowner) AS owner,
         (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
         has_table_privilege('greffe_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') AS granted
       FROM pg_class c WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p')`,
    );
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((row) => !row.on || !row.forced)).toEqual([]);
    expect(rows.filter((row) => row.owner === 'greffe_app')).toEqual([]);
    const open = rows.filter((row) => row.policies === 0);
    expect(open.map(({ name }) => name).sort()).toEqual(withoutPolicy);
    expect(open.filter(({ granted }) => granted)).toEqual([]);
  });

  it('are not the runtime role’s to move: it owns nothing, inherits nothing and bypasses nothing', async () => {
    const { rows } = await app.db.query(
      `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
         (SELECT count(*)::int FROM pg_auth_members m WHERE m.member = r.oid) AS memberships,
         (SELECT count(*)::int FROM pg_shdepend d WHERE d.refobjid = r.oid AND d.deptype = 'o') AS owned
       FROM pg_roles r WHERE rolname = 'greffe_app'`,
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
        memberships: 0,
        owned: 0,
      },
    ]);
  });

  it('hold no table from which the runtime role may delete, truncate or take a reference', async () => {
    const { rows } = await app.db.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname IN ('app', 'auth', 'sec', 'audit') AND c.relkind IN ('r', 'p')
         AND has_table_privilege('greffe_app', c.oid, 'TRUNCATE, REFERENCES, TRIGGER')`,
    );
    expect(rows).toEqual([]);
  });

  it('keep credentials and the log out of reach altogether', async () => {
    const { rows } = await app.db.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname IN ('auth', 'audit') AND c.relkind IN ('r', 'p', 'v', 'S')
         AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege('greffe_app', c.oid, 'USAGE, SELECT, UPDATE')
             ELSE has_table_privilege('greffe_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE') END`,
    );
    expect(rows).toEqual([]);
    expect(
      await app.value(
        `SELECT has_table_privilege('greffe_app', 'sec.secret', 'SELECT, INSERT, UPDATE, DELETE')`,
      ),
    ).toBe(false);
  });

  describe('without an actor', () => {
    it('show no row of any table or view, though there are some', async () => {
      const names = await readable(app);
      expect(names).toEqual(expect.arrayContaining(filled));
      for (const name of filled) {
        // As superuser the sealed register shows nothing either: it asks for a permission.
        if (name === 'sealed_register') continue;
        expect([name, await app.value(`SELECT count(*)::int > 0 FROM app.${name}`)]).toEqual([name, true]);
      }
      await asRuntime(app, undefined, async () => {
        for (const name of names) {
          const { rows } = await app.db.query<{ count: number }>(
            `SELECT count(*)::int AS count FROM app.${name}`,
          );
          expect([name, rows[0]?.count]).toEqual([name, 0]);
        }
      });
    });

    it('refuse every write', async () => {
      const { rows } = await app.db.query<{ name: string; column: string }>(
        `SELECT c.relname AS name, (SELECT quote_ident(a.attname) FROM pg_attribute a
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = '' ORDER BY a.attnum LIMIT 1) AS column
         FROM pg_class c WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1`,
      );
      await asRuntime(app, undefined, async () => {
        for (const { name, column } of rows) {
          expect([name, await outcome(`INSERT INTO app.${name} DEFAULT VALUES`)]).toEqual([name, '42501']);
          expect([name, await outcome(`UPDATE app.${name} SET ${column} = ${column}`)]).toEqual([
            name,
            expect.stringMatching(/^(0 rows|42501)$/),
          ]);
          expect([name, await outcome(`DELETE FROM app.${name}`)]).toEqual([
            name,
            expect.stringMatching(/^(0 rows|42501)$/),
          ]);
        }
      });
    });

    async function outcome(statement: string): Promise<string> {
      await app.db.query('SAVEPOINT s');
      try {
        const { rowCount } = await app.db.query(statement);
        return `${String(rowCount)} rows`;
      } catch (error) {
        return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      } finally {
        await app.db.query('ROLLBACK TO SAVEPOINT s');
      }
    }
  });

  it('do not open for a context that somebody made up', async () => {
    const forged = `${clerk.userId}|s|r|${String(Date.now())}||*|${'a'.repeat(64)}`;
    await app.db.query('BEGIN');
    await app.db.query('SET LOCAL ROLE greffe_app');
    await app.db.query(`SELECT set_config('app.ctx', $1, true)`, [forged]);
    const { rows } = await app.db.query(
      'SELECT sec.uid() AS uid, (SELECT count(*)::int FROM app.cases) AS cases',
    );
    await app.db.query('ROLLBACK');
    expect(rows).toEqual([{ uid: null, cases: 0 }]);
  });

  it('have every definer function with a fixed search path, its own owner, and no leave for everybody', async () => {
    const { rows } = await app.db.query<{
      name: string;
      path: string | null;
      owner: string;
      everybody: boolean;
    }>(
      `SELECT p.oid::regprocedure::text AS name, pg_get_userbyid(p.proowner) AS owner,
         (SELECT c FROM unnest(p.proconfig) AS c WHERE c LIKE 'search_path=%') AS path,
         EXISTS (SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE') AS everybody
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
    );
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter(({ path }) => path !== 'search_path=pg_catalog, pg_temp')).toEqual([]);
    expect(rows.filter(({ everybody }) => everybody)).toEqual([]);
    expect(rows.filter(({ owner }) => owner === 'greffe_app')).toEqual([]);
  });

  it('stop a repository that stands outside a transaction', async () => {
    const tx = app.nest.get(Tx);
    expect(() => tx.manager).toThrow('no transaction');
    await expect(tx.query('SELECT 1')).rejects.toThrow('no transaction');
    const history = app.nest.get(CaseHistory, { strict: false });
    await app.nest.get(RequestContext).runAs(actorOf(clerk), async () => {
      await expect(history.add(clerk.userId, 'unsealed', { reason: 'x' })).rejects.toThrow('no transaction');
    });
  });

  it('stop a read that writes', async () => {
    const reads = app.nest.get(ReadTransaction);
    await app.nest.get(RequestContext).runAs(actorOf(clerk), async () => {
      await expect(
        reads.run({
          name: 'writing_read',
          text: `UPDATE app.users SET locale = 'en' WHERE id = $1`,
          values: [clerk.userId],
        }),
      ).rejects.toMatchObject({ code: '25006' });
    });
  });

  it('leave nothing of an actor on the pool’s connection', async () => {
    const reads = app.nest.get(ReadTransaction);
    await app.nest
      .get(RequestContext)
      .runAs(actorOf(clerk), async () => reads.run({ name: 'one', text: 'SELECT 1' }));
    const pool = app.nest.get(Pool);
    for (let connection = 0; connection < 10; connection++) {
      const rows = await pool.query<{ uid: string | null; cases: number }>({
        text: 'SELECT sec.uid() AS uid, (SELECT count(*)::int FROM app.cases) AS cases',
      });
      expect(rows).toEqual([{ uid: null, cases: 0 }]);
    }
  });
});
