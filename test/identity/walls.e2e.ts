import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { signActor } from '../../src/platform/context/actor.js';
import { CONTEXT_KEY } from '../support/server.js';
import { PASSWORD, Person, TestApp } from '../support/app.js';
import { enrol, someone } from './support.js';

/** What an injected statement could do: anything the runtime role may, inside the context of a request. */
describe('the walls in the database', () => {
  let app: TestApp;
  let root: string;
  let runtime: pg.Client;
  let admin: Person;
  beforeAll(async () => {
    app = await TestApp.start();
    root = await app.office('ROOT', 'root');
    admin = await app.person('administrator', root);
    runtime = new pg.Client({ connectionString: app.urls.app });
    await runtime.connect();
  });
  afterAll(async () => {
    await runtime.end();
    await app.close();
  });

  async function as(
    userId: string,
    statement: string,
    values: unknown[] = [],
    sessionId = 'e7c1a7c2',
  ): Promise<unknown[]> {
    const context = signActor(
      { userId, sessionId, requestId: 'r', ip: '127.0.0.1', scopes: '*' },
      CONTEXT_KEY,
      Date.now(),
    );
    await runtime.query('BEGIN');
    try {
      await runtime.query('SELECT sec.enter($1)', [context]);
      return (await runtime.query<Record<string, unknown>>(statement, values)).rows;
    } finally {
      await runtime.query('ROLLBACK');
    }
  }

  it('13.2.2: the runtime role reads and writes no table of schema auth', async () => {
    const { rows } = await app.db.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relnamespace = 'auth'::regnamespace AND c.relkind = 'r'`,
    );
    expect(rows.length).toBeGreaterThan(8);
    for (const { name } of rows) {
      for (const statement of [
        `SELECT 1 FROM ${name}`,
        `DELETE FROM ${name}`,
        `TRUNCATE ${name}`,
        `DROP TABLE ${name}`,
      ]) {
        await expect(runtime.query(statement)).rejects.toThrow(/permission denied|must be owner/);
      }
    }
  });

  it('every table of schema auth is logged, save the technical ones of the reviewed list', async () => {
    const { rows } = await app.db.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'auth'::regnamespace AND c.relkind = 'r'
         AND NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'audit_row' AND t.tgenabled = 'A')
       ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(['limits', 'notices', 'session_seen', 'totp_steps']);
  });

  it('every function of schema auth runs with a fixed search path and is granted to nobody in general', async () => {
    const { rows } = await app.db.query<{ name: string }>(
      `SELECT p.proname AS name FROM pg_proc p WHERE p.pronamespace = 'auth'::regnamespace
         AND (NOT p.prosecdef OR NOT coalesce(p.proconfig, '{}') @> '{"search_path=pg_catalog, pg_temp"}'
              OR has_function_privilege('public', p.oid, 'EXECUTE') OR p.proowner <> 'greffe_definer'::regrole)`,
    );
    expect(rows).toEqual([]);
  });

  it('a statement injected into a request finds no password hash and no secret', async () => {
    const user = await someone(app, root);
    await enrol(app, await app.signIn(user.userId, user.login));
    expect(await as(admin.userId, 'SELECT * FROM auth.find_credential($1, NULL)', [user.login])).toEqual([]);
    await expect(as(user.userId, 'SELECT * FROM auth.second_factor()')).rejects.toThrow('not at the door');
    await expect(as(user.userId, 'SELECT auth.set_password($1, now(), NULL)', ['x'])).rejects.toThrow(
      'not at the door',
    );
    expect(await as(user.userId, 'SELECT * FROM auth.second_factor()', [], 'sign-in')).toHaveLength(1);
  });

  it('nor does it open a session for somebody else', async () => {
    const open = `SELECT auth.open_session(gen_random_uuid(), sha256('x'), 'full', now(), now() + interval '1 hour', '', '',
      gen_random_uuid(), sha256('y'), NULL)`;
    await expect(as(admin.userId, open)).rejects.toThrow('not at the door');
    await expect(runtime.query(open)).rejects.toThrow('not at the door');
  });

  it('nor makes itself an administrator', async () => {
    const clerk = await app.person('prosecution_clerk', root);
    const holding = `INSERT INTO app.role_holdings (id, user_id, role, office_id, valid_from, granted_by)
      VALUES (gen_random_uuid(), $1, 'administrator', $2, '2013-01-01', $3)`;
    await expect(as(clerk.userId, holding, [clerk.userId, root, clerk.userId])).rejects.toThrow(
      'row-level security',
    );
    await expect(as(admin.userId, holding, [admin.userId, root, admin.userId])).rejects.toThrow(
      'row-level security',
    );
    await expect(as(admin.userId, holding, [clerk.userId, root, null])).rejects.toThrow('row-level security');
  });

  it('a role that was given keeps who, what and where', async () => {
    const clerk = await app.person('prosecution_clerk', root);
    for (const change of [
      `role = 'administrator'`,
      `user_id = '${admin.userId}'`,
      `valid_from = '2012-01-01'`,
    ]) {
      const statement = `UPDATE app.role_holdings SET ${change} WHERE user_id = $1`;
      await expect(as(admin.userId, statement, [clerk.userId])).rejects.toThrow('keeps what it was');
    }
  });

  it('a login stays with its user', async () => {
    await expect(
      as(admin.userId, `UPDATE app.users SET login = 'autre' WHERE id = $1`, [admin.userId]),
    ).rejects.toThrow('stays');
  });

  it('8.1.1: every route of this feature that changes something asks for the verb', async () => {
    const clerk = await app.person('prosecution_clerk', root);
    const id = admin.userId;
    const attempts: [string, object][] = [
      ['/api/users', { login: 'x.y', displayName: 'X' }],
      [`/api/users/${id}/disable`, { reason: 'x' }],
      [`/api/users/${id}/enable`, { reason: 'x' }],
      [`/api/users/${id}/slips`, { kind: 'reset' }],
      [`/api/users/${id}/roles`, { role: 'judge', officeId: root }],
      [
        '/api/offices',
        { parentId: root, code: 'X', kind: 'court', nameFr: 'X', nameEn: 'X', validFrom: '2013-01-01' },
      ],
      ['/api/keys', { name: 'x', scopes: ['case:read'], lastDay: '2030-01-01' }],
    ];
    for (const [url, body] of attempts) {
      const { status } = await clerk.post(url, body);
      expect([url, [403, 404].includes(status)]).toEqual([url, true]);
      expect((await app.nobody.post(url, body)).status).toBe(401);
    }
  });

  it('14.2.1: what is shown once is shown with no-store', async () => {
    const { headers } = await admin.post('/api/sessions/step-up', { password: PASSWORD });
    expect(headers['cache-control']).toContain('no-store');
  });
});
