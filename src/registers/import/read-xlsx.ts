import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import readWorkbook, { InvalidInputError, InvalidSpreadsheetError } from 'read-excel-file/node';
import type { ImportLimits } from './limits.js';
import { refusal, type ImportRefused } from './problem.js';
import { TableBuilder, type RawTable, type SourceFile } from './raw-table.js';
import { checkWorkbook } from './check-workbook.js';

/**
 * Reads every sheet of a workbook that has rows. Numbers keep every digit (a 13-digit key is not a float),
 * dates become `YYYY-MM-DDThh:mm:ssZ` of the wall clock the sheet shows, and a formula gives the result
 * stored beside it: nothing is ever computed here.
 *
 * @throws ImportRefused on a broken workbook, with the cell where the library knows it
 */
export async function readXlsx(file: SourceFile, limits: ImportLimits): Promise<RawTable[]> {
  const bytes = await readFile(file.path);
  checkWorkbook(file.name, bytes, limits);
  const sheets = await open(file.name, bytes);
  const filled = sheets.filter(({ data }) => data.length > 0);
  if (filled.length === 0) throw refusal('import.file_empty', file.name);
  return filled.map(({ sheet, data }) => {
    const alone = filled.length === 1;
    const name = alone ? basename(file.name, extname(file.name)) : sheet;
    const builder = new TableBuilder(alone ? file.name : `${file.name} › ${sheet}`, name, limits);
    data.forEach((row, index) => {
      builder.add(index + 1, row.map(asText));
    });
    return builder.build();
  });
}

async function open(file: string, bytes: Buffer): ReturnType<typeof readWorkbook<string>> {
  try {
    return await readWorkbook<string>(bytes, { parseNumber: (digits) => digits, trim: false });
  } catch (error) {
    throw brokenWorkbook(file, error);
  }
}

function brokenWorkbook(file: string, error: unknown): ImportRefused | Error {
  if (!(error instanceof Error)) return refusal('import.workbook_broken', file, {}, { detail: '' });
  const cell = /\brow (\d{1,7}), col (\d{1,5})\b/u.exec(error.message);
  const at = cell ? { line: Number(cell[1]), column: String(cell[2]) } : {};
  if (error instanceof InvalidInputError || error instanceof InvalidSpreadsheetError) {
    return refusal('import.workbook_broken', file, at, { detail: error.message });
  }
  return refusal('import.workbook_broken', file, at, { detail: error.name });
}

function asText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return `${cell.toISOString().slice(0, 19)}Z`;
  if (typeof cell === 'string') return cell;
  return typeof cell === 'boolean' ? String(cell) : JSON.stringify(cell);
}
