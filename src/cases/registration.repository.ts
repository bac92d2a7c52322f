import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/context/clock.js';
import { RequestContext } from '../platform/context/request-context.js';
import { Tx } from '../platform/database/tx.js';
import { INDEX_NAMES, nameTokenRows } from '../people/names/name-index.js';
import { PartyRows } from './registration.js';

/** A new row of app.cases; keys are column names. */
export interface CaseRow {
  id: string;
  office_id: string;
  register_office_id: string;
  series: string;
  year: number;
  serial: number;
  number: string;
  title: string;
  matter: string;
  regime: string;
  origin: string;
  received_on: string;
  registered_on: string;
  facts_from: string | null;
  facts_to: string | null;
  facts_precision: string;
  place_id: string | null;
  tags: string[];
  responsible_id: string | null;
  stage: string;
  stage_min: string | null;
  stage_max: string | null;
  ahead: number;
  status: string;
  created_by: string;
}

const CASE_COLUMNS = [
  'id',
  'office_id',
  'register_office_id',
  'series',
  'year',
  'serial',
  'number',
  'title',
  'matter',
  'regime',
  'origin',
  'received_on',
  'registered_on',
  'facts_from',
  'facts_to',
  'facts_precision',
  'place_id',
  'tags',
  'responsible_id',
  'stage',
  'stage_min',
  'stage_max',
  'ahead',
  'status',
  'created_by',
] as const satisfies readonly (keyof CaseRow)[];

const INSERT_CASE = `INSERT INTO app.cases (${CASE_COLUMNS.join(', ')})
  VALUES (${CASE_COLUMNS.map((_, index) => `$${String(index + 1)}`).join(', ')})`;

/**
 * Everything that stands below a case, in one statement: the policies look only at the case, which the statement
 * before has written. Each list is a JSON array whose keys are column names.
 */
const INSERT_PARTIES = `
WITH new_people AS (
  INSERT INTO app.people (id, kind, sex, birth_date, birth_precision, nationalities)
  SELECT id, kind, sex, birth_date, birth_precision, nationalities FROM jsonb_populate_recordset(NULL::app.people, $2)
), new_names AS (
  INSERT INTO app.person_names (id, person_id, kind, full_name, given_names, family_name, order_known, created_at, created_by)
  SELECT id, person_id, kind, full_name, given_names, family_name, order_known, $9, $10
  FROM jsonb_populate_recordset(NULL::app.person_names, $3)
), new_identifiers AS (
  INSERT INTO app.person_identifiers (id, person_id, kind, value, issuer)
  SELECT id, person_id, kind, value, issuer FROM jsonb_populate_recordset(NULL::app.person_identifiers, $4)
), new_defendants AS (
  INSERT INTO app.defendants (id, case_id, person_id, unknown_label, stage, declared_age, arrest_date, arrest_time, arrest_force,
    arrest_unit, arrest_place_id, referred_on, referral_result, created_at)
  SELECT id, $1, person_id, unknown_label, stage, declared_age, arrest_date, arrest_time, arrest_force,
    arrest_unit, arrest_place_id, referred_on, referral_result, $9
  FROM jsonb_populate_recordset(NULL::app.defendants, $5)
), new_counts AS (
  INSERT INTO app.counts (id, case_id, defendant_id, ordinal, offence_id, legal_text, nature, attempted, role, charged_on)
  SELECT id, $1, defendant_id, ordinal, offence_id, legal_text, nature, attempted, role, charged_on
  FROM jsonb_populate_recordset(NULL::app.counts, $6)
), new_lawyers AS (
  INSERT INTO app.defendant_lawyers (id, case_id, defendant_id, professional_id, mode, valid_from)
  SELECT id, $1, defendant_id, professional_id, mode, valid_from FROM jsonb_populate_recordset(NULL::app.defendant_lawyers, $7)
), new_victims AS (
  INSERT INTO app.victims (id, case_id, role, kind, pseudonym, legal_name, sex, age_band, capacity, crsv, civil_party_on)
  SELECT id, $1, role, kind, pseudonym, legal_name, sex, age_band, capacity, crsv, civil_party_on
  FROM jsonb_populate_recordset(NULL::app.victims, $8)
), new_aliases AS (
  INSERT INTO app.case_aliases (id, case_id, kind, value, issuer)
  SELECT id, $1, kind, value, issuer FROM jsonb_populate_recordset(NULL::app.case_aliases, $11)
)
INSERT INTO app.case_history (id, case_id, at, kind, actor_id, payload)
SELECT id, $1, $9, kind, $10, payload FROM jsonb_populate_recordset(NULL::app.case_history, $12)`;

