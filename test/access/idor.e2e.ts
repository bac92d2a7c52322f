import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/platform/database/ids.js';
import { LiveSessions } from '../../src/identity/sessions/live-sessions.js';
import { Answer, Person, TestApp } from '../support/app.js';
import { offence, register } from '../support/cases.js';
import { sample, Schema } from './sample.js';

interface Operation {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  body: Schema | undefined;
}

/** What must never show: it stands in the hidden case alone. */
const secrets = ['Zzyzx', 'Oubangui', 'SECRET-77', 'Quetzal SA'];

/**
 * A row of the hidden case for each kind of address: the first part of the path, and its id. A new kind of
 * address is missing here until somebody says what it is; `elsewhere` has no row of a case (accounts, offices…).
 */
const rowOf: Readonly<Record<string, string>> = {
  cases: 'SELECT $1::uuid',
  people: 'SELECT person_id FROM app.defendants WHERE case_id = $1',
  defendants: 'SELECT id FROM app.defendants WHERE case_id = $1',
  counts: 'SELECT id FROM app.counts WHERE case_id = $1',
  victims: 'SELECT id FROM app.victims WHERE case_id = $1',
  hearings: 'SELECT id FROM app.hearings WHERE case_id = $1',
  sentences: 'SELECT id FROM app.sentences WHERE case_id = $1',
  damages: 'SELECT id FROM app.damages WHERE case_id = $1',
  remedies: 'SELECT id FROM app.remedies WHERE case_id = $1',
  'person-links':
    'SELECT l.id FROM app.person_links l JOIN app.defendants d ON d.person_id IN (l.person_a, l.person_b) WHERE d.case_id = $1',
};
const elsewhere = [
  'audit',
  'users',
  'offices',
  'keys',
  'sessions',
  'imports',
  'exports',
  'court-sessions',
  'sittings',
  'offences',
  'professionals',
  'rooms',
  'places',
  'saved-views',
];

