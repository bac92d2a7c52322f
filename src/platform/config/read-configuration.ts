import { validateSync } from 'class-validator';
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parseEnv } from 'node:util';
import { projectRoot } from '../root.js';
import { Configuration } from './configuration.js';
import { convert, Setting, settings } from './setting.js';
import { LauncherKey, LauncherValues, StartError } from './start-error.js';

/** Environment variables by name; an empty one counts as not given. */
export type Environ = Readonly<Record<string, string | undefined>>;

/** The process's environment over the file `.env` of the project, where there is one. */
export function processEnvironment(): Environ {
  const file = join(projectRoot(), '.env');
  return { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...process.env };
}

/**
 * Reads, converts and checks the configuration.
 *
 * @throws StartError that names the first setting that is wrong or missing, never the value of a secret
 */
export function readConfiguration(environ: Environ = processEnvironment()): Configuration {
  const given: Partial<Record<string, unknown>> = {};
  for (const setting of settings()) {
    const text = valueOf(setting, environ);
    if (text !== undefined) given[setting.property] = convert(text, setting.kind);
  }
  // GREFFE_ENV decides; a deployment that only knows Node's own NODE_ENV=production means the same.
  if (environ['NODE_ENV'] === 'production') given['environment'] ??= 'production';
  const configuration = Object.assign(new Configuration(), given);
  checkEach(configuration, given);
  checkTogether(configuration);
  const { databaseUrl, databaseOwnerUrl, databaseSuperuserUrl, databaseCa, dataDir } = configuration;
  return configuration.with({
    databaseUrl: complete(databaseUrl, configuration.databasePassword, databaseCa),
    databaseOwnerUrl: complete(databaseOwnerUrl, configuration.databaseOwnerPassword, databaseCa),
    databaseSuperuserUrl: complete(databaseSuperuserUrl, configuration.databaseSuperuserPassword, databaseCa),
    dataDir: isAbsolute(dataDir) ? dataDir : join(projectRoot(), dataDir),
  });
}

function valueOf(setting: Setting, environ: Environ): string | undefined {
  const direct = environ[setting.name];
  if (direct !== undefined && direct !== '') return direct;
  const fileName = `${setting.name}_FILE`;
  const file = setting.secret ? environ[fileName] : undefined;
  if (file === undefined || file === '') return undefined;
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (text !== '') return text;
  } catch (cause) {
    throw new StartError('config_secret_file', { name: fileName, file }, cause);
  }
  throw new StartError('config_secret_file', { name: fileName, file });
}

function checkEach(configuration: Configuration, given: Partial<Record<string, unknown>>): void {
  // Only what was given: the defaults are right, and "not given" is often an empty text.
  const wrong = validateSync(configuration).map((error) => error.property);
  const setting = settings().find(({ property }) => property in given && wrong.includes(property));
  if (!setting) return;
  const value = setting.secret ? '…' : String(given[setting.property]);
  throw new StartError('config_wrong', { name: setting.name, value });
}

function checkTogether(c: Configuration): void {
  refuse((c.tlsCert === '') !== (c.tlsKey === ''), 'config_tls_pair', {
    name: c.tlsCert === '' ? 'TLS_CERT' : 'TLS_KEY',
  });
  refuse(!c.tls && !isLoopback(c.listenAddress), 'config_loopback_only', { host: c.host });
  refuse(!c.embedded && c.contextKey === '', 'config_missing', { name: 'CONTEXT_KEY' });
  refuse(c.embedded && c.databaseOwnerUrl !== '', 'config_missing', { name: 'DATABASE_URL' });
  refuse(c.production && c.demo === true, 'config_demo_in_production');
  refuse(c.sessionIdleMinutes > c.sessionAbsoluteMinutes, 'config_session_limits');
}

function refuse(wrong: boolean, key: LauncherKey, values: LauncherValues = {}): void {
  if (wrong) throw new StartError(key, values);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Puts password and authority into the address, so that whoever connects needs the address alone. */
function complete(url: string, password: string, ca: string): string {
  if (url === '') return '';
  const changed = new URL(url);
  if (password !== '') changed.password = encodeURIComponent(password);
  if (ca !== '') {
    changed.searchParams.set('sslmode', 'verify-full');
    changed.searchParams.set('sslrootcert', ca);
  }
  return changed.href;
}
