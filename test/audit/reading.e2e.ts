import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventContentView, EventView, AccessView } from '../../src/platform/audit/audit.view.js';
import { Page } from '../../src/platform/http/keyset.js';
import { newId } from '../../src/platform/database/ids.js';
import { Person, TestApp } from '../support/app.js';
import { register } from '../support/cases.js';
import { sha256 } from './support.js';

describe('reading the log', () => {
  let app: TestApp;
  let clerk: Person;
  let chief: Person;
  let guard: Person;
  let stranger: Person;
  let strangersClerk: Person;
  let caseId: string;
  let strangersCase: string;

  beforeAll(async () => {
    app = await TestApp.start();
    const root = await app.office('ROOT', 'root');
    const unit = await app.office('UNIT', 'unit', root);
    const court = await app.office('COURT', 'court', root);
    clerk = await app.person('prosecution_clerk', unit);
    chief = await app.person('registrar_in_chief', unit);
    guard = await app.person('security_officer', root);
    stranger = await app.person('registrar_in_chief', court);
    strangersClerk = await app.person('prosecution_clerk', court);
    caseId = (await register(app, clerk, unit)).id;
    strangersCase = (await register(app, strangersClerk, court)).id;
  });
  afterAll(async () => {
    await app.close();
  });

  const events = async (who: Person, query = '') =>
    (await who.get<Page<EventView>>(`/api/audit/events?limit=100${query}`)).body.items;
  const looks = async (who: Person, id: string, query = '') =>
    who.get<Page<AccessView>>(`/api/cases/${id}/access-log?limit=100${query}`);

  it('shows the changes of a case to who may audit its office', async () => {
    const found = await events(chief, `&caseId=${caseId}&kind=change`);
    const tables = new Set(found.map(({ table }) => table));
    expect([...tables]).toEqual(expect.arrayContaining(['app.cases', 'app.defendants', 'app.case_history']));
    expect(found.every((event) => event.actor?.id === clerk.userId && !event.outOfBand)).toBe(true);
    expect(found.every((event) => event.caseId === caseId && event.requestId !== null)).toBe(true);
    const ids = found.map(({ id }) => Number(id));
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
  });

  it('shows nothing of the cases of another office', async () => {
    expect(await events(stranger, `&caseId=${caseId}`)).toEqual([]);
    const seen = await events(stranger);
    expect(seen.filter((event) => event.caseId === caseId || event.actor?.id === clerk.userId)).toEqual([]);
    expect(seen.some((event) => event.caseId === strangersCase)).toBe(true);
  });

  it('shows everything, without contents, to a security officer of the whole installation', async () => {
    const seen = await events(guard);
    expect(new Set(seen.map((event) => event.caseId))).toEqual(new Set([caseId, strangersCase, null]));
    const [change] = await events(guard, `&caseId=${caseId}&kind=change&table=app.cases`);
    const content = await guard.get<EventContentView>(`/api/audit/events/${change?.id ?? ''}`);
    expect(content.status).toBe(200);
    expect(content.body.payload).toBeNull();
    expect(content.body.leafHash).toBe(sha256(Buffer.from([0]), content.body.meta));
  });

  it('shows the row before and after only to who may read the row, in a form that can be checked', async () => {
    const [change] = await events(chief, `&caseId=${caseId}&kind=change&table=app.cases`);
    const { body } = await chief.get<EventContentView>(`/api/audit/events/${change?.id ?? ''}`);
    const pd = (JSON.parse(body.meta) as { pd: string }).pd;
    expect(sha256(Buffer.from(body.payload?.salt ?? '', 'hex'), body.payload?.body ?? '')).toBe(pd);
    expect(JSON.parse(body.payload?.body ?? '')).toMatchObject({ old: null, new: { id: caseId } });
    expect((await stranger.get(`/api/audit/events/${change?.id ?? ''}`)).status).toBe(404);
  });

  it('can decide for every table whether somebody may read the row', async () => {
    const { rows } = await app.db.query<{ name: string }>(
      `SELECT t.tgrelid::regclass::text AS name FROM pg_trigger t
       JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attname = 'id' AND a.atttypid = 'uuid'::regtype
       WHERE t.tgname = 'audit_row' AND t.tgrelid::regclass::text LIKE 'app.%'`,
    );
    expect(rows.length).toBeGreaterThan(20);
    const undecided: string[] = [];
    for (const { name } of rows) {
      await app.db.query('BEGIN; SET LOCAL ROLE greffe_audit');
      await app.db.query(`SELECT 1 FROM ${name} WHERE id = $1`, [newId()]).catch((error: unknown) => {
        undecided.push(`${name}: ${String(error)}`);
      });
      await app.db.query('ROLLBACK');
    }
    expect(undecided).toEqual([]);
  });

  it('keeps what secrets are out of it, whoever asks', async () => {
    const [change] = await events(guard, '&table=auth.credentials');
    const { body } = await guard.get<EventContentView>(`/api/audit/events/${change?.id ?? ''}`);
    expect(body.payload).toBeNull();
  });

  it.each(['actorId', 'kind', 'table', 'from', 'to'] as const)('filters by %s', async (filter) => {
    const today = app.clock.today();
    const value = { actorId: clerk.userId, kind: 'sign_in', table: 'app.cases', from: today, to: today }[
      filter
    ];
    const found = await events(guard, `&${filter}=${value}`);
    expect(found.length).toBeGreaterThan(0);
    for (const event of found) {
      const shown = {
        actorId: event.actor?.id,
        kind: event.kind,
        table: event.table,
        from: event.at,
        to: event.at,
      };
      expect(shown[filter]?.startsWith(value)).toBe(true);
    }
  });

  it('has nothing from before the installation, and refuses a filter that it does not know', async () => {
    expect(await events(guard, '&to=2020-01-01')).toEqual([]);
    for (const query of [
      'kind=gossip',
      'table=pg_authid',
      'name=traore',
      'from=yesterday',
      'cursor=AAAA',
      'total=true',
    ])
      expect((await guard.get(`/api/audit/events?${query}`)).status).toBe(400);
    expect((await guard.get('/api/audit/events/none')).status).toBe(400);
    expect((await guard.get('/api/audit/events/999999999')).status).toBe(404);
  });

  it('pages without a gap or a repetition', async () => {
    const whole = await events(chief, `&caseId=${caseId}&kind=change`);
    const paged: string[] = [];
    let cursor = '';
    do {
      const { body } = await chief.get<Page<EventView>>(
        `/api/audit/events?limit=3&caseId=${caseId}&kind=change${cursor}`,
      );
      paged.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor === undefined ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(paged).toEqual(whole.map(({ id }) => id));
    expect(paged.length).toBeGreaterThan(3);
  });

  it('is refused to a clerk, who sees the own traces only', async () => {
    expect((await clerk.get('/api/audit/events')).status).toBe(403);
    const { body } = await clerk.get<Page<EventView>>('/api/audit/own-events?limit=100');
    expect(body.items.length).toBeGreaterThan(5);
    expect(body.items.every((event) => event.actor?.id === clerk.userId)).toBe(true);
    expect((await app.nobody.get('/api/audit/own-events')).status).toBe(401);
  });

  describe('who looked at a case', () => {
    it('shows openings in full, and of lists who and when', async () => {
      const opened = await register(app, clerk, await officeOf(caseId));
      await clerk.get(`/api/cases/${opened.id}`);
      await clerk.get('/api/cases');
      const { body, status } = await looks(chief, opened.id);
      expect(status).toBe(200);
      expect(body.items.map(({ kind }) => kind)).toEqual(['list', 'read']);
      expect(body.items.map(({ actor }) => actor?.id)).toEqual([clerk.userId, clerk.userId]);
      expect(body.items.map(({ recordId }) => recordId)).toEqual([null, opened.id]);
      expect(body.items.map(({ detail }) => detail)).toEqual([null, null]);
      expect(body.items[0]?.actor?.name).toMatch(/^Agent/);
    });
    it('shows that somebody read the list itself', async () => {
      await looks(chief, caseId);
      expect((await looks(chief, caseId)).body.items[0]).toMatchObject({
        kind: 'list',
        table: 'audit.event',
        actor: { id: chief.userId },
      });
    });
    it('is not there for a case out of scope, and refused where only the case is in scope', async () => {
      expect((await looks(stranger, caseId)).status).toBe(404);
      expect((await looks(chief, newId())).status).toBe(404);
      expect((await looks(clerk, caseId)).status).toBe(403);
    });
    it('is not there for a sealed case, not even for who audits the office', async () => {
      const sealed = await register(app, clerk, await officeOf(caseId));
      await clerk.get(`/api/cases/${sealed.id}`);
      await app.db.query('UPDATE app.cases SET sealed = true WHERE id = $1', [sealed.id]);
      expect((await looks(chief, sealed.id)).status).toBe(404);
      expect(await events(chief, `&caseId=${sealed.id}`)).toEqual([]);
      expect((await events(guard)).filter((event) => event.caseId === sealed.id)).toEqual([]);
    });
  });

  const officeOf = async (id: string) =>
    app.value<string>('SELECT office_id FROM app.cases WHERE id = $1', [id]);
});
