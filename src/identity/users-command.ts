import { InvalidArgumentError, type Command } from 'commander';
import pg from 'pg';
import type { CommandContext } from '../platform/config/command-context.js';
import { StartError } from '../platform/config/start-error.js';
import { Clock } from '../platform/context/clock.js';
import type { Locale } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { Translator } from '../platform/i18n/translator.js';
import { digest, newSlipCode, readCode } from './secrets.js';

const texts = new Translator();

interface Flags {
  login: string;
  name: string;
}

/**
 * `greffe users bootstrap`: the first administrator, made on the console where there is none (ruling 29).
 * Prints one single-use code that holds for 24 hours; ends with 1 when there is an administrator already.
 */
export function registerUsersCommand(program: Command, context: CommandContext): void {
  const both = (key: string) => (['fr', 'en'] as const).map((locale) => say(locale, key)).join('\n');
  program
    .command('users')
    .description(both('users'))
    .command('bootstrap')
    .description(both('bootstrap'))
    .option('--login <login>', both('login'), login, 'admin')
    .option('--name <name>', both('name'), 'Administrateur')
    .action(async (flags: Flags) => {
      const database = await context.open();
      try {
        const { databaseOwnerUrl, defaultLocale } = database.configuration;
        if (databaseOwnerUrl === '') throw new StartError('config_missing', { name: 'DATABASE_OWNER_URL' });
        const { outcome, login, code } = await bootstrapAdministrator(databaseOwnerUrl, flags);
        process.stdout.write(`${say(defaultLocale, outcome, { login })}\n`);
        if (outcome === 'refused') process.exitCode = 1;
        else process.stdout.write(`  ${code}\n`);
      } finally {
        await database.close();
      }
    });
}

export interface Bootstrapped {
  /** `renewed`: there was one whose code ran out before anybody used it. */
  outcome: 'made' | 'renewed' | 'refused';
  login: string;
  /** Good once, for 24 hours; without use when refused. */
  code: string;
}

/** @param ownerUrl the database as greffe_owner: only the console reaches this, never the running server */
export async function bootstrapAdministrator(
  ownerUrl: string,
  { login, name }: Flags,
): Promise<Bootstrapped> {
  const code = newSlipCode();
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'greffe users' });
  await client.connect();
  try {
    const { rows } = await client.query<Omit<Bootstrapped, 'code'>>(
      'SELECT * FROM auth.bootstrap_administrator($1, $2, $3, $4, $5, $6, $7, $8)',
      [newId(), newId(), newId(), newId(), login, name, digest(readCode(code)), new Clock().now()],
    );
    const [row] = rows;
    if (!row) throw new Error('auth.bootstrap_administrator answered nothing');
    return { ...row, code };
  } finally {
    await client.end();
  }
}

function login(text: string): string {
  if (/^[a-z0-9][a-z0-9._-]{1,63}$/.test(text)) return text;
  throw new InvalidArgumentError((['fr', 'en'] as const).map((locale) => say(locale, 'bad_login')).join(' '));
}

function say(locale: Locale, key: string, vars: Record<string, string> = {}): string {
  return texts.text(locale, `identity:cli/${key}`, vars);
}
