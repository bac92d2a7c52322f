import { createHash } from 'node:crypto';
import pg from 'pg';
import { Actor, signActor } from '../../src/platform/context/actor.js';
import { newId } from '../../src/platform/database/ids.js';
import { CONTEXT_KEY } from '../support/server.js';

/** An event as it lies in the table, its meta read. */
export interface StoredEvent {
  id: string;
  at: Date;
  kind: string;
  case_id: string | null;
  actor: string | null;
  meta: string;
  leaf_hash: Buffer;
  salt: Buffer | null;
  body: string | null;
}

/** What meta says, as far as tests ask. */
export interface Meta {
  v: number;
  id: number;
  at: string;
  tx: string;
  actor: string | null;
  session: string | null;
  request: string | null;
  reason: string | null;
  ip: string | null;
  out_of_band: boolean;
  db_role: string;
  kind: string;
  op: string | null;
  table: string | null;
  pk: string | null;
  row_version: number | null;
  case_id: string | null;
  office: string | null;
  detail: Record<string, unknown> | null;
  pd: string | null;
}

export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // Tests that kill connections must not end with them.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export function actor(userId: string = newId()): Actor {
  return { userId, sessionId: newId(), requestId: newId(), ip: '192.0.2.7', scopes: '*' };
}

export function sign(who: Actor): string {
  return signActor(who, CONTEXT_KEY, Date.now());
}

/** One transaction in somebody's name; rolled back when `work` throws or says 'rollback'. */
export async function inTransaction(
  client: pg.Client,
  who: Actor | undefined,
  work: () => Promise<'rollback' | undefined>,
): Promise<void> {
  await client.query('BEGIN');
  try {
    if (who) await client.query('SELECT sec.enter($1)', [sign(who)]);
    const end = await work();
    await client.query(end === 'rollback' ? 'ROLLBACK' : 'COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** All events after one, oldest first, as only a superuser can read them. */
export async function eventsAfter(superuser: pg.Client, id: string): Promise<StoredEvent[]> {
  const { rows } = await superuser.query<StoredEvent>(
    `SELECT e.*, p.salt, p.body FROM audit.event e LEFT JOIN audit.payload p ON p.event_id = e.id AND p.at = e.at
     WHERE e.id > $1 ORDER BY e.id`,
    [id],
  );
  return rows;
}

export async function lastEvent(superuser: pg.Client): Promise<string> {
  const { rows } = await superuser.query<{ id: string }>(
    'SELECT coalesce(max(id), 0)::text AS id FROM audit.event',
  );
  return rows[0]?.id ?? '0';
}

export function metaOf(event: StoredEvent | undefined): Meta {
  if (!event) throw new Error('there is no such event');
  // The shape is what audit.append writes; the tests are about it.
  return JSON.parse(event.meta) as Meta;
}

/** SHA-256 over some bytes, one after the other, in hexadecimal digits. */
export function sha256(...parts: (Buffer | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
