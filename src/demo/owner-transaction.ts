import pg from 'pg';
import type { Configuration } from '../platform/config/configuration.js';
import { StartError } from '../platform/config/start-error.js';
import { signActor } from '../platform/context/actor.js';
import { Clock } from '../platform/context/clock.js';

/** The number is arbitrary but must not change: two fills, or a fill and a refresh, wait for each other. */
const LOCK = 7_203_118;
const LOCK_TIMEOUT = '10s';

/**
 * One transaction as greffe_owner in somebody's name. The owner passes the row policies of the named tables for this
 * transaction alone (they are FORCEd for it, too): the switch is rolled back or put back before the commit, and is an
 * event of the schema log. Every row written is logged under the actor, as in the running application.
 *
 * @throws StartError without DATABASE_OWNER_URL; Error of PostgreSQL, and nothing is left of the work then
 */
export async function asOwner<T>(
  configuration: Configuration,
  { actorId, tables }: { actorId: string; tables: readonly string[] },
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = await connect(configuration);
  try {
    await client.query('BEGIN');
    await client.query(`SELECT set_config('lock_timeout', $1, true), pg_advisory_xact_lock($2)`, [
      LOCK_TIMEOUT,
      LOCK,
    ]);
    const actor = { userId: actorId, sessionId: 'demo', requestId: 'demo', ip: '', scopes: '*' } as const;
    // System time, as for every context (ruling 6).
    const signed = signActor(actor, configuration.contextKey, new Clock().millis());
    await client.query(`SELECT set_config('app.ctx', $1, true)`, [signed]);
    for (const table of tables) await client.query(`ALTER TABLE app.${table} NO FORCE ROW LEVEL SECURITY`);
    const result = await work(client);
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    for (const table of tables) await client.query(`ALTER TABLE app.${table} FORCE ROW LEVEL SECURITY`);
    await client.query('COMMIT');
    return result;
  } finally {
    // Ending the connection rolls back what was not committed.
    await client.end();
  }
}

/** The mark of a demo database; undefined in any other. */
export async function demoMark(configuration: Configuration): Promise<Mark | undefined> {
  const client = await connect(configuration);
  try {
    return await markOf(client);
  } finally {
    await client.end();
  }
}

export interface Mark {
  id: string;
  filledBy: string;
  /** The day for which the rolling cases are dated. */
  rollingOn: string;
  rollingCases: string[];
}

export async function markOf(client: pg.ClientBase): Promise<Mark | undefined> {
  const { rows } = await client.query<Mark>(
    `SELECT id, filled_by AS "filledBy", rolling_on::text AS "rollingOn", rolling_cases AS "rollingCases" FROM app.installation`,
  );
  return rows[0];
}

async function connect({ databaseOwnerUrl }: Configuration): Promise<pg.Client> {
  if (databaseOwnerUrl === '') throw new StartError('config_missing', { name: 'DATABASE_OWNER_URL' });
  const client = new pg.Client({ connectionString: databaseOwnerUrl, application_name: 'greffe demo' });
  await client.connect();
  return client;
}
