import pg from 'pg';

/** The four roles of ruling 2. Migrations and policies name them, so they are not configurable. */
export const roles = {
  owner: 'greffe_owner',
  app: 'greffe_app',
  audit: 'greffe_audit',
  definer: 'greffe_definer',
} as const;

export interface BootstrapOptions {
  /** Password set on greffe_owner, also when the role is there already. */
  ownerPassword: string;
  /** Password set on greffe_app, also when the role is there already. */
  appPassword: string;
  /** Name of the database; made, and owned by greffe_owner, when absent. */
  database: string;
}

export interface BootstrapReport {
  /** The database was not there before. */
  created: boolean;
  /** Changes of the schema are written to the audit log. False where no superuser was to be had (ruling 2). */
  ddlAudit: boolean;
}

/** Two bootstraps at once wait for each other; the number is arbitrary but must not change. */
const LOCK = 7_203_114;

const extensions = ['btree_gist', 'pg_trgm', 'unaccent'] as const;

/**
 * Prepares a PostgreSQL cluster for Greffe, as superuser, once: roles, database, extensions and the event
 * trigger that logs changes of the schema. May be repeated: what is right stays, passwords are set anew.
 *
 * @param superuserUrl any database of the cluster, as a role that may make roles and databases
 * @throws Error of PostgreSQL when the role may not
 */
export async function bootstrap(superuserUrl: string, options: BootstrapOptions): Promise<BootstrapReport> {
  const maintenance = await connect(superuserUrl);
  try {
    await maintenance.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await makeRoles(maintenance, options);
    const created = await makeDatabase(maintenance, options.database);
    const inside = await connect(withDatabase(superuserUrl, options.database));
    try {
      return { created, ddlAudit: await prepareDatabase(inside) };
    } finally {
      await inside.end();
    }
  } finally {
    // Ending the connection gives the lock back as well.
    await maintenance.end();
  }
}

/** The same server and role, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  await client.query(`SET client_min_messages = warning`);
  return client;
}

async function makeRoles(client: pg.Client, options: BootstrapOptions): Promise<void> {
  const login = (password: string) => `LOGIN NOINHERIT PASSWORD ${client.escapeLiteral(password)}`;
  await client.query('BEGIN');
  // The statements below carry passwords; only a superuser may keep them out of the server's own log.
  await client.query(`
    DO $$ BEGIN
      PERFORM set_config('log_statement', 'none', true), set_config('log_min_duration_statement', '-1', true);
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END $$`);
  await makeRole(client, roles.owner, login(options.ownerPassword));
  await makeRole(client, roles.app, login(options.appPassword));
  await makeRole(client, roles.audit, 'NOLOGIN NOINHERIT');
  await makeRole(client, roles.definer, 'NOLOGIN NOINHERIT', 'BYPASSRLS');
  // The owner hands tables and functions over to these two, for which it has to be their member. NOINHERIT
  // keeps the membership from giving it their rights without a SET ROLE, alike on 15 and on 16 and later.
  await client.query(`GRANT ${roles.audit}, ${roles.definer} TO ${roles.owner}`);
  await client.query('COMMIT');
}

async function makeRole(
  client: pg.Client,
  name: string,
  attributes: string,
  rls = 'NOBYPASSRLS',
): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(
    `${verb} ROLE ${name} WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION ${rls} ${attributes}`,
  );
}

async function makeDatabase(client: pg.Client, database: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  if (rowCount !== 0) return false;
  const version = await client.query<{ n: number }>(`SELECT current_setting('server_version_num')::int AS n`);
  // The same order and the same upper and lower case on every machine: the built-in locale where there is one.
  const locale =
    (version.rows[0]?.n ?? 0) >= 170_000
      ? `LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'`
      : `LOCALE_PROVIDER libc LOCALE 'C.UTF-8'`;
  await client.query(
    `CREATE DATABASE ${client.escapeIdentifier(database)} OWNER ${roles.owner} TEMPLATE template0 ENCODING 'UTF8' ${locale}`,
  );
  return true;
}

async function prepareDatabase(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ database: string; superuser: boolean }>(
    `SELECT current_database() AS database, rolsuper AS superuser FROM pg_roles WHERE rolname = current_user`,
  );
  const database = client.escapeIdentifier(rows[0]?.database ?? '');
  await client.query('BEGIN');
  await client.query(`
    REVOKE ALL ON DATABASE ${database} FROM PUBLIC;
    GRANT CONNECT ON DATABASE ${database} TO ${roles.app};
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO ${roles.owner}, ${roles.app}, ${roles.audit}, ${roles.definer};
    GRANT CREATE ON SCHEMA public TO ${roles.owner};
    ${extensions.map((name) => `CREATE EXTENSION IF NOT EXISTS ${name} SCHEMA public;`).join('\n')}`);
  const superuser = rows[0]?.superuser ?? false;
  if (superuser) await client.query(ddlTrigger);
  await client.query('COMMIT');
  return superuser;
}

/**
 * Only a superuser may make an event trigger, and what it calls runs with the rights of whoever changes the
 * schema, a superuser's too. So it calls audit.log_ddl() only when that is a SECURITY DEFINER function of
 * greffe_audit: greffe_owner cannot slip code of its own into a superuser's session.
 * It tells the function the event and the command in greffe.ddl_event and greffe.ddl_tag.
 */
const ddlTrigger = `
  CREATE OR REPLACE FUNCTION public.greffe_ddl_event() RETURNS event_trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    IF EXISTS (
      SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
      WHERE n.nspname = 'audit' AND p.proname = 'log_ddl' AND p.pronargs = 0
        AND p.prosecdef AND r.rolname = '${roles.audit}'
    ) THEN
      PERFORM set_config('greffe.ddl_event', tg_event, true), set_config('greffe.ddl_tag', tg_tag, true);
      PERFORM audit.log_ddl();
    END IF;
  END $$;
  REVOKE ALL ON FUNCTION public.greffe_ddl_event() FROM PUBLIC;
  DROP EVENT TRIGGER IF EXISTS greffe_ddl_command;
  DROP EVENT TRIGGER IF EXISTS greffe_ddl_drop;
  CREATE EVENT TRIGGER greffe_ddl_command ON ddl_command_end EXECUTE FUNCTION public.greffe_ddl_event();
  CREATE EVENT TRIGGER greffe_ddl_drop ON sql_drop EXECUTE FUNCTION public.greffe_ddl_event();
  ALTER EVENT TRIGGER greffe_ddl_command ENABLE ALWAYS;
  ALTER EVENT TRIGGER greffe_ddl_drop ENABLE ALWAYS;`;
