import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Transform } from 'node:stream';
import { TextDecoder } from 'node:util';
import { CsvError, parse } from 'csv-parse';
import type { TextEncoding } from './file-kind.js';
import type { ImportLimits } from './limits.js';
import { refusal, type ImportRefused } from './problem.js';
import { TableBuilder, type RawTable, type SourceFile } from './raw-table.js';

/** Separators met in practice; the comma wins a draw, then the semicolon of a French Excel. */
const SEPARATORS = [',', ';', '\t', '|'] as const;
const HEAD_BYTES = 64 * 1024;

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads one CSV file as a stream. The separator is found from the text itself; quotes follow RFC 4180.
 *
 * @throws ImportRefused with the line, and the column where one is known, on a quote that does not close, a
 *   row of another length than the heading, a limit passed
 */
export async function readCsv(
  file: SourceFile,
  encoding: TextEncoding,
  limits: ImportLimits,
): Promise<RawTable> {
  const name = basename(file.name, extname(file.name));
  const builder = new TableBuilder(file.name, name, limits);
  const parser = parse({
    delimiter: await separatorOf(file, encoding),
    info: true,
    relax_column_count: true,
    max_record_size: limits.rowLength,
  });
  const source = createReadStream(file.path);
  const text = source.pipe(decoding(encoding));
  text.pipe(parser);
  source.on('error', (error) => parser.destroy(error));
  let lastLine = 0;
  try {
    for await (const each of parser) {
      // `info: true` makes the parser yield { record, info }, which its types do not say.
      const { record, info } = each as CsvRecord;
      builder.add(lastLine + 1, record);
      lastLine = info.lines;
    }
  } catch (error) {
    throw error instanceof CsvError ? brokenCsv(file.name, error) : error;
  } finally {
    source.destroy();
  }
  return builder.build();
}

function brokenCsv(file: string, error: CsvError): ImportRefused {
  const line = Number(error['lines']);
  const column = typeof error['index'] === 'number' ? { column: String(error['index'] + 1) } : {};
  const code =
    error.code === 'CSV_MAX_RECORD_SIZE'
      ? 'import.row_too_long'
      : error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? 'import.quote_not_closed'
        : 'import.quote_misplaced';
  return refusal(code, file, { line, ...column });
}

/**
 * The separator that stands most often in the headings, outside quotes. Only the first line counts: further
 * down, commas belong to addresses and decimals.
 */
async function separatorOf(file: SourceFile, encoding: TextEncoding): Promise<string> {
  await using handle = await open(file.path);
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(HEAD_BYTES) });
  const text = new TextDecoder(encoding).decode(buffer.subarray(0, bytesRead), { stream: true });
  const headings = (/^[\r\n]*([^\r\n]*)/u.exec(text)?.[1] ?? '').replace(/"(?:[^"]|"")*"/gu, '');
  const counts = SEPARATORS.map((separator) => headings.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Bytes to text without ever cutting a character in two; the byte order mark goes. */
function decoding(encoding: TextEncoding): Transform {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      done(null, decoder.decode(chunk, { stream: true }));
    },
    flush(done): void {
      done(null, decoder.decode());
    },
  });
}
