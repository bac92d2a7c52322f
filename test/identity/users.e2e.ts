import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PASSWORD, Person, TestApp } from '../support/app.js';
import { enrol, nextStep, personOf, send, someone, totp, trySignIn } from './support.js';

const CHOSEN = 'la pirogue descend vers Gao';

interface Slip {
  code: string;
  login: string;
}

describe('accounts', () => {
  let app: TestApp;
  let root: string;
  let branch: string;
  let admin: Person;
  beforeAll(async () => {
    app = await TestApp.start();
    root = await app.office('ROOT', 'root');
    branch = await app.office('MOPTI', 'branch', root);
    admin = await app.person('administrator', root);
  });
  afterAll(async () => {
    await app.close();
  });
  beforeEach(async () => {
    admin = await app.signIn(admin.userId, admin.login);
  });

  let n = 0;
  async function newUser(): Promise<{ id: string; login: string; version: number }> {
    n += 1;
    const answer = await admin.post<{ id: string; login: string; version: number }>('/api/users', {
      login: `agent.${String(n)}`,
      displayName: `Agent ${String(n)}`,
    });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body;
  }
  const print = async (userId: string, kind: string) =>
    admin.post<Slip>(`/api/users/${userId}/slips`, { kind }, { key: null });
  const use = async (code: string, password: string, address = '10.20.0.1') =>
    send(app, 'POST', '/api/activations', { code, password }, { address });

  it('makes an account that nobody can sign in to before its activation', async () => {
    const user = await newUser();
    expect(user).toMatchObject({ state: 'invited', version: 1 });
    const { code } = (await print(user.id, 'activation')).body;
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
    const look = await send(app, 'POST', '/api/activations/look', { code });
    expect(look.body).toEqual({ kind: 'activation', login: user.login, shortestPassword: 15 });
    expect((await use(code.toLowerCase().replaceAll('-', ' '), CHOSEN)).status).toBe(204);
    expect((await trySignIn(app, user.login, CHOSEN)).status).toBe(201);
  });

  it('6.4.1: an activation code holds once, and for a day', async () => {
    const user = await newUser();
    const { code } = (await print(user.id, 'activation')).body;
    expect((await use(code, CHOSEN)).status).toBe(204);
    expect((await use(code, 'une tout autre phrase ici')).body['code']).toBe('activation.refused');

    const other = await newUser();
    const late = (await print(other.id, 'activation')).body;
    app.clock.advance({ hours: 24 });
    expect((await use(late.code, CHOSEN)).body['code']).toBe('activation.refused');
  });

  it('6.4.1: of ten that use a code at the same moment one does', async () => {
    const user = await newUser();
    const { code } = (await print(user.id, 'activation')).body;
    const answers = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => use(code, `${CHOSEN} ${String(i)}`, `10.20.1.${String(i)}`)),
    );
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  });

  it('a new slip replaces the one before', async () => {
    const user = await newUser();
    const first = (await print(user.id, 'activation')).body;
    const second = (await print(user.id, 'activation')).body;
    expect((await use(first.code, CHOSEN)).status).toBe(422);
    expect((await use(second.code, CHOSEN)).status).toBe(204);
  });

  it('6.4.6: an administrator triggers a reset and never chooses the password', async () => {
    const user = await someone(app, root);
    const chosen = await admin.post(
      `/api/users/${user.userId}/slips`,
      { kind: 'reset', password: CHOSEN },
      { key: null },
    );
    expect(chosen.status).toBe(400);
    const made = await admin.post('/api/users', { login: 'a.b', displayName: 'A B', password: CHOSEN });
    expect(made.status).toBe(400);
    const { code } = (await print(user.userId, 'reset')).body;
    expect((await trySignIn(app, user.login, PASSWORD)).status).toBe(201);
    expect((await use(code, CHOSEN)).status).toBe(204);
    expect((await trySignIn(app, user.login, CHOSEN)).status).toBe(201);
  });

  it('6.4.3: a reset leaves the second factor in place', async () => {
    const user = await someone(app, root);
    const { secret } = await enrol(app, await app.signIn(user.userId, user.login));
    nextStep(app);
    expect((await use((await print(user.userId, 'reset')).body.code, CHOSEN)).status).toBe(204);
    expect((await trySignIn(app, user.login, CHOSEN)).body.code).toBe('session.mfa_required');
    expect((await trySignIn(app, user.login, CHOSEN, { code: await totp(app, secret) })).status).toBe(201);
  });

  it('a lost second factor goes with a slip and the password, not with the slip alone', async () => {
    const user = await someone(app, root);
    await enrol(app, await app.signIn(user.userId, user.login));
    const { code } = (await print(user.userId, 'second_factor')).body;
    expect((await use(code, 'pas le mot de passe')).status).toBe(422);
    expect((await use(code, PASSWORD)).status).toBe(204);
    expect((await trySignIn(app, user.login, PASSWORD)).status).toBe(201);
  });

  it('6.3.7: tells the user of a reset and of a changed password', async () => {
    const user = await someone(app, root);
    const person = personOf(app, user, await trySignIn(app, user.login, user.password));
    const { code } = (await print(user.userId, 'reset')).body;
    expect((await person.get('/api/me/notices')).body).toMatchObject({ items: [{ kind: 'reset_issued' }] });
    await use(code, CHOSEN);
    const after = personOf(app, user, await trySignIn(app, user.login, CHOSEN));
    const { items } = (await after.get<{ items: { kind: string; text: string }[] }>('/api/me/notices')).body;
    expect(items.map(({ kind }) => kind)).toContain('password_changed');
    expect(items[0]?.text).not.toBe('');
    expect((await after.post('/api/me/notices/reading', {})).status).toBe(204);
    expect((await after.get('/api/me')).body['unreadNotices']).toBe(0);
  });

  it('lists accounts page by page, by state and by role', async () => {
    for (let i = 0; i < 3; i += 1) await newUser();
    const seen = new Set<string>();
    let cursor = '';
    do {
      const { body } = await admin.get<{ items: { id: string }[]; nextCursor?: string; total: number }>(
        `/api/users?limit=2&total=true${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      for (const { id } of body.items) seen.add(id);
      cursor = body.nextCursor ?? '';
      if (cursor === '') expect(seen.size).toBe(body.total);
    } while (cursor !== '');
    const admins = await admin.get<{ items: { id: string }[] }>('/api/users?role=administrator');
    expect(admins.body.items.map(({ id }) => id)).toEqual([admin.userId]);
    const invited = await admin.get<{ items: { state: string }[] }>('/api/users?state=invited');
    expect(new Set(invited.body.items.map(({ state }) => state))).toEqual(new Set(['invited']));
  });

  it('changes an account only as it was last seen', async () => {
    const user = await newUser();
    const change = { displayName: 'Agent Renommé' };
    expect((await admin.patch(`/api/users/${user.id}`, change)).status).toBe(428);
    expect((await admin.patch(`/api/users/${user.id}`, change, { version: 7 })).status).toBe(412);
    const changed = await admin.patch(`/api/users/${user.id}`, change, { version: 1 });
    expect(changed.body).toMatchObject({ displayName: 'Agent Renommé', version: 2 });
    expect(changed.headers['etag']).toBe('"v2"');
  });

  it('says of a user who is not there that nothing is there', async () => {
    const nowhere = '01890000-0000-7000-8000-000000000000';
    for (const url of ['', '/roles', '/sessions'])
      expect((await admin.get(`/api/users/${nowhere}${url}`)).status).toBe(404);
    expect((await admin.delete(`/api/users/${nowhere}/sessions`)).status).toBe(404);
    expect((await admin.get('/api/users/pas-un-identifiant')).status).toBe(400);
  });

  it('gives a login once', async () => {
    const { login } = await newUser();
    const again = await admin.post('/api/users', { login, displayName: 'Un autre' });
    expect([again.status, again.body['code']]).toEqual([409, 'constraint.taken']);
  });

  it('makes one account of a repeated request', async () => {
    const body = { login: 'une.fois', displayName: 'Une fois' };
    const first = await admin.post<{ id: string }>('/api/users', body, { key: 'cle-de-reprise-1' });
    const second = await admin.post<{ id: string }>('/api/users', body, { key: 'cle-de-reprise-1' });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).toBe(first.body.id);
  });

  it('15.3.3: takes no field that is not its to give', async () => {
    const user = await newUser();
    for (const extra of [
      { state: 'active' },
      { role: 'administrator' },
      { version: 9 },
      { login: 'autre' },
    ]) {
      expect((await admin.patch(`/api/users/${user.id}`, extra, { version: 1 })).status).toBe(400);
    }
  });

  it('lets nobody switch off their own account, nor the last administrator', async () => {
    const own = await admin.post(`/api/users/${admin.userId}/disable`, { reason: 'essai' }, { key: null });
    expect(own.status).toBe(409);
    expect(await app.value('SELECT state FROM app.users WHERE id = $1', [admin.userId])).toBe('active');
  });

  it('switches an account off and on again; its old sessions, keys and slips stay dead', async () => {
    const user = await newUser();
    const { code } = (await print(user.id, 'activation')).body;
    expect(
      (await admin.post(`/api/users/${user.id}/disable`, { reason: 'départ' }, { key: null })).status,
    ).toBe(204);
    expect((await use(code, CHOSEN)).status).toBe(422);
    expect(
      (await admin.post(`/api/users/${user.id}/enable`, { reason: 'retour' }, { key: null })).status,
    ).toBe(204);
    expect((await use(code, CHOSEN)).status).toBe(422);
    expect((await admin.get(`/api/users/${user.id}`)).body['state']).toBe('invited');
  });

  it('shows accounts to nobody without the right', async () => {
    const clerk = await app.person('prosecution_clerk', root);
    expect((await clerk.get('/api/users')).status).toBe(403);
    expect((await clerk.get(`/api/users/${admin.userId}`)).status).toBe(404);
    expect((await clerk.post('/api/users', { login: 'x.y', displayName: 'X' })).status).toBe(403);
  });

  describe('roles', () => {
    const grant = async (by: Person, userId: string, body: object) =>
      by.post<{ id: string; awaitsApproval: boolean; code: string }>(`/api/users/${userId}/roles`, body);
    const permissionsOf = async (person: Person) =>
      (await person.get<{ permissions?: string[] }>('/api/me')).body.permissions ?? [];

    it('a role works from its first day to the day it ends', async () => {
      const account = await app.account();
      const today = await app.value<string>('SELECT sec.today()::text');
      const tomorrow = new Date(Date.parse(today) + 24 * 3600_000).toISOString().slice(0, 10);
      const person = await app.signIn(account.userId, account.login);
      expect((await person.get('/api/me')).status).toBe(403);
      expect(
        (await grant(admin, account.userId, { role: 'judge', officeId: branch, validFrom: tomorrow })).status,
      ).toBe(201);
      expect((await person.get('/api/me')).status).toBe(403);
      const held = await grant(admin, account.userId, { role: 'prosecution_clerk', officeId: branch });
      expect(await permissionsOf(person)).toContain('case:register');
      const end = await admin.post(`/api/users/${account.userId}/roles/${held.body.id}/end`, {
        reason: 'mutation',
      });
      expect(end.body).toMatchObject({ validTo: today, endedBy: admin.userId, endReason: 'mutation' });
      expect((await person.get('/api/me')).status).toBe(403);
      expect((await trySignIn(app, account.login, PASSWORD)).status).toBe(201);
    });

    it('rotation: on the day a post ends its right is already gone', async () => {
      const today = await app.value<string>('SELECT sec.today()::text');
      const leaving = await app.account();
      await app.hold(leaving.userId, 'prosecution_clerk', branch, { to: today });
      const staying = await app.account();
      await app.hold(staying.userId, 'prosecution_clerk', branch, { from: today });
      expect((await (await app.signIn(leaving.userId, leaving.login)).get('/api/cases')).status).toBe(403);
      expect((await (await app.signIn(staying.userId, staying.login)).get('/api/cases')).status).toBe(200);
    });

    it('nobody gives a role to themselves', async () => {
      const own = await grant(admin, admin.userId, { role: 'registrar_in_chief', officeId: root });
      expect([own.status, own.body.code]).toEqual([422, 'role.own']);
    });

    it('a branch administrator gives no role outside the branch, and takes over no account of the seat', async () => {
      const local = await app.person('administrator', branch);
      const clerk = await someone(app, root);
      const outside = await grant(local, clerk.userId, { role: 'prosecution_clerk', officeId: root });
      expect([outside.status, outside.body.code]).toEqual([403, 'role.office_out_of_reach']);
      const slip = await local.post(`/api/users/${clerk.userId}/slips`, { kind: 'reset' }, { key: null });
      expect([slip.status, slip.body['code']]).toEqual([403, 'user.out_of_reach']);
      expect((await local.delete(`/api/users/${clerk.userId}/sessions`)).status).toBe(403);
      const within = await someone(app, branch);
      expect((await grant(local, within.userId, { role: 'judge', officeId: branch })).status).toBe(201);
      expect(
        (await local.post(`/api/users/${within.userId}/slips`, { kind: 'reset' }, { key: null })).status,
      ).toBe(201);
    });

    it('the same role is not given twice for the same time', async () => {
      const user = await someone(app, branch);
      expect((await grant(admin, user.userId, { role: 'prosecution_clerk', officeId: branch })).status).toBe(
        409,
      );
    });

    it('2.3.5, ruling 29: an administrator is made by two people', async () => {
      const account = await app.account();
      const person = await app.signIn(account.userId, account.login);
      const { body } = await grant(admin, account.userId, { role: 'administrator', officeId: root });
      expect(body.awaitsApproval).toBe(true);
      expect(await permissionsOf(person)).toEqual([]);

      const url = `/api/users/${account.userId}/roles/${body.id}/approve`;
      const alone = await admin.post(url, {}, { key: null });
      expect([alone.status, alone.body['code']]).toEqual([403, 'role.second_person']);
      const security = await app.person('security_officer', root);
      const [one, two] = await Promise.all([
        security.post(url, {}, { key: null }),
        security.post(url, {}, { key: null }),
      ]);
      expect([one.status, two.status].sort()).toEqual([200, 409]);
      expect(await permissionsOf(person)).toContain('user:manage');
    });

    it('the database itself refuses an approval by the same person', async () => {
      const account = await app.account();
      const { body } = await grant(admin, account.userId, { role: 'administrator', officeId: root });
      await expect(
        app.db.query('UPDATE app.role_holdings SET approved_by = granted_by WHERE id = $1', [body.id]),
      ).rejects.toThrow('second person');
    });

    it('every grant and end is an event with who did it', async () => {
      const user = await someone(app, branch);
      const { body } = await grant(admin, user.userId, { role: 'judge', officeId: branch });
      await admin.post(`/api/users/${user.userId}/roles/${body.id}/end`, { reason: 'erreur de saisie' });
      const { rows } = await app.db.query<{ meta: string }>(
        `SELECT meta FROM audit.event WHERE meta LIKE '%app.role_holdings%' AND meta LIKE $1 ORDER BY id`,
        [`%${body.id}%`],
      );
      expect(rows.map(({ meta }) => (JSON.parse(meta) as { op: string; actor: string }).op)).toEqual([
        'insert',
        'update',
      ]);
      expect(JSON.parse(rows[1]?.meta ?? '{}')).toMatchObject({
        actor: admin.userId,
        reason: 'erreur de saisie',
      });
    });
  });
});
