import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { ExportExpiry } from '../src/registers/export/export-expiry.js';
import type { ExportItem } from '../src/registers/export/export.view.js';
import { asRuntime } from './access/support.js';
import { Person, TestApp } from './support/app.js';
import { aDefendant, offence, register } from './support/cases.js';

let app: TestApp;
let unit: string;
let court: string;
let clerk: Person;
let prosecutor: Person;
let chief: Person;
let stranger: Person;
let strangersChief: Person;
let judge: Person;

beforeAll(async () => {
  app = await TestApp.start();
  unit = await app.office('PJS', 'unit');
  court = await app.office('TGI-KAYES', 'court');
  [clerk, prosecutor, chief, stranger, strangersChief, judge] = await Promise.all([
    app.person('prosecution_clerk', unit),
    app.person('prosecutor', unit),
    app.person('registrar_in_chief', unit),
    app.person('prosecution_clerk', court),
    app.person('registrar_in_chief', court),
    app.person('judge', unit),
  ]);
});
afterAll(async () => app.close());

type Made = ExportItem & { fields?: { field: string }[]; code: string };

const PURPOSE = 'Réponse à la demande d’inventaire du parquet général';
const inDays = (days: number) => new Date(app.clock.millis() + days * 86_400_000).toISOString();

async function ask(who: Person, more: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const body = {
    resource: 'cases',
    filters: {},
    columns: ['number', 'title'],
    format: 'csv',
    purpose: PURPOSE,
    recipient: 'Parquet général',
    expiresAt: inDays(7),
    ...more,
  };
  return who.post<Made>('/api/exports', body, { headers });
}

async function make(who: Person, more: Record<string, unknown> = {}, headers?: Record<string, string>) {
  const made = await ask(who, more, headers);
  if (made.status !== 201) throw new Error(`export: ${String(made.status)} ${made.text}`);
  return made.body;
}

/** The bytes as they travel. */
async function download(who: Person, id: string) {
  const answer = await app.nest.inject({
    method: 'GET',
    url: `/api/exports/${id}/file`,
    headers: { cookie: who.cookie ?? '' },
  });
  return { status: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload };
}

async function csvOf(who: Person, id: string): Promise<{ headings: string[]; rows: string[][] }> {
  const { bytes } = await download(who, id);
  const [headings = [], ...rows] = parse(bytes, { bom: true });
  return { headings, rows };
}

/** Everything in a workbook's sheet as text, the blank row left out. */
async function xlsxOf(who: Person, id: string): Promise<string[][]> {
  const { bytes } = await download(who, id);
  const rows = await readSheet(bytes, { trim: false });
  return rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : '')));
}

interface Event {
  actor: string;
  detail: Record<string, unknown>;
  cases: string[];
}

/** The events of kind "export" about one export, oldest first, with every case of each. */
async function events(id: string): Promise<Event[]> {
  const { rows } = await app.db.query<Event>(
    `SELECT e.actor, (e.meta::jsonb) -> 'detail' AS detail,
       CASE WHEN e.case_id IS NOT NULL THEN ARRAY[e.case_id::text]
            ELSE ARRAY(SELECT a.case_id::text FROM audit.access_case a WHERE a.event_id = e.id) END AS cases
     FROM audit.event e WHERE e.kind = 'export' AND (e.meta::jsonb) ->> 'pk' = $1 ORDER BY e.id`,
    [id],
  );
  return rows;
}

