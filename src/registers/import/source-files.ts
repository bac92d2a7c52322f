import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { SourceFile } from './raw-table.js';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** A folder of its own for the files of one import, gone when the work is over, however it ends. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'greffe-import-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The file as it is kept until the import is done. */
export async function packed(file: SourceFile): Promise<Buffer> {
  return pack(await readFile(file.path));
}

/** Puts kept files back on the disk, under numbers: a sender's name is never a path. */
export async function unpackInto(
  folder: string,
  kept: readonly { name: string; content: Buffer | null }[],
): Promise<SourceFile[]> {
  return Promise.all(
    kept.map(async ({ name, content }, index) => {
      const path = join(folder, String(index));
      await writeFile(path, content === null ? '' : await unpack(content));
      return { name, path };
    }),
  );
}
