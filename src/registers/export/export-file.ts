import { stringify } from 'csv-stringify/sync';
import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import { escapeFormula } from './escape-formula.js';
import type { ExportFormat } from './export-limits.js';

/** What marks a file as somebody's: label and text, one line each (domain notes §11.3, rule 8). */
export type Watermark = readonly (readonly [label: string, text: string])[];

export interface FileHead {
  sheet: string;
  headings: readonly string[];
  watermark: Watermark;
  /** Of the export, in the last cell of every row: a row that is cut out still says where it came from. */
  reference: string;
}

/** A file that grows by rows. Escaping is done here, in one place for all cells. */
export interface ExportFile {
  add(rows: readonly (readonly string[])[]): void;
  bytes(): Promise<Buffer>;
}

export function exportFile(format: ExportFormat, head: FileHead): ExportFile {
  return format === 'csv' ? new CsvFile(head) : new XlsxFile(head);
}

/**
 * RFC 4180 with one line of headings and nothing before it, so that every reader takes it. The watermark is the
 * heading of the last column: also a file without cases has it.
 */
class CsvFile implements ExportFile {
  private readonly chunks: Buffer[] = [];

  constructor(private readonly head: FileHead) {
    const mark = head.watermark.map(([label, text]) => `${label} : ${text}`).join(' · ');
    this.write([[...head.headings, mark]], true);
  }

  add(rows: readonly (readonly string[])[]): void {
    this.write(rows.map((row) => [...row, this.head.reference]));
  }

  bytes(): Promise<Buffer> {
    return Promise.resolve(Buffer.concat(this.chunks));
  }

  /** The byte order mark makes spreadsheets read UTF-8. */
  private write(rows: readonly (readonly string[])[], bom = false): void {
    const cells = rows.map((row) => row.map(escapeFormula));
    const text = stringify(cells, { bom, record_delimiter: 'windows', quote_record_delimiter: true });
    this.chunks.push(Buffer.from(text, 'utf8'));
  }
}

/** What a cell of a workbook can hold. */
const CELL_LENGTH = 32_767;
const COLUMN_WIDTH = 24;

/** A workbook of one sheet: the watermark on top, a blank row, the headings, the cases. All cells are text. */
class XlsxFile implements ExportFile {
  private readonly rows: SheetData = [];

  constructor(private readonly head: FileHead) {
    for (const [label, text] of head.watermark) {
      this.rows.push([
        { ...textCell(label), fontWeight: 'bold' },
        { ...textCell(text), fontWeight: 'bold' },
      ]);
    }
    this.rows.push([]);
    this.rows.push(
      [...head.headings, head.watermark.at(-1)?.[0] ?? ''].map((heading) => ({
        ...textCell(heading),
        fontWeight: 'bold',
      })),
    );
  }

  add(rows: readonly (readonly string[])[]): void {
    for (const row of rows) this.rows.push([...row, this.head.reference].map(textCell));
  }

  async bytes(): Promise<Buffer> {
    const columns = [...this.head.headings, ''].map(() => ({ width: COLUMN_WIDTH }));
    return writeXlsxFile(this.rows, { sheet: this.head.sheet, columns }).toBuffer();
  }
}

function textCell(text: string): { value: string; type: StringConstructor } {
  const safe = escapeFormula(text);
  return { value: safe.length > CELL_LENGTH ? `${safe.slice(0, CELL_LENGTH - 1)}…` : safe, type: String };
}