describe('an export of cases', () => {
  it('holds the cases that its maker sees, and none of anybody else’s', async () => {
    const mine = await register(app, clerk, unit);
    const theirs = await register(app, stranger, court);
    const csv = await csvOf(clerk, (await make(clerk)).id);
    const numbers = csv.rows.map(([number]) => number);
    expect(numbers).toContain(mine.number);
    expect(numbers).not.toContain(theirs.number);
    expect(csv.rows).toHaveLength(
      await app.value<number>('SELECT count(*)::int FROM app.cases WHERE office_id = $1', [unit]),
    );
    const sheet = await xlsxOf(stranger, (await make(stranger, { format: 'xlsx' })).id);
    expect(sheet.flat()).toContain(theirs.number);
    expect(sheet.flat()).not.toContain(mine.number);
  });

  it('leaves out what is sealed to its maker or bars them', async () => {
    const sealed = await register(app, clerk, unit);
    const barred = await register(app, clerk, unit);
    await prosecutor.post(`/api/cases/${sealed.id}/seal`, {
      members: [prosecutor.userId],
      reason: 'protection d’une source',
    });
    await prosecutor.post(`/api/cases/${barred.id}/exclusions`, {
      userId: clerk.userId,
      reason: 'lien avec une partie',
    });
    const numbers = async (who: Person) =>
      (await csvOf(who, (await make(who)).id)).rows.map(([number]) => number);
    const clerks = await numbers(clerk);
    expect(clerks).not.toContain(sealed.number);
    expect(clerks).not.toContain(barred.number);
    expect(await numbers(prosecutor)).toEqual(expect.arrayContaining([sealed.number, barred.number]));
  });

  it('is given no names of a case that is sealed to one, bars one, or is elsewhere', async () => {
    const [open, sealed, barred] = [
      await register(app, clerk, unit),
      await register(app, clerk, unit),
      await register(app, clerk, unit),
    ];
    const theirs = await register(app, stranger, court);
    await prosecutor.post(`/api/cases/${sealed.id}/seal`, {
      members: [prosecutor.userId],
      reason: 'protection d’une source',
    });
    await prosecutor.post(`/api/cases/${barred.id}/exclusions`, {
      userId: clerk.userId,
      reason: 'lien avec une partie',
    });
    const ids = [open.id, sealed.id, barred.id, theirs.id];
    const named = async (who: Person | undefined) =>
      asRuntime(app, who, async () => {
        const { rows } = await app.db.query<{ case_id: string }>('SELECT * FROM app.defendant_names($1)', [
          ids,
        ]);
        return rows.map((row) => row.case_id).sort();
      });
    expect(await named(clerk)).toEqual([open.id]);
    expect(await named(prosecutor)).toEqual([open.id, sealed.id, barred.id].sort());
    expect(await named(stranger)).toEqual([theirs.id]);
    expect(await named(judge)).toEqual([]);
    expect(await named(undefined)).toEqual([]);
  });

  it('is narrowed and sorted like the list', async () => {
    await register(app, clerk, unit, { tags: ['crsv'], matter: 'criminal' });
    const list = await clerk.get<{ items: { number: string }[] }>(
      '/api/cases?tag=crsv&sort=registeredOn&limit=100',
    );
    const { id, rows } = await make(clerk, { filters: { tag: 'crsv' }, sort: 'registeredOn' });
    const csv = await csvOf(clerk, id);
    expect(csv.rows.map(([number]) => number)).toEqual(list.body.items.map(({ number }) => number));
    expect(rows).toBe(list.body.items.length);
  });

  it('gives every column that there is, as the register has it', async () => {
    const [ter, org] = [await offence(app, 'TER-02'), await offence(app, 'TER-01')];
    const made = await register(app, clerk, unit, {
      defendants: [
        aDefendant('Samaké Lassine', { counts: [{ offenceId: ter }, { offenceId: org }] }),
        aDefendant('Diarra Awa', { counts: [{ offenceId: ter }] }),
      ],
      aliases: [{ kind: 'police', value: 'PV 12/2023' }],
      victims: [{ role: 'victim', kind: 'legal', legalName: 'Banque du Fleuve' }],
    });
    const columns = [
      'number',
      'title',
      'office',
      'matter',
      'regime',
      'origin',
      'receivedOn',
      'registeredOn',
      'factsFrom',
      'factsTo',
      'factsPrecision',
      'place',
      'tags',
      'stage',
      'stageLabel',
      'status',
      'aliases',
      'defendants',
      'defendantCount',
      'offenceCodes',
      'offences',
    ];
    const { id } = await make(
      clerk,
      { filters: { number: made.number }, columns },
      { 'accept-language': 'en' },
    );
    const { headings, rows } = await csvOf(clerk, id);
    expect(rows).toHaveLength(1);
    const cell = Object.fromEntries(columns.map((column, index) => [column, rows[0]?.[index]]));
    expect(cell).toMatchObject({
      number: made.number,
      title: 'MP c/ Samaké Lassine et 1 autre',
      office: 'PJS',
      matter: 'criminal',
      origin: 'police_record',
      receivedOn: '2023-05-02',
      factsFrom: '2023-04-20',
      factsTo: '',
      factsPrecision: 'day',
      place: '',
      stage: 'C10',
      stageLabel: 'Registered at prosecutor’s office',
      status: 'open',
      aliases: 'PV 12/2023',
      defendants: 'Samaké Lassine; Diarra Awa',
      defendantCount: '2',
      offenceCodes: 'TER-01; TER-02',
    });
    expect(headings[17]).toBe('Defendants');
    expect(rows.flat().join()).not.toContain('Banque du Fleuve');
  });

  it('offers no column of victims, witnesses or staff', async () => {
    for (const column of ['victims', 'pseudonym', 'witnesses', 'responsible']) {
      const refused = await ask(clerk, { columns: ['number', column] });
      expect([refused.status, refused.body.fields?.[0]?.field]).toEqual([400, 'columns']);
    }
  });

  it('speaks French and English in its headings', async () => {
    const headings = async (language: string) =>
      (await csvOf(clerk, (await make(clerk, {}, { 'accept-language': language })).id)).headings.slice(0, 2);
    expect(await headings('fr')).toEqual(['Numéro', 'Dossier']);
    expect(await headings('en')).toEqual(['Number', 'Case']);
  });

  it('is made once, however often it is sent', async () => {
    const key = randomUUID();
    const body = {
      resource: 'cases',
      filters: {},
      columns: ['number'],
      format: 'csv',
      purpose: PURPOSE,
      recipient: 'Parquet général',
      expiresAt: inDays(1),
    };
    const [first, again] = await Promise.all([
      clerk.post<Made>('/api/exports', body, { key }),
      clerk.post<Made>('/api/exports', body, { key }),
    ]);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
  });

  it.each([
    ['an unknown filter', { filters: { defendant: 'Traoré' } }, 400, 'filters.defendant'],
    ['a mistyped number', { filters: { number: 'PJS/RP/2023/00001-0' } }, 400, 'filters.number'],
    ['an unknown column', { columns: ['number', 'victims'] }, 400, 'columns'],
    ['no column', { columns: [] }, 400, 'columns'],
    ['a purpose of one word', { purpose: 'besoin' }, 400, 'purpose'],
    ['no recipient', { recipient: '' }, 400, 'recipient'],
    ['another format', { format: 'pdf' }, 400, 'format'],
    ['another resource', { resource: 'victims' }, 400, 'resource'],
    ['no expiry', { expiresAt: null }, 400, 'expiresAt'],
    ['an expiry in the past', { expiresAt: '2020-01-01T00:00:00Z' }, 422, 'expiresAt'],
    ['an expiry in two months', { expiresAt: '2100-01-01T00:00:00Z' }, 422, 'expiresAt'],
  ])('refuses %s, names the field, writes nothing', async (_what, change, status, field) => {
    const before = await app.value('SELECT count(*)::int FROM app.exports');
    const refused = await ask(clerk, change);
    expect([refused.status, refused.body.fields?.map((one) => one.field)]).toEqual([status, [field]]);
    expect(await app.value('SELECT count(*)::int FROM app.exports')).toBe(before);
  });

  it('expires after thirty days at the latest', async () => {
    expect((await ask(clerk, { expiresAt: inDays(29.99) })).status).toBe(201);
    expect((await ask(clerk, { expiresAt: inDays(30.01) })).status).toBe(422);
  });
});

