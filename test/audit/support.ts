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
  work: () => Promise<'rollback' | void>,
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

/** Everything the functions of scope look at: an office below a root, people with roles, a case. */
export class Registry {
  readonly root = newId();
  readonly unit = newId();
  readonly elsewhere = newId();
  private serial = 0;

  constructor(private readonly superuser: pg.Client) {}

  async make(): Promise<void> {
    const offices: [string, string | null, string][] = [
      [this.root, null, 'ROOT'],
      [this.unit, this.root, 'UNIT'],
      [this.elsewhere, this.root, 'COURT'],
    ];
    for (const [id, parent, code] of offices) {
      await this.superuser.query(
        `INSERT INTO app.offices (id, parent_id, code, kind, name_fr, name_en, valid_from)
         VALUES ($1, $2, $3, 'unit', $3, $3, '2020-01-01')`,
        [id, parent, code],
      );
    }
  }

  async person(role: string, office: string): Promise<Actor> {
    const id = newId();
    await this.superuser.query(
      `INSERT INTO app.users (id, login, display_name, state) VALUES ($1, $2, $3, 'active')`,
      [id, `u${id}`, `Person ${id.slice(-4)}`],
    );
    await this.superuser.query(
      `INSERT INTO app.role_holdings (id, user_id, role, office_id, valid_from) VALUES ($1, $2, $3, $4, '2020-01-01')`,
      [newId(), id, role, office],
    );
    return actor(id);
  }

  async case(office: string, by: Actor): Promise<string> {
    const id = newId();
    this.serial += 1;
    await this.superuser.query(
      `INSERT INTO app.cases (id, office_id, register_office_id, series, year, serial, number, title, matter, regime,
         origin, received_on, registered_on, facts_precision, stage, status, created_by)
       SELECT $1, $2, $2, 'RP', 2026, $3, $4, 'MP c/ X', 'criminal', (SELECT min(code) FROM app.legal_regimes),
         'complaint', '2026-01-05', '2026-01-05', 'unknown', 'C01', 'open', $5`,
      [id, office, this.serial, `RP ${String(this.serial)}/2026`, by.userId],
    );
    return id;
  }
}
