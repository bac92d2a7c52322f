import type { ClientBase } from 'pg';
import { StartError } from '../platform/config/start-error.js';

/** Is this a demo database? Known to every role. A database without the table is none. */
export async function readMark(client: Pick<ClientBase, 'query'>): Promise<boolean> {
  const { rows } = await client.query<{ demo: boolean }>(
    `SELECT EXISTS (SELECT kind FROM app.installation WHERE kind = 'demo') AS demo`,
  );
  return rows[0]?.demo ?? false;
}

/**
 * Ruling 23: production never runs on invented data.
 *
 * @param client as greffe_app or greffe_owner, after the migrations
 * @throws StartError
 */
export async function refuseDemoInProduction(client: Pick<ClientBase, 'query'>): Promise<void> {
  if (await readMark(client)) throw new StartError('demo_in_production');
}