describe('cells of a file', () => {
  const payload = 'HYPERLINK("http://evil.example";"x")';
  const dangerous = ['=', '+', '-', '@', '\t=', '\r='].map((prefix) => `${prefix}${payload}`);

  async function prepare(): Promise<string> {
    const office = await app.office(`ESC-${randomUUID().slice(0, 8).toUpperCase()}`, 'court', unit);
    for (const text of dangerous) {
      // Tabs and line breaks do not come in by the API; an import of long ago might have brought them.
      const { id } = await register(app, clerk, office, {
        defendants: [aDefendant('=cmd|calc', { counts: [{ offenceId: await offence(app, 'TER-02') }] })],
      });
      await app.db.query(
        `INSERT INTO app.case_aliases (id, case_id, kind, value) VALUES ($1, $2, 'external', $3)`,
        [randomUUID(), id, text],
      );
    }
    return office;
  }

  const columns = ['aliases', 'defendants'];

  it('cannot begin a formula in CSV', async () => {
    const filters = { office: await prepare() };
    const { headings, rows } = await csvOf(
      clerk,
      (await make(clerk, { filters, columns, recipient: '=1+1', purpose: '@SUM(1+1) pour essai' })).id,
    );
    expect(rows.map(([alias]) => alias).sort()).toEqual(dangerous.map((text) => `'${text}`).sort());
    expect(new Set(rows.map(([, defendants]) => defendants))).toEqual(new Set([`'=cmd|calc`]));
    for (const cell of [...headings, ...rows.flat()]) expect(cell).not.toMatch(/^\s*[=+\-@\t\r]/);
  });

  it('cannot begin a formula in XLSX', async () => {
    const filters = { office: await prepare() };
    const { id } = await make(clerk, {
      filters,
      columns,
      format: 'xlsx',
      recipient: '=1+1',
      purpose: '@SUM(1+1) pour essai',
    });
    const cells = (await xlsxOf(clerk, id)).flat().filter((cell) => cell !== '');
    // XML reads a carriage return as a line feed.
    const expected = dangerous.map((text) => `'${text}`.replaceAll('\r', '\n'));
    expect(cells.map((cell) => cell.replaceAll('\r', '\n'))).toEqual(expect.arrayContaining(expected));
    expect(cells).toEqual(expect.arrayContaining([`'=1+1`, `'@SUM(1+1) pour essai`, `'=cmd|calc`]));
    for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@\t\r]/);
    const { bytes } = await download(clerk, id);
    expect(bytes.includes(Buffer.from('<f>'))).toBe(false);
  });

  it('keep separators, quotes and line ends inside', async () => {
    const office = await app.office(`SEP-${randomUUID().slice(0, 8).toUpperCase()}`, 'court', unit);
    const name = 'Diallo, dit "Le Long"; fils';
    await register(app, clerk, office, {
      defendants: [aDefendant(name, { counts: [{ offenceId: await offence(app, 'TER-02') }] })],
    });
    const more = { filters: { office }, columns: ['defendants', 'number'] };
    expect((await csvOf(clerk, (await make(clerk, more)).id)).rows[0]?.[0]).toBe(name);
    const sheet = await xlsxOf(clerk, (await make(clerk, { ...more, format: 'xlsx' })).id);
    expect(sheet.at(-1)?.[0]).toBe(name);
  });
});

