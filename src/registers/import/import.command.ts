import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { Logger, Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Option } from 'commander';
import type { RegisterCommand } from '../../platform/config/command-context.js';
import { ConfigModule } from '../../platform/config/config.module.js';
import type { Configuration } from '../../platform/config/configuration.js';
import { Clock } from '../../platform/context/clock.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { DatabaseModule } from '../../platform/database/database.module.js';
import { ReadTransaction } from '../../platform/database/read-transaction.js';
import { DomainError, Invalid } from '../../platform/http/errors.js';
import { Translator } from '../../platform/i18n/translator.js';
import { refusedAsProblem } from './import-source.js';
import { ImportRunner } from './import-runner.js';
import { ImportStore, type ImportRow } from './import-store.js';
import { IMPORT_PROVIDERS } from './imports.module.js';
import { ImportsService } from './imports.service.js';
import { loadProfile, parseProfile } from './load-profile.js';
import { describeProblem, type Language } from './problem-texts.js';
import type { ImportProfile } from './profile.js';
import type { SourceFile } from './raw-table.js';

const NOBODY = { userId: '', sessionId: '', requestId: 'import-command', ip: '', scopes: '*' } as const;
const PAGE = 500;

interface Flags {
  readonly profile: string;
  readonly office: string;
  readonly as: string;
  readonly dryRun?: true;
  readonly language?: Language;
}

/** The importer without a server: configuration and database, no routes. */
@Module({})
class ImportCommandModule {
  static forRoot(configuration: Configuration): DynamicModule {
    return {
      module: ImportCommandModule,
      imports: [ConfigModule.forRoot(configuration, new Clock()), DatabaseModule.forRoot(configuration, [])],
      providers: [...IMPORT_PROVIDERS, Translator],
    };
  }
}

/**
 * `greffe import --profile cook-county-2019 --office PJS --as a.clerk [--dry-run] <files or folder>`: checks, prints the
 * report, then writes under that user's rights. Ends with 1 when a file, a case or the run was refused.
 */
export const registerImportCommand: RegisterCommand = (program, context) => {
  const texts = new Translator();
  const help = (key: string) => texts.text(context.configuration().defaultLocale, `imports:cli/${key}`);
  program
    .command('import')
    .description(help('description'))
    .argument('<paths...>')
    .requiredOption('--profile <name>', help('profile'))
    .requiredOption('--office <code>', help('office'))
    .requiredOption('--as <login>', help('as'))
    .option('--dry-run', help('dryRun'))
    .addOption(new Option('--language <language>').choices(['fr', 'en']))
    .action(async (paths: string[], flags: Flags) => {
      const database = await context.open();
      const language = flags.language ?? database.configuration.defaultLocale;
      try {
        Logger.overrideLogger(['error', 'warn']);
        const app = await NestFactory.createApplicationContext(
          ImportCommandModule.forRoot(database.configuration),
        );
        try {
          const succeeded = await new ImportCommand(app, texts, language, print).run(paths, flags);
          if (!succeeded) process.exitCode = 1;
        } finally {
          await app.close();
        }
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        process.stderr.write(`${refusalLine(error, texts, language)}\n`);
        process.exitCode = 1;
      } finally {
        await database.close();
      }
    });
};

