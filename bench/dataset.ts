import pg from 'pg';
import { newId } from '../src/platform/database/ids.js';
import { nameTokenRows } from '../src/people/names/name-index.js';
import { hashPassword } from '../src/identity/passwords/password-hash.js';

export const OFFICES = 10;
export const PASSWORD = 'une phrase longue pour mesurer';

/** Invented combinations of common words: what a register of the country sounds like, nobody in particular. */
const GIVEN =
  'Moussa Amadou Oumar Ibrahim Seydou Bakary Adama Modibo Boubacar Souleymane Issa Yacouba Drissa Lassana Mamadou Mohamed Abdoulaye Alassane Hamidou Cheick Ousmane Salif Daouda Karim Sidi Alou Fousseyni Bourama Tiémoko Madou Aminata Fatoumata Mariam Kadiatou Oumou Rokia Awa Djénéba Assétou Salimata'.split(
    ' ',
  );
const FAMILY =
  'Traoré Diarra Coulibaly Keïta Touré Maïga Cissé Konaté Sangaré Dembélé Koné Sissoko Diallo Bah Sow Camara Doumbia Sidibé Diabaté Kanté Samaké Togola Fofana Sacko Niaré Théra Guindo Ongoïba Dolo Poudiougou Arama Cissoko Haïdara Tembely Karembé Kassogué Sagara Goïta Berthé Ballo Bagayoko Kamissoko Niakaté Soumaré Tounkara Gassama Dramé Yattara Walet Kouyaté'.split(
    ' ',
  );

const TABLES = [
  'people',
  'person_names',
  'cases',
  'defendants',
  'counts',
  'case_history',
  'register_counters',
] as const;

export interface Dataset {
  cases: number;
  /** Login of one clerk per office. */
  logins: string[];
  offices: string[];
}

/**
 * Fills an empty, migrated database with `cases` cases of 2.5 defendants each over ten offices, as superuser.
 * The change log is off while it fills (its rows are not what is measured); it is on again before anything is timed.
 */
export async function fill(superuserUrl: string, cases: number): Promise<Dataset> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { offices, logins, userId } = await people(client);
    for (const table of TABLES) await client.query(`ALTER TABLE app.${table} DISABLE TRIGGER ALL`);
    await client.query(INSERT_CASES, [cases, offices, userId]);
    await client.query(INSERT_PEOPLE, [GIVEN, FAMILY, userId]);
    await client.query(INSERT_COUNTS);
    await client.query(
      `INSERT INTO app.register_counters (office_id, series, year, last)
       SELECT register_office_id, series, year, max(serial) FROM app.cases GROUP BY 1, 2, 3`,
    );
    await indexNames(client);
    // ENABLE ALWAYS is what audit.attach set; foreign keys' own triggers take the plain form.
    for (const table of TABLES) {
      await client.query(`ALTER TABLE app.${table} ENABLE TRIGGER ALL`);
      await reenableAlways(client, table);
    }
    for (const table of [...TABLES, 'name_tokens', 'name_index'])
      await client.query(`VACUUM ANALYZE app.${table}`);
    await client.query('CHECKPOINT');
    return { cases, offices, logins };
  } finally {
    await client.end();
  }
}

async function people(client: pg.Client): Promise<{ offices: string[]; logins: string[]; userId: string }> {
  const hash = await hashPassword(PASSWORD);
  const offices: string[] = [];
  const logins: string[] = [];
  let userId = '';
  for (let index = 0; index < OFFICES; index++) {
    const office = newId();
    userId = newId();
    const login = `bench-${String(index)}`;
    await client.query(
      `INSERT INTO app.offices (id, code, kind, name_fr, name_en, valid_from) VALUES ($1, $2, 'court', $2, $2, '2013-01-01')`,
      [office, `B${String(index)}`],
    );
    await client.query('SELECT auth.seed_user($1, $2, $3, $4, $5)', [
      userId,
      login,
      `Agent ${String(index)}`,
      'fr',
      hash,
    ]);
    await client.query('SELECT auth.seed_holding($1, $2, $3, $4, $5, NULL)', [
      newId(),
      userId,
      'prosecution_clerk',
      office,
      '2013-01-01',
    ]);
    offices.push(office);
    logins.push(login);
  }
  return { offices, logins, userId };
}

/** uuid v7 of a moment, so that keys lie in time as the application's do. */
const V7 = (moment: string) =>
  `(lpad(to_hex((extract(epoch FROM ${moment}) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid`;