describe('an address with an id', () => {
  let app: TestApp;
  let unit: string;
  let clerk: Person;
  let prosecutor: Person;
  let operations: Operation[];

  beforeAll(async () => {
    app = await TestApp.start();
    unit = await app.office('PJS', 'unit');
    [clerk, prosecutor] = await Promise.all([
      app.person('prosecution_clerk', unit),
      app.person('prosecutor', unit),
    ]);
    const document = (
      await app.nobody.get<{
        paths: Record<
          string,
          Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>
        >;
        components: { schemas: Record<string, Schema> };
      }>('/api/openapi.json')
    ).body;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { requestBody }]) => ({
        // The document's methods are HTTP's, in small letters.
        method: method.toUpperCase() as Operation['method'],
        path,
        body: resolve(requestBody?.content['application/json']?.schema, document.components.schemas),
      })),
    );
  }, 60_000);
  afterAll(async () => app.close());

  it('is of a kind that this sweep knows', () => {
    const kinds = new Set(
      operations.filter(({ path }) => path.includes('{')).map(({ path }) => path.split('/')[2] ?? ''),
    );
    expect([...kinds].filter((kind) => rowOf[kind] === undefined && !elsewhere.includes(kind))).toEqual([]);
    expect(operations.length).toBeGreaterThan(80);
  });

  it('of a case shows its clerk what stands there: the sweep asks for what exists', async () => {
    const of = await hiddenCase();
    let shown = 0;
    for (const operation of ofCase().filter(({ method }) => method === 'GET')) {
      const answer = await ask(clerk, operation, of);
      if (answer.status === 200) shown += 1;
      else
        expect([operation.path, String(answer.status)]).toEqual([
          operation.path,
          expect.stringMatching(/^40[34]$/),
        ]);
    }
    expect(shown).toBeGreaterThanOrEqual(10);
  });

  describe('gives nothing of a case', () => {
    it('to another office', async () => {
      const court = await app.office('TGI-6');
      await refusesAll(await app.person('ordinary_court_officer', court), await hiddenCase());
    });

    it('that is sealed, to whoever is not named', async () => {
      const of = await hiddenCase();
      const sealed = await prosecutor.post(`/api/cases/${of['cases']!}/seal`, {
        members: [prosecutor.userId],
        reason: 'protection d’une source',
      });
      expect(sealed.status).toBe(200);
      await refusesAll(clerk, of);
      await refusesAll(await app.person('registrar_in_chief', unit), of);
    });

    it('to somebody excluded from it', async () => {
      const of = await hiddenCase();
      const barred = await app.person('registrar_in_chief', unit);
      await prosecutor.post(`/api/cases/${of['cases']!}/exclusions`, {
        userId: barred.userId,
        reason: 'lien avec une partie',
      });
      await refusesAll(barred, of);
    });

    it('to somebody whose post ended today, in the session that is still open', async () => {
      const of = await hiddenCase();
      const former = await app.person('prosecution_clerk', unit);
      expect((await former.get(`/api/cases/${of['cases']!}`)).status).toBe(200);
      await app.db.query('UPDATE app.role_holdings SET valid_to = sec.today() WHERE user_id = $1', [
        former.userId,
      ]);
      // Another process remembers the verbs for half a second; the rows are gone at once.
      expect((await former.get(`/api/cases/${of['cases']!}`)).status).toBe(404);
      app.nest.get(LiveSessions, { strict: false }).forget();
      await refusesAll(former, of);
    });

    it('to somebody whose assignment or share ended', async () => {
      const of = await hiddenCase();
      const court = await app.office('TGI-1');
      for (const [role, table, columns, values] of [
        ['investigating_judge', 'case_assignments', '', ''],
        ['ordinary_court_officer', 'case_shares', ', level, reason', `, 'write', 'x'`],
      ] as const) {
        const former = await app.person(role, court);
        await app.db.query(
          `INSERT INTO app.${table} (id, case_id, user_id, valid_from, granted_by${columns})
           VALUES ($1, $2, $3, sec.today() - 5, $4${values})`,
          [newId(), of['cases'], former.userId, prosecutor.userId],
        );
        expect((await former.get(`/api/cases/${of['cases']!}`)).status).toBe(200);
        await app.db.query(`UPDATE app.${table} SET valid_to = sec.today() WHERE user_id = $1`, [
          former.userId,
        ]);
        await refusesAll(former, of);
      }
    });
  });

  it('leaves its trace when refused, out of scope or without the verb', async () => {
    const of = await hiddenCase();
    const stranger = await app.person('ordinary_court_officer', await app.office('TGI-9'));
    expect((await stranger.get(`/api/cases/${of['cases']!}`)).status).toBe(404);
    expect((await clerk.get(`/api/cases/${of['cases']!}/access`)).status).toBe(403);
    expect(await denials(stranger)).toEqual([{ route: 'GET /api/cases/:caseId', status: 404 }]);
    expect((await denials(clerk)).at(-1)).toEqual({ route: 'GET /api/cases/:caseId/access', status: 403 });
  });

  it('changes nothing when only read: after all GETs the log has no change', async () => {
    const of = await hiddenCase();
    const registrar = await app.person('registrar_in_chief', unit);
    const changes = async () =>
      app.value<number>(
        `SELECT count(*)::int FROM audit.event WHERE kind = 'change' AND meta NOT LIKE '%"auth.%'`,
      );
    const before = await changes();
    for (const operation of ofCase().filter(({ method }) => method === 'GET')) {
      await ask(clerk, operation, of);
      await ask(registrar, operation, of);
    }
    expect(await changes()).toBe(before);
  });

  // ---------------------------------------------------------------------------------------------------------------

  /** A case with a row of every kind, whose names stand nowhere else; the id of each kind of row. */
  async function hiddenCase(): Promise<Record<string, string | undefined>> {
    const { id } = await register(app, clerk, unit, {
      aliases: [{ kind: 'police', value: 'SECRET-77' }],
      defendants: [
        {
          person: { kind: 'natural', names: [{ kind: 'written', fullName: 'Zzyzx Oubangui' }] },
          counts: [{ offenceId: await offence(app, 'TER-02') }],
        },
        { unknown: true },
      ],
      victims: [{ role: 'victim', kind: 'legal', legalName: 'Quetzal SA' }],
    });
    await prosecutor.post(`/api/cases/${id}/assignments`, { userId: clerk.userId });
    const other = await register(app, clerk, unit);
    const [a, b] = [
      await app.value<string>(
        'SELECT person_id FROM app.defendants WHERE case_id = $1 AND person_id IS NOT NULL',
        [id],
      ),
      await app.value<string>('SELECT person_id FROM app.defendants WHERE case_id = $1', [other.id]),
    ].sort();
    await app.db.query(
      `INSERT INTO app.person_links (id, person_a, person_b, state, proposed_by, proposed_at) VALUES ($1, $2, $3, 'hypothesis', $4, now())`,
      [newId(), a, b, clerk.userId],
    );
    // What was heard and judged, past the application: this sweep is about who reads it.
    const [defendant, victim, sitting] = [
      await app.value<string>('SELECT id FROM app.defendants WHERE case_id = $1 AND person_id IS NOT NULL', [
        id,
      ]),
      await app.value<string>('SELECT id FROM app.victims WHERE case_id = $1', [id]),
      newId(),
    ];
    await app.db.query(
      `INSERT INTO app.sittings (id, office_id, formation, starts_at, ends_at, created_by)
       VALUES ($1, $2, 'assizes', now() + interval '30 days', now() + interval '30 days 3 hours', $3)`,
      [sitting, unit, clerk.userId],
    );
    await app.db.query(
      `INSERT INTO app.hearings (id, case_id, sitting_id, kind, created_by) VALUES ($1, $2, $3, 'trial', $4)`,
      [newId(), id, sitting, clerk.userId],
    );
    await app.db.query(
      `INSERT INTO app.sentences (id, case_id, defendant_id, record, principal_type, decided_on, basis, created_by)
       VALUES ($1, $2, $3, 'pronounced', 'LIFE', '2023-09-04', 'judgment', $4)`,
      [newId(), id, defendant, clerk.userId],
    );
    await app.db.query(
      `INSERT INTO app.damages (id, case_id, victim_id, amount, decided_on, created_by) VALUES ($1, $2, $3, 77, '2023-09-04', $4)`,
      [newId(), id, victim, clerk.userId],
    );
    await app.db.query(
      `INSERT INTO app.remedies (id, case_id, defendant_id, kind, lodged_on, lodged_by, clock_from, due_confidence, created_by)
       VALUES ($1, $2, $3, 'appeal', '2023-09-05', 'defendant', '2023-09-04', 'U', $4)`,
      [newId(), id, defendant, clerk.userId],
    );
    const ids: Record<string, string | undefined> = {};
    for (const [kind, statement] of Object.entries(rowOf)) {
      const { rows } = await app.db.query<Record<string, string | null>>(statement, [id]);
      const found = rows.flatMap((row) => Object.values(row)).find((value) => value !== null);
      expect([kind, typeof found]).toEqual([kind, 'string']);
      ids[kind] = found ?? undefined;
    }
    return { ...ids, number: await app.value<string>('SELECT number FROM app.cases WHERE id = $1', [id]) };
  }

  function ofCase(): Operation[] {
    return operations.filter(
      ({ path }) => path.includes('{') && rowOf[path.split('/')[2] ?? ''] !== undefined,
    );
  }

  /** Every operation on the case and what stands below it: 404 or 403, and not a word of it. */
  async function refusesAll(person: Person, of: Record<string, string | undefined>): Promise<void> {
    const nowhere = Object.fromEntries(Object.keys(of).map((kind) => [kind, newId()]));
    const before = (await denials(person)).length;
    let denied = 0;
    for (const operation of ofCase()) {
      const answer = await ask(person, operation, of);
      for (const secret of [...secrets, of['number'] ?? '']) {
        expect([operation.method, operation.path, answer.text.includes(secret)]).toEqual([
          operation.method,
          operation.path,
          false,
        ]);
      }
      if (answer.status === 404 || answer.status === 403) {
        denied += 1;
        continue;
      }
      // Refused before anything was looked up (a field of the body): then a row that is nowhere is refused alike.
      const other = await ask(person, operation, nowhere);
      expect([operation.method, operation.path, String(answer.status), withoutRequest(answer)]).toEqual([
        operation.method,
        operation.path,
        expect.stringMatching(/^(400|409|422)$/),
        withoutRequest(other),
      ]);
    }
    expect(denied).toBeGreaterThan(ofCase().length * 0.9);
    expect((await denials(person)).length - before).toBeGreaterThanOrEqual(denied);
  }

  async function ask(
    person: Person,
    { method, path, body }: Operation,
    of: Record<string, string | undefined>,
  ): Promise<Answer> {
    const kind = path.split('/')[2] ?? '';
    let first = true;
    const url = path.replace(/\{(\w+)\}/g, () => {
      const id = first ? of[kind] : undefined;
      first = false;
      return id ?? newId();
    });
    const sending = { version: 1, headers: { 'idempotency-key': randomUUID() } };
    const filled = body === undefined ? {} : sample(body);
    switch (method) {
      case 'GET':
        return person.get(url);
      case 'DELETE':
        return person.delete(url, sending);
      case 'PATCH':
      case 'PUT':
        return person.patch(url, filled, sending);
      case 'POST':
        return person.post(url, filled, sending);
    }
  }

  async function denials(person: Person): Promise<{ route: string; status: number }[]> {
    const { rows } = await app.db.query<{ detail: { route: string; status: number } }>(
      `SELECT meta::json -> 'detail' AS detail FROM audit.event WHERE kind = 'denied' AND actor = $1 ORDER BY id`,
      [person.userId],
    );
    return rows.map(({ detail: { route, status } }) => ({ route, status }));
  }
});

function withoutRequest({ body }: Answer): object {
  return { ...body, instance: undefined };
}

/** A schema with its references put in place. */
function resolve(schema: Schema | undefined, schemas: Record<string, Schema>): Schema | undefined {
  if (schema === undefined) return undefined;
  const { $ref, allOf, items, properties, ...rest } = schema;
  const target = $ref ?? allOf?.[0]?.$ref;
  if (target !== undefined) return resolve(schemas[target.split('/').at(-1) ?? ''], schemas);
  const inside = resolve(items, schemas);
  return {
    ...rest,
    ...(inside ? { items: inside } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, value]) => [key, resolve(value, schemas) ?? {}]),
          ),
        }
      : {}),
  };
}
