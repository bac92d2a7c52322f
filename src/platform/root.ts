import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

let found: string | undefined;

/**
 * The folder that holds Greffe's package.json, whether the code runs from `src/` or from `dist/src/`.
 * Migrations, catalogues and data files are found from here, never from the working directory.
 *
 * @throws Error when the code was taken out of its package
 */
export function projectRoot(): string {
  found ??= climb(import.meta.dirname);
  return found;
}

function climb(folder: string): string {
  const file = join(folder, 'package.json');
  if (existsSync(file) && /"name":\s*"greffe"/.test(readFileSync(file, 'utf8'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('package.json of greffe not found above the running code');
  return climb(parent);
}
