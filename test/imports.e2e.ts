import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import writeWorkbook from 'write-excel-file/node';
import type { ImportProblemView, ImportView } from '../src/registers/import/imports.dto.js';
import { cookCounty, type Invented } from './imports-invented.js';
import { createApp } from '../src/server.js';
import { TestApp, type Person } from './support/app.js';

interface Problem {
  status: number;
  code: string;
  title: string;
  file?: string;
  line?: number;
  column?: string;
}
interface Sent<T> {
  status: number;
  body: T;
  replayed: boolean;
}
type Files = Record<string, string | Uint8Array>;

describe('importing what another register holds', () => {
  let app: TestApp;
  let office: string;
  let clerk: Person;

  beforeAll(async () => {
    app = await TestApp.start();
    office = await app.office('COOK', 'prosecutor_office');
    clerk = await app.person('prosecution_clerk', office);
  });
  afterAll(async () => app.close());

  async function upload<T = ImportView>(
    files: Files,
    fields: Record<string, string> = {},
    { as = clerk, language = 'en', key = randomUUID() } = {},
  ): Promise<Sent<T>> {
    const form = new FormData();
    for (const [name, value] of Object.entries({
      profile: 'cook-county-2019',
      officeId: office,
      ...fields,
    })) {
      form.append(name, value);
    }
    for (const [name, content] of Object.entries(files)) form.append('files', new Blob([content]), name);
    const encoded = new Response(form);
    const answer = await app.nest.inject({
      method: 'POST',
      url: '/api/imports',
      headers: {
        'content-type': encoded.headers.get('content-type')!,
        'accept-language': language,
        'idempotency-key': key,
        ...(as.cookie === undefined ? {} : { cookie: as.cookie }),
      },
      payload: Buffer.from(await encoded.arrayBuffer()),
    });
    const body: T = answer.json();
    return { status: answer.statusCode, body, replayed: answer.headers['idempotency-replayed'] === 'true' };
  }

  async function checked(files: Files): Promise<ImportView> {
    const { status, body } = await upload(files);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  }

  /** Runs it and waits for its end, at most half a minute. */
  async function run(id: string): Promise<ImportView> {
    expect((await clerk.post(`/api/imports/${id}/run`)).status).toBe(202);
    const deadline = Date.now() + 30_000;
    for (;;) {
      const { body } = await clerk.get<ImportView>(`/api/imports/${id}`);
      if (body.state === 'done' || body.state === 'failed') return body;
      if (Date.now() > deadline) throw new Error(`still ${body.state} at ${String(body.casesDone)}`);
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }

  const report = async (id: string, query = '', language = 'en') =>
    (
      await clerk.get<{ items: ImportProblemView[]; nextCursor?: string }>(
        `/api/imports/${id}/report${query}`,
        {
          headers: { 'accept-language': language },
        },
      )
    ).body;
  const casesOf = async (...keys: string[]) =>
    app.value<number[]>(
      `SELECT array_agg((SELECT count(*)::int FROM app.case_aliases a WHERE a.value = k) ORDER BY n)
       FROM unnest($1::text[]) WITH ORDINALITY AS t (k, n)`,
      [keys],
    );
  const rowsOf = async (table: string) => app.value<number>(`SELECT count(*)::int FROM app.${table}`);
  const rowsOfAll = async (tables: readonly string[]) => {
    const counts: number[] = [];
    // One connection: one statement after the other.
    for (const table of tables) counts.push(await rowsOf(table));
    return counts;
  };

  it('checks first: the dry run counts and reports, and no case is written', async () => {
    const before = await rowsOf('cases');
    const check = await checked(cookCounty('dry', 3));
    expect(check).toMatchObject({
      state: 'checked',
      casesTotal: 3,
      casesKnown: 0,
      casesRefused: 0,
      errors: 0,
      found: { case: 3, person: 3, count: 3, outcome: 3, sentence: 3 },
      made: {},
    });
    expect(check.files.map(({ name }) => name)).toEqual([
      'intake.csv',
      'initiation.csv',
      'dispositions.csv',
      'sentencing.csv',
    ]);
    expect(await rowsOf('cases')).toBe(before);
    expect(
      await app.value(`SELECT count(*)::int FROM app.import_keys WHERE import_id = $1`, [check.id]),
    ).toBe(0);
  });

  it('writes whole cases under the clerk’s name, and keeps no file afterwards', async () => {
    const { id } = await checked(cookCounty('run', 2));
    const done = await run(id);
    expect(done).toMatchObject({
      state: 'done',
      casesDone: 2,
      made: { case: 2, person: 2, defendant: 2, count: 2, outcome: 2, sentence: 2 },
    });
    const caseId = await app.value<string>(`SELECT case_id FROM app.case_aliases WHERE value = 'run-1'`);
    const { body } = await clerk.get(`/api/cases/${caseId}`);
    expect(body).toMatchObject({
      title: 'MP c/ Participant run-1-p',
      regime: 'US-IL',
      origin: 'police_record',
      receivedOn: '2019-03-04',
      facts: { from: '2019-03-01', precision: 'day' },
      stage: 'C50',
      aliases: [{ kind: 'external', value: 'run-1', issuer: 'cook-county-2019' }],
    });
    expect(body['number']).toMatch(/^COOK\/IMP\/2019\/\d{5}-[0-9A-Z]$/);
    expect(await app.value(`SELECT created_by FROM app.cases WHERE id = $1`, [caseId])).toBe(clerk.userId);
    expect(
      await app.value(`SELECT count(content)::int FROM app.import_files WHERE import_id = $1`, [id]),
    ).toBe(0);
    const history = await clerk.get<{ items: { kind: string }[] }>(`/api/cases/${caseId}/history`);
    expect(history.body.items.map(({ kind }) => kind)).toContain('imported');
  });

  it('adds nothing the second time', async () => {
    const files = cookCounty('twice', 3);
    await run((await checked(files)).id);
    const tables = ['cases', 'people', 'defendants', 'counts', 'outcomes', 'sentences', 'import_keys'];
    const before = await rowsOfAll(tables);
    const again = await checked(files);
    expect(again).toMatchObject({ casesTotal: 3, casesKnown: 3, warnings: 0 });
    expect(await run(again.id)).toMatchObject({ state: 'done', made: {} });
    expect(await rowsOfAll(tables)).toEqual(before);
  });

  it('says so when a case comes again with other content, and leaves it as it is', async () => {
    await run((await checked(cookCounty('moved', 1))).id);
    const other = cookCounty('moved', 1, ({ intake }) => (intake[0]!['age_at_incident'] = '77'));
    const { id } = await checked(other);
    expect((await report(id)).items).toMatchObject([
      { severity: 'warning', code: 'import.case_changed', caseKey: 'moved-1', file: 'intake.csv', line: 2 },
    ]);
    await run(id);
    expect(
      await app.value(
        `SELECT max(declared_age)::int FROM app.defendants d JOIN app.case_aliases a USING (case_id) WHERE a.value = 'moved-1'`,
      ),
    ).toBe(30);
  });

  it('keeps a case with an error out, whole, names its row and takes the others', async () => {
    const files = cookCounty('bad', 3, ({ initiation, intake }) => {
      initiation[1]!['event_date'] = '31/12/2019';
      intake[2]!['age_at_incident'] = '';
    });
    const check = await checked(files);
    expect(check).toMatchObject({ casesTotal: 3, casesRefused: 1, errors: 1 });
    expect(await run(check.id)).toMatchObject({ state: 'done', made: { case: 2 } });
    expect(await casesOf('bad-1', 'bad-2', 'bad-3')).toEqual([1, 0, 1]);
    const [english] = (await report(check.id, '?severity=error')).items;
    const [french] = (await report(check.id, '?severity=error', 'fr')).items;
    expect(english).toMatchObject({
      severity: 'error',
      phase: 'check',
      file: 'initiation.csv',
      line: 3,
      column: 'event_date',
      caseKey: 'bad-2',
      message: '“31/12/2019” is not a date of the form expected in “event_date”.',
    });
    expect(french?.message).toBe(
      '« 31/12/2019 » n’est pas une date de la forme attendue dans « event_date ».',
    );
  });

  it('keeps out a case that the database refuses, and takes the rest of its batch', async () => {
    const files = cookCounty('old', 3, ({ intake, initiation }) => {
      for (const row of [intake[1]!, initiation[1]!]) row['received_date'] = '1802-01-01T04:00:00Z';
    });
    const done = await run((await checked(files)).id);
    expect(done).toMatchObject({ state: 'done', errors: 1, casesRefused: 1, made: { case: 2 } });
    expect(await casesOf('old-1', 'old-2', 'old-3')).toEqual([1, 0, 1]);
    expect((await report(done.id, '?severity=error')).items).toMatchObject([
      { phase: 'run', code: 'import.case_refused', caseKey: 'old-2', file: 'intake.csv', line: 3 },
    ]);
    const gaps = await app.value(
      `SELECT count(*)::int FROM (SELECT serial - row_number() OVER (PARTITION BY year ORDER BY serial) AS gap FROM app.cases WHERE series = 'IMP') s WHERE gap <> 0`,
    );
    expect(gaps).toBe(0);
  });

  it('pages through a long report in order', async () => {
    const files = cookCounty('long', 7, ({ sentencing }) => {
      for (const row of sentencing) row['commitment_term'] = '0';
    });
    const { id } = await checked(files);
    const seen: (number | undefined)[] = [];
    for (let cursor = ''; ;) {
      const page = await report(id, `?limit=3${cursor}`);
      seen.push(...page.items.map(({ line }) => line));
      if (page.nextCursor === undefined) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual([2, 3, 4, 5, 6, 7, 8]);
  });

  describe('refuses a file that cannot be used, by its place, and keeps nothing of it', () => {
    const broken = (name: string, content: string | Uint8Array): Files => ({
      ...cookCounty('never', 1),
      [name]: content,
    });
    const intake = () => cookCounty('never', 1)['intake.csv']!;

    it('in French and in English, with line and column', async () => {
      const files = broken('intake.csv', `${intake()}one,two\n`);
      const before = await rowsOf('imports');
      const english = await upload<Problem>(files);
      const french = await upload<Problem>(files, {}, { language: 'fr' });
      expect(english).toMatchObject({
        status: 422,
        body: { code: 'import.row_shape', file: 'intake.csv', line: 3, column: 'received_date' },
      });
      expect(english.body.title).toBe(
        'This row has 2 cells, the heading has 15: a separator is missing or too many.',
      );
      expect(french.body.title).toBe(
        'Cette ligne a 2 cellules, l’en-tête en a 15 : un séparateur manque ou est de trop.',
      );
      expect(await rowsOf('imports')).toBe(before);
    });

    it.each([
      ['a PDF named .csv', 'intake.csv', '%PDF-1.7', 'import.not_what_it_says'],
      ['NUL bytes', 'intake.csv', 'a,b\n\0,1\n', 'import.binary_in_text'],
      ['a text named .xlsx', 'intake.xlsx', 'a,b\n', 'import.not_what_it_says'],
      ['a table the profile does not know', 'weather.csv', 'a,b\n1,2\n', 'import.table_unknown'],
      ['a missing column', 'intake.csv', 'case_id,gender\n1,Male\n', 'import.column_missing'],
      ['a quote that never closes', 'intake.csv', 'case_id,gender\n1,"Male\n', 'import.quote_not_closed'],
    ])('%s', async (_what, name, content, code) => {
      const { status, body } = await upload<Problem>(broken(name, content));
      expect([status, body.code]).toEqual([422, code]);
      expect(body.title).not.toContain('{{');
    });

    it('and a form that is none, or lacks a part', async () => {
      const json = await clerk.post<Problem>('/api/imports', { profile: 'cook-county-2019' });
      expect([json.status, json.body.code]).toEqual([400, 'import.multipart']);
      expect((await upload<Problem>({})).status).toBe(400);
      expect((await upload<Problem>(cookCounty('x', 1), { officeId: 'COOK' })).status).toBe(400);
      expect((await upload<Problem>(cookCounty('x', 1), { extra: '1' })).status).toBe(400);
      expect((await upload<Problem>(cookCounty('x', 1), { profile: '../../package' })).body.code).toBe(
        'import.profile_unknown',
      );
    });
  });

  describe('a workbook', () => {
    const sheets = (tables: Invented) =>
      Object.entries(tables).map(([sheet, rows]: [string, Record<string, string>[]]) => ({
        sheet,
        data: [Object.keys(rows[0]!), ...rows.map(Object.values)].map((cells) =>
          cells.map((cell: string) => (cell === '' ? null : { value: cell, type: String })),
        ),
      }));

    it('with a sheet for each table comes in like four CSV files', async () => {
      const tables: Invented = {} as Invented;
      cookCounty('book', 2, (invented) => Object.assign(tables, invented));
      // The library's own types want one literal shape for each cell.
      const content = await writeWorkbook(sheets(tables) as never).toBuffer();
      const done = await run((await checked({ 'anything.xlsx': content })).id);
      expect(done).toMatchObject({ state: 'done', errors: 0, made: { case: 2, outcome: 2, sentence: 2 } });
    });
  });

  describe('who may', () => {
    it('a clerk imports into offices of theirs only', async () => {
      const elsewhere = await app.office('FAR', 'prosecutor_office');
      const { status } = await upload(cookCounty('far', 1), { officeId: elsewhere });
      expect(status).toBe(403);
    });

    it('somebody without the right is refused, and sees no import', async () => {
      const judge = await app.person('judge', office);
      expect((await upload(cookCounty('far', 1), {}, { as: judge })).status).toBe(403);
      expect((await upload(cookCounty('far', 1), {}, { as: app.nobody })).status).toBe(401);
      const { id } = await checked(cookCounty('mine', 1));
      const far = await app.person('prosecution_clerk', await app.office('FAR2', 'prosecutor_office'));
      expect((await far.get(`/api/imports/${id}`)).status).toBe(404);
      expect((await far.get(`/api/imports/${id}/report`)).status).toBe(404);
      expect((await far.post(`/api/imports/${id}/run`)).status).toBe(404);
      expect((await far.get<{ items: object[] }>('/api/imports')).body.items).toEqual([]);
    });
  });

  it('the same key gives the same import once', async () => {
    const key = randomUUID();
    const files = cookCounty('key', 1);
    const first = await upload(files, {}, { key });
    const second = await upload(files, {}, { key });
    expect(second.body.id).toBe(first.body.id);
    expect([first.replayed, second.replayed]).toEqual([false, true]);
  });

  it('is run once: a second start while it runs or when it is done is a conflict', async () => {
    const { id } = await checked(cookCounty('once', 1));
    await run(id);
    const again = await clerk.post<Problem>(`/api/imports/${id}/run`);
    expect([again.status, again.body.code]).toEqual([409, 'import.not_runnable']);
  });

  it('goes on by itself after the server stopped in the middle, in the name of who started it', async () => {
    const { id } = await checked(cookCounty('resumed', 60));
    await app.db.query(`UPDATE app.imports SET state = 'running', run_at = now() WHERE id = $1`, [id]);
    const second = await createApp(app.configuration, app.clock);
    try {
      const deadline = Date.now() + 30_000;
      const state = async () => app.value<string>('SELECT state FROM app.imports WHERE id = $1', [id]);
      while ((await state()) === 'running' && Date.now() < deadline)
        await new Promise((resume) => setTimeout(resume, 20));
      expect(await state()).toBe('done');
      expect(
        await app.value(
          `SELECT count(*)::int FROM app.cases c JOIN app.case_aliases a ON a.case_id = c.id WHERE a.value LIKE 'resumed-%' AND c.created_by = $1`,
          [clerk.userId],
        ),
      ).toBe(60);
    } finally {
      await second.close();
    }
  });

  it('waits for a database that went away in the middle, and loses nothing', async () => {
    const { id } = await checked(cookCounty('cut', 100));
    const ended = run(id);
    const written = async () =>
      app.value<number>(`SELECT count(*)::int FROM app.case_aliases WHERE value LIKE 'cut-%'`);
    const deadline = Date.now() + 20_000;
    while ((await written()) < 25 && Date.now() < deadline)
      await new Promise((again) => setTimeout(again, 5));
    expect(await written()).toBeLessThan(100);
    const { rowCount } = await app.db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'greffe_app' AND datname = current_database()`,
    );
    expect(rowCount).toBeGreaterThan(0);
    expect(await ended).toMatchObject({ state: 'done', casesRefused: 0, made: { case: 100, sentence: 100 } });
    expect(await written()).toBe(100);
  }, 60_000);

  it('lists the profiles there are, in the language asked for', async () => {
    const { body } = await clerk.get<{ profile: string; title: string }[]>('/api/imports/profiles', {
      headers: { 'accept-language': 'fr' },
    });
    expect(body).toMatchObject([
      { profile: 'cook-county-2019', title: expect.stringContaining('Comté de Cook') },
    ]);
  });

  it('an import cannot add to the country’s own catalogue of offences', async () => {
    await app.db.query('BEGIN');
    try {
      await app.db.query(`SET LOCAL ROLE greffe_app`);
      await expect(
        app.db.query(`SELECT app.import_law($1, '[]', '[]')`, [JSON.stringify({ code: 'US-IL' })]),
      ).rejects.toMatchObject({ code: '42501' });
    } finally {
      await app.db.query('ROLLBACK');
    }
  });
});
