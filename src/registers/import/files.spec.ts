import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import writeWorkbook from 'write-excel-file/node';
import { IMPORT_LIMITS } from './limits.js';
import { Translator } from '../../platform/i18n/translator.js';
import { describeProblem } from './problem-texts.js';
import { ImportRefused, type RowProblem } from './problem.js';
import type { RawTable } from './raw-table.js';
import { readFiles } from './read-tables.js';

const texts = new Translator();

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greffe-import-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

async function put(name: string, content: string | Uint8Array): Promise<{ name: string; path: string }> {
  const path = join(folder, `${String(Math.random()).slice(2)}-file`);
  await writeFile(path, content);
  return { name, path };
}

async function read(name: string, content: string | Uint8Array, limits = {}): Promise<RawTable> {
  const [file] = await readFiles([await put(name, content)], { ...IMPORT_LIMITS, ...limits });
  return file!.tables[0]!;
}

async function refused(name: string, content: string | Uint8Array, limits = {}): Promise<RowProblem> {
  const error: unknown = await read(name, content, limits).catch((reason: unknown) => reason);
  if (!(error instanceof ImportRefused)) throw new Error(`not refused: ${JSON.stringify(error)}`);
  return error.problem;
}

const cells = (table: RawTable) => table.rows.map((row) => row.cells);

/** A zip with one deflated part, made by hand because a library would not lie about sizes. */
function zip(name: string, content: Buffer, declared = content.length): Buffer {
  const data = deflateRawSync(content);
  const local = Buffer.alloc(30 + name.length);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(declared, 22);
  local.writeUInt16LE(name.length, 26);
  local.write(name, 30);
  const entry = Buffer.alloc(46 + name.length);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(data.length, 20);
  entry.writeUInt32LE(declared, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.write(name, 46);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length + data.length, 16);
  return Buffer.concat([local, data, entry, end]);
}

describe('a CSV file', () => {
  it('is read in UTF-8 with its mark, in UTF-16 and in the Windows code page of a French Excel', async () => {
    const text = 'numéro,lieu\r\n1,Ségou\r\n';
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    for (const content of [text, `\ufeff${text}`, utf16, Buffer.from(text, 'latin1')]) {
      const table = await read('affaires.csv', content);
      expect(table.headings).toEqual(['numéro', 'lieu']);
      expect(cells(table)).toEqual([['1', 'Ségou']]);
    }
  });

  it.each([',', ';', '\t', '|'])(
    'may separate its cells with %j, whatever stands in them',
    async (separator) => {
      const table = await read(
        'a.csv',
        ['a', 'b', 'c'].join(separator) + '\n' + ['1', '"x, y; z|"', '3'].join(separator),
      );
      expect(cells(table)).toEqual([['1', 'x, y; z|', '3']]);
    },
  );

  it('keeps the number of the line on which each row begins, over line breaks in quotes and empty lines', async () => {
    const table = await read('a.csv', 'a,b\n1,"two\nlines"\n\n3,x\n');
    expect(table.rows.map((row) => [row.line, row.cells[0]])).toEqual([
      [2, '1'],
      [5, '3'],
    ]);
  });

  it.each([
    ['a quote never closed', 'a,b\n1,2\n3,"x\n', 'import.quote_not_closed', 3, undefined],
    ['a quote in the middle of a cell', 'a,b\n1,2\n3,x"y"\n', 'import.quote_misplaced', 3, '2'],
    ['a row that is too short', 'a,b,c\n1,2,3\n4,5\n', 'import.row_shape', 3, 'c'],
    ['a row that is too long', 'a,b\n1,2,3\n', 'import.row_shape', 2, '3'],
    ['a heading that stands there twice', 'a,a\n1,2\n', 'import.heading_twice', 1, 'a'],
    ['a column without a heading', 'a,,c\n1,2,3\n', 'import.heading_empty', 1, '2'],
    ['nothing in it', '', 'import.file_empty', undefined, undefined],
    ['no row but blank ones', '\n\n', 'import.file_empty', undefined, undefined],
  ])('with %s is refused with line and column', async (_what, content, code, line, column) => {
    expect(await refused('a.csv', content)).toMatchObject({
      code,
      file: 'a.csv',
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    });
  });

  it('keeps within its limits: bytes, rows, columns, length of a row and of a cell', async () => {
    const text = 'a,b\n1,2\n3,4\n';
    expect((await refused('a.csv', text, { fileBytes: 5 })).code).toBe('import.file_too_large');
    expect((await refused('a.csv', text, { rows: 1 })).code).toBe('import.too_many_rows');
    expect((await refused('a.csv', text, { columns: 1 })).code).toBe('import.too_many_columns');
    expect((await refused('a.csv', text + '5,"long long"\n', { cellLength: 4 })).code).toBe(
      'import.cell_too_long',
    );
    expect((await refused('a.csv', `a,b\n1,${'x'.repeat(99)}\n`, { rowLength: 50 })).code).toBe(
      'import.row_too_long',
    );
  });

  it('takes a cell that begins like a formula as text, and says so', async () => {
    const table = await read('a.csv', 'a,b\n1,"=cmd|calc"\n2,-5\n');
    expect(cells(table)).toEqual([
      ['1', '=cmd|calc'],
      ['2', '-5'],
    ]);
    expect(table.problems).toMatchObject([{ code: 'import.formula_as_text', line: 2, column: 'b' }]);
  });

  it('loses characters nobody can see, and says so', async () => {
    const table = await read('a.csv', 'a,b\n1,Tra\u200bor\u00e9\u202e\n');
    expect(cells(table)).toEqual([['1', 'Traoré']]);
    expect(table.problems).toMatchObject([{ code: 'import.invisible_characters', line: 2, column: 'b' }]);
  });
});

