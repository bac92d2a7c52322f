import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Person, TestApp } from './support/app.js';
import { register } from './support/cases.js';

interface Grant {
  id: string;
  active: boolean;
  to: string | null;
  user: { id: string; name: string } | null;
}

describe('who may see one case', () => {
  let app: TestApp;
  let unit: string;
  let elsewhere: string;
  let clerk: Person;
  let prosecutor: Person;
  let registrar: Person;
  let stranger: Person;
  let judge: Person;

  beforeAll(async () => {
    app = await TestApp.start();
    unit = await app.office('PJS', 'unit');
    elsewhere = await app.office('TGI-6');
    [clerk, prosecutor, registrar, stranger, judge] = await Promise.all([
      app.person('prosecution_clerk', unit),
      app.person('prosecutor', unit),
      app.person('registrar_in_chief', unit),
      app.person('ordinary_court_officer', elsewhere),
      app.person('judge', elsewhere),
    ]);
  });
  afterAll(async () => app.close());

  const sees = async (person: Person, id: string) => (await person.get(`/api/cases/${id}`)).status;

  it('is the assigned judge from the assignment until its end, the same day', async () => {
    const { id } = await register(app, clerk, unit);
    expect(await sees(judge, id)).toBe(404);
    const made = await prosecutor.post<Grant>(`/api/cases/${id}/assignments`, { userId: judge.userId });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ user: { id: judge.userId }, active: true, to: null });
    expect(await sees(judge, id)).toBe(200);
    const ended = await prosecutor.post<Grant>(`/api/cases/${id}/assignments/${made.body.id}/end`);
    expect(ended.status).toBe(200);
    expect(ended.body.active).toBe(false);
    expect(await sees(judge, id)).toBe(404);
    const list = await prosecutor.get<{ items: Grant[] }>(`/api/cases/${id}/assignments`);
    expect(list.body.items).toHaveLength(1);
    expect(list.body.items[0]).toMatchObject({ active: false });
    const twice = await prosecutor.post(`/api/cases/${id}/assignments/${made.body.id}/end`);
    expect(twice.status).toBe(409);
    expect(twice.body['code']).toBe('grant.ended');
  });

  it('is not somebody assigned from tomorrow, nor somebody whose assignment ended yesterday', async () => {
    const { id } = await register(app, clerk, unit);
    await app.db.query(
      `INSERT INTO app.case_assignments (id, case_id, user_id, valid_from, valid_to, granted_by)
       VALUES (gen_random_uuid(), $1, $2, sec.today() + 1, NULL, $3), (gen_random_uuid(), $1, $4, sec.today() - 9, sec.today(), $3)`,
      [id, judge.userId, prosecutor.userId, stranger.userId],
    );
    expect(await sees(judge, id)).toBe(404);
    expect(await sees(stranger, id)).toBe(404);
  });

  it('repeats an assignment sent twice with one key, and refuses a second one at the same time', async () => {
    const { id } = await register(app, clerk, unit);
    const body = { userId: judge.userId };
    const first = await prosecutor.post<Grant>(`/api/cases/${id}/assignments`, body, {
      key: 'assign-once-1',
    });
    const again = await prosecutor.post<Grant>(`/api/cases/${id}/assignments`, body, {
      key: 'assign-once-1',
    });
    expect(again.status).toBe(201);
    expect(again.body.id).toBe(first.body.id);
    const second = await prosecutor.post(`/api/cases/${id}/assignments`, body);
    expect(second.status).toBe(409);
    expect(second.text).toContain('attribuée');
  });

  it('is a whole other office while the case is shared with it; a read share changes nothing', async () => {
    const { id, version } = await register(app, clerk, unit);
    const made = await prosecutor.post<Grant>(`/api/cases/${id}/shares`, {
      officeId: elsewhere,
      level: 'read',
      reason: 'suite d’une commission rogatoire',
    });
    expect(made.status).toBe(201);
    expect(await sees(stranger, id)).toBe(200);
    const change = await stranger.patch(`/api/cases/${id}`, { origin: 'denunciation' }, { version });
    expect(change.status).toBe(403);
    await prosecutor.post(`/api/cases/${id}/shares/${made.body.id}/end`);
    expect(await sees(stranger, id)).toBe(404);
  });

  it('lets a write share write', async () => {
    const { id, version } = await register(app, clerk, unit);
    await prosecutor.post(`/api/cases/${id}/shares`, {
      userId: stranger.userId,
      level: 'write',
      reason: 'enquête commune',
    });
    const change = await stranger.patch(`/api/cases/${id}`, { origin: 'denunciation' }, { version });
    expect(change.status).toBe(200);
  });

  it('stays with those it belongs to: a guest, even one who may write, gives nobody access and takes none away', async () => {
    const { id } = await register(app, clerk, unit);
    const guest = await app.person('prosecutor', elsewhere);
    const level = { level: 'write', reason: 'enquête commune' };
    await prosecutor.post(`/api/cases/${id}/shares`, { userId: guest.userId, ...level });
    expect(await sees(guest, id)).toBe(200);
    const tries = [
      guest.post(`/api/cases/${id}/assignments`, { userId: judge.userId }),
      guest.post(`/api/cases/${id}/shares`, { userId: judge.userId, ...level }),
      guest.post(`/api/cases/${id}/exclusions`, { userId: prosecutor.userId, reason: 'gênant pour moi' }),
      guest.post(`/api/cases/${id}/seal`, { members: [guest.userId], reason: 'pour moi tout seul' }),
    ];
    expect((await Promise.all(tries)).map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(await sees(prosecutor, id)).toBe(200);
  });

  it('refuses a share to nobody, to two, or without a reason', async () => {
    const { id } = await register(app, clerk, unit);
    const share = async (body: object) => (await prosecutor.post(`/api/cases/${id}/shares`, body)).status;
    expect(await share({ level: 'read', reason: 'pour information' })).toBe(422);
    expect(
      await share({ userId: judge.userId, officeId: elsewhere, level: 'read', reason: 'pour information' }),
    ).toBe(422);
    expect(await share({ userId: judge.userId, level: 'read' })).toBe(400);
    expect(
      await share({
        userId: clerk.userId,
        level: 'read',
        from: '2024-02-02',
        to: '2024-02-02',
        reason: 'pour rien',
      }),
    ).toBe(422);
  });

  it('is no longer somebody who is excluded, at once and in the session that is open', async () => {
    const { id } = await register(app, clerk, unit);
    expect(await sees(clerk, id)).toBe(200);
    const made = await registrar.post<Grant>(`/api/cases/${id}/exclusions`, {
      userId: clerk.userId,
      reason: 'parent d’une victime',
    });
    expect(made.status).toBe(201);
    expect(await sees(clerk, id)).toBe(404);
    expect((await clerk.get(`/api/cases/${id}/history`)).status).toBe(404);
    await prosecutor.post(`/api/cases/${id}/assignments`, { userId: clerk.userId });
    expect(await sees(clerk, id)).toBe(404);
    const second = await registrar.post(`/api/cases/${id}/exclusions`, {
      userId: clerk.userId,
      reason: 'encore',
    });
    expect(second.status).toBe(409);
    await registrar.post(`/api/cases/${id}/exclusions/${made.body.id}/end`);
    expect(await sees(clerk, id)).toBe(200);
  });

  it('lets somebody exclude themselves, who then cannot take it back', async () => {
    const { id } = await register(app, clerk, unit);
    const made = await prosecutor.post<Grant>(`/api/cases/${id}/exclusions`, {
      userId: prosecutor.userId,
      reason: 'lien avec une partie',
    });
    expect(made.status).toBe(201);
    expect(await sees(prosecutor, id)).toBe(404);
    expect((await prosecutor.post(`/api/cases/${id}/exclusions/${made.body.id}/end`)).status).toBe(404);
    expect(await sees(registrar, id)).toBe(200);
  });

  it('is told with the reason to those who may ask', async () => {
    const { id } = await register(app, clerk, unit);
    await prosecutor.post(`/api/cases/${id}/assignments`, { userId: judge.userId });
    await prosecutor.post(`/api/cases/${id}/shares`, {
      officeId: elsewhere,
      level: 'read',
      reason: 'pour information',
    });
    await prosecutor.post(`/api/cases/${id}/exclusions`, {
      userId: clerk.userId,
      reason: 'parent d’une victime',
    });
    const answer = await registrar.get<{
      items: { userId: string; sees: boolean; grounds: { why: string; role: string | null }[] }[];
    }>(`/api/cases/${id}/access`);
    expect(answer.status).toBe(200);
    const of = (person: Person) => answer.body.items.find(({ userId }) => userId === person.userId);
    expect(of(prosecutor)).toMatchObject({ sees: true, grounds: [{ why: 'office', role: 'prosecutor' }] });
    expect(of(judge)).toMatchObject({ sees: true, grounds: [{ why: 'assignment' }] });
    expect(of(stranger)).toMatchObject({
      sees: true,
      grounds: [{ why: 'share', role: 'ordinary_court_officer' }],
    });
    expect(of(clerk)).toMatchObject({ sees: false, grounds: [{ why: 'exclusion' }] });
    expect((await stranger.get(`/api/cases/${id}/access`)).status).toBe(403);
    expect((await clerk.get(`/api/cases/${id}/access`)).status).toBe(404);
  });

  it('can be given to colleagues who work with cases, whose ids nobody has to know', async () => {
    const { id } = await register(app, clerk, unit);
    const cabinet = await app.office('PJS-CAB1', 'chamber', unit);
    const inside = await app.person('investigating_judge', cabinet);
    const counting = await app.person('statistician', unit);
    const former = await app.person('judge', unit, { to: '2020-01-01' });
    const answer = await prosecutor.get<{
      items: { userId: string; name: string; roles: { role: string; officeId: string }[] }[];
    }>(`/api/cases/${id}/candidates`);
    const ids = answer.body.items.map(({ userId }) => userId);
    expect(ids).toEqual(expect.arrayContaining([clerk.userId, inside.userId]));
    expect(answer.body.items.find(({ userId }) => userId === inside.userId)?.roles).toEqual([
      { role: 'investigating_judge', officeId: cabinet },
    ]);
    for (const one of [counting, former, stranger]) expect(ids).not.toContain(one.userId);
    expect((await clerk.get(`/api/cases/${id}/candidates`)).status).toBe(403);
    expect((await stranger.get(`/api/cases/${id}/candidates`)).status).toBe(404);
  });

  it('is decided by those who hold the verb: 403 in scope, 404 out of it', async () => {
    const { id } = await register(app, clerk, unit);
    expect((await clerk.post(`/api/cases/${id}/assignments`, { userId: judge.userId })).status).toBe(403);
    const otherProsecutor = await app.person('prosecutor', elsewhere);
    expect(
      (await otherProsecutor.post(`/api/cases/${id}/assignments`, { userId: judge.userId })).status,
    ).toBe(404);
    expect((await otherProsecutor.get(`/api/cases/${id}/exclusions`)).status).toBe(404);
    const nobody = '01890000-0000-7000-8000-000000000000';
    expect((await prosecutor.post(`/api/cases/${id}/assignments`, { userId: nobody })).status).toBe(422);
  });

  describe('when it is sealed', () => {
    const seal = { reason: 'protection d’une source' };

    it('is the named alone: not the registrar, not the office, and not whom it was shared with before', async () => {
      const { id, number } = await register(app, clerk, unit);
      const share = await prosecutor.post<Grant>(`/api/cases/${id}/shares`, {
        userId: stranger.userId,
        level: 'read',
        reason: 'pour information',
      });
      expect(share.status).toBe(201);
      const sealed = await prosecutor.post<{ id: string; members: Grant[] }>(`/api/cases/${id}/seal`, {
        ...seal,
        members: [prosecutor.userId, clerk.userId],
      });
      expect(sealed.status).toBe(200);
      expect(sealed.body.members.map(({ user }) => user?.id).sort()).toEqual(
        [prosecutor.userId, clerk.userId].sort(),
      );
      expect([await sees(prosecutor, id), await sees(clerk, id)]).toEqual([200, 200]);
      expect([await sees(registrar, id), await sees(stranger, id)]).toEqual([404, 404]);
      const listed = await registrar.get<{ items: { id: string }[]; total: number }>(
        `/api/cases?number=${number}&total=true`,
      );
      expect(listed.body).toMatchObject({ items: [], total: 0 });
      const gaps = await registrar.get<{ items: { number: string }[] }>('/api/sealed-cases');
      expect(gaps.status).toBe(200);
      expect(gaps.body.items.find((one) => one.number === number)).toEqual({
        number,
        registeredOn: expect.any(String),
        office: { id: unit, nameFr: 'PJS', nameEn: 'PJS' },
      });
      expect((await clerk.get('/api/sealed-cases')).status).toBe(403);
      const opened = await prosecutor.post(`/api/cases/${id}/unseal`, { reason: 'la source est à l’abri' });
      expect(opened.status).toBe(200);
      expect(await sees(registrar, id)).toBe(200);
      // The share ended with the seal and does not come back.
      expect(await sees(stranger, id)).toBe(404);
    });

    it('keeps naming people, but never loses the last one', async () => {
      const { id } = await register(app, clerk, unit);
      const sealed = await prosecutor.post<{ members: Grant[] }>(`/api/cases/${id}/seal`, {
        ...seal,
        members: [prosecutor.userId],
      });
      const own = sealed.body.members[0]!.id;
      const last = await prosecutor.post(`/api/cases/${id}/seal-members/${own}/end`);
      expect(last.status).toBe(409);
      expect(last.body['code']).toBe('seal.last_member');
      const added = await prosecutor.post<Grant>(`/api/cases/${id}/seal-members`, {
        userId: clerk.userId,
        reason: 'tient le dossier',
      });
      expect(added.status).toBe(201);
      expect(await sees(clerk, id)).toBe(200);
      expect((await prosecutor.post(`/api/cases/${id}/seal-members/${added.body.id}/end`)).status).toBe(200);
      expect(await sees(clerk, id)).toBe(404);
    });

    it('has whoever seals it among the named, and cannot be sealed twice', async () => {
      const { id } = await register(app, clerk, unit);
      const without = await prosecutor.post(`/api/cases/${id}/seal`, { ...seal, members: [clerk.userId] });
      expect(without.status).toBe(422);
      expect((await prosecutor.post(`/api/cases/${id}/unseal`, { reason: 'rien à ouvrir ici' })).status).toBe(
        409,
      );
      await prosecutor.post(`/api/cases/${id}/seal`, { ...seal, members: [prosecutor.userId] });
      const twice = await prosecutor.post(`/api/cases/${id}/seal`, { ...seal, members: [prosecutor.userId] });
      expect(twice.status).toBe(409);
    });

    it('is a grave act: the password was given just now', async () => {
      const { id } = await register(app, clerk, unit);
      const fresh = await app.person('prosecutor', unit);
      app.clock.advance({ minutes: 6 });
      const answer = await fresh.post(`/api/cases/${id}/seal`, { ...seal, members: [fresh.userId] });
      expect(answer.status).toBe(403);
      expect(answer.body['code']).toBe('access.step_up_required');
    });
  });

  it('leaves its trace in the timeline of the case', async () => {
    const chief = await app.person('registrar_in_chief', unit);
    const { id } = await register(app, clerk, unit);
    const made = await chief.post<Grant>(`/api/cases/${id}/assignments`, { userId: judge.userId });
    await chief.post(`/api/cases/${id}/assignments/${made.body.id}/end`);
    const share = await chief.post<Grant>(`/api/cases/${id}/shares`, {
      officeId: elsewhere,
      level: 'read',
      reason: 'pour avis',
    });
    await chief.post(`/api/cases/${id}/shares/${share.body.id}/end`);
    const timeline = await chief.get<{ items: { kind: string }[] }>(`/api/cases/${id}/history`);
    expect(timeline.body.items.map(({ kind }) => kind)).toEqual([
      'share_ended',
      'shared',
      'assignment_ended',
      'assigned',
      'registered',
    ]);
  });
});
