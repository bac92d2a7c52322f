import { CsvError, parse } from 'csv-parse/sync';
import { readPoint, withoutStrayPoints } from './place-point.js';

/** Kinds of place, largest first; a smaller one lies inside a larger one of the same edition. */
export const PLACE_KINDS = ['country', 'region', 'cercle', 'commune', 'locality'] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

/** Something to say about one row of a file. An error refuses the whole file, a warning does not. */
export interface RowIssue {
  readonly line: number;
  readonly column: string;
  readonly severity: 'error' | 'warning';
  /** Key in `places.json`, `issues`. */
  readonly code: string;
  readonly vars: Readonly<Record<string, string>>;
}

export interface PlaceRow {
  readonly line: number;
  readonly code: string;
  readonly kind: PlaceKind;
  readonly name: string;
  readonly parentCode: string | null;
  readonly lon: number | null;
  readonly lat: number | null;
  /** The point as the file has it, when it cannot be true. */
  readonly pointAsWritten: string | null;
}

export interface LinkRow {
  readonly line: number;
  readonly fromCode: string;
  readonly toCode: string;
  /** Part of the old unit's area, more than 0, at most 1. */
  readonly share: number;
}

/** What a file holds: the places of one edition, or the links between two. */
export type PlaceFile = (
  | { readonly holds: 'places'; readonly edition: string; readonly places: readonly PlaceRow[] }
  | {
      readonly holds: 'links';
      readonly fromEdition: string;
      readonly toEdition: string;
      readonly links: readonly LinkRow[];
    }
  | { readonly holds: 'nothing' }
) & { readonly issues: readonly RowIssue[] };

interface CsvRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/**
 * Reads a gazetteer file. The format is recognised by its header, never by the file's name:
 * administrative tables (`level, pcode_2019, …`), localities (`code, region, cercle, commune, vfq, …`) and
 * crosswalks (`pcode_2015, …, pcode_2019, …`). The default edition follows from the header.
 */
export function readPlaceFile(text: string): PlaceFile {
  const rows = readCsv(text);
  if ('issue' in rows) return { holds: 'nothing', issues: [rows.issue] };
  const columns = Object.keys(rows[0]?.cells ?? {});
  const years = columns.flatMap((column) => /^pcode_(\d{4})$/.exec(column)?.[1] ?? []);
  const [first, second] = years;
  const share = columns.find((column) => column.startsWith('area_share'));
  if (first && second && share) return readLinks(rows, first, second, share);
  if (first && has(columns, 'level', 'parent_pcode', 'rep_lon', 'rep_lat')) return readUnits(rows, first);
  if (has(columns, 'code', 'region', 'cercle', 'commune', 'vfq', 'longitude', 'latitude', 'parent_code')) {
    return checked('localites-ml', rows.map(localityRow));
  }
  return { holds: 'nothing', issues: [error(1, '', 'unknown_format', { columns: columns.join(', ') })] };
}

