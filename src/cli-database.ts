import { migrateAll } from './migrate.js';
import { OpenDatabase } from './platform/config/command-context.js';
import { Configuration } from './platform/config/configuration.js';
import { StartError } from './platform/config/start-error.js';
import { checkOwner, checkRuntime, explain } from './platform/database/bootstrap-check.js';
import { installContextKey } from './platform/database/bootstrap-key.js';
import { bootstrap, roles, withDatabase } from './platform/database/bootstrap.js';
import { embeddedSecrets } from './platform/database/embedded-secrets.js';
import { joinEmbedded, startEmbedded } from './platform/database/embedded.js';

const DATABASE = 'greffe';

/** An open database, and what the launcher tells about it. */
export interface Opened extends OpenDatabase {
  /** Names of the migrations that were applied now. */
  applied: string[];
  /** Sentences for the user. */
  notices: string[];
}

/**
 * Makes the configured database ready: starts the embedded one, or checks the one of DATABASE_URL; migrates
 * where an owner is known.
 *
 * @throws StartError
 */
export async function openDatabase(configuration: Configuration): Promise<Opened> {
  return configuration.embedded ? openEmbedded(configuration) : openOwn(configuration);
}

/** The same for a command beside a running server: it shares that server's embedded database. */
export async function openOrJoin(configuration: Configuration): Promise<Opened> {
  try {
    return await openDatabase(configuration);
  } catch (error) {
    if (!(error instanceof StartError) || error.key !== 'data_folder_busy') throw error;
    const superuserUrl = await joinEmbedded(configuration.dataDir);
    if (superuserUrl === undefined) throw error;
    const filled = await withSecrets(configuration, superuserUrl);
    return { configuration: filled, applied: [], notices: [], close: () => Promise.resolve() };
  }
}

async function openEmbedded(configuration: Configuration): Promise<Opened> {
  const server = await startEmbedded({
    dataDir: configuration.dataDir,
    durable: true,
    tell: (sentence) => process.stderr.write(`${sentence}\n`),
  });
  try {
    const filled = await withSecrets(configuration, server.superuserUrl);
    const { ownerPassword, appPassword } = await embeddedSecrets(configuration.dataDir);
    await bootstrap(server.superuserUrl, { ownerPassword, appPassword, database: DATABASE });
    const applied = await migrateAs(filled);
    return {
      configuration: filled,
      applied,
      notices: server.notice === undefined ? [] : [server.notice],
      close: async () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function openOwn(configuration: Configuration): Promise<Opened> {
  const owner = configuration.databaseOwnerUrl;
  if (owner !== '') await checkOwner(owner);
  const applied = owner === '' ? [] : await migrateAs(configuration);
  const notices = await checkRuntime(configuration.databaseUrl);
  return { configuration, applied, notices, close: () => Promise.resolve() };
}

/** Applies the missing migrations and installs the key of the actor context. */
export async function migrateAs(configuration: Configuration): Promise<string[]> {
  const applied = await migrateAll(configuration.databaseOwnerUrl);
  await installContextKey(configuration.databaseOwnerUrl, configuration.contextKey);
  return applied;
}

/** `db bootstrap`: roles, database and extensions with the passwords that the two addresses carry. */
export async function bootstrapOwn(
  configuration: Configuration,
): Promise<{ ddlAudit: boolean; database: string }> {
  const { databaseUrl, databaseOwnerUrl, databaseSuperuserUrl } = configuration;
  const missing = [
    ['DATABASE_SUPERUSER_URL', databaseSuperuserUrl],
    ['DATABASE_OWNER_URL', databaseOwnerUrl],
    ['DATABASE_URL', databaseUrl],
  ].find(([, url]) => url === '');
  if (missing) throw new StartError('config_missing', { name: missing[0] ?? '' });
  const database = decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  try {
    const { ddlAudit } = await bootstrap(databaseSuperuserUrl, {
      ownerPassword: passwordOf(databaseOwnerUrl, 'DATABASE_OWNER_PASSWORD'),
      appPassword: passwordOf(databaseUrl, 'DATABASE_PASSWORD'),
      database,
    });
    return { ddlAudit, database };
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw explain(error, databaseSuperuserUrl, 'DATABASE_SUPERUSER_URL');
  }
}

function passwordOf(url: string, name: string): string {
  const { password } = new URL(url);
  if (password === '') throw new StartError('config_missing', { name });
  return decodeURIComponent(password);
}

async function withSecrets(configuration: Configuration, superuserUrl: string): Promise<Configuration> {
  const secrets = await embeddedSecrets(configuration.dataDir);
  return configuration.with({
    databaseUrl: as(superuserUrl, roles.app, secrets.appPassword),
    databaseOwnerUrl: as(superuserUrl, roles.owner, secrets.ownerPassword),
    contextKey: configuration.contextKey === '' ? secrets.contextKey : configuration.contextKey,
  });
}

function as(url: string, role: string, password: string): string {
  const changed = new URL(withDatabase(url, DATABASE));
  changed.username = role;
  changed.password = encodeURIComponent(password);
  return changed.href;
}