describe('the watermark', () => {
  it('stands in the CSV, which every reader still takes, also without cases', async () => {
    const login = clerk.login;
    const full = await make(clerk, { recipient: 'Cour d’appel, "chambre" 2' });
    const { headings, rows } = await csvOf(clerk, full.id);
    const mark = headings.at(-1) ?? '';
    for (const part of [
      login,
      full.createdBy,
      'Cour d’appel, "chambre" 2',
      PURPOSE,
      full.createdAt,
      full.expiresAt,
      full.id,
    ])
      expect(mark).toContain(part);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect([row.length, row.at(-1)]).toEqual([headings.length, full.id]);
    const empty = await make(clerk, { filters: { registeredTo: '1990-01-01' } });
    const nothing = await csvOf(clerk, empty.id);
    expect([empty.rows, nothing.rows]).toEqual([0, []]);
    expect(nothing.headings.at(-1)).toContain(PURPOSE);
  });

  it('stands on top of the workbook and in every row', async () => {
    const made = await make(clerk, { format: 'xlsx' });
    const sheet = await xlsxOf(clerk, made.id);
    expect(sheet.slice(0, 6).map((row) => row.slice(0, 2))).toEqual([
      ['Exporté par', `${made.createdBy} (${clerk.login})`],
      ['Le', made.createdAt],
      ['Destinataire', 'Parquet général'],
      ['Motif', PURPOSE],
      ['À détruire après le', made.expiresAt],
      ['Export', made.id],
    ]);
    const [headings, ...rows] = sheet.slice(7);
    expect(headings).toEqual(['Numéro', 'Dossier', 'Export']);
    expect(rows).toHaveLength(made.rows);
    for (const row of rows) expect(row[2]).toBe(made.id);
  });

  it('is no template: what was typed is shown as it was typed', async () => {
    const purpose = '{{user}} $t(exports:sheet) pour la visite';
    const { headings } = await csvOf(clerk, (await make(clerk, { purpose })).id);
    expect(headings.at(-1)).toContain(purpose);
  });
});

