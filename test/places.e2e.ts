import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import type { Page } from '../src/platform/http/keyset.js';
import { newId } from '../src/platform/database/ids.js';
import { builtInGazetteer, syncGazetteer } from '../src/places/gazetteer.js';
import { importPlaces } from '../src/places/places-import.js';
import { catalogue, linesOf, registerPlacesCommand, type Say } from '../src/places/places.command.js';
import type { EditionView, PlaceFileView, PlaceView } from '../src/places/places.dto.js';
import { Person, TestApp } from './support/app.js';
import { CONTEXT_KEY } from './support/server.js';

const source = join(process.env['GREFFE_SHARED'] ?? resolve(process.cwd(), '../shared'), 'data/places');
const there = existsSync(join(source, 'localites.csv'));
if (!there) process.stderr.write('SKIPPED real gazetteers: no data/places (set GREFFE_SHARED)\n');

let app: TestApp;
let clerk: Person;
let owner: pg.Client;
let folder: string;

beforeAll(async () => {
  app = await TestApp.start();
  clerk = await app.person('prosecution_clerk', await app.office('PJS', 'unit'));
  owner = new pg.Client({ connectionString: app.urls.owner });
  await owner.connect();
  folder = mkdtempSync(join(tmpdir(), 'places-'));
});
afterAll(async () => {
  await owner.end();
  await app.close();
  rmSync(folder, { recursive: true });
});

async function places(query: string): Promise<PlaceView[]> {
  const answer = await clerk.get<Page<PlaceView>>(`/api/places?${query}`);
  expect(answer.status).toBe(200);
  return answer.body.items;
}

async function count(edition: string): Promise<number> {
  return Number(await app.value<string>('SELECT count(*) FROM app.places WHERE edition = $1', [edition]));
}

