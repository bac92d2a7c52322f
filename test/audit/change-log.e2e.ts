import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '../../src/platform/database/ids.js';
import { createDatabase } from '../support/server.js';
import { exempt } from './exempt.js';
import {
  actor,
  connect,
  eventsAfter,
  inTransaction,
  lastEvent,
  metaOf,
  sha256,
  StoredEvent,
} from './support.js';

describe('the change log', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let superuser: pg.Client;
  let owner: pg.Client;
  let app: pg.Client;
  let before = '0';

  beforeAll(async () => {
    database = await createDatabase();
    [superuser, owner, app] = await Promise.all([
      connect(database.superuser),
      connect(database.owner),
      connect(database.app),
    ]);
    // A table as a migration makes one, small enough to write into at random.
    await owner.query(`
      CREATE TABLE app.notes (id uuid PRIMARY KEY, case_id uuid, office_id uuid, words text, secret text, version integer NOT NULL DEFAULT 1);
      ALTER TABLE app.notes ENABLE ROW LEVEL SECURITY;
      CREATE POLICY p_notes ON app.notes USING (true);
      GRANT SELECT, INSERT, UPDATE, DELETE ON app.notes TO greffe_app;
      SELECT audit.attach('app.notes', secret_columns => '{secret}');`);
  });
  beforeEach(async () => {
    before = await lastEvent(superuser);
  });
  afterAll(async () => {
    await Promise.all([superuser.end(), owner.end(), app.end()]);
    await database.drop();
  });

  const written = async (): Promise<StoredEvent[]> => eventsAfter(superuser, before);
  const insertNote = async (id: string, more: { case?: string; words?: string; secret?: string } = {}) =>
    app.query('INSERT INTO app.notes (id, case_id, words, secret) VALUES ($1, $2, $3, $4)', [
      id,
      more.case ?? null,
      more.words ?? 'words',
      more.secret ?? null,
    ]);

  it('covers every table of app and auth that is not on the reviewed list', async () => {
    const { rows } = await superuser.query<{ name: string; complete: boolean }>(`
      SELECT n.nspname || '.' || c.relname AS name,
        (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled = 'A'
          AND ((t.tgname = 'audit_row' AND t.tgfoid = 'audit.log_row'::regproc AND t.tgtype = 29)
            OR (t.tgname = 'audit_truncate' AND t.tgfoid = 'audit.refuse'::regproc AND t.tgtype & 32 = 32))) = 2
        AND (NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'version' AND NOT a.attisdropped)
          OR EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'zz_version' AND t.tgenabled = 'A')) AS complete
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ('app', 'auth') AND c.relkind IN ('r', 'p')`);
    const uncovered = rows.filter(({ complete }) => !complete).map(({ name }) => name);
    expect(uncovered.filter((name) => exempt[name] === undefined)).toEqual([]);
    expect(rows.length).toBeGreaterThan(uncovered.length);
  });

  it('says who changed which row of which case, in which request, from which version', async () => {
    const [clerk, id, caseId] = [actor(), newId(), newId()];
    await inTransaction(app, clerk, async () => {
      await insertNote(id, { case: caseId });
    });
    await inTransaction(app, clerk, async () => {
      await app.query(`SELECT set_config('app.reason', 'a wrong word', true)`);
      await app.query(`UPDATE app.notes SET words = 'better words' WHERE id = $1`, [id]);
    });
    await inTransaction(app, clerk, async () => {
      await app.query('DELETE FROM app.notes WHERE id = $1', [id]);
    });
    const events = await written();
    expect(events.map(metaOf)).toMatchObject(
      [
        { op: 'insert', row_version: 1, reason: null },
        { op: 'update', row_version: 2, reason: 'a wrong word' },
        { op: 'delete', row_version: 2, reason: null },
      ].map((differing) => ({
        ...differing,
        v: 1,
        kind: 'change',
        table: 'app.notes',
        pk: id,
        case_id: caseId,
        actor: clerk.userId,
        session: clerk.sessionId,
        request: clerk.requestId,
        ip: clerk.ip,
        out_of_band: false,
        db_role: 'greffe_app',
      })),
    );
    expect(events.map((event) => [event.actor, event.case_id, event.kind])).toEqual(
      events.map(() => [clerk.userId, caseId, 'change']),
    );
    expect(events.map(({ body }) => JSON.parse(body ?? 'null') as unknown)).toMatchObject([
      { old: null, new: { words: 'words' } },
      { old: { words: 'words', version: 1 }, new: { words: 'better words', version: 2 } },
      { old: { words: 'better words' }, new: null },
    ]);
  });

  it('binds every event and its payload by digests that anyone can compute again', async () => {
    await inTransaction(app, actor(), async () => {
      await insertNote(newId(), { words: 'Kéïta \u{1F4DC} "quoted" \\ and\nlines' });
      await app.query('UPDATE app.notes SET words = NULL');
    });
    const events = await eventsAfter(superuser, '0');
    expect(events.length).toBeGreaterThan(10);
    for (const event of events) {
      expect(event.leaf_hash.toString('hex')).toBe(sha256(Buffer.from([0]), event.meta));
      const { pd, id, at } = metaOf(event);
      expect(String(id)).toBe(event.id);
      expect(new Date(at).getTime()).toBe(event.at.getTime());
      expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      if (pd === null) expect(event.body).toBeNull();
      else expect(sha256(event.salt ?? '', event.body ?? '')).toBe(pd);
      if (event.salt) expect(event.salt).toHaveLength(32);
    }
    const salts = events.map(({ salt }) => salt?.toString('hex')).filter(Boolean);
    expect(new Set(salts).size).toBe(salts.length);
  });

  it('holds one event for each write that was kept and none for those taken back', async () => {
    const random = generator(20_261_123);
    const alive = new Map<string, number>();
    const expected: string[] = [];
    for (let round = 0; round < 150; round += 1) {
      const draft = new Map(alive);
      const wanted: string[] = [];
      const outcome = ['commit', 'commit', 'rollback', 'error', 'savepoint'][random(5)];
      const step = async (sink: string[], rows: Map<string, number>) => {
        const ids = [...rows.keys()];
        const id = ids[random(Math.max(ids.length, 1))];
        const verb = id === undefined ? 0 : random(3);
        if (verb === 0 || id === undefined) {
          const made = newId();
          await insertNote(made);
          rows.set(made, 1);
          sink.push(`insert ${made} 1`);
        } else if (verb === 1) {
          const version = (rows.get(id) ?? 0) + 1;
          await app.query('UPDATE app.notes SET words = $2 WHERE id = $1', [id, String(round)]);
          rows.set(id, version);
          sink.push(`update ${id} ${String(version)}`);
        } else {
          await app.query('DELETE FROM app.notes WHERE id = $1', [id]);
          sink.push(`delete ${id} ${String(rows.get(id))}`);
          rows.delete(id);
        }
      };
      if (round === 0) {
        await app.query('DELETE FROM app.notes');
        before = await lastEvent(superuser);
      }
      const attempt = inTransaction(app, actor(), async () => {
        for (let n = random(6); n >= 0; n -= 1) await step(wanted, draft);
        if (outcome === 'savepoint') {
          await app.query('SAVEPOINT s');
          await step([], new Map(draft));
          await app.query('ROLLBACK TO SAVEPOINT s');
        }
        if (outcome === 'error') await app.query('SELECT 1 / 0');
        if (outcome === 'rollback') return 'rollback';
        return undefined;
      });
      if (outcome === 'error') await expect(attempt).rejects.toThrow('division by zero');
      else await attempt;
      if (outcome === 'commit' || outcome === 'savepoint') {
        expected.push(...wanted);
        alive.clear();
        for (const [id, version] of draft) alive.set(id, version);
      }
    }
    const events = (await written()).map(metaOf);
    expect(
      events.map(({ op, pk, row_version }) => `${String(op)} ${String(pk)} ${String(row_version)}`),
    ).toEqual(expected);
    expect(expected.length).toBeGreaterThan(200);
  });

  it('is written in the transaction of the change itself', async () => {
    let tx = '';
    await inTransaction(app, actor(), async () => {
      await insertNote(newId());
      tx = (await app.query<{ tx: string }>('SELECT pg_current_xact_id()::text AS tx')).rows[0]?.tx ?? '';
    });
    expect((await written()).map((event) => metaOf(event).tx)).toEqual([tx]);
  });

  it('keeps only a digest of what a secret column holds', async () => {
    await inTransaction(app, actor(), async () => {
      await insertNote(newId(), { secret: 'argon2id hash' });
    });
    const [event] = await written();
    expect(event?.body).not.toContain('argon2id hash');
    expect(JSON.parse(event?.body ?? '{}')).toMatchObject({ new: { secret: sha256('argon2id hash') } });
  });

  it('counts row versions itself, whatever the statement says', async () => {
    const id = newId();
    const versions: number[] = [];
    for (const set of ['version = 40', 'version = version + 1', "words = 'again'", 'version = version - 1']) {
      await inTransaction(app, actor(), async () => {
        if (versions.length === 0) await insertNote(id);
        const { rows } = await app.query<{ version: number }>(
          `UPDATE app.notes SET ${set} WHERE id = $1 RETURNING version`,
          [id],
        );
        versions.push(rows[0]?.version ?? 0);
      });
    }
    expect(versions).toEqual([2, 3, 4, 5]);
  });

  it('refuses to empty a table, even for its owner', async () => {
    await expect(owner.query('TRUNCATE app.notes')).rejects.toThrow('TRUNCATE of app.notes is not allowed');
    await expect(superuser.query('TRUNCATE app.offices CASCADE')).rejects.toThrow('not allowed');
  });

  it('sees a superuser who switches ordinary triggers off', async () => {
    const id = newId();
    await superuser.query('BEGIN');
    await superuser.query('SET LOCAL session_replication_role = replica');
    await superuser.query('INSERT INTO app.notes (id) VALUES ($1)', [id]);
    await superuser.query(`UPDATE app.notes SET words = 'changed', version = 1 WHERE id = $1`, [id]);
    await superuser.query('COMMIT');
    expect((await written()).map(metaOf)).toMatchObject([
      { op: 'insert', pk: id, out_of_band: true, actor: null, db_role: 'postgres' },
      { op: 'update', pk: id, out_of_band: true, actor: null, row_version: 2 },
    ]);
  });

  describe('and an actor who is not who they say', () => {
    it('is nobody, and out of band, when the context was forged', async () => {
      const [mallory, victim] = [actor(), actor()];
      await inTransaction(app, mallory, async () => {
        await app.query(
          `SELECT set_config('app.ctx', replace(current_setting('app.ctx'), '${mallory.userId}', '${victim.userId}'), true)`,
        );
        await insertNote(newId());
      });
      const [event] = await written();
      expect(event?.actor).toBeNull();
      expect(metaOf(event)).toMatchObject({ actor: null, session: null, out_of_band: true });
    });
    it('is nobody, and out of band, without a context', async () => {
      await insertNote(newId());
      expect((await written()).map(metaOf)).toMatchObject([{ actor: null, out_of_band: true }]);
    });
  });

  describe('of the schema', () => {
    it('names the command and what it made, changed or dropped', async () => {
      await owner.query('CREATE TABLE app.passing (id uuid)');
      await owner.query('ALTER TABLE app.passing ADD COLUMN words text');
      await owner.query('DROP TABLE app.passing');
      const events = await written();
      expect(events.map(metaOf)).toMatchObject([
        { kind: 'ddl', op: 'CREATE TABLE', db_role: 'greffe_owner' },
        { kind: 'ddl', op: 'ALTER TABLE' },
        { kind: 'ddl', op: 'DROP TABLE', detail: { event: 'sql_drop' } },
      ]);
      expect(events.every(({ body }) => body?.includes('app.passing'))).toBe(true);
    });
    it('tells when somebody switches the change log of a table off', async () => {
      await owner.query('ALTER TABLE app.notes DISABLE TRIGGER audit_row');
      await owner.query('ALTER TABLE app.notes ENABLE ALWAYS TRIGGER audit_row');
      const events = await written();
      expect(events.map((event) => metaOf(event).op)).toEqual(['ALTER TABLE', 'ALTER TABLE']);
      expect(events.every(({ body }) => body?.includes('app.notes'))).toBe(true);
    });
  });
});

/** Whole numbers below a limit, the same in every run (mulberry32). */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
