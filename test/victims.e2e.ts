import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Person, TestApp } from './support/app.js';
import { register } from './support/cases.js';

interface Victim extends Record<string, unknown> {
  id: string;
  pseudonym: string;
  version: number;
}

describe('victims and witnesses', () => {
  let app: TestApp;
  let unit: string;
  let clerk: Person;
  let prosecutor: Person;
  let support: Person;
  let stranger: Person;

  beforeAll(async () => {
    app = await TestApp.start();
    unit = await app.office('PJS', 'unit');
    const elsewhere = await app.office('TGI-6');
    [clerk, prosecutor, support, stranger] = await Promise.all([
      app.person('prosecution_clerk', unit),
      app.person('prosecutor', unit),
      app.person('victim_support_officer', unit),
      app.person('ordinary_court_officer', elsewhere),
    ]);
  });
  afterAll(async () => app.close());

  const add = async (caseId: string, body: object) =>
    clerk.post<Victim>(`/api/cases/${caseId}/victims`, body);

  it('have a random pseudonym of their case, and no name', async () => {
    const { id } = await register(app, clerk, unit);
    const one = await add(id, {
      role: 'victim',
      kind: 'natural',
      sex: 'male',
      ageBand: '12-17',
      capacity: 'civilian',
      crsv: true,
    });
    expect(one.status).toBe(201);
    expect(one.body).toMatchObject({ sex: 'male', ageBand: '12-17', crsv: true, legalName: null });
    expect(one.body.pseudonym).toMatch(/^V-[0-9A-HJKMNP-TV-Z]{5}$/);
    const witness = await add(id, { role: 'witness', kind: 'natural' });
    expect(witness.body.pseudonym).toMatch(/^W-/);
    expect((await add(id, { role: 'victim', kind: 'natural', name: 'Untel' })).status).toBe(400);
    expect((await add(id, { role: 'victim', kind: 'natural', legalName: 'Untel' })).status).toBe(422);
    expect((await add(id, { role: 'victim', kind: 'legal' })).status).toBe(422);
    const state = await add(id, { role: 'victim', kind: 'legal', legalName: 'État du Mali' });
    expect(state.body['legalName']).toBe('État du Mali');
  });

  it('have no column that could hold a story', async () => {
    const { rows } = await app.db.query<{ column_name: string }>(
      `SELECT column_name FROM information_schema.columns WHERE table_schema = 'app' AND table_name = 'victims' AND data_type = 'text' ORDER BY 1`,
    );
    expect(rows.map(({ column_name }) => column_name)).toEqual([
      'age_band',
      'capacity',
      'kind',
      'legal_name',
      'pseudonym',
      'role',
      'sex',
    ]);
  });

  it('are entered once when the same request comes twice', async () => {
    const { id } = await register(app, clerk, unit);
    const body = { role: 'victim', kind: 'natural' };
    const first = await clerk.post<Victim>(`/api/cases/${id}/victims`, body, { key: 'victim-once' });
    const again = await clerk.post<Victim>(`/api/cases/${id}/victims`, body, { key: 'victim-once' });
    expect(again.body.pseudonym).toBe(first.body.pseudonym);
    expect(await app.value('SELECT count(*)::int FROM app.victims WHERE case_id = $1', [id])).toBe(1);
  });

  it('are corrected by whoever saw the last version; the pseudonym stays', async () => {
    const { id } = await register(app, clerk, unit);
    const one = (await add(id, { role: 'victim', kind: 'natural' })).body;
    const changed = await clerk.patch<Victim>(
      `/api/victims/${one.id}`,
      { role: 'victim_witness', civilPartyOn: '2023-06-01' },
      { version: one.version },
    );
    expect(changed.body).toMatchObject({
      role: 'victim_witness',
      civilPartyOn: '2023-06-01',
      pseudonym: one.pseudonym,
      version: 2,
    });
    expect(
      (await clerk.patch(`/api/victims/${one.id}`, { crsv: true }, { version: one.version })).status,
    ).toBe(412);
    expect((await clerk.patch(`/api/victims/${one.id}`, { crsv: true })).status).toBe(428);
    expect((await clerk.patch(`/api/victims/${one.id}`, { legalName: 'Untel' }, { version: 2 })).status).toBe(
      422,
    );
    expect(
      (await clerk.patch(`/api/victims/${one.id}`, { civilPartyOn: '2099-01-01' }, { version: 2 })).status,
    ).toBe(422);
    expect(
      (await clerk.patch(`/api/victims/${one.id}`, { pseudonym: 'V-AAAAA' }, { version: 2 })).status,
    ).toBe(400);
  });

  it('are shown a page at a time', async () => {
    const { id } = await register(app, clerk, unit, {
      victims: Array.from({ length: 5 }, () => ({ role: 'victim', kind: 'natural' }) as const),
    });
    const first = await clerk.get<{ items: Victim[]; nextCursor: string }>(
      `/api/cases/${id}/victims?limit=3`,
    );
    const second = await clerk.get<{ items: Victim[]; nextCursor?: string }>(
      `/api/cases/${id}/victims?limit=3&cursor=${first.body.nextCursor}`,
    );
    expect(new Set([...first.body.items, ...second.body.items].map(({ pseudonym }) => pseudonym)).size).toBe(
      5,
    );
    expect(second.body.nextCursor).toBeUndefined();
  });

  it('are for those who hold the right to them: 403 in the case without it, 404 outside', async () => {
    const { id } = await register(app, clerk, unit, { victims: [{ role: 'victim', kind: 'natural' }] });
    const victim = await app.value<string>('SELECT id FROM app.victims WHERE case_id = $1', [id]);
    // A prosecutor reads victims of assigned cases only; a support officer, too.
    expect((await prosecutor.get(`/api/cases/${id}/victims`)).status).toBe(403);
    expect((await prosecutor.get(`/api/victims/${victim}`)).status).toBe(404);
    expect((await stranger.get(`/api/cases/${id}/victims`)).status).toBe(404);
    expect((await stranger.get(`/api/victims/${victim}`)).status).toBe(404);
    expect((await support.get(`/api/cases/${id}/victims`)).status).toBe(404);
    await prosecutor.post(`/api/cases/${id}/assignments`, { userId: prosecutor.userId });
    expect((await prosecutor.get(`/api/cases/${id}/victims`)).status).toBe(200);
    expect((await prosecutor.get(`/api/victims/${victim}`)).status).toBe(200);
    expect((await prosecutor.patch(`/api/victims/${victim}`, { crsv: true }, { version: 1 })).status).toBe(
      403,
    );
  });

  it('leave an event for each look, with who was shown', async () => {
    const { id } = await register(app, clerk, unit, {
      victims: [
        { role: 'victim', kind: 'natural' },
        { role: 'witness', kind: 'natural' },
      ],
    });
    const list = await clerk.get<{ items: Victim[] }>(`/api/cases/${id}/victims`);
    await clerk.get(`/api/victims/${list.body.items[0]!.id}`);
    const { rows } = await app.db.query<{ kind: string; body: string | null; meta: string }>(
      `SELECT e.kind, e.meta, p.body FROM audit.event e LEFT JOIN audit.payload p ON p.event_id = e.id
       WHERE e.case_id = $1 AND e.kind IN ('read', 'list') AND e.meta LIKE '%app.victims%' ORDER BY e.id`,
      [id],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(['list', 'read']);
    for (const victim of list.body.items) expect(rows[0]!.body).toContain(victim.id);
    expect(rows[1]!.meta).toContain(list.body.items[0]!.id);
    for (const { meta } of rows) expect(meta).toContain(clerk.userId);
  });

  it('are not shown at all when the event cannot be written', async () => {
    const { id } = await register(app, clerk, unit, { victims: [{ role: 'victim', kind: 'natural' }] });
    const { id: victim, pseudonym } = (await clerk.get<{ items: Victim[] }>(`/api/cases/${id}/victims`)).body
      .items[0]!;
    await app.db.query(
      `ALTER TABLE audit.event ADD CONSTRAINT ck_no_reads CHECK (kind NOT IN ('read', 'list')) NOT VALID`,
    );
    try {
      for (const url of [`/api/cases/${id}/victims`, `/api/victims/${victim}`]) {
        const answer = await clerk.get(url);
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.text).not.toContain(pseudonym);
      }
    } finally {
      await app.db.query('ALTER TABLE audit.event DROP CONSTRAINT ck_no_reads');
    }
    expect((await clerk.get(`/api/victims/${victim}`)).status).toBe(200);
  });

  it('cannot be added to a registration that was struck', async () => {
    const registrar = await app.person('registrar_in_chief', unit);
    const { id, version } = await register(app, clerk, unit);
    await registrar.post(`/api/cases/${id}/strike`, { reason: 'doublon du même dossier' }, { version });
    expect((await add(id, { role: 'victim', kind: 'natural' })).status).toBe(422);
  });
});
