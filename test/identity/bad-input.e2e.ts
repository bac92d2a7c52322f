import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD, Person, TestApp } from '../support/app.js';
import { send } from './support.js';

describe('bad input at the door', () => {
  let app: TestApp;
  let root: string;
  let admin: Person;
  beforeAll(async () => {
    app = await TestApp.start();
    root = await app.office('ROOT', 'root');
    admin = await app.person('administrator', root);
  });
  afterAll(async () => {
    await app.close();
  });

  it('is refused with the name of the field, whatever it is', async () => {
    const good = { login: 'quelqu.un', password: PASSWORD };
    const bad: [string, object][] = [
      ['login', { ...good, login: 'a\u0000b' }],
      ['login', { ...good, login: ['a'] }],
      ['login', { ...good, login: '\u202Enimda' }],
      ['login', { ...good, login: 'x'.repeat(65) }],
      ['password', { ...good, password: { $ne: '' } }],
      ['password', { ...good, password: 12 }],
      ['password', { login: 'x' }],
      ['code', { ...good, code: 123_456 }],
      ['role', { ...good, role: 'administrator' }],
    ];
    for (const [field, body] of bad) {
      const answer = await send<{ fields?: { field: string }[] }>(app, 'POST', '/api/sessions', body);
      expect([answer.status, answer.body.fields?.map((problem) => problem.field)]).toEqual([400, [field]]);
    }
  });

  it('never breaks: strange passwords, codes, cookies, keys and cursors are only wrong', async () => {
    for (const password of ['\u0000', '\uD800', '😀', ' ', 'é'.repeat(256)]) {
      const answer = await send(
        app,
        'POST',
        '/api/sessions',
        { login: 'x', password },
        { address: `10.30.0.${String(password.length % 250)}` },
      );
      expect([password, answer.status]).toEqual([password, 401]);
    }
    for (const code of ['', '-', 'ÀÉÎ', '%00', 'x'.repeat(60)]) {
      const { status } = await send(
        app,
        'POST',
        '/api/activations',
        { code, password: PASSWORD },
        { address: '10.30.1.1' },
      );
      expect([400, 422]).toContain(status);
    }
    for (const cookie of ['__Host-greffe=', '__Host-greffe=%00', `__Host-greffe=${'a'.repeat(5000)}`, 'x']) {
      expect((await send(app, 'GET', '/api/me', undefined, { cookie })).status).toBe(401);
    }
    for (const authorization of ['Bearer', 'Bearer x', 'Basic eDp5', `Bearer greffe_${'é'.repeat(43)}`]) {
      expect((await app.nobody.get('/api/me', { headers: { authorization } })).status).toBe(401);
    }
    for (const cursor of [['x'], [null, 1], ['0']]) {
      const text = Buffer.from(JSON.stringify(cursor)).toString('base64url');
      expect((await admin.get(`/api/users?cursor=${text}`)).status).toBe(400);
    }
  });

  it('refuses days that do not exist and roles nobody knows', async () => {
    const { userId } = await app.account();
    const role = { role: 'judge', officeId: root };
    for (const wrong of [
      { validFrom: '2026-02-30' },
      { role: 'roi' },
      { officeId: 'x' },
      { validTo: 20_260_101 },
    ]) {
      expect((await admin.post(`/api/users/${userId}/roles`, { ...role, ...wrong })).status).toBe(400);
    }
    const backwards = { ...role, validFrom: '2026-05-02', validTo: '2026-05-01' };
    expect((await admin.post(`/api/users/${userId}/roles`, backwards)).status).toBe(422);
    const nowhere = { ...role, officeId: '01890000-0000-7000-8000-000000000000' };
    expect((await admin.post(`/api/users/${userId}/roles`, nowhere)).status).toBe(403);
  });
});