describe('the file', () => {
  let daysLater = 0;
  afterEach(async () => {
    if (daysLater === 0) return;
    app.clock.advance({ days: -daysLater });
    daysLater = 0;
    clerk = await app.signIn(clerk.userId, clerk.login);
  });

  it.each(['csv', 'xlsx'] as const)('of kind %s is the one whose digest was kept', async (format) => {
    const made = await make(clerk, { format });
    const { status, headers, bytes } = await download(clerk, made.id);
    expect(status).toBe(200);
    const digest = createHash('sha256').update(bytes).digest();
    expect([made.sha256, made.size]).toEqual([digest.toString('hex'), bytes.length]);
    expect(headers['repr-digest']).toBe(`sha-256=:${digest.toString('base64')}:`);
    expect(await download(clerk, made.id).then((again) => again.bytes.equals(bytes))).toBe(true);
  });

  it('is handed over to be kept, not to be run, under a name that tells nothing', async () => {
    const made = await make(clerk, { recipient: 'Maître Keïta' });
    const { headers } = await download(clerk, made.id);
    expect(headers['content-disposition']).toBe(`attachment; filename="greffe-${made.id}.csv"`);
    expect(headers['content-type']).toMatch(/^text\/csv; charset=utf-8/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toBe("sandbox; default-src 'none'");
    expect(headers['cache-control']).toBe('no-store');
  });

  it('is there until it expires, and then no more; what is said of it stays', async () => {
    const made = await make(clerk, { expiresAt: inDays(2) });
    const later = await make(clerk, { expiresAt: inDays(20) });
    const before = await app.nest.get(ExportExpiry, { strict: false }).forget();
    expect(before).toBe(0);
    expect((await download(clerk, made.id)).status).toBe(200);
    daysLater = 2;
    app.clock.advance({ days: daysLater });
    // The session has idled away in those two days.
    const again = await app.signIn(clerk.userId, clerk.login);
    const gone = await again.get(`/api/exports/${made.id}/file`);
    expect([gone.status, gone.body['code']]).toEqual([404, 'export.expired']);
    expect((await again.get<Made>(`/api/exports/${made.id}`)).body).toMatchObject({
      expired: true,
      sha256: made.sha256,
      purpose: PURPOSE,
    });
    expect(await app.nest.get(ExportExpiry, { strict: false }).forget()).toBeGreaterThan(0);
    const content = async (id: string) =>
      app.value('SELECT content IS NOT NULL FROM app.export_files WHERE export_id = $1', [id]);
    expect([await content(made.id), await content(later.id)]).toEqual([false, true]);
    expect((await download(again, later.id)).status).toBe(200);
  });

  it('is refused when a case in it is no longer open to its maker', async () => {
    const taken = await register(app, clerk, unit);
    const made = await make(clerk, { filters: { number: taken.number } });
    expect((await download(clerk, made.id)).status).toBe(200);
    await prosecutor.post(`/api/cases/${taken.id}/exclusions`, {
      userId: clerk.userId,
      reason: 'lien avec une partie',
    });
    const refused = await clerk.get(`/api/exports/${made.id}/file`);
    expect([refused.status, refused.body['code']]).toEqual([403, 'export.case_closed_to_you']);
  });
});

describe('who', () => {
  it('may not export gets nothing made, and nobody gets anything without signing in', async () => {
    const before = await app.value('SELECT count(*)::int FROM app.exports');
    expect((await ask(judge)).status).toBe(403);
    expect((await ask(app.nobody)).status).toBe(401);
    expect((await judge.get('/api/exports')).status).toBe(403);
    expect(await app.value('SELECT count(*)::int FROM app.exports')).toBe(before);
  });

  it('did not make an export does not find it', async () => {
    const made = await make(clerk);
    for (const other of [prosecutor, stranger, strangersChief, judge]) {
      expect((await other.get(`/api/exports/${made.id}`)).status).toBe(404);
      expect((await other.get(`/api/exports/${made.id}/file`)).status).toBe(404);
    }
    const listed = await prosecutor.get<{ items: Made[] }>('/api/exports?limit=100');
    expect(listed.body.items.map(({ id }) => id)).not.toContain(made.id);
  });

  it('lists their own, in pages', async () => {
    const ids = [(await make(prosecutor)).id, (await make(prosecutor)).id, (await make(prosecutor)).id];
    const first = await prosecutor.get<{ items: Made[]; nextCursor: string; total: number }>(
      '/api/exports?limit=2&total=true',
    );
    expect(first.body.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const next = await prosecutor.get<{ items: Made[] }>(
      `/api/exports?limit=100&cursor=${first.body.nextCursor}`,
    );
    expect(next.body.items[0]?.id).toBe(ids[0]);
    expect(first.body.total).toBe(2 + next.body.items.length);
  });

  it('audits the office of the cases sees what was said of the export, never the file', async () => {
    await register(app, clerk, unit);
    const made = await make(clerk);
    expect((await chief.get<Made>(`/api/exports/${made.id}`)).body).toMatchObject({
      purpose: PURPOSE,
      createdBy: made.createdBy,
    });
    const file = await chief.get(`/api/exports/${made.id}/file`);
    expect([file.status, file.body['code']]).toEqual([404, 'export.not_found']);
    await asRuntime(app, chief, async () => {
      const { rows } = await app.db.query<{ said: number; files: number }>(
        `SELECT (SELECT count(*)::int FROM app.exports WHERE id = $1) AS said,
           (SELECT count(*)::int FROM app.export_files WHERE export_id = $1) AS files`,
        [made.id],
      );
      expect(rows).toEqual([{ said: 1, files: 0 }]);
    });
  });

  it('works with the database alone cannot rewrite or empty an export', async () => {
    const made = await make(clerk);
    for (const statement of [
      'UPDATE app.exports SET purpose = purpose WHERE id = $1',
      'DELETE FROM app.exports WHERE id = $1',
      'UPDATE app.export_files SET content = NULL WHERE export_id = $1',
      'DELETE FROM app.export_files WHERE export_id = $1',
    ]) {
      await asRuntime(app, clerk, async () => {
        await expect(app.db.query(statement, [made.id])).rejects.toMatchObject({ code: '42501' });
      });
    }
  });
});

describe('the log', () => {
  it('has an event of the making and of every download, with the cases', async () => {
    const one = await register(app, clerk, unit, { tags: ['cyber'] });
    const two = await register(app, clerk, unit, { tags: ['cyber'] });
    const made = await make(clerk, { filters: { tag: 'cyber' } });
    await download(clerk, made.id);
    await download(clerk, made.id);
    const found = await events(made.id);
    expect(found.map(({ detail }) => detail['download'])).toEqual([false, true, true]);
    for (const event of found) {
      expect(event.actor).toBe(clerk.userId);
      expect(event.cases.sort()).toEqual([one.id, two.id].sort());
    }
    expect(JSON.stringify(found)).not.toContain(PURPOSE);
    const looked = await chief.get<{ items: { kind: string }[] }>(
      `/api/cases/${one.id}/access-log?limit=100`,
    );
    expect(looked.status).toBe(200);
    expect(looked.body.items.filter(({ kind }) => kind === 'export')).toHaveLength(3);
  });

  it('has an event also of an export without cases', async () => {
    const made = await make(clerk, { filters: { registeredTo: '1990-01-01' } });
    await download(clerk, made.id);
    expect((await events(made.id)).map(({ cases }) => cases)).toEqual([[], []]);
  });

  it('keeps a digest of the file and no second copy', async () => {
    const { number } = await register(app, clerk, unit);
    const made = await make(clerk, { filters: { number } });
    const { bytes } = await download(clerk, made.id);
    const body = await app.value<string>(
      `SELECT p.body FROM audit.event e JOIN audit.payload p ON p.event_id = e.id
       WHERE e.tbl = 'app.export_files' AND p.body LIKE '%' || $1 || '%'`,
      [made.id],
    );
    expect(body).toContain('"content"');
    expect(body).not.toContain(bytes.toString('hex').slice(0, 60));
  });

  it('has an event of who was refused', async () => {
    const { id } = await make(clerk);
    await stranger.get(`/api/exports/${id}/file`);
    expect(
      await app.value(
        `SELECT count(*)::int > 0 FROM audit.event WHERE kind = 'denied' AND actor = $1
         AND (meta::jsonb) -> 'detail' ->> 'route' = 'GET /api/exports/:id/file'`,
        [stranger.userId],
      ),
    ).toBe(true);
  });
});

describe('a large export', () => {
  const MANY = 10_001;
  let big: string;
  let owner: Person;

  beforeAll(async () => {
    big = await app.office('GRAND', 'court');
    owner = await app.person('prosecution_clerk', big);
    const { id } = await register(app, owner, big);
    await app.db.query('SET session_replication_role = replica');
    // Copies of one case, spread over three years: several of each day, so that the keyset has ties.
    await app.db.query(
      `INSERT INTO app.cases (id, office_id, register_office_id, series, year, serial, number, title, matter, regime, origin,
         received_on, registered_on, facts_from, facts_precision, stage, status, created_by)
       SELECT gen_random_uuid(), office_id, register_office_id, series, 2015, n, 'GRAND/RP/2015/' || lpad(n::text, 5, '0'), title,
         matter, regime, origin, '2015-01-01', '2015-01-01'::date + n % 1000, facts_from, facts_precision, stage, status, created_by
       FROM app.cases, generate_series(1, $2::int) AS n WHERE id = $1`,
      [id, MANY - 1],
    );
    await app.db.query('SET session_replication_role = origin');
  });

  it('holds each case once, in order, and its log every case', async () => {
    const made = await make(owner, { columns: ['number', 'registeredOn', 'defendants', 'offences'] });
    expect(made.rows).toBe(MANY);
    const { rows } = await csvOf(owner, made.id);
    expect(new Set(rows.map(([number]) => number)).size).toBe(MANY);
    const days = rows.map(([, day]) => day ?? '');
    expect(days).toEqual([...days].sort().reverse());
    const found = await events(made.id);
    const creation = found.filter(({ detail }) => detail['download'] === false);
    const downloads = found.filter(({ detail }) => detail['download'] === true);
    for (const part of [creation, downloads]) {
      expect(part).toHaveLength(3);
      expect(new Set(part.flatMap(({ cases }) => cases)).size).toBe(MANY);
    }
  });

  it('is refused with both numbers when it is too large for its kind', async () => {
    const refused = await ask(owner, { format: 'xlsx' });
    expect([refused.status, refused.body.code]).toEqual([422, 'export.too_many_rows']);
    expect(refused.text).toContain('10001');
    expect(refused.text).toContain('10000');
    expect(
      (await make(owner, { format: 'xlsx', filters: { registeredFrom: '2015-02-01' } })).rows,
    ).toBeLessThan(MANY);
  });

  it('is made one at a time by one person', async () => {
    const answers = await Promise.all([ask(owner), ask(owner), ask(owner)]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses[0]).toBe(201);
    expect(statuses.at(-1)).toBe(429);
    expect(answers.find(({ status }) => status === 429)?.headers['retry-after']).toBe('5');
  });
});