/** What registering writes, in as few statements as the rules of the database allow. */
@Injectable()
export class RegistrationRepository {
  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  /** The next serial of a register. Its row stays locked until the end: no gap, no number twice. */
  async nextSerial(officeId: string, series: string, year: number): Promise<number> {
    const [row] = await this.tx.execute<{ last: number }>({
      name: 'register_serial',
      text: `INSERT INTO app.register_counters AS k (office_id, series, year, last) VALUES ($1, $2, $3, 1)
       ON CONFLICT (office_id, series, year) DO UPDATE SET last = k.last + 1 RETURNING last`,
      values: [officeId, series, year],
    });
    if (!row) throw new Error('a register counter gave no number');
    return row.last;
  }

  async insertCase(row: CaseRow): Promise<void> {
    await this.tx.execute({
      name: 'register_case',
      text: INSERT_CASE,
      values: CASE_COLUMNS.map((column) => row[column]),
    });
  }

  /** Rows below a case that exists: at its registration, or added later. */
  async insertParties(
    caseId: string,
    rows: PartyRows & { victims?: object[]; aliases?: object[]; history?: object[] },
  ): Promise<void> {
    await this.tx.execute({
      name: 'register_parties',
      text: INSERT_PARTIES,
      values: [
        caseId,
        JSON.stringify(rows.people),
        JSON.stringify(rows.names),
        JSON.stringify(rows.identifiers),
        JSON.stringify(rows.defendants),
        JSON.stringify(rows.counts),
        JSON.stringify(rows.lawyers),
        JSON.stringify(rows.victims ?? []),
        this.clock.now(),
        this.context.user.userId,
        JSON.stringify(rows.aliases ?? []),
        JSON.stringify(rows.history ?? []),
      ],
    });
    if (rows.names.length > 0) {
      await this.tx.execute({
        name: 'index_names',
        text: INDEX_NAMES,
        values: nameTokenRows(
          rows.names.map((name) => ({ personId: name.person_id, fullName: name.full_name })),
        ),
      });
    }
  }

  /** What a registration refers to: the office, the offences with their tags, the known persons, as far as visible. */
  async references(
    officeId: string,
    offenceIds: readonly string[],
    personIds: readonly string[],
  ): Promise<{
    officeCode: string | null;
    mayRegister: boolean;
    offences: { id: string; tags: string[] }[];
    people: { id: string; name: string }[];
  }> {
    const [row] = await this.tx.execute<{
      officeCode: string | null;
      mayRegister: boolean;
      offences: { id: string; tags: string[] }[];
      people: { id: string; name: string }[];
    }>({
      name: 'register_references',
      text: `SELECT (SELECT o.code FROM app.offices o WHERE o.id = $1) AS "officeCode",
         $1 = ANY (sec.offices_for('case:register')) AS "mayRegister",
         coalesce((SELECT jsonb_agg(jsonb_build_object('id', f.id, 'tags', f.tags)) FROM app.offences f WHERE f.id = ANY ($2::uuid[])), '[]') AS offences,
         coalesce((SELECT jsonb_agg(jsonb_build_object('id', p.id, 'name', n.full_name)) FROM app.people p
           JOIN app.person_names n ON n.person_id = p.id AND n.kind = 'written' AND n.replaced_by IS NULL
           WHERE p.id = ANY ($3::uuid[])), '[]') AS people`,
      values: [officeId, offenceIds, personIds],
    });
    return row ?? { officeCode: null, mayRegister: false, offences: [], people: [] };
  }
}
