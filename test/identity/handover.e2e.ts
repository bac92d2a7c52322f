import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Person, TestApp } from '../support/app.js';
import { register } from '../support/cases.js';

describe('rotation: all cases of one person go to another', () => {
  let app: TestApp;
  let unit: string;
  let other: string;
  let clerk: Person;
  let chief: Person;
  let today: string;
  beforeAll(async () => {
    app = await TestApp.start();
    const root = await app.office('ROOT', 'root');
    unit = await app.office('PJS', 'unit', root);
    other = await app.office('CT-AUTRE', 'court', root);
    clerk = await app.person('prosecution_clerk', unit);
    chief = await app.person('registrar_in_chief', unit);
    today = await app.value<string>('SELECT sec.today()::text');
  });
  afterAll(async () => {
    await app.close();
  });

  async function judge(office = unit): Promise<Person> {
    return app.person('investigating_judge', office);
  }
  async function assign(
    caseId: string,
    userId: string,
    period: { from?: string; to?: string } = {},
  ): Promise<void> {
    await app.db.query(
      `INSERT INTO app.case_assignments (id, case_id, user_id, valid_from, valid_to, granted_by)
       VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)`,
      [caseId, userId, period.from ?? '2023-01-01', period.to ?? null, chief.userId],
    );
  }
  const sees = async (person: Person, caseId: string) =>
    (await person.get(`/api/cases/${caseId}`)).status === 200;
  const handOver = async (by: Person, from: Person, to: Person, more: object = {}) =>
    by.post<{ assignments: number; responsible: number; code: string }>(
      `/api/users/${from.userId}/handover`,
      { to: to.userId, from: today, reason: 'rotation annuelle', ...more },
      { key: null },
    );

  it('the one sees them no more, the other sees them, from the same day', async () => {
    const [leaving, coming] = [await judge(), await judge()];
    const cases = [await register(app, clerk, unit), await register(app, clerk, unit)];
    for (const { id } of cases) await assign(id, leaving.userId);
    const done = await handOver(chief, leaving, coming);
    expect(done.body).toEqual({ assignments: 2, responsible: 0 });
    for (const { id } of cases)
      expect([await sees(leaving, id), await sees(coming, id)]).toEqual([false, true]);
  });

  it('also the cases for which the person answers', async () => {
    const [leaving, coming] = [await judge(), await judge()];
    const { id } = await register(app, clerk, unit);
    await app.db.query('UPDATE app.cases SET responsible_id = $2 WHERE id = $1', [id, leaving.userId]);
    expect((await handOver(chief, leaving, coming)).body.responsible).toBe(1);
    expect(await app.value('SELECT responsible_id FROM app.cases WHERE id = $1', [id])).toBe(coming.userId);
  });

  it('a later day leaves everything as it is until then', async () => {
    const [leaving, coming] = [await judge(), await judge()];
    const { id } = await register(app, clerk, unit);
    await assign(id, leaving.userId);
    const tomorrow = await app.value<string>(`SELECT (sec.today() + 1)::text`);
    expect((await handOver(chief, leaving, coming, { from: tomorrow })).body.assignments).toBe(1);
    expect([await sees(leaving, id), await sees(coming, id)]).toEqual([true, false]);
    const periods = await app.value(
      `SELECT jsonb_object_agg(user_id, daterange(valid_from, valid_to)::text) FROM app.case_assignments WHERE case_id = $1`,
      [id],
    );
    expect(periods).toEqual({
      [leaving.userId]: `[2023-01-01,${tomorrow})`,
      [coming.userId]: `[${tomorrow},)`,
    });
  });

  it('moves only what the one who does it may assign, and does not say what else there is', async () => {
    const [leaving, coming] = [await judge(), await judge()];
    const foreignClerk = await app.person('prosecution_clerk', other);
    const foreign = await register(app, foreignClerk, other);
    const sealed = await register(app, clerk, unit);
    for (const { id } of [foreign, sealed]) await assign(id, leaving.userId);
    await app.db.query('UPDATE app.cases SET sealed = true WHERE id = $1', [sealed.id]);
    expect((await handOver(chief, leaving, coming)).body).toEqual({ assignments: 0, responsible: 0 });
    expect(await sees(leaving, foreign.id)).toBe(true);
  });

  it('leaves a case of which the new person is kept out', async () => {
    const [leaving, coming] = [await judge(), await judge()];
    const { id } = await register(app, clerk, unit);
    await assign(id, leaving.userId);
    await app.db.query(
      `INSERT INTO app.case_exclusions (id, case_id, user_id, valid_from, granted_by, reason)
       VALUES (gen_random_uuid(), $1, $2, '2023-01-01', $3, 'parent d''une partie')`,
      [id, coming.userId, chief.userId],
    );
    expect((await handOver(chief, leaving, coming)).body.assignments).toBe(0);
    expect(await sees(leaving, id)).toBe(true);
  });

  it('is one operation in the log: one transaction, one reason, every change in it', async () => {
    const [leaving, coming] = [await judge(), await judge()];
    for (let i = 0; i < 3; i += 1) await assign((await register(app, clerk, unit)).id, leaving.userId);
    await handOver(chief, leaving, coming, { reason: 'mutation au 1er décembre' });
    const { rows } = await app.db.query<{ tx: string; reason: string }>(
      `SELECT DISTINCT meta::jsonb->>'tx' AS tx, meta::jsonb->>'reason' AS reason FROM audit.event
       WHERE meta::jsonb->>'table' = 'app.case_assignments' AND actor = $1 AND meta::jsonb->>'reason' = 'mutation au 1er décembre'`,
      [chief.userId],
    );
    expect(rows).toHaveLength(1);
  });

  it('is told on the timeline of each case', async () => {
    const [leaving, coming] = [await judge(), await judge()];
    const { id } = await register(app, clerk, unit);
    await assign(id, leaving.userId);
    await handOver(chief, leaving, coming);
    const kinds = await app.value<string[]>(
      'SELECT array_agg(kind ORDER BY kind) FROM app.case_history WHERE case_id = $1',
      [id],
    );
    expect(kinds).toEqual(expect.arrayContaining(['assigned', 'assignment_ended']));
  });

  it('goes to somebody else who is there, from today at the earliest, by somebody who may assign', async () => {
    const [leaving, coming] = [await judge(), await judge()];
    expect((await handOver(chief, leaving, leaving)).body.code).toBe('handover.same_user');
    expect((await handOver(chief, leaving, coming, { from: '2023-01-01' })).body.code).toBe('handover.past');
    await app.db.query(`UPDATE app.users SET state = 'disabled' WHERE id = $1`, [coming.userId]);
    expect((await handOver(chief, leaving, coming)).body.code).toBe('handover.to_inactive');
    expect([403, 404]).toContain((await handOver(clerk, leaving, coming)).status);
  });
});
