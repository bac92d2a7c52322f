import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Answer, Person, TestApp } from '../support/app.js';

interface Key {
  id: string;
  key: string;
  code: string;
}

describe('keys for machines', () => {
  let app: TestApp;
  let office: string;
  let chief: Person;
  beforeAll(async () => {
    app = await TestApp.start();
    office = await app.office('ROOT', 'root');
    chief = await app.person('registrar_in_chief', office);
  });
  afterAll(async () => {
    await app.close();
  });

  const inDays = (days: number) =>
    new Date(app.clock.millis() + days * 24 * 3600_000).toISOString().slice(0, 10);
  const make = async (by: Person, scopes: string[], lastDay = inDays(30)): Promise<Answer<Key>> =>
    by.post<Key>('/api/keys', { name: 'import de nuit', scopes, lastDay }, { key: null });
  const machine = async (key: string, url: string) =>
    app.nobody.get(url, { headers: { authorization: `Bearer ${key}` } });

  it('acts as its maker, with its scopes only', async () => {
    const { body } = await make(chief, ['case:read', 'reference:read']);
    expect(body.key).toMatch(/^greffe_[\w-]{43}$/);
    expect((await machine(body.key, '/api/cases')).status).toBe(200);
    expect((await machine(body.key, '/api/offices')).status).toBe(200);
    expect((await machine(body.key, '/api/me')).status).toBe(403);
  });

  it('carries no more than its maker holds', async () => {
    const beyond = await make(chief, ['case:read', 'victim:read']);
    expect([beyond.status, beyond.body.code]).toEqual([403, 'key.scopes_exceed']);
  });

  it('carries no rights over accounts or keys, whoever makes it', async () => {
    const administrator = await app.person('administrator', office);
    for (const scope of ['key:manage', 'user:manage', 'profile:write', 'user:approve']) {
      expect((await make(administrator, [scope])).status).toBe(400);
    }
  });

  it('is made only by those who may', async () => {
    const clerk = await app.person('prosecution_clerk', office);
    expect((await make(clerk, ['case:read'])).status).toBe(403);
  });

  it('holds to the end of its last day, a year at most', async () => {
    expect((await make(chief, ['case:read'], inDays(400))).body.code).toBe('key.too_long');
    expect((await make(chief, ['case:read'], inDays(-1))).status).toBe(422);
    const { body } = await make(chief, ['case:read'], inDays(0));
    expect((await machine(body.key, '/api/cases')).status).toBe(200);
    const other = await twoDaysLater(app, async () => machine(body.key, '/api/cases'));
    expect(other.status).toBe(401);
  });

  it('is dead at once when revoked', async () => {
    const maker = await app.person('registrar_in_chief', office);
    const { body } = await make(maker, ['case:read']);
    expect((await machine(body.key, '/api/cases')).status).toBe(200);
    expect((await maker.delete(`/api/keys/${body.id}`)).status).toBe(204);
    expect((await machine(body.key, '/api/cases')).status).toBe(401);
    expect((await maker.delete(`/api/keys/${body.id}`)).status).toBe(404);
  });

  it('loses what its maker loses', async () => {
    const account = await app.account();
    const holding = await app.hold(account.userId, 'registrar_in_chief', office);
    const maker = await app.signIn(account.userId, account.login);
    const { body } = await make(maker, ['case:read']);
    const administrator = await app.person('administrator', office);
    const end = await administrator.post(
      `/api/users/${account.userId}/roles/${holding}/end`,
      { reason: 'départ' },
      { key: null },
    );
    expect(end.status).toBe(200);
    expect((await machine(body.key, '/api/cases')).status).toBe(403);
    await administrator.post(`/api/users/${account.userId}/disable`, { reason: 'départ' }, { key: null });
    expect((await machine(body.key, '/api/cases')).status).toBe(401);
  });

  it('proves nothing anew: grave acts are for people', async () => {
    const { body } = await make(chief, ['profile:read']);
    const stepUp = await app.nobody.post(
      '/api/sessions/step-up',
      { password: 'x' },
      {
        headers: { authorization: `Bearer ${body.key}` },
      },
    );
    expect(stepUp.status).toBe(401);
  });

  it('is judged alone: a wrong key is not saved by a cookie beside it', async () => {
    const answer = await chief.get('/api/me', {
      headers: { authorization: `Bearer greffe_${'A'.repeat(43)}` },
    });
    expect(answer.status).toBe(401);
  });

  it('is listed without its secret, of which the database has a digest only', async () => {
    const { body } = await make(chief, ['case:read']);
    const list = await chief.get<{ items: { id: string }[] }>('/api/keys');
    expect(list.body.items.map(({ id }) => id)).toContain(body.id);
    expect(list.text).not.toContain(body.key);
    expect(
      await app.value('SELECT count(*)::int FROM auth.api_keys k WHERE to_jsonb(k)::text LIKE $1', [
        `%${body.key}%`,
      ]),
    ).toBe(0);
    const other = await app.person('registrar_in_chief', office);
    expect((await other.get<{ items: unknown[] }>('/api/keys')).body.items).toEqual([]);
  });
});

/** What is so two days later; the clock of the other tests stays. */
async function twoDaysLater<T>(app: TestApp, look: () => Promise<T>): Promise<T> {
  app.clock.advance({ days: 2 });
  try {
    return await look();
  } finally {
    app.clock.advance({ days: -2 });
  }
}