/** One run of the command. */
class ImportCommand {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly texts: Translator,
    private readonly language: Language,
    private readonly out: (line: string) => void,
  ) {}

  /** @returns whether everything came in */
  async run(paths: readonly string[], flags: Flags): Promise<boolean> {
    const context = this.app.get(RequestContext);
    const userId = await context.runAs(NOBODY, async () => this.userId(flags.as));
    return context.runAs({ ...NOBODY, userId }, async () => this.runAsUser(paths, flags));
  }

  private async runAsUser(paths: readonly string[], flags: Flags): Promise<boolean> {
    const profile = await refusedAsProblem(async () => profileOf(flags.profile));
    const officeId = await this.officeId(flags.office);
    const files = (await Promise.all(paths.map(filesIn))).flat();
    const id = await this.app.get(ImportsService).check(profile, officeId, files);
    const checked = await this.row(id);
    await this.printReport(id);
    this.say('checked', {
      ...wordsOf(checked),
      found: this.counts(checked.found),
    });
    if (flags.dryRun === true) return checked.errors === 0;
    await this.app.get(ImportsService).begin(id);
    await this.app.get(ImportRunner).run(id, (done, total) => {
      process.stderr.write(`\r${String(done)}/${String(total)}${done === total ? '\n' : ''}`);
    });
    const after = await this.row(id);
    if (after.failure === null) {
      this.say('done', { ...wordsOf(after), made: this.counts(after.made) });
    } else this.out(this.texts.error(this.language, 'import.failed', { reason: after.failure }) ?? '');
    return after.state === 'done' && after.errors === 0;
  }

  private async printReport(id: string): Promise<void> {
    const store = this.app.get(ImportStore);
    for (let after = 0; ;) {
      const rows = await store.problems(id, null, after, PAGE);
      for (const { seq, severity, code, vars, file, line, column_name: column } of rows) {
        after = seq;
        const place = {
          ...(line === null ? {} : { line }),
          ...(column === null ? {} : { column }),
        };
        const said = describeProblem({ severity, code, vars, file, ...place }, this.language, this.texts);
        this.out(`${this.texts.text(this.language, `imports:severities/${severity}`)}: ${said}`);
      }
      if (rows.length < PAGE) return;
    }
  }

  private async userId(login: string): Promise<string> {
    const [row] = await this.app.get(ReadTransaction).run<{ id: string | null }>({
      name: 'import_actor',
      text: 'SELECT app.import_actor($1) AS id',
      values: [login],
    });
    if (row?.id == null) throw new Invalid('import.unknown_user', { login });
    return row.id;
  }

  private async officeId(code: string): Promise<string> {
    const [row] = await this.app.get(ReadTransaction).run<{ id: string }>({
      name: 'import_office',
      text: 'SELECT id FROM app.offices WHERE code = $1',
      values: [code],
    });
    if (row === undefined) throw new Invalid('import.unknown_office', { office: code });
    return row.id;
  }

  private async row(id: string): Promise<ImportRow> {
    const row = await this.app.get(ImportStore).find(id);
    if (row === undefined) throw new Invalid('request.not_found');
    return row;
  }

  private counts(totals: Readonly<Record<string, number>>): string {
    return Object.entries(totals)
      .map(([kind, count]) => `${String(count)} ${this.texts.text(this.language, `imports:kinds/${kind}`)}`)
      .join(', ');
  }

  private say(key: string, vars: Readonly<Record<string, string | number>>): void {
    this.out(this.texts.text(this.language, `imports:cli/${key}`, vars));
  }
}

function wordsOf(row: ImportRow): Record<string, number> {
  const { cases_total, cases_known, cases_refused, errors, warnings } = row;
  return { cases: cases_total, known: cases_known, refused: cases_refused, errors, warnings };
}

/** The refusal with its place, as the report would say it. */
function refusalLine(error: DomainError, texts: Translator, language: Language): string {
  const { file, line, column } = error.details.extra ?? {};
  const sentence = texts.error(language, error.code, error.vars) ?? error.code;
  if (typeof file !== 'string') return sentence;
  const at = [
    file,
    ...(typeof line === 'number' ? [texts.text(language, 'imports:place/line', { line })] : []),
    ...(typeof column === 'string' ? [texts.text(language, 'imports:place/column', { column })] : []),
  ];
  return `${at.join(', ')}${language === 'fr' ? ' : ' : ': '}${sentence}`;
}

async function profileOf(name: string): Promise<ImportProfile> {
  return extname(name) === '.json'
    ? parseProfile(basename(name), await readFile(name, 'utf8'))
    : loadProfile(name);
}

/** A file, or every CSV file and workbook of a folder. */
async function filesIn(path: string): Promise<SourceFile[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new Invalid('import.no_such_file', { path });
  if (!found.isDirectory()) return [{ name: basename(path), path }];
  const names = (await readdir(path)).filter((name) => /\.(?:csv|xlsx)$/iu.test(name)).toSorted();
  return names.map((name) => ({ name, path: join(path, name) }));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
