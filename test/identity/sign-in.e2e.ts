import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD, Person, TestApp } from '../support/app.js';
import {
  cookiesOf,
  enrol,
  jar,
  median,
  nextStep,
  personOf,
  send,
  someone,
  totp,
  trySignIn,
} from './support.js';

describe('signing in', () => {
  let app: TestApp;
  let office: string;
  beforeAll(async () => {
    app = await TestApp.start();
    office = await app.office('ROOT', 'root');
  });
  afterAll(async () => {
    await app.close();
  });

  it('6.3.2: no account is there by default', async () => {
    expect(await app.value('SELECT count(*)::int FROM app.users')).toBe(0);
  });

  it('3.3.1–3.3.4: the session is a __Host- cookie that scripts and other sites do not get', async () => {
    const { login, password } = await someone(app, office);
    const [session] = cookiesOf(await trySignIn(app, login, password));
    expect(session).toMatch(/^__Host-greffe=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });

  it('takes the login in any case', async () => {
    const { login, password } = await someone(app, office);
    expect((await trySignIn(app, login.toUpperCase(), password)).status).toBe(201);
  });

  it('6.2.8: the last of a hundred characters counts', async () => {
    const { userId, login } = await someone(app, office);
    const long = `${'une phrase assez longue pour un registre '.repeat(3).slice(0, 99)}!`;
    const person = await app.signIn(userId, login);
    expect((await person.post('/api/me/password', { current: PASSWORD, password: long })).status).toBe(204);
    expect((await trySignIn(app, login, `${long.slice(0, 99)}?`)).status).toBe(401);
    expect((await trySignIn(app, login, long)).status).toBe(201);
  });

  it('6.2.9: a password over 256 characters is refused, not cut', async () => {
    const { login } = await someone(app, office);
    const answer = await trySignIn(app, login, 'x'.repeat(257));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ fields: [{ field: 'password' }] });
  });

  it('11.4.2: every stored hash is argon2id with at least 19 MiB and two passes', async () => {
    await someone(app, office);
    const { rows } = await app.db.query<{ password_hash: string }>(
      'SELECT password_hash FROM auth.credentials',
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { password_hash } of rows) {
      const [, m = '0', t = '0'] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/.exec(password_hash) ?? [];
      expect(Number(m)).toBeGreaterThanOrEqual(19_456);
      expect(Number(t)).toBeGreaterThanOrEqual(2);
    }
  });

  it('makes a hash of lesser cost anew when its owner signs in', async () => {
    const { hash } = await import('@node-rs/argon2');
    const { userId, login } = await someone(app, office);
    const weak = await hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    await app.db.query('UPDATE auth.credentials SET password_hash = $2 WHERE user_id = $1', [userId, weak]);
    expect((await trySignIn(app, login, PASSWORD)).status).toBe(201);
    expect(
      await app.value('SELECT password_hash FROM auth.credentials WHERE user_id = $1', [userId]),
    ).toContain('m=47104,');
    expect((await trySignIn(app, login, PASSWORD)).status).toBe(201);
  });

  it('6.3.8: an unknown login, a wrong password and a disabled user get the same answer', async () => {
    const known = await someone(app, office);
    const disabled = await someone(app, office);
    await app.db.query(`UPDATE app.users SET state = 'disabled' WHERE id = $1`, [disabled.userId]);
    const answers = [
      await trySignIn(app, 'personne', PASSWORD, { address: '10.1.0.1' }),
      await trySignIn(app, known.login, 'ce n’est pas celui-là', { address: '10.1.0.2' }),
      await trySignIn(app, disabled.login, PASSWORD, { address: '10.1.0.3' }),
    ];
    const told = answers.map(({ status, body }) => ({ status, code: body.code }));
    expect(told).toEqual(Array.from({ length: 3 }, () => ({ status: 401, code: 'session.refused' })));
    expect(new Set(answers.map(({ text }) => text.replaceAll(/"instance":"[^"]+"/g, ''))).size).toBe(1);
  });

  it('6.3.8: an unknown login takes as long as a wrong password', async () => {
    const accounts = await Promise.all(Array.from({ length: 30 }, async () => someone(app, office)));
    let n = 0;
    const address = () => `10.2.${String(Math.floor(n / 200))}.${String(n % 200)}`;
    const wrong = async (login: string) =>
      trySignIn(app, login, 'un autre mot de passe', { address: address() });
    const known: number[] = [];
    const unknown: number[] = [];
    // By turns, so that whatever else the machine does falls on both.
    for (const { login } of accounts) {
      n += 1;
      known.push(await median(1, async () => wrong(login)));
      unknown.push(await median(1, async () => wrong(`absent${String(n)}`)));
    }
    const middle = (times: number[]) => times.sort((a, b) => a - b)[15] ?? 0;
    const difference = Math.abs(middle(known) - middle(unknown));
    // Skipping the hash would show as some 50 ms; the rest is room for a busy machine.
    expect(difference).toBeLessThan(Math.max(15, middle(known) * 0.3));
  });

  it('16.3.1: every sign-in and every failure is an event, without what was typed', async () => {
    const { userId, login, password } = await someone(app, office);
    await trySignIn(app, login, password);
    await trySignIn(app, login, 'mot-de-passe-tapé-ici');
    const { rows } = await app.db.query<{ kind: string; meta: string }>(
      `SELECT kind, meta FROM audit.event WHERE actor = $1 AND kind LIKE 'sign%' ORDER BY id`,
      [userId],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(['sign_in', 'sign_in_failed']);
    expect(rows[1]?.meta).not.toContain('tapé');
  });

  it('16.2.5: no password, code or token is readable in the log of changes', async () => {
    const { login, password } = await someone(app, office);
    const answer = await trySignIn(app, login, password);
    const token = /__Host-greffe=([\w-]+)/.exec(jar(answer))?.[1] ?? '';
    expect(token).toHaveLength(43);
    const leaks = await app.value(
      `SELECT count(*)::int FROM audit.payload WHERE body LIKE '%$argon2id%' OR body LIKE '%' || $1 || '%'
         OR body LIKE '%' || encode(sha256(convert_to($1, 'UTF8')), 'hex') || '%'`,
      [token],
    );
    expect(leaks).toBe(0);
  });

  describe('with a second factor', () => {
    let user: { userId: string; login: string; password: string };
    let secret: string;
    let recoveryCodes: string[];
    beforeAll(async () => {
      user = await someone(app, office);
      ({ secret, recoveryCodes } = await enrol(app, await app.signIn(user.userId, user.login)));
      nextStep(app);
    });

    it('6.3.3: the password alone opens nothing', async () => {
      const answer = await trySignIn(app, user.login, user.password);
      expect(answer.status).toBe(401);
      expect(answer.body.code).toBe('session.mfa_required');
      expect(cookiesOf(answer)).toEqual([]);
    });

    it('6.5.1: one code holds once, of twenty that try it at the same moment', async () => {
      const code = await totp(app, secret);
      const tries = await Promise.all(
        Array.from({ length: 20 }, async (_, i) =>
          trySignIn(app, user.login, user.password, { code, address: `10.3.0.${String(i)}` }),
        ),
      );
      expect(tries.filter(({ status }) => status === 201)).toHaveLength(1);
      nextStep(app);
    });

    it('6.5.1: nor does it hold a second time afterwards', async () => {
      const code = await totp(app, secret);
      expect((await trySignIn(app, user.login, user.password, { code, address: '10.3.1.1' })).status).toBe(
        201,
      );
      expect((await trySignIn(app, user.login, user.password, { code, address: '10.3.1.2' })).status).toBe(
        401,
      );
      nextStep(app);
    });

    it('6.5.5: the code of the step before holds, an older one and one from the future do not', async () => {
      app.clock.advance({ minutes: 5 });
      const attempt = async (offset: number, address: string) =>
        (await trySignIn(app, user.login, user.password, { code: await totp(app, secret, offset), address }))
          .status;
      expect(await attempt(-60, '10.3.2.1')).toBe(401);
      expect(await attempt(30, '10.3.2.2')).toBe(401);
      expect(await attempt(-30, '10.3.2.3')).toBe(201);
      app.clock.advance({ minutes: 1 });
    });

    it('6.5.2: recovery codes have 80 bits, are stored as digests, and hold once', async () => {
      expect(recoveryCodes).toHaveLength(10);
      for (const code of recoveryCodes)
        expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
      const sizes = await app.value(
        'SELECT array_agg(DISTINCT octet_length(code_hash)) FROM auth.recovery_codes WHERE user_id = $1',
        [user.userId],
      );
      expect(sizes).toEqual([32]);
      const code = recoveryCodes[0]?.toLowerCase().replaceAll('-', ' ') ?? '';
      expect((await trySignIn(app, user.login, user.password, { code, address: '10.3.3.1' })).status).toBe(
        201,
      );
      expect((await trySignIn(app, user.login, user.password, { code, address: '10.3.3.2' })).status).toBe(
        401,
      );
    });

    it('6.6.1: codes come from the authenticator or from paper, never by message', async () => {
      const answer = await app.nobody.get<{ paths: object }>('/api/openapi.json');
      expect(JSON.stringify(answer.body)).not.toMatch(/sms|e-?mail otp|phone/i);
    });
  });

  describe('in production', () => {
    let production: TestApp;
    let unit: string;
    beforeAll(async () => {
      production = await TestApp.start({ environment: 'production' });
      unit = await production.office('ROOT', 'root');
    });
    afterAll(async () => {
      await production.close();
    });

    it('6.3.3: the password of somebody without a second factor opens its enrolment and nothing else', async () => {
      const user = await someone(production, unit);
      const opened = await trySignIn(production, user.login, user.password);
      expect(opened.body.stage).toBe('enrolment');
      const person = personOf(production, user, opened);
      for (const url of ['/api/me', '/api/sessions', '/api/offices', '/api/cases']) {
        const refused = await person.get(url);
        expect([refused.status, refused.body['code']]).toEqual([401, 'session.mfa_required']);
      }
      const { body } = await person.post<{ secret: string }>('/api/sessions/second-factor', {});
      const confirmed = await person.post('/api/sessions/second-factor/confirmation', {
        code: await totp(production, body.secret),
      });
      expect(confirmed.status).toBe(200);
      expect((await person.get('/api/me')).status).toBe(401);
      expect((await personOf(production, user, confirmed).get('/api/me')).status).toBe(200);
    });

    it('does not let the second factor go again', async () => {
      const user = await someone(production, unit);
      const opened = await trySignIn(production, user.login, user.password);
      const person = personOf(production, user, opened);
      const { body } = await person.post<{ secret: string }>('/api/sessions/second-factor', {});
      const confirmed = await person.post('/api/sessions/second-factor/confirmation', {
        code: await totp(production, body.secret),
      });
      const enrolled: Person = personOf(production, user, confirmed);
      const removal = await enrolled.post('/api/me/second-factor/removal', { password: user.password });
      expect([removal.status, removal.body['code']]).toEqual([409, 'second_factor.demanded']);
    });
  });

  it('tells at the next look of a sign-in from a new device', async () => {
    const { userId, login, password } = await someone(app, office);
    const first = await trySignIn(app, login, password);
    const person = personOf(app, { userId, login }, first);
    expect((await person.get('/api/me/notices')).body).toEqual({ items: [] });
    await trySignIn(app, login, password, { cookie: jar(first) });
    expect(
      (await send<{ items: unknown[] }>(app, 'GET', '/api/me/notices', undefined, { cookie: jar(first) }))
        .status,
    ).toBe(401);
    const elsewhere = personOf(
      app,
      { userId, login },
      await trySignIn(app, login, password, { address: '10.9.9.9' }),
    );
    expect((await elsewhere.get('/api/me/notices')).body).toMatchObject({
      items: [{ kind: 'new_device', readAt: null }],
    });
  });
});
