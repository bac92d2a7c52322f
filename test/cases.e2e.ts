import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { plainCaseFile } from '../bench/plain-case-file.js';
import { roles } from '../src/platform/access/roles.js';
import { signActor } from '../src/platform/context/actor.js';
import { Person, TestApp } from './support/app.js';
import { aCase, aDefendant, offence, register, unknownAuthor } from './support/cases.js';
import { CONTEXT_KEY } from './support/server.js';

let app: TestApp;
let unit: string;
let elsewhere: string;
let clerk: Person;
let registrar: Person;
let stranger: Person;

beforeAll(async () => {
  app = await TestApp.start();
  unit = await app.office('PJS', 'unit');
  elsewhere = await app.office('TGI-KAYES', 'court');
  clerk = await app.person('prosecution_clerk', unit);
  registrar = await app.person('registrar_in_chief', unit);
  stranger = await app.person('prosecution_clerk', elsewhere);
});
afterAll(async () => {
  await app.close();
});

describe('registering a case', () => {
  it('gives a number with a check sign, and a generated title', async () => {
    const ter = await offence(app, 'TER-02');
    const made = await register(app, clerk, unit, {
      defendants: [aDefendant('Samaké Lassine', { counts: [{ offenceId: ter }] }), unknownAuthor()],
    });
    expect(made.number).toMatch(/^PJS\/RP\/\d{4}\/\d{5}-[0-9A-Z]$/);
    expect(made.title).toBe('MP c/ Samaké Lassine et 1 autre');
  });

  it('gives forty clerks forty numbers without a gap', async () => {
    const body = await aCase(app, unit);
    const before = await app.value<number>(
      'SELECT coalesce(max(last), 0) FROM app.register_counters WHERE office_id = $1',
      [unit],
    );
    const answers = await Promise.all(
      Array.from({ length: 40 }, async () => clerk.post<{ number: string }>('/api/cases', body)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(201));
    const serials = answers
      .map(({ body: { number } }) => Number(number.split('/')[3]?.split('-')[0]))
      .sort((a, b) => a - b);
    expect(serials).toEqual(Array.from({ length: 40 }, (_, index) => before + index + 1));
  });

  it('gives the number back when the registration fails', async () => {
    const before = await app.value<number>('SELECT last FROM app.register_counters WHERE office_id = $1', [
      unit,
    ]);
    const refused = await clerk.post('/api/cases', await aCase(app, unit, { regime: 'NO-SUCH-CODE' }));
    expect(refused.status).toBe(422);
    expect(await app.value('SELECT last FROM app.register_counters WHERE office_id = $1', [unit])).toBe(
      before,
    );
  });

  it('does the same request once, however often it is sent', async () => {
    const body = await aCase(app, unit);
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 10 }, async () => clerk.post<{ id: string }>('/api/cases', body, { key })),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers.filter((answer) => answer.headers['idempotency-replayed'] === 'true')).toHaveLength(9);
    const other = await clerk.post('/api/cases', { ...body, matter: 'civil' }, { key });
    expect(other.status).toBe(422);
    expect(other.body['code']).toBe('idempotency.other_request');
  });

  it('asks for a key', async () => {
    expect((await clerk.post('/api/cases', await aCase(app, unit), { key: null })).status).toBe(400);
  });

  it.each([
    ['a birth after the facts', { defendants: [aDefendant('Cissé Oumar')] }, 'defendants.0.person.birthDate'],
    [
      'facts after the file was received',
      { facts: { from: '2023-06-01', precision: 'day' as const } },
      'facts.from',
    ],
    ['nobody accused', { defendants: [] }, 'defendants'],
    ['a file received tomorrow', { receivedOn: '2099-01-01' }, 'receivedOn'],
  ])('refuses %s, names the field, writes nothing', async (_what, change, field) => {
    const body = await aCase(app, unit, change);
    if (field.endsWith('birthDate'))
      Object.assign(body.defendants[0]!.person!, { birthDate: '2023-04-25', birthPrecision: 'day' });
    const before = await app.value('SELECT count(*) FROM app.cases');
    const refused = await clerk.post<{ fields: { field: string }[] }>('/api/cases', body, {
      headers: { 'accept-language': 'fr' },
    });
    expect(refused.status).toBe(422);
    expect(refused.body.fields.map((problem) => problem.field)).toContain(field);
    expect(await app.value('SELECT count(*) FROM app.cases')).toBe(before);
  });

  it('is refused in an office one does not work in, as if that office were not there', async () => {
    const there = await clerk.post('/api/cases', await aCase(app, elsewhere));
    const nowhere = await clerk.post('/api/cases', await aCase(app, randomUUID()));
    expect([there.status, there.body['code']]).toEqual([403, 'case.register_elsewhere']);
    expect([nowhere.status, nowhere.body['code']]).toEqual([403, 'case.register_elsewhere']);
  });

  it('speaks French and English', async () => {
    const body = await aCase(app, unit, { defendants: [] });
    const fr = await clerk.post<{ title: string }>('/api/cases', body, {
      headers: { 'accept-language': 'fr-ML, en;q=0.5' },
    });
    const en = await clerk.post<{ title: string }>('/api/cases', body, {
      headers: { 'accept-language': 'en' },
    });
    expect(fr.body.title).toBe('Certains champs ne sont pas corrects.');
    expect(en.body.title).toBe('Some fields are not right.');
  });
});

