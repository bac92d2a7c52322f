import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { SavedViewItem } from '../src/saved-views/saved-view.view.js';
import { Person, TestApp } from './support/app.js';
import { register } from './support/cases.js';

let app: TestApp;
let unit: string;
let branch: string;
let court: string;
let clerk: Person;
let prosecutor: Person;
let branchClerk: Person;
let stranger: Person;

beforeAll(async () => {
  app = await TestApp.start();
  unit = await app.office('PJS', 'unit');
  branch = await app.office('PJS-MOPTI', 'branch', unit);
  court = await app.office('TGI-KAYES', 'court');
  [clerk, prosecutor, branchClerk, stranger] = await Promise.all([
    app.person('prosecution_clerk', unit),
    app.person('prosecutor', unit),
    app.person('prosecution_clerk', branch),
    app.person('prosecution_clerk', court),
  ]);
});
afterAll(async () => app.close());

interface Problem {
  code: string;
  fields?: { field: string; code: string }[];
}
const save = async (who: Person, more: Record<string, unknown> = {}, key?: string) =>
  who.post<SavedViewItem & Problem>(
    '/api/saved-views',
    { name: `Vue ${randomUUID()}`, resource: 'cases', filters: { stage: 'C10', tag: 'terrorism' }, ...more },
    key === undefined ? {} : { key },
  );
const listed = async (who: Person) =>
  (await who.get<{ items: SavedViewItem[] }>('/api/saved-views?limit=100')).body.items.map(({ id }) => id);

