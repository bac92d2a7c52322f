import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/server.js';
import { PASSWORD, Person, TestApp } from '../support/app.js';
import { cookiesOf, enrol, jar, nextStep, personOf, send, someone, totp, trySignIn } from './support.js';

describe('sessions', () => {
  let app: TestApp;
  let office: string;
  let admin: Person;
  beforeAll(async () => {
    app = await TestApp.start();
    office = await app.office('ROOT', 'root');
  });
  beforeAll(async () => {
    admin = await app.person('administrator', office);
  });
  afterAll(async () => {
    await app.close();
  });

  const clerk = async () => app.person('prosecution_clerk', office);
  const status = async (person: Person) => (await person.get('/api/me')).status;

  it('7.2.3: the token has 256 random bits, and the database keeps its digest only', async () => {
    const { cookie } = await clerk();
    const token = /__Host-greffe=([\w-]+)/.exec(cookie ?? '')?.[1] ?? '';
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const found = await app.value<number>(
      `SELECT count(*)::int FROM auth.sessions WHERE token_hash = sha256(convert_to($1, 'UTF8'))`,
      [token],
    );
    expect(found).toBe(1);
    expect(
      await app.value('SELECT count(*)::int FROM auth.sessions s WHERE to_jsonb(s)::text LIKE $1', [
        `%${token}%`,
      ]),
    ).toBe(0);
  });

  it('7.2.4: signing in gives a new token and ends the session the browser came with', async () => {
    const user = await someone(app, office);
    const first = await trySignIn(app, user.login, user.password);
    const second = await trySignIn(app, user.login, user.password, { cookie: jar(first) });
    expect(jar(second).split(';')[0]).not.toBe(jar(first).split(';')[0]);
    expect(await status(personOf(app, user, first))).toBe(401);
    expect(await status(personOf(app, user, second))).toBe(200);
  });

  it('7.2.4: takes no token that somebody else chose', async () => {
    const user = await someone(app, office);
    const planted = `__Host-greffe=${'A'.repeat(43)}`;
    const answer = await trySignIn(app, user.login, user.password, { cookie: planted });
    expect(jar(answer)).not.toContain('A'.repeat(43));
    expect((await send(app, 'GET', '/api/me', undefined, { cookie: planted })).status).toBe(401);
  });

  it('7.2.4: stepping up changes the token too', async () => {
    const person = await clerk();
    const answer = await person.post('/api/sessions/step-up', { password: PASSWORD });
    expect(answer.status).toBe(204);
    expect(await status(person)).toBe(401);
    expect(await status(personOf(app, person, answer))).toBe(200);
  });

  it('7.3.1: ends after fifteen minutes without a request', async () => {
    const person = await clerk();
    app.clock.advance({ minutes: 14 });
    expect(await status(person)).toBe(200);
    app.clock.advance({ minutes: 14 });
    expect(await status(person)).toBe(200);
    app.clock.advance({ minutes: 15 });
    expect(await status(person)).toBe(401);
  });

  it('7.3.2: ends after twelve hours, however busy', async () => {
    const person = await clerk();
    for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
      expect(await status(person)).toBe(200);
      app.clock.advance({ minutes: 10 });
    }
    expect(await status(person)).toBe(200);
    app.clock.advance({ minutes: 10 });
    expect(await status(person)).toBe(401);
  });

  it('7.4.1: a signed-out cookie is worth nothing, and the browser is told to forget', async () => {
    const person = await clerk();
    const out = await person.delete('/api/sessions/current');
    expect(out.status).toBe(204);
    expect(out.headers['clear-site-data']).toBe('"cache", "storage"');
    expect(cookiesOf(out)[0]).toMatch(/^__Host-greffe=;.*Expires=Thu, 01 Jan 1970/);
    expect(await status(person)).toBe(401);
    expect((await person.delete('/api/sessions/current')).status).toBe(204);
  });

  it('7.4.2: a disabled user is out within a second, on every instance', async () => {
    const person = await clerk();
    const other = await createApp(app.configuration, app.clock);
    try {
      const there = new Person(other, person.userId, person.login, person.cookie);
      expect([await status(person), await status(there)]).toEqual([200, 200]);
      const disabled = await (
        await freshAdmin()
      ).post(`/api/users/${person.userId}/disable`, { reason: 'fin de mission' });
      expect(disabled.status).toBe(204);
      expect(await status(person)).toBe(401);
      const since = performance.now();
      while ((await status(there)) !== 401 && performance.now() - since < 2000);
      expect(performance.now() - since).toBeLessThan(1000);
    } finally {
      await other.close();
    }
  });

  it('7.5.2: shows one’s sessions and ends any of them, and all others', async () => {
    const user = await someone(app, office);
    const open = async () => personOf(app, user, await trySignIn(app, user.login, user.password));
    const [here, there, third] = [await open(), await open(), await open()];
    const { body } = await here.get<{ items: { id: string; current: boolean; address: string }[] }>(
      '/api/sessions',
    );
    expect(body.items).toHaveLength(3);
    expect(body.items.filter(({ current }) => current)).toHaveLength(1);
    const [, second] = body.items;
    expect((await here.delete(`/api/sessions/${second?.id ?? ''}`)).status).toBe(204);
    expect(await status(there)).toBe(401);
    expect((await here.delete('/api/sessions')).status).toBe(204);
    expect([await status(here), await status(third)]).toEqual([200, 401]);
  });

  it('7.5.2: nobody ends another’s session, nor learns that it is there', async () => {
    const [one, other] = [await clerk(), await clerk()];
    const { body } = await one.get<{ items: { id: string }[] }>('/api/sessions');
    expect((await other.delete(`/api/sessions/${body.items[0]?.id ?? ''}`)).status).toBe(404);
    expect(await status(one)).toBe(200);
    expect((await other.get(`/api/users/${one.userId}/sessions`)).status).not.toBe(200);
  });

  it('7.4.5: an administrator ends all sessions of a user', async () => {
    const person = await clerk();
    const administrator = await freshAdmin();
    expect(
      (await administrator.get<{ items: unknown[] }>(`/api/users/${person.userId}/sessions`)).body.items,
    ).toHaveLength(1);
    expect((await administrator.delete(`/api/users/${person.userId}/sessions`)).status).toBe(204);
    expect(await status(person)).toBe(401);
  });

  it('7.4.3: changing the password ends all other sessions', async () => {
    const user = await someone(app, office);
    const here = personOf(app, user, await trySignIn(app, user.login, user.password));
    const there = personOf(app, user, await trySignIn(app, user.login, user.password));
    const chosen = 'la pirogue descend vers Gao';
    expect((await here.post('/api/me/password', { current: user.password, password: chosen })).status).toBe(
      204,
    );
    expect([await status(here), await status(there)]).toEqual([200, 401]);
    expect((await trySignIn(app, user.login, user.password, { address: '10.0.2.1' })).status).toBe(401);
    expect((await trySignIn(app, user.login, chosen, { address: '10.0.2.2' })).status).toBe(201);
  });

  it('6.2.3: changes no password without the present one', async () => {
    const person = await clerk();
    const answer = await person.post('/api/me/password', {
      current: 'je ne sais plus',
      password: 'la pirogue descend vers Gao',
    });
    expect([answer.status, answer.body['code']]).toEqual([422, 'password.current_wrong']);
    expect((await person.post('/api/me/password', { password: 'la pirogue descend vers Gao' })).status).toBe(
      400,
    );
  });

  it('6.2.1: refuses fourteen characters without a second factor, and takes them with one', async () => {
    const person = await clerk();
    const change = async (who: Person) =>
      who.post('/api/me/password', { current: PASSWORD, password: 'orage-vigne-14' });
    expect((await change(person)).body['code']).toBe('password.too_short');
    await enrol(app, person);
    expect((await change(person)).status).toBe(204);
  });

  it('6.2.10: no password runs out', async () => {
    const { userId, login } = await someone(app, office);
    await app.db.query(
      `UPDATE auth.credentials SET changed_at = now() - interval '10 years' WHERE user_id = $1`,
      [userId],
    );
    expect((await trySignIn(app, login, PASSWORD)).status).toBe(201);
  });

  it('7.5.1, 7.5.3: a grave act wants a proof less than five minutes old', async () => {
    const administrator = await freshAdmin();
    const { userId } = await someone(app, office);
    const act = async (who: Person) => who.post(`/api/users/${userId}/slips`, { kind: 'reset' });
    expect((await act(administrator)).status).toBe(201);
    app.clock.advance({ minutes: 5 });
    const late = await act(administrator);
    expect([late.status, late.body['code']]).toEqual([403, 'access.step_up_required']);
    const again = await administrator.post('/api/sessions/step-up', { password: PASSWORD });
    expect((await act(personOf(app, administrator, again))).status).toBe(201);
  });

  it('asks for the second factor where there is one, and for nothing less', async () => {
    const person = await clerk();
    const { secret } = await enrol(app, person);
    nextStep(app);
    const byPassword = await person.post('/api/sessions/step-up', { password: PASSWORD });
    expect([byPassword.status, byPassword.body['code']]).toEqual([422, 'session.code_needed']);
    const code = await totp(app, secret);
    expect((await person.post('/api/sessions/step-up', { code })).status).toBe(204);
  });

  it('lets nobody guess a password by stepping up', async () => {
    const person = await clerk();
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      statuses.push((await person.post('/api/sessions/step-up', { password: `essai ${String(i)}` })).status);
    }
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
    const failed = await app.value('SELECT count(*)::int FROM audit.event WHERE kind = $1 AND actor = $2', [
      'step_up_failed',
      person.userId,
    ]);
    expect(failed).toBe(5);
  });

  it('writes when a session was last used, at most once a minute and outside the log', async () => {
    const person = await clerk();
    const seen = async () =>
      app.value<Date>(
        'SELECT n.last_seen_at FROM auth.session_seen n JOIN auth.sessions s ON s.id = n.session_id WHERE s.user_id = $1',
        [person.userId],
      );
    const before = await seen();
    app.clock.advance({ minutes: 0.5 });
    await person.get('/api/me');
    expect(await seen()).toEqual(before);
    app.clock.advance({ minutes: 2 });
    await person.get('/api/me');
    const until = performance.now() + 5000;
    while ((await seen()).getTime() === before.getTime() && performance.now() < until);
    expect((await seen()).getTime()).toBeGreaterThan(before.getTime());
    expect(
      await app.value(`SELECT count(*)::int FROM audit.event WHERE meta LIKE '%auth.session_seen%'`),
    ).toBe(0);
  });

  /** The clock has moved on since the first one signed in. */
  async function freshAdmin(): Promise<Person> {
    return app.signIn(admin.userId, admin.login);
  }
});
