import pg from 'pg';
import { LauncherKey, say, StartError } from '../config/start-error.js';
import { roles } from './bootstrap.js';
import { pendingMigrations } from './migrator.js';

/** The variable an address came from; a refusal names it. */
export type UrlName = 'DATABASE_URL' | 'DATABASE_OWNER_URL' | 'DATABASE_SUPERUSER_URL';

const OLDEST = 150_000;

interface Found {
  role: string;
  version: number;
  superuser: boolean;
  bypass: boolean;
  owner: boolean;
  pending: string[];
  checksums: boolean;
  ddl: boolean;
}

/**
 * Refuses a database that the application must not run on (rulings 1 and 2): one that does not answer or is
 * older than PostgreSQL 15, or a role other than greffe_app: row-level security does not bind a superuser, an
 * owner or a role with BYPASSRLS.
 *
 * @returns sentences about what is allowed but worse than it could be (no checksums, no DDL trigger)
 * @throws StartError
 */
export async function checkRuntime(url: string): Promise<string[]> {
  const found = await look(url, 'DATABASE_URL');
  const name = 'DATABASE_URL';
  const { role } = found;
  const refusals: [boolean, LauncherKey][] = [
    [found.version < OLDEST, 'database_old'],
    [found.superuser, 'database_superuser'],
    [found.owner, 'database_owner'],
    [found.bypass, 'database_bypassrls'],
    [role !== roles.app, 'database_role'],
    [found.pending.length > 0, 'database_not_migrated'],
  ];
  const refusal = refusals.find(([wrong]) => wrong);
  if (refusal)
    throw new StartError(refusal[1], {
      name,
      role,
      wanted: roles.app,
      version: Math.floor(found.version / 10_000),
    });
  return [
    ...(found.checksums ? [] : [say('database_no_checksums')]),
    ...(found.ddl ? [] : [say('database_no_ddl_audit')]),
  ];
}

/** Refuses to migrate as anyone but greffe_owner: what another role makes would not belong to it. */
export async function checkOwner(url: string): Promise<void> {
  const name = 'DATABASE_OWNER_URL';
  const { role, version } = await look(url, name);
  if (version < OLDEST) throw new StartError('database_old', { name, version: Math.floor(version / 10_000) });
  if (role !== roles.owner) throw new StartError('database_role', { name, role, wanted: roles.owner });
}

async function look(url: string, name: UrlName): Promise<Found> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // An error after the answer (the server goes away) must not end the process; the next query says it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Omit<Found, 'pending'>>(
      `SELECT r.rolname AS role, current_setting('server_version_num')::int AS version,
              r.rolsuper AS superuser, r.rolbypassrls AS bypass,
              EXISTS (SELECT FROM pg_namespace n WHERE n.nspname IN ('app', 'sec', 'auth', 'audit') AND n.nspowner = r.oid)
                OR EXISTS (SELECT FROM pg_database d WHERE d.datname = current_database() AND d.datdba = r.oid)
                OR EXISTS (SELECT FROM pg_roles o WHERE o.rolname = $1 AND pg_has_role(r.oid, o.oid, 'MEMBER')) AS owner,
              current_setting('data_checksums') = 'on' AS checksums,
              EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'greffe_ddl_command' AND evtenabled <> 'D') AS ddl
         FROM pg_roles r WHERE r.rolname = current_user`,
      [roles.owner],
    );
    const found = rows[0];
    if (!found) throw new Error('no such role');
    return { ...found, pending: await pendingMigrations(client) };
  } catch (error) {
    throw explain(error, url, name);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Turns an error of the connection into a sentence with the variable's name, without the password. */
export function explain(error: unknown, url: string, name: UrlName): StartError {
  const { host, pathname, username } = new URL(url);
  const values = {
    name,
    host,
    database: decodeURIComponent(pathname.slice(1)),
    role: decodeURIComponent(username),
  };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  if (['28P01', '28000'].includes(code)) return new StartError('database_password', values, error);
  if (code === '3D000') return new StartError('database_missing', values, error);
  if (/^E[A-Z]+$/.test(code) || code === '57P03' || /timeout|terminated unexpectedly/i.test(message)) {
    return new StartError('database_silent', { ...values, reason: code === '' ? message : code }, error);
  }
  return new StartError('database_refused', { ...values, reason: message }, error);
}