describe('a saved view', () => {
  it('comes back as it was kept, and its filters are those of the list', async () => {
    const filters = {
      office: unit,
      stage: 'C10',
      status: 'open',
      matter: 'criminal',
      registeredFrom: '2020-01-01',
    };
    const made = await save(clerk, { filters, sort: 'registeredOn' });
    expect(made.status).toBe(201);
    const read = await clerk.get<SavedViewItem>(`/api/saved-views/${made.body.id}`);
    expect(read.body).toMatchObject({
      filters,
      sort: 'registeredOn',
      mine: true,
      sharedOfficeId: null,
      endedAt: null,
      version: 1,
    });
    const one = await register(app, clerk, unit);
    const query = new URLSearchParams({ ...read.body.filters, sort: read.body.sort ?? '', limit: '100' });
    const cases = await clerk.get<{ items: { id: string }[] }>(`/api/cases?${query.toString()}`);
    expect(cases.status).toBe(200);
    expect(cases.body.items.map(({ id }) => id)).toContain(one.id);
  });

  it('is made once, however often it is sent', async () => {
    const key = randomUUID();
    const name = 'Envoyée deux fois';
    const first = await save(clerk, { name }, key);
    const again = await save(clerk, { name }, key);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(await app.value('SELECT count(*)::int FROM app.saved_views WHERE name = $1', [name])).toBe(1);
  });

  it.each([
    ['an unknown filter', { filters: { name: 'Traoré' } }, 'filters.name'],
    ['a page in the filters', { filters: { limit: '5' } }, 'filters.limit'],
    ['a filter of another type', { filters: { stage: 'C99' } }, 'filters.stage'],
    [
      'a name where an identifier belongs',
      { filters: { responsible: 'Traoré Moussa' } },
      'filters.responsible',
    ],
    ['a name where a number belongs', { filters: { number: 'Traoré Moussa' } }, 'filters.number'],
    ['a day that does not exist', { filters: { registeredTo: '2023-02-30' } }, 'filters.registeredTo'],
    ['filters that are a list', { filters: [] }, 'filters'],
    ['another resource', { resource: 'people' }, 'resource'],
    ['a sort that the list has not', { sort: 'title' }, 'sort'],
    ['no name', { name: '' }, 'name'],
  ])('refuses %s and names the field', async (_what, change, field) => {
    const before = await app.value('SELECT count(*)::int FROM app.saved_views');
    const refused = await save(clerk, change);
    expect(refused.status).toBe(400);
    expect(refused.body.fields?.map((one) => one.field)).toEqual([field]);
    expect(await app.value('SELECT count(*)::int FROM app.saved_views')).toBe(before);
  });

  it('keeps an exact number in its canonical form', async () => {
    const { number } = await register(app, clerk, unit);
    const made = await save(clerk, { filters: { number: number.toLowerCase() } });
    expect(made.body.filters).toEqual({ number });
  });

  it('is nobody else’s', async () => {
    const { id } = (await save(clerk)).body;
    expect((await prosecutor.get(`/api/saved-views/${id}`)).status).toBe(404);
    expect((await prosecutor.patch(`/api/saved-views/${id}`, { name: 'À moi' }, { version: 1 })).status).toBe(
      404,
    );
    expect((await prosecutor.post(`/api/saved-views/${id}/end`)).status).toBe(404);
    expect((await app.nobody.get(`/api/saved-views/${id}`)).status).toBe(401);
    expect(await listed(prosecutor)).not.toContain(id);
  });

  it('is changed by its owner, at the version that was seen', async () => {
    const { id } = (await save(clerk, { sort: 'registeredOn' })).body;
    const url = `/api/saved-views/${id}`;
    expect((await clerk.patch(url, { name: 'Sans version' })).status).toBe(428);
    const changed = await clerk.patch<SavedViewItem>(
      url,
      { name: 'Clos', filters: { status: 'closed' }, sort: null },
      { version: 1 },
    );
    expect(changed.body).toMatchObject({
      name: 'Clos',
      filters: { status: 'closed' },
      sort: null,
      version: 2,
    });
    const stale = await clerk.patch<Problem>(url, { name: 'Trop tard' }, { version: 1 });
    expect([stale.status, stale.body.code]).toEqual([412, 'version.stale']);
    expect((await clerk.patch<SavedViewItem>(url, { name: 'Encore' }, { version: 2 })).body).toMatchObject({
      filters: { status: 'closed' },
      version: 3,
    });
    expect((await clerk.patch(url, { filters: { victim: 'x' } }, { version: 3 })).status).toBe(400);
  });

  it('has a name of its own among those of its owner', async () => {
    const name = 'Dossiers de la semaine';
    const { id } = (await save(clerk, { name })).body;
    const twice = await save(clerk, { name: name.toUpperCase() });
    expect([twice.status, twice.body.code]).toEqual([409, 'constraint.taken']);
    expect((await save(prosecutor, { name })).status).toBe(201);
    await clerk.post(`/api/saved-views/${id}/end`);
    expect((await save(clerk, { name })).status).toBe(201);
  });

  it('is taken out of the lists and stays in the database', async () => {
    const { id } = (await save(clerk, { sharedOfficeId: unit })).body;
    expect(await listed(prosecutor)).toContain(id);
    const ended = await clerk.post<SavedViewItem>(`/api/saved-views/${id}/end`);
    expect(ended.status).toBe(200);
    expect(ended.body.endedAt).not.toBeNull();
    expect(await listed(clerk)).not.toContain(id);
    expect(await listed(prosecutor)).not.toContain(id);
    expect((await prosecutor.get(`/api/saved-views/${id}`)).status).toBe(404);
    expect((await clerk.post(`/api/saved-views/${id}/end`)).status).toBe(409);
    expect((await clerk.patch(`/api/saved-views/${id}`, { name: 'x' }, { version: 2 })).status).toBe(409);
    expect(await app.value('SELECT count(*)::int FROM app.saved_views WHERE id = $1', [id])).toBe(1);
  });

  it('comes in pages', async () => {
    for (let made = 0; made < 3; made++) await save(branchClerk);
    const first = await branchClerk.get<{ items: SavedViewItem[]; nextCursor: string; total: number }>(
      '/api/saved-views?limit=2&total=true',
    );
    expect(first.body.items).toHaveLength(2);
    const rest = await branchClerk.get<{ items: SavedViewItem[] }>(
      `/api/saved-views?limit=100&cursor=${first.body.nextCursor}`,
    );
    expect(first.body.total).toBe(2 + rest.body.items.length);
    const ids = [...first.body.items, ...rest.body.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a view shared in an office', () => {
  it('is read by who works there, and nowhere else', async () => {
    const { id } = (await save(clerk, { sharedOfficeId: unit })).body;
    expect(await listed(prosecutor)).toContain(id);
    const seen = await prosecutor.get<SavedViewItem>(`/api/saved-views/${id}`);
    expect([seen.status, seen.body.mine]).toEqual([200, false]);
    for (const outsider of [stranger, branchClerk]) {
      expect(await listed(outsider)).not.toContain(id);
      expect((await outsider.get(`/api/saved-views/${id}`)).status).toBe(404);
    }
  });

  it('is changed by its owner alone', async () => {
    const { id } = (await save(clerk, { sharedOfficeId: unit })).body;
    const changed = await prosecutor.patch<Problem>(
      `/api/saved-views/${id}`,
      { name: 'À moi' },
      { version: 1 },
    );
    expect([changed.status, changed.body.code]).toEqual([403, 'saved_view.not_yours']);
    expect((await prosecutor.post(`/api/saved-views/${id}/end`)).status).toBe(403);
    expect(await app.value('SELECT version FROM app.saved_views WHERE id = $1', [id])).toBe(1);
  });

  it('is not shared where one does not work, as if that office were not there', async () => {
    const { id } = (await save(clerk)).body;
    for (const office of [court, randomUUID()]) {
      const made = await save(clerk, { sharedOfficeId: office });
      expect([made.status, made.body.code]).toEqual([403, 'saved_view.office_elsewhere']);
      const moved = await clerk.patch(`/api/saved-views/${id}`, { sharedOfficeId: office }, { version: 1 });
      expect(moved.status).toBe(403);
    }
  });

  it('stops being read when it is shared no more, or when its reader has left', async () => {
    const { id } = (await save(clerk, { sharedOfficeId: unit })).body;
    const { userId, login } = await app.account();
    const holding = await app.hold(userId, 'statistician', unit);
    const visitor = await app.signIn(userId, login);
    expect(await listed(visitor)).toContain(id);
    await app.db.query('UPDATE app.role_holdings SET valid_to = sec.today() WHERE id = $1', [holding]);
    await app.hold(userId, 'statistician', court);
    expect(await listed(visitor)).not.toContain(id);
    await clerk.patch(`/api/saved-views/${id}`, { sharedOfficeId: null }, { version: 1 });
    expect(await listed(prosecutor)).not.toContain(id);
    expect(await listed(clerk)).toContain(id);
  });
});

describe('the inventories of the study', () => {
  it('are there for everybody, in both languages, and the list takes their filters', async () => {
    const crsv = await register(app, clerk, unit, { tags: ['crsv'] });
    interface Built {
      items: { code: string; name: string; filters: Record<string, string>; sort: string }[];
    }
    const fr = await clerk.get<Built>('/api/saved-views/built-in', { headers: { 'accept-language': 'fr' } });
    const en = await clerk.get<Built>('/api/saved-views/built-in', { headers: { 'accept-language': 'en' } });
    expect(fr.body.items.map(({ filters }) => filters)).toEqual([
      { tag: 'terrorism' },
      { tag: 'international_crime' },
      { tag: 'crsv' },
    ]);
    expect(fr.body.items[2]?.name).toBe('Inventaire : violences sexuelles liées aux conflits');
    expect(en.body.items[2]?.name).toBe('Inventory: conflict-related sexual violence');
    expect(
      await app.value(`SELECT count(*)::int FROM app.saved_views WHERE filters ? 'tag' AND name LIKE 'Inv%'`),
    ).toBe(0);
    for (const { filters, sort } of fr.body.items) {
      const query = new URLSearchParams({ ...filters, sort, limit: '100' });
      const list = await clerk.get<{ items: { id: string; tags: string[] }[] }>(
        `/api/cases?${query.toString()}`,
      );
      expect(list.status).toBe(200);
      expect(list.body.items.every(({ tags }) => tags.includes(filters['tag']!))).toBe(true);
      if (filters['tag'] === 'crsv') expect(list.body.items.map(({ id }) => id)).toEqual([crsv.id]);
    }
  });
});
