import { refusal, type RowProblem } from './problem.js';
import type { ImportLimits } from './limits.js';

/** One row as it stood in the file: cells in the order of the headings, empty ones as ''. */
export interface RawRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A table as read, before any profile looks at it. */
export interface RawTable {
  /** Name of the file, with the sheet behind it when a workbook has several: `cases.xlsx › intake`. */
  readonly file: string;
  /** What a profile finds the table by: the file's name without its ending, or the sheet's name. */
  readonly name: string;
  readonly headings: readonly string[];
  readonly rows: readonly RawRow[];
  readonly problems: readonly RowProblem[];
}

/** A file on this machine, under the name its sender gave it. */
export interface SourceFile {
  readonly name: string;
  readonly path: string;
}

/** Characters a clerk cannot see and that make two equal-looking values differ. */
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const INVISIBLES =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Builds a table row by row and keeps watch over its shape, alike for CSV and XLSX. */
export class TableBuilder {
  private headings: string[] | undefined;
  private readonly rows: RawRow[] = [];
  private readonly problems: RowProblem[] = [];

  constructor(
    private readonly file: string,
    private readonly name: string,
    private readonly limits: ImportLimits,
  ) {}

  /** Takes the next row; the first one that is not empty holds the headings. */
  add(line: number, cells: readonly string[]): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    if (this.headings === undefined) this.headings = this.readHeadings(line, cells);
    else this.rows.push({ line, cells: this.readCells(line, cells, this.headings) });
    if (this.rows.length > this.limits.rows) {
      throw refusal('import.too_many_rows', this.file, { line }, { limit: this.limits.rows });
    }
  }

  build(): RawTable {
    const { file, name, headings, rows, problems } = this;
    if (headings === undefined) throw refusal('import.file_empty', file);
    return { file, name, headings, rows, problems };
  }

  private readHeadings(line: number, cells: readonly string[]): string[] {
    if (cells.length > this.limits.columns) {
      throw refusal('import.too_many_columns', this.file, { line }, { limit: this.limits.columns });
    }
    const headings = cells.map((cell) => cell.replace(INVISIBLES, '').trim());
    while (headings.at(-1) === '') headings.pop();
    headings.forEach((heading, index) => {
      if (heading === '') {
        throw refusal('import.heading_empty', this.file, { line, column: String(index + 1) });
      }
      if (headings.indexOf(heading) !== index) {
        throw refusal('import.heading_twice', this.file, { line, column: heading });
      }
    });
    return headings;
  }

  private readCells(line: number, cells: readonly string[], headings: readonly string[]): string[] {
    const extra = cells.slice(headings.length).findIndex((cell) => cell.trim() !== '');
    if (cells.length < headings.length || extra >= 0) {
      const column = headings[cells.length] ?? String(headings.length + extra + 1);
      const vars = { expected: headings.length, found: cells.length };
      throw refusal('import.row_shape', this.file, { line, column }, vars);
    }
    return headings.map((column, index) => this.readCell(line, column, cells[index] ?? ''));
  }

  private readCell(line: number, column: string, cell: string): string {
    if (cell.length > this.limits.cellLength) {
      throw refusal('import.cell_too_long', this.file, { line, column }, { limit: this.limits.cellLength });
    }
    if (/^\s*[=@]/u.test(cell)) this.warn('import.formula_as_text', line, column);
    if (!INVISIBLE.test(cell)) return cell.trim();
    this.warn('import.invisible_characters', line, column);
    return cell.replace(INVISIBLES, '').trim();
  }

  private warn(code: string, line: number, column: string): void {
    this.problems.push({ severity: 'warning', code, vars: {}, file: this.file, line, column });
  }
}
