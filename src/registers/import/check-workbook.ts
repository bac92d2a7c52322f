import { inflateRawSync } from 'node:zlib';
import type { ImportLimits } from './limits.js';
import { refusal } from './problem.js';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const DEFLATED = 8;

/** A cell with a formula and no result: `<c r="B2"><f>A1+1</f></c>`. */
const FORMULA_ALONE =
  /<c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f\b(?:[^>]*\/>|[^>]*>[^<]*<\/f>)\s*<\/c>/u;

/**
 * Looks into a workbook before the spreadsheet library opens it, and refuses one that would unpack to more
 * than the limit. The sizes a zip declares are only a claim, so each part is really unpacked, with what is
 * left of the limit as its ceiling, and thrown away. A formula without a stored result is refused too: the
 * library would take it for an empty cell and nobody would know.
 *
 * @throws ImportRefused `import.unpacks_too_large`, `import.zip_broken`, `import.formula_without_result`
 */
export function checkWorkbook(file: string, zip: Buffer, limits: ImportLimits): void {
  let left: number = limits.unpackedBytes;
  const tooLarge = () =>
    refusal('import.unpacks_too_large', file, {}, { limit: Math.floor(limits.unpackedBytes / 2 ** 20) });
  const parts = partsOf(file, zip);
  if (parts.length > limits.zipEntries) throw tooLarge();
  for (const { name, method, data, size } of parts) {
    if (size > left) throw tooLarge();
    const content = method === DEFLATED ? unpack(file, data, left, tooLarge) : data;
    left -= content.length;
    const formula = name.startsWith('xl/worksheets/') ? FORMULA_ALONE.exec(content.toString('utf8')) : null;
    if (formula !== null) {
      const at = { line: Number(formula[2]), column: String(formula[1]) };
      throw refusal('import.formula_without_result', file, at);
    }
  }
}

interface ZipPart {
  readonly name: string;
  readonly method: number;
  readonly data: Buffer;
  /** As declared in the directory. */
  readonly size: number;
}

function partsOf(file: string, zip: Buffer): ZipPart[] {
  try {
    const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (zip.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error('no directory');
    const parts: ZipPart[] = [];
    let at = zip.readUInt32LE(end + 16);
    for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
      if (zip.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('no entry');
      const local = zip.readUInt32LE(at + 42);
      if (zip.readUInt32LE(local) !== LOCAL_ENTRY) throw new Error('no part');
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const data = zip.subarray(start, start + zip.readUInt32LE(at + 20));
      const name = zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28));
      parts.push({ name, method: zip.readUInt16LE(at + 10), data, size: zip.readUInt32LE(at + 24) });
      at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    }
    return parts;
  } catch {
    // A position outside the file, or something else where a part should begin.
    throw refusal('import.zip_broken', file);
  }
}

function unpack(file: string, data: Buffer, ceiling: number, tooLarge: () => Error): Buffer {
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, ceiling) });
  } catch (error) {
    const full =
      typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw full ? tooLarge() : refusal('import.zip_broken', file);
  }
}
