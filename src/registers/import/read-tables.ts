import { inspectFile } from './file-kind.js';
import { IMPORT_LIMITS, type ImportLimits } from './limits.js';
import type { RawTable, SourceFile } from './raw-table.js';
import { readCsv } from './read-csv.js';
import { readXlsx } from './read-xlsx.js';

export interface ReadFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly tables: readonly RawTable[];
}

/**
 * Reads CSV files and workbooks alike into tables, each file inspected by content first.
 *
 * @throws ImportRefused for the first file that cannot be read whole
 */
export async function readFiles(
  files: readonly SourceFile[],
  limits: ImportLimits = IMPORT_LIMITS,
): Promise<ReadFile[]> {
  const read: ReadFile[] = [];
  // One after the other: the memory of one file at a time.
  for (const file of files) {
    const { name } = file;
    const inspected = await inspectFile(file, limits);
    const tables =
      inspected.kind === 'xlsx'
        ? await readXlsx(file, limits)
        : [await readCsv(file, inspected.encoding, limits)];
    read.push({ name, bytes: inspected.bytes, sha256: inspected.sha256, tables });
  }
  return read;
}
