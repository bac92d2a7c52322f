import { readFileSync } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ClientBase } from 'pg';
import { readPlaceFile, type LinkRow, type PlaceFile, type PlaceRow, type RowIssue } from './place-file.js';
import {
  contradictions,
  missingCodes,
  storeEdition,
  storeLinks,
  storePlaces,
  type Edition,
  type StoredPlace,
} from './place-store.js';

/** One file after its import. A refused file left nothing behind. */
export interface FileReport {
  readonly file: string;
  /** The edition, or "from → to" for links; empty when the format is not known. */
  readonly edition: string;
  readonly state: 'imported' | 'refused' | 'left_out';
  readonly rows: number;
  readonly created: number;
  readonly issues: readonly RowIssue[];
}

export interface ImportOptions {
  /** For a file: the edition to file it under. For a folder: import this edition only. */
  readonly edition?: string | undefined;
  /** How to describe an edition that is not known yet. */
  readonly describe?: Readonly<
    Partial<Record<'title' | 'source' | 'licence' | 'publishedOn', string | undefined>>
  >;
  /** Called after each batch of rows. */
  readonly progress?: (file: string, done: number, rows: number) => void;
  /** Stops between two batches; the file under way is rolled back. */
  readonly signal?: AbortSignal;
}

const BATCH = 2_000;

/**
 * Imports a gazetteer file, or every .csv of a folder: units and localities first, links between editions
 * after them. Each file is one transaction, all or nothing. May be repeated (0 new) and interrupted.
 * @param client connected as greffe_owner, outside a transaction
 * @throws Error with code ENOENT when there is no such path; AbortError when the signal fires
 */
export async function importPlaces(
  client: Pick<ClientBase, 'query'>,
  path: string,
  options: ImportOptions = {},
): Promise<FileReport[]> {
  const single = (await stat(path)).isFile();
  const names = single
    ? [path]
    : (await readdir(path)).filter((name) => name.endsWith('.csv')).sort().map((name) => join(path, name)); // prettier-ignore
  const files: { name: string; content: PlaceFile }[] = [];
  for (const name of names) {
    files.push({ name: basename(name), content: readPlaceFile(await readFile(name, 'utf8')) });
  }
  files.sort((a, b) => Number(a.content.holds === 'links') - Number(b.content.holds === 'links'));

  const reports: FileReport[] = [];
  for (const { name, content } of files) {
    const renamed =
      single && options.edition && content.holds === 'places'
        ? { ...content, edition: options.edition }
        : content;
    reports.push(
      !single && options.edition && !concerns(content, options.edition)
        ? report(name, content, 'left_out')
        : await importFile(client, name, renamed, options),
    );
  }
  return reports;
}

async function importFile(
  client: Pick<ClientBase, 'query'>,
  name: string,
  content: PlaceFile,
  options: ImportOptions,
): Promise<FileReport> {
  if (content.issues.some((issue) => issue.severity === 'error')) return report(name, content, 'refused');
  await client.query('BEGIN');
  try {
    const { created, issues } =
      content.holds === 'places'
        ? await importRows(client, name, content, options)
        : content.holds === 'links'
          ? await importLinks(client, content)
          : { created: 0, issues: [] };
    await client.query(issues.length > 0 ? 'ROLLBACK' : 'COMMIT');
    return issues.length > 0
      ? report(name, content, 'refused', 0, issues)
      : report(name, content, 'imported', created);
  } catch (problem) {
    await client.query('ROLLBACK');
    throw problem;
  }
}

interface Outcome {
  readonly created: number;
  /** Errors only the database could tell. */
  readonly issues: RowIssue[];
}

async function importRows(
  client: Pick<ClientBase, 'query'>,
  name: string,
  { edition, places }: Extract<PlaceFile, { holds: 'places' }>,
  options: ImportOptions,
): Promise<Outcome> {
  await storeEdition(client, describe(edition, name, options));
  const batches = Array.from({ length: Math.ceil(places.length / BATCH) }, (_, index) =>
    places.slice(index * BATCH, (index + 1) * BATCH).map(published),
  );
  let created = 0;
  for (const [index, batch] of batches.entries()) {
    options.signal?.throwIfAborted();
    created += await storePlaces(client, edition, batch);
    options.progress?.(name, Math.min((index + 1) * BATCH, places.length), places.length);
  }
  // Without fresh statistics the planner takes the table to be tiny and joins row by row, for half a minute.
  if (created > 0) await client.query('ANALYZE app.places');
  if (created === places.length) return { created, issues: [] };

  const lines = new Map(places.map((place) => [place.code, place.line]));
  const issues: RowIssue[] = [];
  for (const batch of batches) {
    for (const { code, stored } of await contradictions(client, edition, batch)) {
      issues.push(error(lines.get(code) ?? 0, 'code', 'contradicts', { code, stored, edition }));
    }
  }
  return { created, issues };
}

async function importLinks(
  client: Pick<ClientBase, 'query'>,
  { fromEdition, toEdition, links }: Extract<PlaceFile, { holds: 'links' }>,
): Promise<Outcome> {
  const ends = [
    [fromEdition, (link: LinkRow) => link.fromCode],
    [toEdition, (link: LinkRow) => link.toCode],
  ] as const;
  const issues: RowIssue[] = [];
  for (const [edition, end] of ends) {
    const missing = await missingCodes(client, edition, links.map(end));
    for (const link of links.filter((candidate) => missing.has(end(candidate)))) {
      issues.push(error(link.line, `pcode (${edition})`, 'no_such_place', { code: end(link), edition }));
    }
  }
  if (issues.length > 0) return { created: 0, issues };
  const rows = links.map((link) => ({ ...link, fromEdition, toEdition, confidence: 'V-P' as const }));
  return { created: await storeLinks(client, rows), issues: [] };
}

/** An imported edition is a published source that was read. */
function published({ code, kind, name, parentCode, lon, lat, pointAsWritten }: PlaceRow): StoredPlace {
  return { code, kind, name, parentCode, lon, lat, pointAsWritten, confidence: 'V-P' };
}

function describe(code: string, file: string, options: ImportOptions): Edition {
  const text = readFileSync(new URL('./import-editions.json', import.meta.url), 'utf8');
  // Our own file beside this one: the editions whose files this importer knows.
  const known = (JSON.parse(text) as Edition[]).find((edition) => edition.code === code);
  return {
    code,
    title: options.describe?.title ?? known?.title ?? code,
    source: options.describe?.source ?? known?.source ?? file,
    licence: options.describe?.licence ?? known?.licence ?? null,
    publishedOn: options.describe?.publishedOn ?? known?.publishedOn ?? null,
  };
}

function concerns(content: PlaceFile, edition: string): boolean {
  return content.holds === 'places' && content.edition === edition;
}

function report(
  file: string,
  content: PlaceFile,
  state: FileReport['state'],
  created = 0,
  more: readonly RowIssue[] = [],
): FileReport {
  const edition =
    content.holds === 'places'
      ? content.edition
      : content.holds === 'links'
        ? `${content.fromEdition} → ${content.toEdition}`
        : '';
  const rows =
    content.holds === 'places' ? content.places.length : content.holds === 'links' ? content.links.length : 0;
  return { file, edition, state, rows, created, issues: [...content.issues, ...more] };
}

function error(line: number, column: string, code: string, vars: Record<string, string>): RowIssue {
  return { line, column, severity: 'error', code, vars };
}
