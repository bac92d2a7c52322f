import pg from 'pg';
import { partyRows } from '../src/cases/registration.js';
import type { RegisterCaseBody } from '../src/cases/register-case.dto.js';
import { newId } from '../src/platform/database/ids.js';

const TABLES = [
  'cases',
  'people',
  'person_names',
  'defendants',
  'counts',
  'case_history',
  'register_counters',
];

/** One committed statement that inserts the rows of a registration, the number of its register last. */
const INSERT = `
WITH body AS (SELECT $1::jsonb AS c, $2::jsonb AS people, $3::jsonb AS names, $4::jsonb AS defendants, $5::jsonb AS counts),
p AS (INSERT INTO bare.people SELECT r.* FROM body, jsonb_populate_recordset(NULL::bare.people, body.people) r),
n AS (INSERT INTO bare.person_names SELECT r.* FROM body, jsonb_populate_recordset(NULL::bare.person_names, body.names) r),
d AS (INSERT INTO bare.defendants SELECT r.* FROM body, jsonb_populate_recordset(NULL::bare.defendants, body.defendants) r),
k AS (INSERT INTO bare.counts SELECT r.* FROM body, jsonb_populate_recordset(NULL::bare.counts, body.counts) r),
h AS (INSERT INTO bare.case_history SELECT $6, (c ->> 'id')::uuid, now(), 'registered', (c ->> 'created_by')::uuid, '{}' FROM body),
s AS (INSERT INTO bare.register_counters AS x SELECT (c ->> 'office_id')::uuid, 'RP', (c ->> 'year')::int, 1 FROM body
  ON CONFLICT (office_id, series, year) DO UPDATE SET last = x.last + 1 RETURNING last)
INSERT INTO bare.cases SELECT r.* FROM body, s,
  jsonb_populate_record(NULL::bare.cases, body.c || jsonb_build_object('serial', s.last, 'number', (body.c ->> 'office_id') || s.last)) r
RETURNING id, number`;

/** The tables of a registration with the same columns and indexes, without triggers, policies and foreign keys. */
export class Plain {
  constructor(private readonly pool: pg.Pool) {}

  async prepare(): Promise<void> {
    await this.pool.query('CREATE SCHEMA IF NOT EXISTS bare');
    for (const table of TABLES) {
      await this.pool.query(`CREATE TABLE IF NOT EXISTS bare.${table} (LIKE app.${table} INCLUDING ALL)`);
    }
  }

  async insert(body: RegisterCaseBody): Promise<unknown> {
    const rows = partyRows(body.defendants);
    const id = newId();
    const actor = body.officeId;
    const now = new Date().toISOString();
    const day = now.slice(0, 10);
    const c = {
      id,
      office_id: body.officeId,
      register_office_id: body.officeId,
      series: 'RP',
      year: Number(day.slice(0, 4)),
      title: 'MP c/ X',
      matter: body.matter,
      regime: body.regime,
      origin: body.origin,
      received_on: body.receivedOn,
      registered_on: day,
      facts_from: body.facts.from,
      facts_precision: body.facts.precision,
      tags: [],
      stage: 'C10',
      stage_min: 'C10',
      stage_max: 'C10',
      ahead: 0,
      status: 'open',
      sealed: false,
      created_at: now,
      created_by: actor,
      version: 1,
    };
    const stamp = { created_at: now, created_by: actor, version: 1, case_id: id };
    const with_ = (list: readonly object[]) =>
      JSON.stringify(list.map((row) => ({ tags: [], ...row, ...stamp })));
    const values = [
      c,
      with_(rows.people),
      with_(rows.names),
      with_(rows.defendants),
      with_(rows.counts),
      newId(),
    ];
    const { rows: made } = await this.pool.query<object>({ name: 'register', text: INSERT, values });
    return made[0];
  }
}
