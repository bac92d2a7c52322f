import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signActor } from '../src/platform/context/actor.js';
import { Person, TestApp } from './support/app.js';
import { aDefendant, offence, register, unknownAuthor } from './support/cases.js';
import { CONTEXT_KEY } from './support/server.js';

interface Defendant extends Record<string, unknown> {
  id: string;
  personId: string | null;
  unknownLabel: string | null;
  name: string | null;
  stage: string;
  version: number;
  couldBeMinor: boolean;
  ageAtFacts: { min: number | null; max: number | null; minor: string };
  possible: { to: string; guard: string | null }[];
  counts: {
    id: string;
    ordinal: number;
    offenceCode: string;
    version: number;
    requalifications: { from: string; to: string }[];
  }[];
  lawyers: { id: string; name: string | null; mode: string; to: string | null }[];
  warnings: { code: string; message: string; countId: string | null }[];
}

describe('a defendant', () => {
  let app: TestApp;
  let unit: string;
  let elsewhere: string;
  let clerk: Person;
  let stranger: Person;

  beforeAll(async () => {
    app = await TestApp.start();
    unit = await app.office('PJS', 'unit');
    elsewhere = await app.office('TGI-6');
    [clerk, stranger] = await Promise.all([
      app.person('prosecution_clerk', unit),
      app.person('ordinary_court_officer', elsewhere),
    ]);
  });
  afterAll(async () => app.close());

  const fileOf = async (caseId: string) =>
    (
      await clerk.get<{
        title: string;
        tags: string[];
        progress: { min: string };
        defendants: { id: string }[];
      }>(`/api/cases/${caseId}`)
    ).body;
  const firstOf = async (caseId: string) => {
    const [first] = (await fileOf(caseId)).defendants;
    return (await clerk.get<Defendant>(`/api/defendants/${first!.id}`)).body;
  };
  const add = async (caseId: string, body: object, who = clerk) =>
    who.post<Defendant>(`/api/cases/${caseId}/defendants`, body);

  describe('is added to a case', () => {
    it('as a new person, with arrest, charges and age at the facts', async () => {
      const { id } = await register(app, clerk, unit);
      const answer = await add(id, {
        person: {
          kind: 'natural',
          names: [{ kind: 'written', fullName: 'Togo Adama' }],
          birthDate: '2005-06-01',
          birthPrecision: 'year',
        },
        arrest: { date: '2023-04-21', time: '06:30', force: 'fama' },
        counts: [{ offenceId: await offence(app, 'TER-01') }],
      });
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({
        name: 'Togo Adama',
        stage: 'D01',
        arrest: { date: '2023-04-21', time: '06:30', force: 'fama' },
        ageAtFacts: { min: 17, max: 18, minor: 'possible' },
        couldBeMinor: true,
        counts: [{ ordinal: 1, offenceCode: 'TER-01' }],
        warnings: [],
      });
      expect((await fileOf(id)).title).toBe('MP c/ Konaré Bakary et 1 autre');
    });

    it('as somebody of the register, once in each case', async () => {
      const first = await register(app, clerk, unit);
      const { personId } = await firstOf(first.id);
      const second = await register(app, clerk, unit, {
        defendants: [unknownAuthor({ counts: [{ offenceId: await offence(app, 'TER-02') }] })],
      });
      const answer = await add(second.id, { personId });
      expect(answer.status).toBe(201);
      expect(answer.body.personId).toBe(personId);
      expect((await add(second.id, { personId })).status).toBe(409);
    });

    it('as X2 after X1, and keeps the label when identified', async () => {
      const { id } = await register(app, clerk, unit, {
        defendants: [unknownAuthor({ counts: [{ offenceId: await offence(app, 'TER-02') }] })],
      });
      expect((await fileOf(id)).title).toBe('MP c/ X1');
      const made = await add(id, { unknown: true });
      expect(made.body).toMatchObject({ unknownLabel: 'X2', stage: 'D00', personId: null });
      const identified = await clerk.post<Defendant>(
        `/api/defendants/${made.body.id}/identify`,
        { person: { kind: 'natural', names: [{ kind: 'written', fullName: 'Kassogué Yaya' }] } },
        { version: made.body.version },
      );
      expect(identified.status).toBe(200);
      expect(identified.body).toMatchObject({ name: 'Kassogué Yaya', unknownLabel: 'X2', stage: 'D01' });
      const again = await clerk.post(
        `/api/defendants/${made.body.id}/identify`,
        { personId: identified.body.personId },
        { version: identified.body.version },
      );
      expect(again.status).toBe(409);
      const found = await clerk.post<{ items: { id: string }[] }>('/api/people/search', {
        name: 'Kassogue Yaya',
      });
      expect(found.body.items.map((one) => one.id)).toContain(identified.body.personId);
      const timeline = await clerk.get<{ items: { kind: string }[] }>(`/api/cases/${id}/history`);
      expect(timeline.body.items.map(({ kind }) => kind)).toEqual([
        'defendant_moved',
        'defendant_identified',
        'defendant_added',
        'registered',
      ]);
    });

    it('once, when the same request comes twice', async () => {
      const { id } = await register(app, clerk, unit);
      const body = aDefendant('Dolo Amadou');
      const first = await clerk.post<Defendant>(`/api/cases/${id}/defendants`, body, {
        key: 'defendant-once',
      });
      const again = await clerk.post<Defendant>(`/api/cases/${id}/defendants`, body, {
        key: 'defendant-once',
      });
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.body.id).toBe(first.body.id);
      expect((await fileOf(id)).defendants).toHaveLength(2);
    });

    it('never as somebody of a case that the clerk may not see, who would be read from there', async () => {
      const hidden = await register(app, stranger, elsewhere, {
        defendants: [aDefendant('Guindo Hama', { counts: [{ offenceId: await offence(app, 'TER-02') }] })],
      });
      const personId = await app.value<string>('SELECT person_id FROM app.defendants WHERE case_id = $1', [
        hidden.id,
      ]);
      const own = await register(app, clerk, unit);
      const answer = await add(own.id, { personId });
      expect(answer.status).toBe(422);
      expect(answer.text).not.toContain('Guindo');
      expect((await clerk.get(`/api/people/${personId}`)).status).toBe(404);
      // The service asks first; the database would refuse it too.
      const x = await add(own.id, { unknown: true });
      await app.db.query('BEGIN');
      await app.db.query('SET LOCAL ROLE greffe_app');
      await app.db.query('SELECT sec.enter($1)', [
        signActor(
          { userId: clerk.userId, sessionId: '', requestId: '', ip: '', scopes: '*' },
          CONTEXT_KEY,
          Date.now(),
        ),
      ]);
      await expect(
        app.db.query('UPDATE app.defendants SET person_id = $2 WHERE id = $1', [x.body.id, personId]),
      ).rejects.toMatchObject({ code: '42501' });
      await app.db.query('ROLLBACK');
    });

    it('not when born after the facts, whatever the precision leaves open', async () => {
      const { id } = await register(app, clerk, unit);
      const born = async (birthDate: string, birthPrecision: string) =>
        (
          await add(id, {
            person: {
              kind: 'natural',
              names: [{ kind: 'written', fullName: 'Arama Issa' }],
              birthDate,
              birthPrecision,
            },
          })
        ).status;
      expect(await born('2023-04-21', 'day')).toBe(422);
      expect(await born('2024-01-01', 'year')).toBe(422);
      expect(await born('2023-04-21', 'year')).toBe(201);
    });

    it('with one identity, real offences and no arrest in the future', async () => {
      const { id } = await register(app, clerk, unit);
      const nowhere = '01890000-0000-7000-8000-000000000000';
      expect((await add(id, {})).status).toBe(422);
      expect((await add(id, { unknown: true, personId: nowhere })).status).toBe(422);
      expect((await add(id, { unknown: true, counts: [{ offenceId: nowhere }] })).status).toBe(422);
      expect((await add(id, { unknown: true, arrest: { date: '2099-01-01' } })).status).toBe(422);
      expect((await add(id, { unknown: true }, stranger)).status).toBe(404);
    });
  });

  it('is corrected by whoever saw its last version', async () => {
    const { id } = await register(app, clerk, unit);
    const one = await firstOf(id);
    const body = {
      declaredAge: 16,
      arrest: { date: '2023-04-22', force: 'gendarmerie' },
      referredOn: '2023-04-23',
    };
    const changed = await clerk.patch<Defendant>(`/api/defendants/${one.id}`, body, { version: one.version });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      declaredAge: 16,
      couldBeMinor: true,
      version: one.version + 1,
      arrest: { force: 'gendarmerie' },
    });
    expect((await clerk.patch(`/api/defendants/${one.id}`, body, { version: one.version })).status).toBe(412);
    expect((await clerk.patch(`/api/defendants/${one.id}`, body)).status).toBe(428);
    const cleared = await clerk.patch<Defendant>(
      `/api/defendants/${one.id}`,
      { arrest: null },
      { version: one.version + 1 },
    );
    expect(cleared.body['arrest']).toBeNull();
  });

  it('moves along the table, or not, with the reason and what is possible', async () => {
    const { id } = await register(app, clerk, unit);
    const one = await firstOf(id);
    expect(one.possible.map(({ to }) => to)).toContain('D20');
    const illegal = await clerk.post(
      `/api/defendants/${one.id}/moves`,
      { to: 'D61', on: '2023-05-03' },
      { version: one.version },
    );
    expect(illegal.status).toBe(409);
    expect(illegal.body['possible']).toContain('D20');
    expect(illegal.body['title']).toContain('D61');
    const moved = await clerk.post<Defendant>(
      `/api/defendants/${one.id}/moves`,
      { to: 'D20', on: '2023-05-03' },
      { version: one.version },
    );
    expect(moved.status).toBe(200);
    expect(moved.body.stage).toBe('D20');
    expect((await fileOf(id)).progress.min).toBe('C20');
    const stale = await clerk.post(
      `/api/defendants/${one.id}/moves`,
      { to: 'D23', on: '2023-05-04' },
      { version: one.version },
    );
    expect(stale.status).toBe(412);
  });

  it('is defended by a lawyer from one day to another', async () => {
    const registrar = await app.person('registrar_in_chief', unit);
    const lawyer = async (name: string) =>
      app.value<string>(
        `INSERT INTO app.professionals (id, kind, name, bar, valid_from) VALUES (gen_random_uuid(), 'lawyer', $1, 'Bamako', '2010-01-01') RETURNING id`,
        [name],
      );
    const { id } = await register(app, clerk, unit);
    const one = await firstOf(id);
    const professionalId = await lawyer('Me Invention');
    const made = await clerk.post<{ id: string; name: string }>(`/api/defendants/${one.id}/lawyers`, {
      professionalId,
      mode: 'chosen',
      from: '2023-05-10',
    });
    expect(made.status).toBe(201);
    expect(made.body.name).toBe('Me Invention');
    const twice = await clerk.post(`/api/defendants/${one.id}/lawyers`, {
      professionalId,
      mode: 'chosen',
      from: '2023-06-10',
    });
    expect(twice.status).toBe(409);
    const ended = await clerk.post<{ to: string }>(`/api/defendants/${one.id}/lawyers/${made.body.id}/end`, {
      on: '2023-07-01',
    });
    expect(ended.body.to).toBe('2023-07-01');
    expect((await clerk.post(`/api/defendants/${one.id}/lawyers/${made.body.id}/end`, {})).status).toBe(409);
    const early = await clerk.post<{ id: string }>(`/api/defendants/${one.id}/lawyers`, {
      professionalId,
      mode: 'ex_officio',
      from: '2023-07-01',
    });
    expect(
      (await clerk.post(`/api/defendants/${one.id}/lawyers/${early.body.id}/end`, { on: '2023-07-01' }))
        .status,
    ).toBe(422);
    const judge = await app.value<string>(
      `INSERT INTO app.professionals (id, kind, name, valid_from) VALUES (gen_random_uuid(), 'judge', 'M. Juge', '2010-01-01') RETURNING id`,
    );
    expect(
      (
        await clerk.post(`/api/defendants/${one.id}/lawyers`, {
          professionalId: judge,
          mode: 'chosen',
          from: '2023-07-01',
        })
      ).status,
    ).toBe(422);
    expect((await registrar.get<Defendant>(`/api/defendants/${one.id}`)).body.lawyers).toHaveLength(2);
  });

  describe('is charged with counts', () => {
    it('that are numbered, corrected, and bring their tags to the case', async () => {
      const { id } = await register(app, clerk, unit, {
        defendants: [aDefendant('Niaré Fodé', { counts: [{ offenceId: await offence(app, 'PER-01') }] })],
      });
      const one = await firstOf(id);
      expect((await fileOf(id)).tags).toEqual([]);
      const made = await clerk.post<{ id: string; ordinal: number; version: number }>(
        `/api/defendants/${one.id}/counts`,
        {
          offenceId: await offence(app, 'TER-01'),
          nature: 'crime',
          role: 'accomplice',
          attempted: true,
          chargedOn: '2023-05-04',
        },
      );
      expect(made.status).toBe(201);
      expect(made.body).toMatchObject({ ordinal: 2, role: 'accomplice', attempted: true });
      expect((await fileOf(id)).tags).toEqual(['terrorism']);
      const changed = await clerk.patch(
        `/api/counts/${made.body.id}`,
        { withdrawnOn: '2023-06-01' },
        { version: made.body.version },
      );
      expect(changed.body).toMatchObject({ withdrawnOn: '2023-06-01', version: made.body.version + 1 });
      expect(
        (await clerk.patch(`/api/counts/${made.body.id}`, { role: 'author' }, { version: made.body.version }))
          .status,
      ).toBe(412);
      expect(
        (await stranger.patch(`/api/counts/${made.body.id}`, { role: 'author' }, { version: 9 })).status,
      ).toBe(404);
      expect((await stranger.get(`/api/counts/${made.body.id}`)).status).toBe(404);
    });

    it('that are re-characterised, keeping what they were', async () => {
      const { id } = await register(app, clerk, unit);
      const one = await firstOf(id);
      const count = one.counts[0]!;
      const to = await offence(app, 'PER-01');
      const body = { offenceId: to, decidedOn: '2023-06-02', reason: 'pas de but terroriste établi' };
      const first = await clerk.post<{ id: string }>(`/api/counts/${count.id}/requalifications`, body, {
        key: 'requalify-1',
      });
      expect(first.body).toMatchObject({ from: 'TER-02', to: 'PER-01', decidedOn: '2023-06-02' });
      const again = await clerk.post<{ id: string }>(`/api/counts/${count.id}/requalifications`, body, {
        key: 'requalify-1',
      });
      expect(again.body.id).toBe(first.body.id);
      const after = (await clerk.get<Defendant>(`/api/defendants/${one.id}`)).body;
      expect(after.counts[0]).toMatchObject({
        offenceCode: 'PER-01',
        requalifications: [{ from: 'TER-02', to: 'PER-01' }],
      });
      expect((await clerk.post(`/api/counts/${count.id}/requalifications`, body)).status).toBe(409);
    });

    it('whose doubts are warnings in the reader’s language, never a refusal', async () => {
      const elsewhereOnly = await app.value<string>(
        `SELECT id FROM app.offences WHERE jurisdictions = '[]' AND valid_from < '2023-01-01' ORDER BY code LIMIT 1`,
      );
      const { id } = await register(app, clerk, unit, {
        defendants: [aDefendant('Sow Demba', { counts: [{ offenceId: elsewhereOnly }] })],
      });
      const one = await firstOf(id);
      expect(one.warnings.map(({ code }) => code)).toEqual(['case.outside_jurisdiction']);
      const notYet = await app.value<string>(
        `SELECT id FROM app.offences WHERE valid_from > '2024-01-01' AND jurisdictions <> '[]' LIMIT 1`,
      );
      const made = await clerk.post<{ id: string; warnings: Defendant['warnings'] }>(
        `/api/defendants/${one.id}/counts`,
        { offenceId: notYet },
        { headers: { 'accept-language': 'en' } },
      );
      expect(made.status).toBe(201);
      const warning = made.body.warnings.find(({ code }) => code === 'count.offence_not_in_force');
      expect(warning).toMatchObject({ countId: made.body.id });
      expect(warning!.message).toContain('was not in force');
    });
  });

  it('is found in the list by stage, a page at a time, and only where one may see', async () => {
    const { id } = await register(app, clerk, unit, {
      defendants: [1, 2, 3]
        .map(() => unknownAuthor({ counts: [] }))
        .concat(aDefendant('Bah Oumar', { counts: [{ offenceId: await offence(app, 'TER-02') }] })),
    });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await clerk.get<{
        items: { id: string; stage: string; caseId: string }[];
        nextCursor?: string;
      }>(`/api/defendants?stage=D00&limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      expect(page.body.items.every(({ stage }) => stage === 'D00')).toBe(true);
      seen.push(...page.body.items.filter(({ caseId }) => caseId === id).map((one) => one.id));
      cursor = page.body.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(3);
    const others = await stranger.get<{ items: { caseId: string }[]; total: number }>(
      '/api/defendants?total=true',
    );
    expect(others.body.items.every(({ caseId }) => caseId !== id)).toBe(true);
    expect((await clerk.get('/api/defendants?stage=D99')).status).toBe(400);
  });
});
