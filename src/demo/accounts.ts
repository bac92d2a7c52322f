import { randomInt } from 'node:crypto';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase } from 'pg';
import { hashPassword } from '../identity/passwords/password-hash.js';
import type { Role } from '../platform/access/roles.js';
import { newId } from '../platform/database/ids.js';
import { demoUsers, FILLER } from './demo-people.data.js';

/** Before every case of the demonstration that somebody may be assigned to. */
const SINCE = '2013-06-01';
/** None that is read as another, and none that another keyboard hides. */
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';

export interface Account {
  readonly id: string;
  readonly login: string;
  readonly password: string;
  readonly role: Role;
  readonly office: string;
  readonly name: string;
}

/** Accounts with new passwords, and the one in whose name all is done, which has none. */
export async function makeAccounts(client: Pick<ClientBase, 'query'>, fillerId: string): Promise<Account[]> {
  await client.query('SELECT auth.seed_user($1, $2, $3, $4, NULL)', [
    fillerId,
    FILLER.login,
    FILLER.name,
    'fr',
  ]);
  const accounts = demoUsers.map((user) => ({ ...user, id: newId(), password: newPassword() }));
  const hashes = await Promise.all(accounts.map(async ({ password }) => hashPassword(password)));
  for (const [index, { id, login, name, locale }] of accounts.entries())
    await client.query('SELECT auth.seed_user($1, $2, $3, $4, $5)', [id, login, name, locale, hashes[index]]);
  return accounts;
}

/** The roles, once their offices are there. From the day an office began, where that is later. */
export async function giveRoles(
  client: Pick<ClientBase, 'query'>,
  accounts: readonly Account[],
): Promise<void> {
  for (const { id, role, office } of accounts)
    await client.query(
      `SELECT auth.seed_holding($1, $2, $3, o.id, greatest(o.valid_from, $4::date), NULL) FROM app.offices o WHERE o.code = $5`,
      [newId(), id, role, SINCE, office],
    );
}

export function accountsFile(dataDir: string): string {
  return join(dataDir, 'demo-users.json');
}

/** Only the owner of the folder reads them. Written beside and renamed: the file is whole or it is the one before. */
export async function keepAccounts(dataDir: string, accounts: readonly Account[]): Promise<void> {
  const file = accountsFile(dataDir);
  const beside = await open(`${file}.making`, 'w', 0o600);
  try {
    const users = accounts.map(({ login, password, role, office, name }) => ({
      login,
      password,
      role,
      office,
      name,
    }));
    await beside.writeFile(`${JSON.stringify({ users }, null, 2)}\n`);
    await beside.sync();
  } finally {
    await beside.close();
  }
  await rename(`${file}.making`, file);
}

/** Some 74 bits: `k7mpq-x3vne-c9wta`. */
function newPassword(): string {
  const group = () => Array.from({ length: 5 }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('');
  return [group(), group(), group()].join('-');
}