describe('a file that is not what its name says', () => {
  it.each([
    ['a PDF named .csv', 'a.csv', Buffer.from('%PDF-1.7\n…'), 'import.not_what_it_says'],
    ['a workbook named .csv', 'a.csv', zip('x', Buffer.from('x')), 'import.not_what_it_says'],
    ['a text named .xlsx', 'a.xlsx', Buffer.from('a,b\n1,2\n'), 'import.not_what_it_says'],
    [
      'an old Excel file named .xlsx',
      'a.xlsx',
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0]),
      'import.not_what_it_says',
    ],
    ['bytes named .csv', 'a.csv', Buffer.from('a,b\n1,\0\n'), 'import.binary_in_text'],
    ['a program', 'a.exe', Buffer.from('MZ'), 'import.format_unknown'],
    ['a zip that is no workbook', 'a.xlsx', zip('x.txt', Buffer.from('x')), 'import.workbook_broken'],
    ['a zip cut short', 'a.xlsx', zip('x', Buffer.from('x')).subarray(0, 40), 'import.zip_broken'],
  ])('is refused: %s', async (_what, name, content, code) => {
    expect(await refused(name, content)).toMatchObject({ code, file: name });
  });

  it('cannot fill the memory: a small workbook that unpacks to a great size is refused, also when it lies', async () => {
    const zeros = Buffer.alloc(3 * 1024 * 1024);
    const limits = { unpackedBytes: 1024 * 1024 };
    expect((await refused('a.xlsx', zip('xl/workbook.xml', zeros), limits)).code).toBe(
      'import.unpacks_too_large',
    );
    expect((await refused('a.xlsx', zip('xl/workbook.xml', zeros, 10), limits)).code).toBe(
      'import.unpacks_too_large',
    );
  });
});

describe('a workbook', () => {
  const workbook = async (rows: unknown[][]): Promise<Buffer> =>
    // The library's own types want one literal shape for each cell.
    await writeWorkbook(rows as never).toBuffer();

  it('gives every sheet as a table, numbers with every digit and dates as the clock shows them', async () => {
    const content = await workbook([
      [{ value: 'id' }, { value: 'on' }, { value: 'ok' }],
      [
        { value: 1079960508495 },
        { value: new Date('2019-04-08T13:30:00Z'), format: 'dd/mm/yyyy hh:mm' },
        { value: true },
      ],
    ]);
    const table = await read('cases.xlsx', content);
    expect(table).toMatchObject({ name: 'cases', headings: ['id', 'on', 'ok'] });
    expect(table.rows).toEqual([{ line: 2, cells: ['1079960508495', '2019-04-08T13:30:00Z', 'true'] }]);
  });

  it('takes the stored result of a formula, never the formula', async () => {
    const table = await read('f.xlsx', formulaWorkbook('<v>42</v>'));
    expect(cells(table)).toEqual([['42']]);
  });

  it('with a formula that has no stored result is refused with its cell', async () => {
    const problem = await refused('f.xlsx', formulaWorkbook(''));
    expect(problem).toMatchObject({
      code: 'import.formula_without_result',
      file: 'f.xlsx',
      line: 2,
      column: 'A',
    });
  });
});

describe('what the clerk reads', () => {
  it('names file, line and column in French and in English', async () => {
    const problem = await refused('a.csv', 'a,b,c\n1,2,3\n4,5\n');
    expect(describeProblem(problem, 'fr', texts)).toBe(
      'a.csv, ligne 3, colonne c : Cette ligne a 2 cellules, l’en-tête en a 3 : un séparateur manque ou est de trop.',
    );
    expect(describeProblem(problem, 'en', texts)).toBe(
      'a.csv, line 3, column c: This row has 2 cells, the heading has 3: a separator is missing or too many.',
    );
  });
});

/** The smallest workbook there is, with one formula under one heading. */
function formulaWorkbook(result: string): Buffer {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const pack = 'http://schemas.openxmlformats.org/package/2006/relationships';
  return zipAll({
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': `<Relationships xmlns="${pack}"><Relationship Id="r1" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${rel}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${pack}"><Relationship Id="r1" Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><dimension ref="A1:A2"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2" t="str"><f>1+41</f>${result}</c></row></sheetData></worksheet>`,
  });
}

function zipAll(parts: Record<string, string>): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const one = zip(name, Buffer.from(content));
    const directory = one.readUInt32LE(one.length - 22 + 16);
    const entry = Buffer.from(one.subarray(directory, one.length - 22));
    entry.writeUInt32LE(crc32(Buffer.from(content)), 16);
    entry.writeUInt32LE(offset, 42);
    const local = Buffer.from(one.subarray(0, directory));
    local.writeUInt32LE(crc32(Buffer.from(content)), 14);
    locals.push(local);
    entries.push(entry);
    offset += local.length;
  }
  const size = entries.reduce((sum, entry) => sum + entry.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...entries, end]);
}