function readCsv(text: string): CsvRow[] | { issue: RowIssue } {
  if (text.includes('\u0000')) return { issue: error(1, '', 'not_text') };
  try {
    const parsed: { record: Record<string, string>; info: { lines: number } }[] = parse(text, {
      columns: true,
      info: true,
      bom: true,
      skip_empty_lines: true,
      trim: true,
    });
    return parsed.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (problem) {
    if (!(problem instanceof CsvError)) throw problem;
    const line = typeof problem['lines'] === 'number' ? problem['lines'] : 1;
    return { issue: error(line, '', 'unreadable') };
  }
}

const LEVELS: Readonly<Record<string, PlaceKind>> = {
  '1': 'region',
  '2': 'cercle',
  '3': 'commune',
  '4': 'locality',
};

function readUnits(rows: readonly CsvRow[], year: string): PlaceFile {
  const codes = new Set(rows.map((row) => cell(row, `pcode_${year}`)));
  return checked(
    `cod-ab-${year}`,
    rows.map((row) => {
      const parent = cell(row, 'parent_pcode');
      const kind = LEVELS[cell(row, 'level')];
      return {
        row,
        kind: kind ?? null,
        kindColumn: 'level',
        codeColumn: `pcode_${year}`,
        nameColumn: 'name_fr' in row.cells ? 'name_fr' : 'name',
        // The country is the parent of the regions, but no row of its own in these tables.
        parent: kind === 'region' && !codes.has(parent) ? '' : parent,
        point: [cell(row, 'rep_lon'), cell(row, 'rep_lat')] as const,
      };
    }),
  );
}

function localityRow(row: CsvRow): Candidate {
  const names = [
    ['vfq', 'locality'],
    ['commune', 'commune'],
    ['cercle', 'cercle'],
    ['region', 'region'],
  ] as const;
  const [nameColumn, kind] =
    names.find(([column]) => cell(row, column) !== '') ?? (['region', null] as const);
  return {
    row,
    kind,
    kindColumn: 'region',
    codeColumn: 'code',
    nameColumn,
    parent: cell(row, 'parent_code'),
    point: [cell(row, 'longitude'), cell(row, 'latitude')],
  };
}

interface Candidate {
  readonly row: CsvRow;
  readonly kind: PlaceKind | null;
  readonly kindColumn: string;
  readonly codeColumn: string;
  readonly nameColumn: string;
  readonly parent: string;
  readonly point: readonly [lon: string, lat: string];
}

function checked(edition: string, candidates: readonly Candidate[]): PlaceFile {
  const issues: RowIssue[] = [];
  const places: PlaceRow[] = [];
  const codes = new Set(candidates.map(({ row, codeColumn }) => cell(row, codeColumn)));
  const seen = new Set<string>();
  for (const { row, kind, kindColumn, codeColumn, nameColumn, parent, point } of candidates) {
    const code = cell(row, codeColumn);
    const name = cell(row, nameColumn);
    const problems: RowIssue[] = [];
    if (code === '') problems.push(error(row.line, codeColumn, 'missing'));
    else if (seen.has(code)) problems.push(error(row.line, codeColumn, 'duplicate', { code }));
    if (name === '') problems.push(error(row.line, nameColumn, 'missing'));
    else if (name.length > 200) problems.push(error(row.line, nameColumn, 'too_long', { max: '200' }));
    if (kind === null) {
      problems.push(error(row.line, kindColumn, 'unknown_level', { value: cell(row, kindColumn) }));
    }
    if (parent !== '' && !codes.has(parent)) {
      problems.push(error(row.line, 'parent', 'unknown_parent', { parent }));
    }
    seen.add(code);
    issues.push(...problems);
    if (problems.length > 0 || kind === null) continue;
    places.push({ line: row.line, code, kind, name, parentCode: parent || null, ...readPoint(...point) });
  }
  const placed = withoutStrayPoints(places);
  for (const place of placed) {
    if (place.pointAsWritten === null) continue;
    const vars = { point: place.pointAsWritten, name: place.name };
    issues.push({ line: place.line, column: 'point', severity: 'warning', code: 'doubtful_point', vars });
  }
  return { holds: 'places', edition, places: placed, issues };
}

function readLinks(rows: readonly CsvRow[], from: string, to: string, shareColumn: string): PlaceFile {
  const issues: RowIssue[] = [];
  const links: LinkRow[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const fromCode = cell(row, `pcode_${from}`);
    const toCode = cell(row, `pcode_${to}`);
    const share = Number(cell(row, shareColumn) || Number.NaN);
    const pair = `${fromCode} → ${toCode}`;
    if (fromCode === '') issues.push(error(row.line, `pcode_${from}`, 'missing'));
    else if (toCode === '') issues.push(error(row.line, `pcode_${to}`, 'missing'));
    else if (seen.has(pair)) issues.push(error(row.line, `pcode_${from}`, 'duplicate', { code: pair }));
    else if (!(share > 0 && share <= 1)) {
      issues.push(error(row.line, shareColumn, 'bad_share', { value: cell(row, shareColumn) }));
    } else links.push({ line: row.line, fromCode, toCode, share });
    seen.add(pair);
  }
  return { holds: 'links', fromEdition: `cod-ab-${from}`, toEdition: `cod-ab-${to}`, links, issues };
}

function cell(row: CsvRow, column: string): string {
  return row.cells[column] ?? '';
}

function has(columns: readonly string[], ...wanted: string[]): boolean {
  return wanted.every((column) => columns.includes(column));
}

function error(line: number, column: string, code: string, vars: Record<string, string> = {}): RowIssue {
  return { line, column, severity: 'error', code, vars };
}
