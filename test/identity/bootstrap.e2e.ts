import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bootstrapAdministrator } from '../../src/identity/users-command.js';
import { Person, TestApp } from '../support/app.js';
import { send, trySignIn, personOf } from './support.js';

describe('the first administrator', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(async () => {
    await app.close();
  });

  const bootstrap = async (login = 'admin') =>
    bootstrapAdministrator(app.urls.owner, { login, name: 'Premier' });
  const CHOSEN = 'la pirogue descend vers Gao';

  it('is made on the console where there is none, with a code in place of a password', async () => {
    const first = await bootstrap();
    expect(first.outcome).toBe('made');
    expect(await app.value('SELECT count(*)::int FROM auth.credentials')).toBe(0);

    const second = await bootstrap('autre');
    expect(second).toMatchObject({ outcome: 'renewed', login: 'admin' });
    expect((await send(app, 'POST', '/api/activations', { code: first.code, password: CHOSEN })).status).toBe(
      422,
    );
    expect(
      (await send(app, 'POST', '/api/activations', { code: second.code, password: CHOSEN })).status,
    ).toBe(204);

    const opened = await trySignIn(app, 'admin', CHOSEN);
    const person: Person = personOf(app, { userId: '', login: 'admin' }, opened);
    const me = await person.get<{ permissions: string[]; roles: unknown[] }>('/api/me');
    expect(me.body.permissions).toContain('user:manage');
    expect(me.body.roles).toMatchObject([{ role: 'administrator', officeCode: 'ROOT' }]);
  });

  it('is made once', async () => {
    expect(await bootstrap('encore')).toMatchObject({ outcome: 'refused', login: 'admin' });
    expect(await app.value('SELECT count(*)::int FROM app.users')).toBe(1);
  });

  it('is out of reach of the running server', async () => {
    await expect(bootstrapAdministrator(app.urls.app, { login: 'pirate', name: 'x' })).rejects.toThrow(
      'permission denied',
    );
  });
});
