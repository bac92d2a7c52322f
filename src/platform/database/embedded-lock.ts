import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../config/start-error.js';

/** Keeps a second Greffe off a data folder. */
export interface FolderLock {
  /** May be called twice. */
  release(): void;
}

/**
 * Takes the data folder for this process. The lock is one of the operating system's, held by SQLite on an empty
 * database file (Node itself has no file lock), so it goes with the process even after kill -9.
 *
 * @throws StartError when another process has it, or the folder cannot be written
 */
export async function lockFolder(dataDir: string): Promise<FolderLock> {
  const holder = join(dataDir, 'greffe.pid');
  try {
    // The PostgreSQL of another account passes through the folder; the secrets in it are 0600 each.
    await mkdir(dataDir, { recursive: true, mode: 0o711 });
    await writeFile(join(dataDir, 'greffe.lock'), '', { flag: 'a', mode: 0o600 });
  } catch (cause) {
    throw new StartError('data_folder_unwritable', { folder: dataDir, reason: codeOf(cause) }, cause);
  }
  const lock = new DatabaseSync(join(dataDir, 'greffe.lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    const pid = await readFile(holder, 'utf8').catch(() => '?');
    throw new StartError('data_folder_busy', { folder: dataDir, pid: pid.trim() }, cause);
  }
  await writeFile(holder, `${process.pid}\n`, { mode: 0o600 });
  return {
    release: () => {
      if (lock.isOpen) lock.close();
    },
  };
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
