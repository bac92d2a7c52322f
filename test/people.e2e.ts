import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Person, TestApp } from './support/app.js';
import { offence, register } from './support/cases.js';

interface Record_ extends Record<string, unknown> {
  id: string;
  name: string | null;
  version: number;
  names: {
    id: string;
    kind: string;
    fullName: string;
    past: boolean;
    reason: string | null;
    createdBy: string | null;
  }[];
  identifiers: { kind: string; value: string }[];
  cases: { caseId: string; number: string }[];
  links: {
    id: string;
    state: string;
    otherId: string;
    otherName: string | null;
    cases: { caseId: string }[];
  }[];
}
interface Found {
  id: string;
  name: string;
  score: number;
  reasons: { code: string; message: string }[];
  cases: { id: string; number: string }[];
}
interface Link extends Record<string, unknown> {
  id: string;
  state: string;
  version: number;
  a: { id: string; name: string };
  b: { id: string; name: string };
}

describe('a person of the register', () => {
  let app: TestApp;
  let root: string;
  let unit: string;
  let court: string;
  let clerk: Person;
  let courtClerk: Person;
  let chief: Person;

  beforeAll(async () => {
    app = await TestApp.start();
    root = await app.office('ML', 'root');
    unit = await app.office('PJS', 'unit', root);
    court = await app.office('TGI-6', 'court', root);
    [clerk, courtClerk, chief] = await Promise.all([
      app.person('prosecution_clerk', unit),
      app.person('ordinary_court_officer', court),
      app.person('registrar_in_chief', root),
    ]);
  });
  afterAll(async () => app.close());

  /** A case against one person; the ids of both. */
  const against = async (who: Person, officeId: string, fullName: string, more: object = {}) => {
    const made = await register(app, who, officeId, {
      defendants: [
        {
          person: { kind: 'natural', names: [{ kind: 'written', fullName }], ...more },
          counts: [{ offenceId: await offence(app, 'TER-02') }],
        },
      ],
    });
    const personId = await app.value<string>('SELECT person_id FROM app.defendants WHERE case_id = $1', [
      made.id,
    ]);
    return { caseId: made.id, personId };
  };
  const recordOf = async (who: Person, personId: string) => who.get<Record_>(`/api/people/${personId}`);
  const search = async (who: Person, name: string) =>
    (await who.post<{ items: Found[] }>('/api/people/search', { name }, { key: null })).body.items;

  it('is shown with names, papers and only those cases that the reader may see', async () => {
    const { caseId, personId } = await against(clerk, unit, 'Sagara Boubacar', {
      identifiers: [{ kind: 'passport', value: 'AA0000001' }],
    });
    const other = await register(app, courtClerk, court);
    // Somebody who sees both puts the person into the other court's case.
    const added = await chief.post(`/api/cases/${other.id}/defendants`, { personId });
    expect(added.status).toBe(201);
    const ofUnit = await recordOf(clerk, personId);
    expect(ofUnit.body.cases.map((one) => one.caseId)).toEqual([caseId]);
    expect(ofUnit.body).toMatchObject({
      name: 'Sagara Boubacar',
      identifiers: [{ kind: 'passport', value: 'AA0000001' }],
    });
    expect((await recordOf(courtClerk, personId)).body.cases.map((one) => one.caseId)).toEqual([other.id]);
    expect((await recordOf(chief, personId)).body.cases).toHaveLength(2);
  });

  it('is not there for whoever sees none of their cases', async () => {
    const { personId } = await against(clerk, unit, 'Tembely Oumar');
    expect((await recordOf(courtClerk, personId)).status).toBe(404);
    expect((await courtClerk.patch(`/api/people/${personId}`, { sex: 'male' }, { version: 1 })).status).toBe(
      404,
    );
    expect(await search(courtClerk, 'Tembely Oumar')).toEqual([]);
    const matches = await courtClerk.post<{ items: Found[] }>(
      '/api/people/matches',
      { names: ['Tembely Oumar'] },
      { key: null },
    );
    expect(matches.body.items).toEqual([]);
  });

  it('leaves an event when looked at, with the cases that were shown', async () => {
    const { caseId, personId } = await against(clerk, unit, 'Poudiougou Seydou');
    await recordOf(clerk, personId);
    const meta = await app.value<string>(
      `SELECT meta FROM audit.event WHERE kind = 'read' AND meta LIKE '%app.people%' AND case_id = $1`,
      [caseId],
    );
    expect(JSON.parse(meta)).toMatchObject({ actor: clerk.userId, pk: personId });
  });

  it('of a sealed case is shown to the named only together with its event', async () => {
    const prosecutor = await app.person('prosecutor', unit);
    const { caseId, personId } = await against(clerk, unit, 'Yalcouyé Anda');
    await prosecutor.post(`/api/cases/${caseId}/seal`, {
      members: [prosecutor.userId],
      reason: 'protection d’une source',
    });
    expect((await recordOf(clerk, personId)).status).toBe(404);
    expect(await search(clerk, 'Yalcouyé Anda')).toEqual([]);
    expect((await recordOf(prosecutor, personId)).body.name).toBe('Yalcouyé Anda');
    await app.db.query(`ALTER TABLE audit.event ADD CONSTRAINT ck_no_reads CHECK (kind <> 'read') NOT VALID`);
    try {
      const answer = await recordOf(prosecutor, personId);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.text).not.toContain('Yalcouyé');
    } finally {
      await app.db.query('ALTER TABLE audit.event DROP CONSTRAINT ck_no_reads');
    }
  });

  describe('is found', () => {
    it('in another spelling and order, with the reason, and without the words in the log', async () => {
      const { caseId, personId } = await against(clerk, unit, 'Traoré Mahamadou', {
        birthDate: '1990-02-03',
        birthPrecision: 'day',
      });
      const found = await search(clerk, 'mohamed TRAORE');
      const one = found.find(({ id }) => id === personId);
      expect(one).toMatchObject({ name: 'Traoré Mahamadou', cases: [{ id: caseId }] });
      expect(one!.reasons.map(({ code }) => code)).toEqual(['name.variant']);
      expect(one!.reasons[0]!.message).toBe('Variante connue du nom');
      const { rows } = await app.db.query<{ meta: string; body: string | null }>(
        `SELECT e.meta, p.body FROM audit.event e LEFT JOIN audit.payload p ON p.event_id = e.id WHERE e.kind = 'search'`,
      );
      expect(rows.length).toBeGreaterThan(0);
      for (const { meta, body } of rows)
        expect(`${meta}${body ?? ''}`.toLowerCase()).not.toMatch(/traor|moham|maham/);
    });

    it('before a new one is made: by the same paper first, and lower when the sex differs', async () => {
      const paper = { kind: 'nina', value: '10000000000001A' } as const;
      const byPaper = await against(clerk, unit, 'Cissoko Bintou', { identifiers: [paper], sex: 'female' });
      const byName = await against(clerk, unit, 'Camara Lassana', {
        sex: 'male',
        birthDate: '1985-01-01',
        birthPrecision: 'year',
      });
      const answer = await clerk.post<{ items: Found[] }>(
        '/api/people/matches',
        {
          names: ['Camara Lassana', 'Lassana'],
          birthDate: '1985-06-01',
          birthPrecision: 'day',
          sex: 'female',
          identifiers: [paper],
        },
        { key: null },
      );
      expect(answer.status).toBe(200);
      expect(answer.body.items[0]).toMatchObject({ id: byPaper.personId, score: 100 });
      expect(answer.body.items[0]!.reasons[0]!.code).toBe('identifier.nina');
      const second = answer.body.items.find(({ id }) => id === byName.personId);
      expect(second!.reasons.map(({ code }) => code)).toEqual([
        'name.exact',
        'birth.compatible',
        'sex.different',
      ]);
    });
  });

  it('keeps a corrected name, with who and why, and is found by both', async () => {
    const { caseId, personId } = await against(clerk, unit, 'Dembelé Zan');
    const before = (await recordOf(clerk, personId)).body;
    const body = {
      fullName: 'Dembélé Zoumana',
      familyName: 'Dembélé',
      orderKnown: true,
      reason: 'acte de naissance produit',
    };
    const corrected = await clerk.post<{ id: string }>(`/api/people/${personId}/name-corrections`, body, {
      key: 'correct-name-1',
    });
    expect(corrected.status).toBe(201);
    const again = await clerk.post<{ id: string }>(`/api/people/${personId}/name-corrections`, body, {
      key: 'correct-name-1',
    });
    expect(again.body.id).toBe(corrected.body.id);
    const { names, name } = (await recordOf(clerk, personId)).body;
    expect(name).toBe('Dembélé Zoumana');
    expect(names).toMatchObject([
      { fullName: 'Dembélé Zoumana', past: false, createdBy: expect.stringContaining('Agent') },
      { id: before.names[0]!.id, fullName: 'Dembelé Zan', past: true, reason: 'acte de naissance produit' },
    ]);
    expect((await clerk.get(`/api/cases/${caseId}`)).body['title']).toBe('MP c/ Dembélé Zoumana');
    for (const words of ['Dembele Zan', 'Dembele Zoumana']) {
      expect((await search(clerk, words)).map(({ id }) => id)).toContain(personId);
    }
    expect((await clerk.post(`/api/people/${personId}/name-corrections`, body)).status).toBe(409);
    const timeline = await clerk.get<{ items: { kind: string }[] }>(`/api/cases/${caseId}/history`);
    expect(timeline.body.items[0]!.kind).toBe('name_corrected');
  });

  it('has aliases, noms de guerre and papers, each entered once', async () => {
    const { personId } = await against(clerk, unit, 'Ongoiba Amadou');
    const alias = await clerk.post(`/api/people/${personId}/names`, {
      kind: 'nom_de_guerre',
      fullName: 'Abou Zeinab',
    });
    expect(alias.status).toBe(201);
    expect(
      (await clerk.post(`/api/people/${personId}/names`, { kind: 'written', fullName: 'Autre' })).status,
    ).toBe(400);
    expect((await search(clerk, 'abou zeinab')).map(({ id }) => id)).toContain(personId);
    const paper = { kind: 'national_id', value: 'ML-77' };
    expect((await clerk.post(`/api/people/${personId}/identifiers`, paper)).status).toBe(201);
    expect((await clerk.post(`/api/people/${personId}/identifiers`, paper)).status).toBe(409);
    expect((await recordOf(clerk, personId)).body.names).toHaveLength(2);
  });

  it('is corrected by whoever saw the last version, never to a birth after the facts', async () => {
    const { personId } = await against(clerk, unit, 'Djiguiba Hamadoun');
    const changed = await clerk.patch<Record_>(
      `/api/people/${personId}`,
      { sex: 'male', birthDate: '1988-01-01', birthPrecision: 'year', nationalities: ['ML'] },
      { version: 1 },
    );
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      sex: 'male',
      birthDate: '1988-01-01',
      nationalities: ['ML'],
      version: 2,
    });
    const patch = async (body: object, version: number) =>
      (await clerk.patch(`/api/people/${personId}`, body, { version })).status;
    expect(await patch({ sex: 'female' }, 1)).toBe(412);
    expect(await patch({ birthDate: '2023-05-01', birthPrecision: 'day' }, 2)).toBe(422);
    expect(await patch({ birthDate: null }, 2)).toBe(200);
    expect(await patch({ birthPrecision: 'day' }, 3)).toBe(422);
  });

  it('may be read through a share without being changed', async () => {
    const prosecutor = await app.person('prosecutor', unit);
    const { caseId, personId } = await against(clerk, unit, 'Karambé Ali');
    await prosecutor.post(`/api/cases/${caseId}/shares`, {
      userId: courtClerk.userId,
      level: 'read',
      reason: 'pour information',
    });
    expect((await recordOf(courtClerk, personId)).status).toBe(200);
    expect((await courtClerk.patch(`/api/people/${personId}`, { sex: 'male' }, { version: 1 })).status).toBe(
      403,
    );
    expect(
      (await courtClerk.post(`/api/people/${personId}/names`, { kind: 'alias', fullName: 'Autre nom' }))
        .status,
    ).toBe(403);
  });

  describe('with two records', () => {
    const decide = async (who: Person, link: Link, verb: string) =>
      who.post<Link>(
        `/api/person-links/${link.id}/${verb}`,
        { reason: 'pièces comparées' },
        { version: link.version },
      );

    it('is proposed as a hypothesis, confirmed, and undone; both records stay', async () => {
      const one = await against(clerk, unit, 'Guindo Amadou', {
        birthDate: '1979-04-05',
        birthPrecision: 'day',
      });
      const two = await against(courtClerk, court, 'Guindo Amadou', {
        birthDate: '1979-04-05',
        birthPrecision: 'day',
      });
      const run = await chief.post<{ proposed: number }>('/api/person-links/proposals', {}, { key: null });
      expect(run.status).toBe(200);
      expect(run.body.proposed).toBeGreaterThanOrEqual(1);
      const list = await chief.get<{ items: Link[] }>('/api/person-links?state=hypothesis&limit=100');
      const pair = [one.personId, two.personId];
      const link = list.body.items.find(({ a, b }) => pair.includes(a.id) && pair.includes(b.id))!;
      expect(link).toMatchObject({
        state: 'hypothesis',
        score: expect.any(Number),
        reasons: ['name.exact', 'birth.same'],
      });

      const again = await chief.post<{ proposed: number }>('/api/person-links/proposals', {}, { key: null });
      expect(again.body.proposed).toBe(0);

      const confirmed = await decide(chief, link, 'confirm');
      expect(confirmed.body).toMatchObject({ state: 'confirmed', decided: { reason: 'pièces comparées' } });
      const linked = (await recordOf(chief, one.personId)).body.links;
      expect(linked).toMatchObject([
        { state: 'confirmed', otherId: two.personId, cases: [{ caseId: two.caseId }] },
      ]);
      // Who sees one of the two learns nothing of the other.
      const half = await recordOf(clerk, one.personId);
      expect(half.body.links).toEqual([]);
      expect(half.text).not.toContain(two.personId);
      expect((await clerk.get(`/api/cases/${one.caseId}/history`)).text).not.toContain(two.personId);

      expect((await decide(chief, confirmed.body, 'reject')).status).toBe(409);
      const undone = await decide(chief, confirmed.body, 'undo');
      expect(undone.body.state).toBe('undone');
      expect((await recordOf(chief, one.personId)).body.links).toEqual([]);
      expect(
        await app.value('SELECT count(*)::int FROM app.people WHERE id = ANY ($1::uuid[])', [pair]),
      ).toBe(2);
      const after = await chief.post<{ proposed: number }>('/api/person-links/proposals', {}, { key: null });
      expect(after.body.proposed).toBe(0);
    });

    it('is proposed by hand, once, and rejected', async () => {
      const one = await against(clerk, unit, 'Nantoumé Bréhima');
      const two = await against(courtClerk, court, 'Nantoumé Ibrahima');
      const body = { otherId: two.personId, note: 'même village' };
      const made = await chief.post<Link>(`/api/people/${one.personId}/links`, body);
      expect(made.status).toBe(201);
      expect((await chief.post(`/api/people/${two.personId}/links`, { otherId: one.personId })).status).toBe(
        409,
      );
      expect((await chief.post(`/api/people/${one.personId}/links`, { otherId: one.personId })).status).toBe(
        422,
      );
      expect((await decide(chief, made.body, 'undo')).status).toBe(409);
      expect((await decide(chief, { ...made.body, version: 9 }, 'reject')).status).toBe(412);
      expect((await decide(chief, made.body, 'reject')).body.state).toBe('rejected');
    });

    it('is nobody’s to link who does not see both, or does not hold the verb', async () => {
      const one = await against(clerk, unit, 'Témé Kassim');
      const two = await against(courtClerk, court, 'Témé Kassim');
      const ofUnit = await app.person('crime_analyst', unit);
      const hidden = await ofUnit.post(`/api/people/${one.personId}/links`, { otherId: two.personId });
      expect(hidden.status).toBe(422);
      const nowhere = await ofUnit.post(`/api/people/${one.personId}/links`, {
        otherId: '01890000-0000-7000-8000-000000000000',
      });
      expect([nowhere.status, nowhere.body['code'], nowhere.body['fields']]).toEqual([
        422,
        hidden.body['code'],
        hidden.body['fields'],
      ]);
      expect(
        (await ofUnit.post<{ proposed: number }>('/api/person-links/proposals', {}, { key: null })).body
          .proposed,
      ).toBe(0);
      expect((await clerk.get('/api/person-links')).status).toBe(403);
      const made = await chief.post<Link>(`/api/people/${one.personId}/links`, { otherId: two.personId });
      expect((await ofUnit.get(`/api/person-links/${made.body.id}`)).status).toBe(404);
      expect(
        (await ofUnit.get<{ items: Link[] }>('/api/person-links')).body.items.map(({ id }) => id),
      ).not.toContain(made.body.id);
      expect((await decide(ofUnit, made.body, 'confirm')).status).toBe(404);
    });
  });
});