const INSERT_CASES = `
  INSERT INTO app.cases (id, office_id, register_office_id, series, year, serial, number, title, matter, regime, origin,
    received_on, registered_on, facts_from, facts_precision, tags, stage, stage_min, stage_max, status, created_at, created_by)
  SELECT ${V7('at')}, o, o, 'RP', extract(year FROM at)::int, row_number() OVER (PARTITION BY o, extract(year FROM at) ORDER BY i),
    'B' || (i % 10) || '/RP/' || extract(year FROM at)::int || '/' || lpad(i::text, 7, '0') || '-0',
    'MP c/ X' || i, 'criminal', 'ML-2001', 'police_record', at::date, at::date, at::date - 30, 'day',
    CASE i % 5 WHEN 0 THEN ARRAY['terrorism'] ELSE '{}'::text[] END, 'C10', 'C10', 'C10', 'open', at, $3
  FROM (SELECT i, ($2::uuid[])[1 + i % 10] AS o, timestamptz '2013-06-01' + (i::float8 / $1) * interval '12 years' AS at
        FROM generate_series(1, $1::int) i) x`;

/** Two or three defendants a case: 2.5 on average; each is a person of their own with one name. */
const INSERT_PEOPLE = `
  WITH made AS MATERIALIZED (
    SELECT c.id AS case_id, c.created_at AS at, ${V7('c.created_at')} AS person, ${V7('c.created_at')} AS defendant, ${V7('c.created_at')} AS name,
      ($1::text[])[1 + floor(random() * array_length($1::text[], 1))::int] AS given,
      ($2::text[])[1 + floor(random() * array_length($2::text[], 1))::int] AS family
    FROM app.cases c CROSS JOIN LATERAL generate_series(1, 2 + (c.serial % 2)) g
  ), p AS (
    INSERT INTO app.people (id, kind, sex, birth_date, birth_precision, created_at)
    SELECT person, 'natural', 'male', date '1960-01-01' + (random() * 15000)::int, 'year', at FROM made
  ), n AS (
    INSERT INTO app.person_names (id, person_id, kind, full_name, given_names, family_name, order_known, created_at, created_by)
    SELECT name, person, 'written', given || ' ' || family, given, family, true, at, $3 FROM made
  )
  INSERT INTO app.defendants (id, case_id, person_id, stage, created_at) SELECT defendant, case_id, person, 'D01', at FROM made`;

const INSERT_COUNTS = `
  INSERT INTO app.counts (id, case_id, defendant_id, ordinal, offence_id, charged_on)
  SELECT ${V7('d.created_at')}, d.case_id, d.id, g, f.ids[1 + (random() * (array_length(f.ids, 1) - 1))::int], d.created_at::date
  FROM app.defendants d CROSS JOIN generate_series(1, 1 + (ascii(right(d.id::text, 1)) % 2)) g,
    (SELECT array_agg(id) AS ids FROM app.offences) f`;

/** The dictionary of names, filled as sec.index_names would, in one statement for all. */
async function indexNames(client: pg.Client): Promise<void> {
  const [, tokens, sounds, skeletons] = nameTokenRows(
    [...GIVEN, ...FAMILY].map((fullName) => ({ personId: newId(), fullName })),
  );
  await client.query(
    `INSERT INTO app.name_tokens (token, sound, skeleton)
     SELECT DISTINCT ON (t) t, s, k FROM unnest($1::text[], $2::text[], $3::text[]) x(t, s, k) ON CONFLICT DO NOTHING`,
    [tokens, sounds, skeletons],
  );
  const words = [...GIVEN, ...FAMILY].map((word) => ({
    word,
    token: nameTokenRows([{ personId: '', fullName: word }])[1][0],
  }));
  await client.query(
    'CREATE TEMP TABLE bench_words AS SELECT w.word, k.id FROM unnest($1::text[], $2::text[]) w(word, token) JOIN app.name_tokens k USING (token)',
    [words.map(({ word }) => word), words.map(({ token }) => token)],
  );
  await client.query(
    `INSERT INTO app.name_index (first, second, office, words, person_id)
     SELECT e.first, e.second, app.office_key(c.office_id), 2, n.person_id
     FROM app.person_names n
     JOIN app.defendants d ON d.person_id = n.person_id JOIN app.cases c ON c.id = d.case_id
     JOIN bench_words a ON a.word = n.given_names JOIN bench_words b ON b.word = n.family_name
     CROSS JOIN LATERAL (VALUES (a.id, 0), (b.id, 0), (least(a.id, b.id), greatest(a.id, b.id))) e(first, second)`,
  );
}

async function reenableAlways(client: pg.Client, table: string): Promise<void> {
  const { rows } = await client.query<{ tgname: string }>(
    `SELECT tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
     WHERE t.tgrelid = $1::regclass AND NOT t.tgisinternal AND p.pronamespace = 'audit'::regnamespace`,
    [`app.${table}`],
  );
  for (const { tgname } of rows)
    await client.query(`ALTER TABLE app.${table} ENABLE ALWAYS TRIGGER ${pg.escapeIdentifier(tgname)}`);
}
