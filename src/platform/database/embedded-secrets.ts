import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** Secrets of an embedded installation; file `secrets.json`, mode 0600, in the data folder. */
export interface EmbeddedSecrets {
  ownerPassword: string;
  appPassword: string;
  contextKey: string;
}

/**
 * Reads the secrets, or makes them. A damaged file is made anew: the launcher sets the passwords and installs
 * the key at every start, so nothing is lost with them but running sessions.
 */
export async function embeddedSecrets(dataDir: string): Promise<EmbeddedSecrets> {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) {
    const secrets = parse(await readFile(file, 'utf8'));
    if (secrets) return secrets;
  }
  const secrets = { ownerPassword: random(), appPassword: random(), contextKey: random() };
  const beside = await open(`${file}.making`, 'w', 0o600);
  await beside.writeFile(`${JSON.stringify(secrets, null, 2)}\n`);
  await beside.sync();
  await beside.close();
  await rename(`${file}.making`, file);
  return secrets;
}

function random(): string {
  return randomBytes(36).toString('base64url');
}

function parse(text: string): EmbeddedSecrets | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return isSecrets(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

function isSecrets(value: unknown): value is EmbeddedSecrets {
  if (typeof value !== 'object' || value === null) return false;
  const all = value as Partial<Record<string, unknown>>; // read from a file, checked on the next line
  return ['ownerPassword', 'appPassword', 'contextKey'].every(
    (name) => typeof all[name] === 'string' && all[name] !== '',
  );
}
