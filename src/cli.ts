import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { bootstrapOwn, migrateAs, openOrJoin } from './cli-database.js';
import { loadCommands } from './cli-features.js';
import { health } from './cli-health.js';
import { start } from './cli-start.js';
import { readConfiguration } from './platform/config/read-configuration.js';
import { say, StartError } from './platform/config/start-error.js';
import { checkOwner } from './platform/database/bootstrap-check.js';

/** Runs one command line. What the user can put right ends with a sentence, anything else with its stack. */
export async function main(args: string[]): Promise<void> {
  // Whoever read the output may go away (`greffe start | head -1`); that is no reason to fall.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    const program = commands();
    if (!program.commands.some((command) => command.name() === args[0])) await addFeatures(program);
    await program.exitOverride().parseAsync(args, { from: 'user' });
    // Nothing is left to do; an idle connection somewhere must not keep the process.
    process.exit();
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode);
    process.stderr.write(`${describe(error)}\n`);
    process.exit(1);
  }
}

function describe(error: unknown): string {
  if (error instanceof StartError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function commands(): Command {
  const program = new Command('greffe').description(say('about')).configureHelp({ showGlobalOptions: true });
  program
    .command('start')
    .description(say('about_start'))
    .action(async () => start(readConfiguration()));

  const db = program.command('db').description(say('about_db'));
  db.command('bootstrap')
    .description(say('about_db_bootstrap'))
    .action(async () => {
      const { database, ddlAudit } = await bootstrapOwn(readConfiguration());
      print(say('bootstrapped', { database }));
      if (!ddlAudit) print(say('database_no_ddl_audit'));
    });
  db.command('migrate')
    .description(say('about_db_migrate'))
    .action(async () => {
      const configuration = readConfiguration();
      if (!configuration.embedded && configuration.databaseOwnerUrl === '') {
        throw new StartError('config_missing', { name: 'DATABASE_OWNER_URL' });
      }
      print(say('migrated', { count: (await migrated()).length }));
    });

  program
    .command('health')
    .description(say('about_health'))
    .action(async () => {
      process.exitCode = (await health(readConfiguration())) ? 0 : 1;
    });

  return program;
}

async function addFeatures(program: Command): Promise<void> {
  const context = {
    configuration: () => readConfiguration(),
    open: async () => openOrJoin(readConfiguration()),
  };
  for (const register of await loadCommands()) register(program, context);
}

async function migrated(): Promise<string[]> {
  const configuration = readConfiguration();
  if (!configuration.embedded) {
    await checkOwner(configuration.databaseOwnerUrl);
    return migrateAs(configuration);
  }
  const database = await openOrJoin(configuration);
  await database.close();
  return database.applied;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