function file(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

/** `greffe …` in a process of its own, from the sources, beside the running application. */
async function greffe(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const cli = pathToFileURL(resolve('src/cli.ts')).href;
  const script = `const { main } = await import(${JSON.stringify(cli)}); await main(process.argv.slice(1));`;
  const hooks = pathToFileURL(resolve('test/support/typescript.js')).href;
  const child = spawn(
    process.execPath,
    ['--import', hooks, '--input-type=module', '-e', script, '--', ...args],
    {
      env: {
        PATH: process.env['PATH'],
        GREFFE_ENV: 'test',
        LOG_LEVEL: 'silent',
        DATABASE_URL: app.urls.app,
        DATABASE_OWNER_URL: app.urls.owner,
        CONTEXT_KEY,
      },
    },
  );
  const said = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => (said.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said.err += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

const UNITS = 'level,pcode_2040,name,alt_name,parent_pcode,rep_lon,rep_lat';

describe('the built-in gazetteer', () => {
  it('is there from the first migration, and a second one adds nothing', async () => {
    const { editions } = builtInGazetteer();
    for (const edition of editions) expect(await count(edition.code)).toBe(edition.places.length);
    expect(await syncGazetteer(owner)).toBe(0);
  });

  it('says what a new region was before: Ménaka was Gao’s', async () => {
    const [menaka] = await places('edition=greffe-2023&q=menaka&kind=region');
    const { body } = await clerk.get<PlaceFileView>(`/api/places/${menaka?.id ?? ''}`);
    expect(body).toMatchObject({
      name: 'Ménaka',
      within: [{ code: 'ML', kind: 'country' }],
      cameFrom: [{ edition: 'greffe-2012', code: '07', name: 'Gao', share: null, confidence: 'G' }],
      became: [],
    });
  });
});

describe('GET /api/places', () => {
  it('suggests by the beginning of a word or by code, accents or not', async () => {
    const names = async (q: string) =>
      (await places(`edition=greffe-2023&q=${encodeURIComponent(q)}`)).map(
        ({ name, kind }) => `${kind} ${name}`,
      );
    expect(await names('gourma')).toEqual(['cercle Gourma-Rharous']);
    expect(await names('rharous')).toEqual(['cercle Gourma-Rharous']);
    expect(await names('SEGOU')).toEqual(['region Ségou', 'cercle Ségou']);
    expect(await names('0803')).toEqual(['cercle Tessalit']);
    expect(await names('_')).toEqual([]);
  });

  it('suggests names that begin with the word before names that hold it further on, page by page', async () => {
    const path = file(
      'suggest.csv',
      UNITS.replace('2040', '2050'),
      ...['Ancien Tondi', 'Tondi', 'Bas Tondi', 'Tondibi', 'Tondi Nord', 'Autre'].map(
        (name, index) => `1,SG${String(index)},${name},,SG,,`,
      ),
    );
    await importPlaces(owner, path);
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const next = cursor === undefined ? '' : `&cursor=${cursor}`;
      const { body } = await clerk.get<Page<PlaceView>>(
        `/api/places?edition=cod-ab-2050&q=tondi&limit=2&total=true${next}`,
      );
      expect(body.total).toBe(5);
      names.push(...body.items.map(({ name }) => name));
      cursor = body.nextCursor;
    } while (cursor !== undefined);
    expect(names.slice(0, 3).toSorted()).toEqual(['Tondi', 'Tondi Nord', 'Tondibi']);
    expect(names.slice(3)).toEqual(['Ancien Tondi', 'Bas Tondi']);
  });

  it('names everything around a place, nearest first', async () => {
    const [rharous] = await places('edition=greffe-2023&q=gourma');
    const { body } = await clerk.get<PlaceFileView>(`/api/places/${rharous?.id ?? ''}`);
    expect(body.within.map(({ kind }) => kind)).toEqual(['region', 'country']);
  });

  it('asks who one is', async () => {
    for (const path of ['places?edition=greffe-2023', 'gazetteer-editions'])
      expect((await app.nobody.get(`/api/${path}`)).status).toBe(401);
  });

  it('lists what lies in a place', async () => {
    const inside = await places('edition=greffe-2023&parent=17');
    expect(inside.map(({ name, parentName }) => [name, parentName])).toEqual([
      ['Bandiagara', 'Bandiagara'],
      ['Bankass', 'Bandiagara'],
      ['Koro', 'Bandiagara'],
    ]);
  });

  it('pages through an edition without losing or repeating a place', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await clerk.get<Page<PlaceView>>(
        `/api/places?edition=greffe-2023&limit=17&total=true${cursor === undefined ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...body.items.map(({ code }) => code));
      expect(body.total).toBe(await count('greffe-2023'));
      cursor = body.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(await count('greffe-2023'));
  });

  it('never looks a code up without its edition', async () => {
    const answer = await clerk.get('/api/places?q=0701');
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('"field":"edition"');
    const unknown = await clerk.get('/api/places?edition=atlas-1900');
    expect(unknown.status).toBe(422);
    expect(unknown.text).toContain('atlas-1900');
    expect((await clerk.get(`/api/places/${newId()}`)).status).toBe(404);
  });

  it('names the editions with source and licence', async () => {
    const { body } = await clerk.get<{ items: EditionView[] }>('/api/gazetteer-editions');
    expect(body.items.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['greffe-2023', 'greffe-2012']),
    );
  });
});

describe('an import', () => {
  it('takes a file whole, and nothing new the second time', async () => {
    const path = file(
      'whole.csv',
      UNITS,
      '2,ZZ0101,Essaï,,ZZ01,-4,14',
      '1,ZZ01,Région d’essai,,ZZ,-4.5,14.5',
    );
    const [first] = await importPlaces(owner, path, { describe: { title: 'Essai', licence: 'libre' } });
    expect(first).toMatchObject({
      state: 'imported',
      edition: 'cod-ab-2040',
      rows: 2,
      created: 2,
      issues: [],
    });
    const [second] = await importPlaces(owner, path);
    expect(second).toMatchObject({ state: 'imported', created: 0 });
    expect(await places('edition=cod-ab-2040&q=essai')).toMatchObject([
      { name: 'Essaï', lon: -4, lat: 14, parentName: 'Région d’essai' },
      { name: 'Région d’essai', parentCode: null },
    ]);
  });

  it('takes nothing from a file with one wrong row, and says which', async () => {
    const path = file('half.csv', UNITS.replace('2040', '2041'), '1,YY01,Bonne,,YY,,', '1,,Sans code,,YY,,');
    const [report] = await importPlaces(owner, path);
    expect(report).toMatchObject({ state: 'refused', created: 0, issues: [{ line: 3, code: 'missing' }] });
    expect(await count('cod-ab-2041')).toBe(0);
  });

  it('does not let a published edition change its mind: the same code, another place', async () => {
    const path = file('changed.csv', UNITS, '1,ZZ01,Autre région,,ZZ,-4.5,14.5', '1,ZZ02,Neuve,,ZZ,,');
    const [report] = await importPlaces(owner, path);
    expect(report).toMatchObject({
      state: 'refused',
      issues: [{ line: 2, code: 'contradicts', vars: { code: 'ZZ01', stored: 'Région d’essai' } }],
    });
    expect(await count('cod-ab-2040')).toBe(2);
    const [other] = await importPlaces(owner, path, { edition: 'essai-2' });
    expect(other).toMatchObject({ state: 'imported', edition: 'essai-2', created: 2 });
  });

  it('links two editions only when both are there', async () => {
    const path = file(
      'links.csv',
      'level,pcode_2040,name_2040,pcode_2042,name_2042,area_share_of_2040_unit',
      '1,ZZ01,Région d’essai,ZZ07,Plus tard,0.5',
    );
    const [early] = await importPlaces(owner, path);
    expect(early).toMatchObject({ state: 'refused', issues: [{ line: 2, code: 'no_such_place' }] });
    await importPlaces(owner, file('later.csv', UNITS.replace('2040', '2042'), '1,ZZ07,Plus tard,,ZZ,,'));
    const [late] = await importPlaces(owner, path);
    expect(late).toMatchObject({ state: 'imported', edition: 'cod-ab-2040 → cod-ab-2042', created: 1 });
    const [region] = await places('edition=cod-ab-2040&kind=region');
    const { body } = await clerk.get<PlaceFileView>(`/api/places/${region?.id ?? ''}`);
    expect(body.became).toMatchObject([{ edition: 'cod-ab-2042', code: 'ZZ07', share: 0.5 }]);
  });

  it('can be stopped between two batches, and begun again', async () => {
    const rows = Array.from(
      { length: 4_500 },
      (_, index) => `1,Q${String(index)},Lieu ${String(index)},,QQ,,`,
    );
    const path = file('long.csv', UNITS.replace('2040', '2043'), ...rows);
    const stop = new AbortController();
    const stopped = importPlaces(owner, path, {
      signal: stop.signal,
      progress: () => {
        stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(await count('cod-ab-2043')).toBe(0);
    const [report] = await importPlaces(owner, path);
    expect(report).toMatchObject({ state: 'imported', created: 4_500 });
  });
});

describe('greffe places import', () => {
  async function run(...args: string[]): Promise<{ out: string; failed: boolean }> {
    const out: string[] = [];
    const keep = (text: string | Uint8Array) => out.push(String(text)) > 0;
    const channels = [process.stdout, process.stderr].map((channel) =>
      jest.spyOn(channel, 'write').mockImplementation(keep),
    );
    const before = process.exitCode;
    try {
      const program = new Command('greffe').exitOverride();
      const configuration = app.configuration.with({ databaseOwnerUrl: app.urls.owner });
      const open = { configuration, close: () => Promise.resolve() };
      registerPlacesCommand(program, {
        configuration: () => configuration,
        open: () => Promise.resolve(open),
      });
      await program.parseAsync(['places', 'import', ...args], { from: 'user' });
      return { out: out.join(''), failed: process.exitCode === 1 };
    } finally {
      for (const channel of channels) channel.mockRestore();
      process.exitCode = before ?? 0;
    }
  }

  it('tells what it did, in French or in English', async () => {
    const path = file('command.csv', UNITS.replace('2040', '2044'), '1,WW01,Lieu,,WW,400,14');
    const french = await run(path);
    expect(french.failed).toBe(false);
    expect(french.out).toContain('command.csv : cod-ab-2044, 1 lignes, 1 nouvelles');
    expect(french.out).toContain('ligne 2, point : coordonnées invraisemblables pour Lieu (400, 14)');
    expect((await run(path, '--language', 'en')).out).toContain('command.csv: cod-ab-2044, 1 rows, 0 new');
  });

  it('is a command of the program: a process of its own fills the gazetteer and the API shows it', async () => {
    const path = file('process.csv', UNITS.replace('2040', '2060'), '1,PR01,Kouara,,PR,-4,14');
    const first = await greffe('places', 'import', path, '--title', 'Essai 2060', '--language', 'en');
    expect(first).toMatchObject({ code: 0, err: expect.not.stringMatching(/error/i) });
    expect(first.out).toContain('process.csv: cod-ab-2060, 1 rows, 1 new');
    expect((await greffe('places', 'import', path, '--language', 'en')).out).toContain('1 rows, 0 new');
    expect(await places('edition=cod-ab-2060&q=kouara')).toMatchObject([{ code: 'PR01', lon: -4, lat: 14 }]);
    const { body } = await clerk.get<{ items: EditionView[] }>('/api/gazetteer-editions');
    expect(body.items).toContainEqual(expect.objectContaining({ code: 'cod-ab-2060', title: 'Essai 2060' }));
    expect((await greffe('places', 'import', join(folder, 'absent.csv'))).code).toBe(1);
  }, 60_000);

  it('ends with an error for a path that is not there and a file that is something else', async () => {
    expect(await run(join(folder, 'absent'))).toMatchObject({ failed: true });
    const other = await run(file('other.csv', 'a,b', '1,2'), '--language', 'en');
    expect(other.failed).toBe(true);
    expect(other.out).toContain('refused, nothing was written');
    expect(other.out).toContain('unknown format, columns: a, b');
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(await run(empty)).toMatchObject({ failed: true });
  });

  it('has a sentence for every remark, in both languages', () => {
    const texts = catalogue();
    for (const lng of ['fr', 'en'] as const) {
      const words = (key: string): object => Object(texts.getResource(lng, 'places', key)) as object;
      const say: Say = (key, vars) => texts.t(key, { ...vars, lng });
      for (const code of Object.keys(words('issues'))) {
        const issue = { line: 7, column: 'c', severity: 'error' as const, code, vars: {} };
        const report = {
          file: 'f',
          edition: '',
          state: 'refused' as const,
          rows: 0,
          created: 0,
          issues: [issue],
        };
        expect(linesOf(report, say)[1]).not.toContain('issues.');
      }
    }
  });
});

(there ? describe : describe.skip)('the real gazetteers', () => {
  const rows = (name: string) =>
    parse<Record<string, string>>(readFileSync(join(source, name)), { columns: true });

  it('come in whole from their folder, each row a place of its edition, with the doubtful points reported', async () => {
    const reports = await importPlaces(owner, source);
    expect(reports.map(({ state }) => state)).toEqual(['imported', 'imported', 'imported', 'imported']);
    expect(await count('localites-ml')).toBe(rows('localites.csv').length);
    expect(await count('cod-ab-2015')).toBe(rows('mli_adm_table_2015.csv').length);
    expect(await count('cod-ab-2019')).toBe(rows('mli_adm_table_2019.csv').length);
    const links = await app.value<string>(
      `SELECT count(*) FROM app.place_links WHERE from_edition = 'cod-ab-2015' AND to_edition = 'cod-ab-2019'`,
    );
    expect(Number(links)).toBe(rows('crosswalk_pcode_2015_2019.csv').length);
    const doubtful = reports.flatMap(({ issues }) => issues).filter(({ code }) => code === 'doubtful_point');
    expect(doubtful.map(({ vars }) => vars['point'])).toEqual(
      expect.arrayContaining(['-40.3, 14.42', '-7.73, 140.2']),
    );
    const pointless = await app.value<string>(
      `SELECT count(*) FROM app.places WHERE edition = 'localites-ml' AND lon IS NULL`,
    );
    expect(Number(pointless)).toBe(
      rows('localites.csv').filter((row) => row['longitude'] === '' && row['latitude'] === '').length +
        doubtful.length,
    );
    const again = await importPlaces(owner, source);
    expect(again.map(({ created }) => created)).toEqual([0, 0, 0, 0]);
  }, 120_000);

  it('give one code two meanings: ML0701 was Gao, then Ansongo', async () => {
    const name = async (edition: string) =>
      (await places(`edition=${edition}&q=ML0701&kind=cercle`))[0]?.name;
    expect([await name('cod-ab-2015'), await name('cod-ab-2019')]).toEqual(['Gao', 'Ansongo']);
    const [gao] = await places('edition=cod-ab-2015&q=ML0701&kind=cercle');
    const { body } = await clerk.get<PlaceFileView>(`/api/places/${gao?.id ?? ''}`);
    expect(body.became).toMatchObject([{ edition: 'cod-ab-2019', code: 'ML0703', name: 'Gao' }]);
  });

  it('are suggested from by an index, however large the edition', async () => {
    // A fresh import waits in the index's pending list, which the planner counts; VACUUM puts it in its place.
    await app.db.query('VACUUM ANALYZE app.places');
    // Eighteen thousand rows may still be read from end to end; the index has to be able to answer.
    await app.db.query('SET enable_seqscan = off');
    const { rows: plan } = await app.db.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT id FROM app.places p WHERE p.edition = 'localites-ml' AND p.search_key LIKE '% ansong%'
       ORDER BY p.search_key, p.id LIMIT 26`,
    );
    await app.db.query('RESET enable_seqscan');
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/ix_places_(search|list)/);
  });
});
