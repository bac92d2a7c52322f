import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { AccessLog } from '../../src/platform/audit/access-log.js';
import { protectedRead } from '../../src/platform/audit/protected-read.js';
import { readConfiguration } from '../../src/platform/config/read-configuration.js';
import { Actor, signActor } from '../../src/platform/context/actor.js';
import { RequestContext } from '../../src/platform/context/request-context.js';
import { newId } from '../../src/platform/database/ids.js';
import { Pool } from '../../src/platform/database/pool.js';
import { ReadTransaction } from '../../src/platform/database/read-transaction.js';
import { CONTEXT_KEY, createDatabase } from '../support/server.js';
import { actor, connect, eventsAfter, lastEvent, metaOf, sha256, StoredEvent } from './support.js';

describe('the access log', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let superuser: pg.Client;
  let pool: pg.Pool;
  let log: AccessLog;
  let reads: ReadTransaction;
  let current: Actor | undefined;
  let before = '0';

  beforeAll(async () => {
    database = await createDatabase();
    superuser = await connect(database.superuser);
    pool = new pg.Pool({ connectionString: database.app, max: 4, pipeline: true });
    pool.on('error', () => undefined);
    const configuration = readConfiguration({}).with({ contextKey: CONTEXT_KEY });
    // The two things the log asks of the request and of the pool, without an application around them.
    const context = {
      get actor() {
        return current;
      },
      signed: () => signActor(current ?? actor(), CONTEXT_KEY, Date.now()),
    } as unknown as RequestContext;
    const connections = { connect: async () => pool.connect() } as unknown as Pool;
    log = new AccessLog(connections, context, configuration);
    reads = new ReadTransaction(connections, context);
  });
  beforeEach(async () => {
    current = actor();
    before = await lastEvent(superuser);
  });
  afterAll(async () => {
    await log.beforeApplicationShutdown();
    await pool.end();
    await superuser.end();
    await database.drop();
  });

  const written = async (): Promise<StoredEvent[]> => eventsAfter(superuser, before);

  it('says who read which record of which case', async () => {
    const [person, caseId] = [newId(), newId()];
    await log.record({ kind: 'read', table: 'people', ids: [person], caseIds: [caseId] });
    const [event] = await written();
    expect(metaOf(event)).toMatchObject({
      kind: 'read',
      table: 'app.people',
      pk: person,
      case_id: caseId,
      actor: current?.userId,
      request: current?.requestId,
      ip: current?.ip,
      out_of_band: false,
    });
    expect(event).toMatchObject({ actor: current?.userId, case_id: caseId, kind: 'read' });
  });

  it('says which records a list showed, and is found from each of their cases', async () => {
    const [ids, caseIds] = [
      [newId(), newId(), newId()],
      [newId(), newId()],
    ];
    const detail = { count: 3, query: log.fingerprint({ name: 'traore' }) };
    await log.record({ kind: 'search', table: 'people', ids, caseIds, detail });
    const [event] = await written();
    expect(metaOf(event)).toMatchObject({ kind: 'search', case_id: null, pk: null, detail });
    expect(JSON.parse(event?.body ?? '{}')).toEqual({
      ids,
      cases: expect.arrayContaining(caseIds) as unknown,
    });
    expect(sha256(event?.salt ?? '', event?.body ?? '')).toBe(metaOf(event).pd);
    const { rows } = await superuser.query<{ case_id: string }>(
      'SELECT case_id FROM audit.access_case WHERE event_id = $1',
      [event?.id],
    );
    expect(rows.map(({ case_id }) => case_id).sort()).toEqual([...caseIds].sort());
  });

  it('knows a query again without keeping it', () => {
    expect(log.fingerprint({ name: 'traore' })).toBe(log.fingerprint({ name: 'traore' }));
    expect(log.fingerprint({ name: 'traore' })).not.toBe(log.fingerprint({ name: 'traoré' }));
    expect(sha256(JSON.stringify({ name: 'traore' }))).not.toContain(log.fingerprint({ name: 'traore' }));
  });

  it('has no actor for a failed sign-in, only what was claimed as a fingerprint, and where from', async () => {
    current = undefined;
    const stranger: Actor = {
      userId: '',
      sessionId: 'sign-in',
      requestId: newId(),
      ip: '192.0.2.9',
      scopes: '*',
    };
    await log.record({
      kind: 'sign_in_failed',
      actor: stranger,
      detail: { claimed: log.fingerprint('a.login') },
    });
    expect((await written()).map(metaOf)).toMatchObject([
      {
        kind: 'sign_in_failed',
        actor: null,
        ip: '192.0.2.9',
        request: stranger.requestId,
        out_of_band: false,
      },
    ]);
  });

  it('writes 1,000 events that come at once in a few commits, each with its own actor', async () => {
    const people = Array.from({ length: 1_000 }, () => actor());
    await Promise.all(
      people.map(async (person, n) =>
        log.record({ kind: 'read', table: 'cases', caseIds: [newId()], detail: { n }, actor: person }),
      ),
    );
    const events = (await written()).map(metaOf);
    expect(events.map((event) => [event.detail?.['n'], event.actor])).toEqual(
      people.map((person, n) => [n, person.userId]),
    );
    expect(new Set(events.map(({ tx }) => tx)).size).toBeLessThanOrEqual(6);
  });

  it('answers only after the event is in the table', async () => {
    for (let n = 0; n < 20; n += 1) {
      await log.record({ kind: 'read', table: 'cases', detail: { n } });
      expect(await written()).toHaveLength(n + 1);
    }
  });

  it('refuses those whose event an ended connection took along, and goes on with the next', async () => {
    await log.record({ kind: 'read', table: 'cases' });
    // Nobody can write while the table is locked, so that the batch is under way when its connection ends.
    await superuser.query('BEGIN');
    await superuser.query('LOCK TABLE audit.event IN EXCLUSIVE MODE');
    const stuck = Promise.allSettled([1, 2, 3].map(async () => log.record({ kind: 'read', table: 'cases' })));
    const killer = await connect(database.superuser);
    await eventually(async () => {
      const { rowCount } = await killer.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE usename = 'greffe_app' AND datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rowCount === 1;
    });
    const outcomes = await stuck;
    await superuser.query('COMMIT');
    await killer.end();
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && reasonOf(outcome.reason))).toEqual(
      outcomes.map(() => ({ kind: 'unavailable', code: 'audit.unavailable' })),
    );
    await log.record({ kind: 'list', table: 'cases' });
    expect((await written()).map(({ kind }) => kind)).toEqual(['read', 'list']);
  });

  it('lives on when its connection ends while it has nothing to do', async () => {
    await log.record({ kind: 'read', table: 'cases' });
    await superuser.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'greffe_app' AND datname = current_database()`,
    );
    await eventually(async () =>
      log.record({ kind: 'list', table: 'cases' }).then(
        () => true,
        () => false,
      ),
    );
    expect((await written()).map(({ kind }) => kind)).toEqual(['read', 'list']);
  });

  it('lets an event that cannot be written fail alone', async () => {
    const outcomes = await Promise.allSettled([
      log.record({ kind: 'read', table: 'cases', detail: { n: 1 } }),
      log.record({ kind: 'read', table: 'cases', ids: ['no uuid'] }),
      log.record({ kind: 'read', table: 'cases', detail: { n: 3 } }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await written()).map((event) => metaOf(event).detail)).toEqual([{ n: 1 }, { n: 3 }]);
  });

  it('refuses more than it can hold instead of filling the memory', async () => {
    await superuser.query('BEGIN');
    await superuser.query('LOCK TABLE audit.event IN EXCLUSIVE MODE');
    const many = Array.from({ length: 6_000 }, async () => log.record({ kind: 'read', table: 'cases' }));
    const settled = Promise.allSettled(many);
    await superuser.query('COMMIT');
    const refused = (await settled).filter(({ status }) => status === 'rejected').length;
    expect(refused).toBeGreaterThan(500);
    expect(await written()).toHaveLength(6_000 - refused);
  });

  describe('of protected records', () => {
    const read = { name: 'test_one', text: 'SELECT 1 AS one' };

    it('is written in the transaction of the read: 100 openings are 100 events', async () => {
      const ids = Array.from({ length: 100 }, () => newId());
      const caseId = newId();
      for (const id of ids) {
        const event = protectedRead({ kind: 'read', table: 'victims', ids: [id], caseIds: [caseId] });
        expect(await reads.runLogged(event, read)).toEqual([{ one: 1 }]);
      }
      expect((await written()).map((event) => metaOf(event).pk)).toEqual(ids);
    });
    it('gives no data when the event cannot be written', async () => {
      const broken = protectedRead({ kind: 'read', table: 'victims', ids: ['no uuid'] });
      await expect(reads.runLogged(broken, read)).rejects.toThrow('invalid input syntax');
      await superuser.query('REVOKE EXECUTE ON FUNCTION audit.log_read FROM greffe_app');
      const event = protectedRead({ kind: 'read', table: 'victims', ids: [newId()] });
      await expect(reads.runLogged(event, read)).rejects.toThrow('permission denied');
      await superuser.query('GRANT EXECUTE ON FUNCTION audit.log_read TO greffe_app');
      expect((await written()).filter(({ kind }) => kind === 'read')).toEqual([]);
    });
    it('leaves no event of a read that failed', async () => {
      const event = protectedRead({ kind: 'read', table: 'victims', ids: [newId()] });
      await expect(reads.runLogged(event, { name: 'test_broken', text: 'SELECT 1 / 0' })).rejects.toThrow();
      expect(await written()).toEqual([]);
    });
  });
});

async function eventually(happened: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await happened())) {
    if (Date.now() > deadline) throw new Error('it did not happen within 5 seconds');
  }
}

function reasonOf(reason: unknown): object {
  if (typeof reason !== 'object' || reason === null) return {};
  const { kind, code } = reason as { kind?: unknown; code?: unknown };
  return { kind, code };
}
