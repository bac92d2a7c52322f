import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDatabase } from '../support/server.js';
import { actor, connect, eventsAfter, inTransaction, lastEvent, metaOf } from './support.js';

describe('the runtime role and the log', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let superuser: pg.Client;
  let owner: pg.Client;
  let app: pg.Client;

  beforeAll(async () => {
    database = await createDatabase();
    [superuser, owner, app] = await Promise.all([
      connect(database.superuser),
      connect(database.owner),
      connect(database.app),
    ]);
  });
  afterAll(async () => {
    await Promise.all([superuser.end(), owner.end(), app.end()]);
    await database.drop();
  });

  const relations = ['event', 'payload', 'access_case'];
  const verbs = [
    'SELECT FROM audit.%',
    'SELECT count(*) FROM audit.%',
    'COPY audit.% TO STDOUT',
    'INSERT INTO audit.% DEFAULT VALUES',
    'DELETE FROM audit.%',
    'TRUNCATE audit.%',
    'DROP TABLE audit.%',
    'ALTER TABLE audit.% ADD COLUMN x text',
    'ALTER TABLE audit.% DISABLE TRIGGER ALL',
    'ALTER TABLE audit.% OWNER TO greffe_app',
    'DO $$ BEGIN LOCK TABLE audit.%; END $$',
    'CREATE INDEX ON audit.% (ctid)',
    'CREATE TRIGGER t BEFORE INSERT ON audit.% EXECUTE FUNCTION audit.refuse()',
    'CREATE RULE r AS ON INSERT TO audit.% DO INSTEAD NOTHING',
    'GRANT SELECT ON audit.% TO greffe_app',
    'COMMENT ON TABLE audit.% IS NULL',
  ];
  it.each(relations.flatMap((relation) => verbs.map((verb) => verb.replace('%', relation))))(
    'has no right to %s',
    async (statement) => {
      await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
    },
  );
  it.each([
    `UPDATE audit.event SET meta = ''`,
    `UPDATE audit.payload SET body = ''`,
    `SELECT nextval('audit.event_id_seq')`,
    `SELECT setval('audit.event_id_seq', 1)`,
    `SELECT audit.append(NULL, 'change', 'insert', 'app.cases', '1', 1, NULL, NULL, NULL, '{}')`,
    `SELECT audit.append_access(NULL, 'read', 'app.cases', '{}', '{}', NULL)`,
    `SELECT audit.attach('app.users')`,
    `SELECT audit.log_ddl()`,
    'CREATE TABLE audit.mine (id int)',
    'ALTER TABLE app.users DISABLE TRIGGER audit_row',
    'DROP TRIGGER audit_row ON app.users',
    'ALTER TABLE app.users DISABLE TRIGGER ALL',
    'SET session_replication_role = replica',
    'SET ROLE greffe_audit',
    'DROP SCHEMA audit CASCADE',
    'ALTER FUNCTION audit.log_row() OWNER TO greffe_app',
    'CREATE OR REPLACE FUNCTION audit.log_access(events jsonb) RETURNS void LANGUAGE sql AS $$ $$',
    'ALTER EVENT TRIGGER greffe_ddl_command DISABLE',
  ])('is refused %s', async (statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('may call what it needs and nothing else of the schema', async () => {
    const { rows } = await superuser.query<{ name: string }>(
      `SELECT p.proname AS name FROM pg_proc p
       WHERE p.pronamespace = 'audit'::regnamespace AND has_function_privilege('greffe_app', p.oid, 'EXECUTE') ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'case_access',
      'event_content',
      'events',
      'log_access',
      'log_read',
      'own_events',
    ]);
  });

  it('is the only one kept out by rights: what lies in the log stays there for its owners too', async () => {
    for (const client of [superuser, owner]) {
      await client.query('BEGIN');
      await client.query('SET LOCAL ROLE greffe_audit');
      for (const statement of [
        `UPDATE audit.event SET meta = ''`,
        'DELETE FROM audit.payload',
        'TRUNCATE audit.event, audit.payload, audit.access_case',
      ]) {
        await client.query('SAVEPOINT s');
        await expect(client.query(statement)).rejects.toThrow('is not allowed');
        await client.query('ROLLBACK TO SAVEPOINT s');
      }
      await client.query('ROLLBACK');
    }
    await expect(owner.query('SELECT FROM audit.event')).rejects.toThrow('permission denied');
  });

  describe('with its own functions', () => {
    it.each(['change', 'ddl', 'Read', ''])('cannot claim an event of kind "%s"', async (kind) => {
      await expect(app.query('SELECT audit.log_access($1)', [JSON.stringify([{ kind }])])).rejects.toThrow(
        'not allowed',
      );
      await expect(
        inTransaction(app, actor(), async () => {
          await app.query('SELECT audit.log_read($1, $2, $3, $4)', [kind, 'app.cases', [], []]);
        }),
      ).rejects.toThrow('not allowed');
    });
    it('cannot act as somebody else: an event with a forged context has no actor', async () => {
      const before = await lastEvent(superuser);
      const forged = `${actor().userId}|s|r|${String(Date.now())}|192.0.2.1|*|${'0'.repeat(64)}`;
      await app.query('SELECT audit.log_access($1)', [JSON.stringify([{ kind: 'read', ctx: forged }])]);
      expect((await eventsAfter(superuser, before)).map(metaOf)).toMatchObject([
        { kind: 'read', actor: null, session: null, ip: null, out_of_band: true },
      ]);
    });
    it('cannot read what is protected without an actor, nor in a transaction that only reads', async () => {
      const log = `SELECT audit.log_read('read', 'app.victims', '{}', '{}')`;
      await expect(app.query(log)).rejects.toThrow('refused');
      await app.query('BEGIN READ ONLY');
      await expect(app.query(log)).rejects.toThrow();
      await app.query('ROLLBACK');
    });
    it('cannot fill the log with a detail that is no detail', async () => {
      const detail = { words: 'x'.repeat(5_000) };
      await expect(
        app.query('SELECT audit.log_access($1)', [JSON.stringify([{ kind: 'read', detail }])]),
      ).rejects.toThrow('too large');
    });
  });
});
