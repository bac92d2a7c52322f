import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { grantRows } from '../src/platform/access/roles.js';
import { signActor } from '../src/platform/context/actor.js';
import { newId } from '../src/platform/database/ids.js';
import { CONTEXT_KEY, createDatabase } from './support/server.js';

describe('the actor context', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let app: pg.Client;
  const someone = {
    userId: newId(),
    sessionId: newId(),
    requestId: 'r1',
    ip: '127.0.0.1',
    scopes: '*' as const,
  };

  beforeAll(async () => {
    database = await createDatabase();
    app = new pg.Client({ connectionString: database.app });
    await app.connect();
  });
  afterAll(async () => {
    await app.end();
    await database.drop();
  });

  const inTransaction = async (context: string | undefined, query: string) => {
    await app.query('BEGIN');
    try {
      if (context !== undefined) await app.query('SELECT sec.enter($1)', [context]);
      return (await app.query<{ v: unknown }>(query)).rows[0]?.v;
    } finally {
      await app.query('ROLLBACK');
    }
  };

  it('is the user it was signed for', async () => {
    expect(await inTransaction(signActor(someone, CONTEXT_KEY, Date.now()), 'SELECT sec.uid() AS v')).toBe(
      someone.userId,
    );
  });
  it('is nobody when nothing was set, and again after the transaction', async () => {
    expect(await inTransaction(undefined, 'SELECT sec.uid() AS v')).toBeNull();
  });
  it('is refused with another key', async () => {
    await expect(
      inTransaction(signActor(someone, `${CONTEXT_KEY}!`, Date.now()), 'SELECT 1 AS v'),
    ).rejects.toThrow('refused');
  });
  it('is refused when it is older than a minute', async () => {
    await expect(
      inTransaction(signActor(someone, CONTEXT_KEY, Date.now() - 61_000), 'SELECT 1 AS v'),
    ).rejects.toThrow('refused');
  });
  it('is nobody when an injected statement sets it with another user', async () => {
    const forged = signActor(someone, CONTEXT_KEY, Date.now()).replace(someone.userId, newId());
    expect(
      await inTransaction(undefined, `SELECT set_config('app.ctx', '${forged}', true), sec.uid() AS v`),
    ).toBeNull();
  });
  it('cannot read the key', async () => {
    await expect(app.query('SELECT * FROM sec.secret')).rejects.toThrow('permission denied');
  });
  it('finds in the database the roles that are written in the code', async () => {
    const { rows } = await app.query('SELECT role, permission, scope AS reach FROM sec.role_permissions');
    const sorted = (list: unknown[]) => list.map((row) => JSON.stringify(row)).sort();
    expect(sorted(rows)).toEqual(sorted(grantRows()));
  });
});
