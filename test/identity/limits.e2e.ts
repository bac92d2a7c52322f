import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attemptOf } from '../../src/identity/sessions/attempts.js';
import { TestApp } from '../support/app.js';
import { jar, send, someone, trySignIn } from './support.js';

const WRONG = 'ce n’est pas le bon mot de passe';

describe('6.3.1: guessing passwords', () => {
  let app: TestApp;
  let office: string;
  beforeAll(async () => {
    app = await TestApp.start();
    office = await app.office('ROOT', 'root');
  });
  afterAll(async () => {
    await app.close();
  });

  const wrong = async (login: string, address: string, cookie?: string) =>
    trySignIn(app, login, WRONG, { address, ...(cookie === undefined ? {} : { cookie }) });

  /** Guesses as fast as the server lets, waiting as told, until it has counted so many failures. */
  async function fail(login: string, address: string, times: number): Promise<void> {
    for (let failures = 0; failures < times;) {
      const answer = await wrong(login, address);
      if (answer.status === 401) failures += 1;
      else app.clock.advance({ minutes: Number(answer.headers['retry-after']) / 60 });
    }
  }

  /** So many failures from elsewhere, counted as the server counts them, without the wait for their hashes. */
  async function failures(login: string, addresses: readonly string[]): Promise<number[]> {
    const waits: number[] = [];
    for (const address of addresses) {
      const { pair, address: place, account } = attemptOf(login, { address, device: undefined }, false);
      const values = [pair, place, account, app.clock.now()];
      waits.push(await app.value<number>('SELECT auth.try_attempt($1, $2, $3, NULL, $4)', values));
    }
    return waits;
  }
  const hundred = (prefix: string) => Array.from({ length: 100 }, (_, i) => `${prefix}.${String(i)}.1`);

  it('slows down after the fifth failure, and says for how long', async () => {
    const { login, password } = await someone(app, office);
    for (let i = 0; i < 5; i += 1) expect((await wrong(login, '10.4.0.1')).status).toBe(401);
    const slowed = await trySignIn(app, login, password, { address: '10.4.0.1' });
    expect(slowed.status).toBe(429);
    expect(slowed.body.code).toBe('session.too_many');
    expect(Number(slowed.headers['retry-after'])).toBeGreaterThan(0);
    app.clock.advance({ minutes: 1 });
    expect((await trySignIn(app, login, password, { address: '10.4.0.1' })).status).toBe(201);
  });

  it('counts attempts before it judges them: forty at once get no more than five tries', async () => {
    const { login } = await someone(app, office);
    const answers = await Promise.all(Array.from({ length: 40 }, async () => wrong(login, '10.4.0.2')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(35);
  });

  it('treats a login that does not exist alike', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await wrong('personne-ici', '10.4.0.3')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('blocks an address for the account after twenty in an hour; the owner gets in from elsewhere', async () => {
    const { login, password } = await someone(app, office);
    await fail(login, '10.4.0.4', 20);
    const blocked = await trySignIn(app, login, password, { address: '10.4.0.4' });
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(60);
    expect((await trySignIn(app, login, password, { address: '10.4.0.5' })).status).toBe(201);
  });

  it('lets nobody guess on from ever new addresses: a hundred in a row for one account, then a wait', async () => {
    const { login, password } = await someone(app, office);
    const known = jar(await trySignIn(app, login, password, { address: '10.5.9.9' }));
    expect(await failures(login, hundred('10.5'))).toEqual(Array.from({ length: 100 }, () => 0));
    expect((await wrong(login, '10.5.200.1')).status).toBe(429);

    // The owner's own browser is a known one: no stranger can lock it out.
    expect((await trySignIn(app, login, password, { address: '10.5.9.9', cookie: known })).status).toBe(201);
  });

  it('locks nobody out for good: the ceiling sinks by itself', async () => {
    const { login, password } = await someone(app, office);
    await failures(login, hundred('10.6'));
    expect((await trySignIn(app, login, password, { address: '10.6.200.1' })).status).toBe(429);
    app.clock.advance({ minutes: 16 });
    expect((await trySignIn(app, login, password, { address: '10.6.200.1' })).status).toBe(201);
  });

  it('stops an address that tries many accounts', async () => {
    for (let i = 0; i < 100; i += 1) await failures(`compte${String(i)}`, ['10.7.0.1']);
    expect((await wrong('encore-un', '10.7.0.1')).status).toBe(429);
    expect((await wrong('encore-un', '10.7.0.2')).status).toBe(401);
  });

  it('forgets a device that fails twenty times: it is a stolen one', async () => {
    const { login, password } = await someone(app, office);
    const cookie = jar(await trySignIn(app, login, password, { address: '10.8.0.1' }));
    for (let failures = 0; failures < 20;) {
      const answer = await wrong(login, '10.8.0.2', cookie);
      if (answer.status === 401) failures += 1;
      else app.clock.advance({ minutes: Number(answer.headers['retry-after']) / 60 });
    }
    expect(
      await app.value(
        'SELECT count(*)::int FROM auth.devices d JOIN app.users u ON u.id = d.user_id WHERE u.login = $1',
        [login],
      ),
    ).toBe(0);
  });

  it('4.1.3: believes no X-Forwarded-For that no trusted proxy sent', async () => {
    const { login } = await someone(app, office);
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const answer = await app.nest.inject({
        method: 'POST',
        url: '/api/sessions',
        remoteAddress: '10.8.1.1',
        headers: { 'x-forwarded-for': `203.0.113.${String(i)}` },
        payload: { login, password: WRONG },
      });
      statuses.push(answer.statusCode);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it('counts guesses at slips too', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const guess = { code: `AAAAA-AAAAA-AAAAA-AAAA${String(i)}`, password: 'une phrase tout à fait neuve' };
      statuses.push((await send(app, 'POST', '/api/activations', guess, { address: '10.8.2.1' })).status);
    }
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
  });
});
