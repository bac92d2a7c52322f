import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { createInstance, type i18n } from 'i18next';
import pg from 'pg';
import type { CommandContext } from '../platform/config/command-context.js';
import { StartError } from '../platform/config/start-error.js';
import { importPlaces, type FileReport } from './places-import.js';

interface Flags {
  readonly edition?: string;
  readonly title?: string;
  readonly source?: string;
  readonly licence?: string;
  readonly published?: string;
  readonly language?: 'fr' | 'en';
}

/** A sentence of `places.json`. */
export type Say = (key: string, vars: Readonly<Record<string, unknown>>) => string;

/**
 * `greffe places import <path>`: one file, or every .csv of a folder, into the gazetteer (as greffe_owner).
 * Prints a line per file and per remark; ends with 1 when a file was refused.
 */
export function registerPlacesCommand(program: Command, context: CommandContext): void {
  const words = catalogue();
  const help = (key: string) => `${words.t(key, { lng: 'fr' })}\n${words.t(key, { lng: 'en' })}`;
  const places = program.command('places').description(help('cli.description'));
  places
    .command('import')
    .description(help('cli.import'))
    .argument('<path>')
    .option('--edition <code>', help('cli.edition'))
    .option('--title <text>', help('cli.title'))
    .option('--source <text>', help('cli.source'))
    .option('--licence <text>', help('cli.licence'))
    .option('--published <date>', help('cli.published'), day)
    .addOption(new Option('--language <language>').choices(['fr', 'en']))
    .action(async (path: string, flags: Flags) => {
      const database = await context.open();
      try {
        const { databaseOwnerUrl, defaultLocale } = database.configuration;
        if (databaseOwnerUrl === '') throw new StartError('config_missing', { name: 'DATABASE_OWNER_URL' });
        const lng = flags.language ?? defaultLocale;
        const say: Say = (key, vars) => words.t(key, { ...vars, lng });
        const reports = await run(databaseOwnerUrl, path, flags, (line) => process.stderr.write(line));
        if (reports === 'not_found') process.stderr.write(`${say('cli.not_found', { path })}\n`);
        else if (reports.length === 0) process.stderr.write(`${say('cli.nothing', { path })}\n`);
        else process.stdout.write(reports.flatMap((report) => linesOf(report, say)).join(''));
        if (!succeeded(reports)) process.exitCode = 1;
      } finally {
        await database.close();
      }
    });
}

async function run(
  ownerUrl: string,
  path: string,
  flags: Flags,
  show: (text: string) => void,
): Promise<FileReport[] | 'not_found'> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'greffe places' });
  await client.connect();
  try {
    const { edition, title, source, licence, published } = flags;
    return await importPlaces(client, path, {
      edition,
      describe: { title, source, licence, publishedOn: published },
      progress: (file, done, rows) => {
        show(`\r${file} ${String(done)}/${String(rows)}${done === rows ? '\n' : ''}`);
      },
    });
  } catch (problem) {
    if (isMissingPath(problem)) return 'not_found';
    throw problem;
  } finally {
    await client.end();
  }
}

/** The report of one file as the lines that the command prints. */
export function linesOf(report: FileReport, say: Say): string[] {
  const head = say(`cli.${report.state}`, { ...report });
  const remarks = report.issues.map(({ line, column, code, vars }) =>
    say('cli.issue', { line, column, text: say(`issues.${code}`, vars) }),
  );
  return [head, ...remarks].map((line) => `${line}\n`);
}

/** The words of this command, in both languages. */
export function catalogue(): i18n {
  const texts = createInstance();
  const read = (language: 'fr' | 'en'): Record<string, unknown> =>
    // Our own file; a test holds the two languages against each other.
    JSON.parse(readFileSync(new URL(`../i18n/${language}/places.json`, import.meta.url), 'utf8')) as Record<
      string,
      unknown
    >;
  void texts.init({
    initAsync: false,
    lng: 'fr',
    fallbackLng: false,
    resources: { fr: { places: read('fr') }, en: { places: read('en') } },
    defaultNS: 'places',
    interpolation: { escapeValue: false },
  });
  return texts;
}

function succeeded(reports: FileReport[] | 'not_found'): boolean {
  return reports !== 'not_found' && reports.length > 0 && reports.every(({ state }) => state !== 'refused');
}

/** Checks the form only; commander names the option in its message. */
function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('YYYY-MM-DD');
  }
  return text;
}

function isMissingPath(problem: unknown): boolean {
  return (
    typeof problem === 'object' &&
    problem !== null &&
    'code' in problem &&
    ['ENOENT', 'EACCES', 'ENOTDIR'].includes(String(problem.code))
  );
}