describe('a case', () => {
  it('is found in the list and opened by its office, and by nobody else', async () => {
    const made = await register(app, clerk, unit);
    const mine = await clerk.get<{ items: { id: string }[] }>('/api/cases?limit=5');
    expect(mine.body.items.map(({ id }) => id)).toContain(made.id);
    expect((await stranger.get<{ items: unknown[]; total: number }>('/api/cases?total=true')).body).toEqual({
      items: [],
      total: 0,
    });
    expect((await clerk.get(`/api/cases/${made.id}`)).body).toMatchObject({
      number: made.number,
      stage: 'C10',
      version: 1,
    });
    expect((await stranger.get(`/api/cases/${made.id}`)).status).toBe(404);
    expect((await app.nobody.get(`/api/cases/${made.id}`)).status).toBe(401);
  });

  it('is found by its exact number; a mistyped number is refused', async () => {
    const made = await register(app, clerk, unit);
    const found = await clerk.get<{ items: { id: string }[] }>(
      `/api/cases?number=${encodeURIComponent(made.number)}`,
    );
    expect(found.body.items.map(({ id }) => id)).toEqual([made.id]);
    const check = made.number.slice(-1);
    const wrong = made.number.slice(0, -1) + (check === '7' ? '8' : '7');
    expect((await clerk.get(`/api/cases?number=${encodeURIComponent(wrong)}`)).status).toBe(400);
  });

  it('is paged without losing or repeating one', async () => {
    const all = await app.value<number>('SELECT count(*)::int FROM app.cases WHERE office_id = $1', [unit]);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await clerk.get<{ items: { id: string }[]; nextCursor?: string }>(
        `/api/cases?limit=7${cursor}`,
      );
      seen.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.nextCursor === undefined ? '' : `&cursor=${page.body.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toHaveLength(all);
    expect(new Set(seen).size).toBe(all);
  });

  it('keeps its number when it is struck, with the reason, and takes nothing more', async () => {
    const made = await register(app, clerk, unit);
    const reason = 'Enregistrée deux fois par erreur';
    expect((await clerk.post(`/api/cases/${made.id}/strike`, { reason }, { version: 1 })).status).toBe(403);
    const struck = await registrar.post(`/api/cases/${made.id}/strike`, { reason }, { version: 1 });
    expect(struck.body).toMatchObject({ status: 'struck', strikeReason: reason, number: made.number });
    const version = Number(struck.body['version']);
    expect((await clerk.patch(`/api/cases/${made.id}`, { tags: ['crsv'] }, { version })).status).toBe(422);
    const next = await register(app, clerk, unit);
    expect(next.number).not.toBe(made.number);
  });

  it('is changed only by who saw its present version', async () => {
    const { id } = await register(app, clerk, unit);
    expect((await clerk.patch(`/api/cases/${id}`, { tags: ['crsv'] })).status).toBe(428);
    const both = await Promise.all([
      clerk.patch(`/api/cases/${id}`, { tags: ['crsv'] }, { version: 1 }),
      registrar.patch(`/api/cases/${id}`, { tags: ['emblematic'] }, { version: 1 }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const stale = both.find(({ status }) => status === 412);
    expect(stale?.body['current']).toMatchObject({ version: 2 });
  });

  it('moves along the table of stages, and says what is possible when it does not', async () => {
    const { id } = await register(app, clerk, unit);
    const moved = await clerk.post(`/api/cases/${id}/moves`, { to: 'C11', on: '2023-05-10' }, { version: 1 });
    expect(moved.body).toMatchObject({ stage: 'C11', status: 'open' });
    const refused = await clerk.post<{ possible: string[] }>(
      `/api/cases/${id}/moves`,
      { to: 'C90', on: '2023-05-11' },
      { version: 2 },
    );
    expect(refused.status).toBe(409);
    expect(refused.body.possible).toContain('C13');
  });

  it('tells its history in the language of the reader', async () => {
    const { id } = await register(app, clerk, unit);
    await clerk.patch(`/api/cases/${id}`, { tags: ['crsv'] }, { version: 1 });
    const fr = await clerk.get<{ items: { kind: string; text: string }[] }>(`/api/cases/${id}/history`, {
      headers: { 'accept-language': 'fr' },
    });
    expect(fr.body.items.map(({ kind }) => kind)).toEqual(['changed', 'registered']);
    expect(fr.body.items[1]?.text).toMatch(/^Affaire enregistrée sous le numéro PJS/);
  });
});

describe('looking for a case', () => {
  const found = async (who: Person, words: string) =>
    (
      await who.post<{ items: { id: string; foundBy: string }[] }>(
        '/api/cases/search',
        { words },
        { key: null },
      )
    ).body.items;

  it('finds it by number, old number, name in another spelling, and offence', async () => {
    const made = await register(app, clerk, unit, {
      aliases: [{ kind: 'other_court', value: 'RI 77/2014', issuer: 'TPI de Gao' }],
      defendants: [
        aDefendant('Ag Hamatou Mohamédoun', { counts: [{ offenceId: await offence(app, 'ORG-09') }] }),
      ],
    });
    expect(await found(clerk, made.number.slice(0, -2).toLowerCase())).toMatchObject([
      { id: made.id, foundBy: 'number' },
    ]);
    expect(await found(clerk, 'ri-77 2014')).toMatchObject([{ id: made.id, foundBy: 'old_number' }]);
    expect(await found(clerk, 'mohamedoun ag hamatu')).toMatchObject([{ id: made.id, foundBy: 'defendant' }]);
    expect((await found(clerk, 'biens culturels')).map((one) => [one.id, one.foundBy])).toContainEqual([
      made.id,
      'charge',
    ]);
    for (const words of [made.number, 'RI 77/2014', 'Mohamédoun Ag Hamatou', 'biens culturels']) {
      expect(await found(stranger, words)).toEqual([]);
    }
  });
});

describe('the case page', () => {
  it('shows each role what the row policies let through', async () => {
    const made = await register(app, clerk, unit, { aliases: [{ kind: 'police', value: 'PV 12' }] });
    for (const role of roles) {
      const person = await app.person(role, unit);
      const byPolicies = await asRuntime(person.userId, `${plainCaseFile} AND NOT c.sealed`, [made.id]);
      const byFunction = await asRuntime(person.userId, 'SELECT app.case_file($1, false) AS file', [made.id]);
      const file = byFunction[0]?.['file'] as object | null;
      expect([role, normal(file)]).toEqual([role, normal(byPolicies[0] ?? null)]);
    }
  });

  /** Statements of the runtime role in a person's name, without the application. */
  async function asRuntime(
    userId: string,
    text: string,
    values: unknown[],
  ): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: app.urls.app });
    await client.connect();
    try {
      await client.query('BEGIN');
      const actor = { userId, sessionId: '', requestId: 'test', ip: '', scopes: '*' as const };
      await client.query('SELECT sec.enter($1)', [signActor(actor, CONTEXT_KEY, Date.now())]);
      return (await client.query<Record<string, unknown>>(text, values)).rows;
    } finally {
      await client.end();
    }
  }
  const normal = (file: object | null): unknown => JSON.parse(JSON.stringify(file ?? null));
});

describe('bad input', () => {
  it.each([
    ['an unknown field', { role: 'administrator' }, 'role'],
    ['a hidden direction mark', { matter: 'criminal\u202E' }, 'matter'],
    ['a list for a scalar', { receivedOn: ['2023-05-02'] }, 'receivedOn'],
    ['a day that does not exist', { receivedOn: '2023-02-30' }, 'receivedOn'],
    ['a text where an object is due', { facts: 'hier' }, 'facts'],
    ['a NUL', { aliases: [{ kind: 'police', value: 'a\u0000b' }] }, 'aliases.0.value'],
  ])('%s is a 400 that names it', async (_what, change, field) => {
    const refused = await clerk.post<{ fields: { field: string }[] }>('/api/cases', {
      ...(await aCase(app, unit)),
      ...change,
    });
    expect(refused.status).toBe(400);
    expect(refused.body.fields.map((problem) => problem.field)).toContain(field);
  });

  it('__proto__ and broken JSON are 400, ten megabytes are 413', async () => {
    expect((await clerk.post('/api/cases', '{"__proto__": {"admin": true}}')).status).toBe(400);
    expect((await clerk.post('/api/cases', '{"a":')).status).toBe(400);
    expect((await clerk.post('/api/cases', JSON.stringify({ regime: 'x'.repeat(10_000_000) }))).status).toBe(
      413,
    );
  });
});
