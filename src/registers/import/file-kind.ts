import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { TextDecoder } from 'node:util';
import type { ImportLimits } from './limits.js';
import { refusal } from './problem.js';
import type { SourceFile } from './raw-table.js';

export const TEXT_ENCODINGS = ['utf-8', 'utf-16le', 'windows-1252'] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/** What a file is by its content; its name only has to agree. */
export type FileKind = { readonly kind: 'csv'; readonly encoding: TextEncoding } | { readonly kind: 'xlsx' };
export type InspectedFile = FileKind & { readonly sha256: string; readonly bytes: number };

/** First bytes of files that people send under a wrong name, with the name we tell them. */
const SIGNATURES: readonly (readonly [string, readonly number[]])[] = [
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['XLS (Excel 97–2003)', [0xd0, 0xcf, 0x11, 0xe0]],
  ['gzip', [0x1f, 0x8b]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['RAR', [0x52, 0x61, 0x72, 0x21]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['RTF', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const UTF16LE_MARK = [0xff, 0xfe];

/**
 * Reads the file once, whole, to learn what it really is, its size and its SHA-256.
 *
 * Text without a mark is taken as UTF-8 when every byte agrees, else as Windows-1252 (what a French Excel
 * writes): the two cannot be confused, since accented Windows-1252 text is never valid UTF-8.
 *
 * @throws ImportRefused `import.file_too_large`, `import.file_empty`, `import.not_what_it_says`,
 *   `import.binary_in_text`
 */
export async function inspectFile(file: SourceFile, limits: ImportLimits): Promise<InspectedFile> {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let head: Buffer | undefined;
  let bytes = 0;
  let utf8 = true;
  let nulAfter: number | undefined;
  for await (const chunk of createReadStream(file.path)) {
    // A read stream without an encoding yields buffers only.
    const part = chunk as Buffer;
    hash.update(part);
    head ??= part;
    if (nulAfter === undefined && part.includes(0)) nulAfter = bytes + part.indexOf(0);
    bytes += part.length;
    if (bytes > limits.fileBytes) {
      throw refusal(
        'import.file_too_large',
        file.name,
        {},
        { limit: Math.floor(limits.fileBytes / 2 ** 20) },
      );
    }
    utf8 &&= decodes(decoder, part);
  }
  if (head === undefined) throw refusal('import.file_empty', file.name);
  utf8 &&= decodes(decoder);
  return { ...kindOf(file, head, utf8, nulAfter), sha256: hash.digest('hex'), bytes };
}

function kindOf(file: SourceFile, head: Buffer, utf8: boolean, nulAt: number | undefined): FileKind {
  const says = extname(file.name).toLowerCase();
  if (says !== '.csv' && says !== '.xlsx' && says !== '.txt' && says !== '.tsv') {
    throw refusal('import.format_unknown', file.name, {}, { ending: says === '' ? '—' : says });
  }
  const is = startsWith(head, ZIP) ? 'ZIP' : SIGNATURES.find(([, magic]) => startsWith(head, magic))?.[0];
  if (says === '.xlsx') {
    if (is !== 'ZIP')
      throw refusal('import.not_what_it_says', file.name, {}, { says, is: is ?? 'texte/text' });
    return { kind: 'xlsx' };
  }
  if (is !== undefined) throw refusal('import.not_what_it_says', file.name, {}, { says, is });
  if (startsWith(head, UTF16LE_MARK)) return { kind: 'csv', encoding: 'utf-16le' };
  if (nulAt !== undefined) throw refusal('import.binary_in_text', file.name, {}, { byte: nulAt });
  return { kind: 'csv', encoding: utf8 ? 'utf-8' : 'windows-1252' };
}

function startsWith(head: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, index) => head[index] === byte);
}

function decodes(decoder: TextDecoder, part?: Buffer): boolean {
  try {
    if (part === undefined) decoder.decode();
    else decoder.decode(part, { stream: true });
    return true;
  } catch {
    return false;
  }
}
