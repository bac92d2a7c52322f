import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { parseNumber } from '../src/cases/register-number.js';
import { refuseDemoInProduction } from '../src/demo/demo-mark.js';
import { fillDemo } from '../src/demo/fill-demo.js';
import { refreshDemo } from '../src/demo/refresh.js';
import { roles } from '../src/platform/access/roles.js';
import { Configuration } from '../src/platform/config/configuration.js';
import { readConfiguration } from '../src/platform/config/read-configuration.js';
import { caseProgress } from '../src/procedure/case-progress.js';
import { CaseStage, isCaseStage, opennessOf } from '../src/procedure/case-stage.js';
import { moveCase } from '../src/procedure/case-transitions.js';
import { DefendantStage, isDefendantStage } from '../src/procedure/defendant-stage.js';
import { moveDefendant } from '../src/procedure/defendant-transitions.js';
import { createApp } from '../src/server.js';
import { TestApp } from './support/app.js';
import { TestClock } from './support/clock.js';
import { CONTEXT_KEY, createDatabase, TestUrls } from './support/server.js';

/** The day of the study: what was decided later is not counted. */
const AS_OF = '2023-11-17';

// The counting rules of the domain notes §8.1, in SQL of their own: nothing here comes from the generator.
const UNIT = `SELECT oc.descendant_id FROM app.office_closure oc JOIN app.offices o ON o.id = oc.ancestor_id WHERE o.code = 'PJS'`;
/** Outcomes that stand: a retrial takes the place of the judgment before it (rule 2). */
const JUDGED = `
  SELECT o.defendant_id, o.case_id, o.mode, o.decided_on, h.sitting_id, t.convicted, f.code AS offence, c.register_office_id AS office,
    n.tags AS count_tags, c.tags AS case_tags
  FROM app.outcomes o
  JOIN app.outcome_types t ON t.code = o.outcome AND t.tried
  JOIN app.counts n ON n.id = o.count_id
  JOIN app.offences f ON f.id = n.offence_id
  JOIN app.cases c ON c.id = o.case_id
  LEFT JOIN app.hearings h ON h.id = o.hearing_id
  WHERE o.superseded_by IS NULL AND o.decided_on <= '${AS_OF}'`;
const TERRORISM = `SELECT * FROM (${JUDGED}) j WHERE j.office IN (${UNIT}) AND j.offence LIKE 'TER-%'`;

function clockOn(day: string): TestClock {
  const clock = new TestClock();
  clock.advance({ minutes: Math.floor((Date.parse(`${day}T10:00:00Z`) - clock.millis()) / 60_000) });
  return clock;
}

interface Filled {
  configuration: Configuration;
  urls: TestUrls;
  drop: () => Promise<void>;
}

async function emptyDatabase(): Promise<Filled> {
  const urls = await createDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'greffe-demo-'));
  const configuration = readConfiguration({ GREFFE_ENV: 'test' }).with({
    databaseUrl: urls.app,
    databaseOwnerUrl: urls.owner,
    contextKey: CONTEXT_KEY,
    dataDir,
  });
  const drop = async () => {
    rmSync(dataDir, { recursive: true, force: true });
    await urls.drop();
  };
  return { configuration, urls, drop };
}

describe('the demonstration', () => {
  let app: TestApp;
  let configuration: Configuration;
  let lines: string[];
  let millis: number;

  const count = async (text: string) => app.value<number>(`SELECT count(*)::int FROM (${text}) x`);
  const people = async (text: string) =>
    app.value<number>(`SELECT count(DISTINCT defendant_id)::int FROM (${text}) x`);
  const users = () =>
    (
      JSON.parse(readFileSync(join(configuration.dataDir, 'demo-users.json'), 'utf8')) as {
        users: { login: string; password: string; role: string; office: string }[];
      }
    ).users;

  beforeAll(async () => {
    app = await TestApp.start();
    configuration = app.configuration.with({
      databaseOwnerUrl: app.urls.owner,
      dataDir: mkdtempSync(join(tmpdir(), 'greffe-demo-')),
    });
    const began = performance.now();
    lines = await fillDemo(configuration);
    millis = performance.now() - began;
    await app.db.query('ANALYZE');
  }, 120_000);

  afterAll(async () => {
    await app.close();
    rmSync(configuration.dataDir, { recursive: true, force: true });
  });

  describe('counts what the study counts, by the counting rules alone', () => {
    it('F01: 255 people tried for terrorism since 2017, 208 of them convicted', async () => {
      const since2017 = `SELECT * FROM (${TERRORISM}) t WHERE t.decided_on >= '2017-01-01'`;
      expect(await people(since2017)).toBe(255);
      expect(await people(`SELECT * FROM (${since2017}) c WHERE c.convicted`)).toBe(208);
    });

    it('F02: the same by arrest, in 2013 to 2022, by the forces the study names', async () => {
      const arrested = `SELECT t.*, d.arrest_force FROM (${TERRORISM}) t JOIN app.defendants d ON d.id = t.defendant_id
        WHERE d.arrest_date BETWEEN '2013-01-01' AND '2022-12-31'
          AND d.arrest_force IN ('barkhane', 'minusma', 'fama', 'joint_patrol')`;
      expect(await people(arrested)).toBe(255);
      expect(await people(`SELECT * FROM (${arrested}) c WHERE c.convicted`)).toBe(208);
      expect(await count(`SELECT DISTINCT arrest_force FROM (${arrested}) f`)).toBe(4);
      const years = `SELECT DISTINCT extract(year FROM d.arrest_date) FROM (${TERRORISM}) t JOIN app.defendants d ON d.id = t.defendant_id`;
      expect(await count(years)).toBe(10);
    });

    it('F02: every conviction has its sentence, from 18 months to death', async () => {
      const pronounced = `SELECT s.* FROM app.sentences s WHERE s.record = 'pronounced' AND s.annulled_on IS NULL
        AND s.defendant_id IN (SELECT defendant_id FROM (${TERRORISM}) t WHERE t.convicted)`;
      expect(await people(pronounced)).toBe(208);
      expect(await count(pronounced)).toBe(208);
      const months = await app.value<number>(
        `SELECT min(coalesce(years, 0) * 12 + coalesce(months, 0))::int FROM (${pronounced}) s WHERE principal_type NOT IN ('DEATH', 'LIFE')`,
      );
      expect(months).toBe(18);
      const gravest = `SELECT t.code FROM (${pronounced}) s JOIN app.sentence_types t ON t.code = s.principal_type ORDER BY t.severity DESC LIMIT 1`;
      expect(await app.value<string>(gravest)).toBe('DEATH');
    });

    it('F02: whoever was sentenced to death is in prison for life, and the sentence pronounced still says death', async () => {
      const death = `SELECT p.defendant_id, f.principal_type AS now_serves, f.basis FROM app.sentences p
        JOIN app.sentences_in_force f ON f.pronounced_id = p.id
        WHERE p.record = 'pronounced' AND p.principal_type = 'DEATH' AND p.annulled_on IS NULL`;
      expect(await count(death)).toBeGreaterThan(0);
      expect(
        await count(`SELECT * FROM (${death}) d WHERE now_serves <> 'LIFE' OR basis <> 'commutation'`),
      ).toBe(0);
      expect(await count(`SELECT * FROM app.sentences_in_force WHERE principal_type = 'DEATH'`)).toBe(0);
    });

    it('F03: 18 cases, 54 people and 27 convictions in the special session of 2021, among the 255', async () => {
      const session = `SELECT t.* FROM (${TERRORISM}) t JOIN app.sittings s ON s.id = t.sitting_id
        JOIN app.court_sessions cs ON cs.id = s.session_id AND cs.kind = 'special' AND extract(year FROM cs.starts_on) = 2021
        JOIN app.offices o ON o.id = cs.office_id AND o.code = 'ASS-BAMAKO'`;
      expect(await count(`SELECT DISTINCT case_id FROM (${session}) s`)).toBe(18);
      expect(await people(session)).toBe(54);
      expect(await people(`SELECT * FROM (${session}) s WHERE s.convicted`)).toBe(27);
    });

    it('F05: 10 people convicted in two cases of attacks on peacekeepers, 8 of them in absentia, among the 208', async () => {
      const attacks = `SELECT * FROM (${TERRORISM}) t WHERE t.convicted AND 'against_un_personnel' = ANY (t.case_tags)`;
      expect(await people(attacks)).toBe(10);
      expect(await count(`SELECT DISTINCT case_id FROM (${attacks}) a`)).toBe(2);
      expect(await people(`SELECT * FROM (${attacks}) a WHERE a.mode = 'in_absentia'`)).toBe(8);
    });

    it('F06: 158 victims, by pseudonym, in four emblematic cases of sexual violence', async () => {
      const cases = `SELECT id FROM app.cases WHERE tags @> '{crsv,emblematic}' AND registered_on <= '${AS_OF}'`;
      expect(await count(cases)).toBe(4);
      const victims = `SELECT DISTINCT case_id, pseudonym FROM app.victims WHERE role IN ('victim', 'victim_witness') AND case_id IN (${cases})`;
      expect(await count(victims)).toBe(158);
    });

    it('F07: nobody convicted of an international crime or of sexual violence in conflict', async () => {
      const convicted = `SELECT * FROM (${JUDGED}) j WHERE j.convicted
        AND (j.offence LIKE 'INT-%' OR j.count_tags && '{crsv,international_crime}' OR j.case_tags && '{crsv,international_crime}')`;
      expect(await count(convicted)).toBe(0);
      expect(await count(`SELECT id FROM app.cases WHERE tags && '{international_crime}'`)).toBeGreaterThan(
        4,
      );
    });

    it('F08: 37 cases examined in the first two sessions of the military court of Mopti', async () => {
      const first = `SELECT cs.id FROM app.court_sessions cs JOIN app.offices o ON o.id = cs.office_id AND o.code = 'TM-MOPTI'
        WHERE cs.kind = 'military' ORDER BY cs.starts_on LIMIT 2`;
      const cases = `SELECT DISTINCT h.case_id FROM app.hearings h JOIN app.sittings s ON s.id = h.sitting_id
        WHERE s.session_id IN (${first}) AND h.result IS NOT NULL`;
      expect(await count(first)).toBe(2);
      expect(await count(cases)).toBe(37);
    });

    it('F09: 62 cases and 94 convicted in two special sessions of the assizes of Mopti', async () => {
      const sessions = `SELECT cs.id FROM app.court_sessions cs JOIN app.offices o ON o.id = cs.office_id AND o.code = 'ASS-MOPTI' WHERE cs.kind = 'special'`;
      const judged = `SELECT j.* FROM (${JUDGED}) j JOIN app.sittings s ON s.id = j.sitting_id WHERE s.session_id IN (${sessions})`;
      expect(await count(sessions)).toBe(2);
      expect(await count(`SELECT DISTINCT case_id FROM (${judged}) j`)).toBe(62);
      expect(await people(`SELECT * FROM (${judged}) j WHERE j.convicted`)).toBe(94);
      expect(
        await count(
          `SELECT * FROM app.cases c JOIN (${judged}) j ON j.case_id = c.id WHERE c.matter <> 'criminal'`,
        ),
      ).toBe(0);
    });

    it('F10: 140 civil, criminal and land cases in 28 mobile sessions', async () => {
      const sessions = `SELECT id FROM app.court_sessions WHERE kind = 'mobile' AND ends_on <= '${AS_OF}'`;
      const cases = `SELECT DISTINCT h.case_id, c.matter FROM app.hearings h JOIN app.sittings s ON s.id = h.sitting_id
        JOIN app.cases c ON c.id = h.case_id WHERE s.session_id IN (${sessions})`;
      expect(await count(sessions)).toBe(28);
      expect(await count(cases)).toBe(140);
      expect(await count(`SELECT DISTINCT matter FROM (${cases}) c`)).toBe(3);
    });

    it('tried = convicted + acquitted + absolved (rule 9), and some 500 cases until the study', async () => {
      const verdict = (outcome: string) =>
        people(`SELECT o.defendant_id FROM app.outcomes o JOIN (${TERRORISM}) t ON t.defendant_id = o.defendant_id
          WHERE o.superseded_by IS NULL AND o.outcome = '${outcome}' AND NOT EXISTS
            (SELECT 1 FROM (${TERRORISM}) c WHERE c.defendant_id = o.defendant_id AND c.convicted)`);
      expect((await verdict('acquitted')) + (await verdict('absolved'))).toBe(255 - 208);
      const frozen = await count(`SELECT id FROM app.cases WHERE registered_on <= '${AS_OF}'`);
      expect(frozen).toBeGreaterThanOrEqual(480);
      expect(frozen).toBeLessThanOrEqual(520);
    });
  });

  describe('keeps the rules of the register', () => {
    it('gives every case a number that its check sign confirms, without a gap, and a counter that goes on from there', async () => {
      const { rows } = await app.db.query<{ number: string; code: string; year: number; serial: number }>(
        'SELECT c.number, o.code, c.year, c.serial FROM app.cases c JOIN app.offices o ON o.id = c.register_office_id',
      );
      for (const { number, code, year, serial } of rows)
        expect(parseNumber(number)).toEqual({ officeCode: code, series: 'RP', year, serial });
      const gaps = `SELECT k.office_id FROM app.register_counters k
        LEFT JOIN app.cases c ON (c.register_office_id, c.series, c.year) = (k.office_id, k.series, k.year)
        GROUP BY k.office_id, k.series, k.year, k.last HAVING count(c.id) <> k.last OR max(c.serial) <> k.last`;
      expect(await count(gaps)).toBe(0);
      expect(await count(`SELECT id FROM app.cases WHERE year <> extract(year FROM registered_on)`)).toBe(0);
    });

    it('brings every defendant to where they stand by steps of the table, in the order of time', async () => {
      const { rows } = await app.db.query<{
        id: string;
        stage: string;
        known: boolean;
        steps: { from: string; to: string; on: string }[] | null;
      }>(
        `SELECT d.id, d.stage, d.person_id IS NOT NULL AS known,
           (SELECT jsonb_agg(h.payload ORDER BY h.at, h.id) FROM app.case_history h
             WHERE h.case_id = d.case_id AND h.kind = 'defendant_moved' AND h.payload ->> 'defendantId' = d.id::text) AS steps
         FROM app.defendants d`,
      );
      expect(rows.length).toBeGreaterThan(800);
      for (const { stage, known, steps } of rows) {
        let now: string = known ? 'D01' : 'D00';
        let last = '';
        for (const { from, to, on } of steps ?? []) {
          expect(from).toBe(now);
          expect(moveDefendant(from as DefendantStage, to as DefendantStage)).toMatchObject({ ok: true });
          expect(on >= last).toBe(true);
          [now, last] = [to, on];
        }
        expect(isDefendantStage(stage)).toBe(true);
        expect(stage).toBe(now);
      }
    });

    it('brings every prosecution to its stage by steps of the table, and derives the rest from the defendants', async () => {
      const { rows } = await app.db.query<{
        matter: string;
        stage: CaseStage;
        status: string;
        stage_min: string | null;
        stage_max: string | null;
        ahead: number;
        defendants: DefendantStage[] | null;
        steps: { from: CaseStage; to: CaseStage }[] | null;
      }>(
        `SELECT c.matter, c.stage, c.status, c.stage_min, c.stage_max, c.ahead,
           (SELECT array_agg(d.stage) FROM app.defendants d WHERE d.case_id = c.id) AS defendants,
           (SELECT jsonb_agg(h.payload ORDER BY h.at, h.id) FROM app.case_history h WHERE h.case_id = c.id AND h.kind = 'moved') AS steps
         FROM app.cases c`,
      );
      for (const { matter, stage, status, stage_min, stage_max, ahead, defendants, steps } of rows) {
        expect(isCaseStage(stage)).toBe(true);
        expect(status).toBe(opennessOf(stage));
        const derived = caseProgress(defendants ?? []);
        expect({ stage_min, stage_max, ahead }).toEqual({
          stage_min: derived.stageMin ?? null,
          stage_max: derived.stageMax ?? null,
          ahead: derived.ahead,
        });
        if (matter !== 'criminal') continue;
        let now: CaseStage = 'C10';
        for (const { from, to } of steps ?? []) {
          expect(from).toBe(now);
          // The defendants as they were then are not at hand; what is checked is that there is such a step.
          expect(moveCase(from, to, [])).toMatchObject({ ok: true });
          now = to;
        }
        expect(stage).toBe(now);
      }
    });

    it('has no act before the facts, no hearing before the case, no birth after the facts, nothing to come in the frozen part', async () => {
      expect(await count(`SELECT id FROM app.cases WHERE facts_from > received_on`)).toBe(0);
      expect(
        await count(
          `SELECT d.id FROM app.defendants d JOIN app.cases c ON c.id = d.case_id WHERE d.arrest_date < c.facts_from OR d.arrest_date > c.registered_on`,
        ),
      ).toBe(0);
      expect(
        await count(
          `SELECT d.id FROM app.defendants d JOIN app.people p ON p.id = d.person_id JOIN app.cases c ON c.id = d.case_id WHERE p.birth_date > c.facts_from - 4000`,
        ),
      ).toBe(0);
      const open = await count(
        `SELECT h.id FROM app.hearings h JOIN app.cases c ON c.id = h.case_id WHERE h.result IS NULL AND c.registered_on <= '${AS_OF}'`,
      );
      expect(open).toBe(0);
      expect(await count(`SELECT id FROM app.case_history WHERE at > now() + interval '1 minute'`)).toBe(0);
      expect(await count(`SELECT id FROM app.outcomes WHERE decided_on > sec.today()`)).toBe(0);
    });

    it('uses no office before it was there or after it was gone', async () => {
      const wrong = `SELECT c.id FROM app.cases c JOIN app.offices o ON o.id IN (c.office_id, c.register_office_id)
          WHERE c.registered_on < o.valid_from
        UNION ALL SELECT s.id FROM app.sittings s JOIN app.offices o ON o.id = s.office_id
          WHERE s.held_on < o.valid_from OR s.held_on >= coalesce(o.valid_to, 'infinity')`;
      expect(await count(wrong)).toBe(0);
    });

    it('charges each case by the law of its facts and places it in the gazetteer of its day', async () => {
      const law = `SELECT n.id FROM app.counts n JOIN app.cases c ON c.id = n.case_id JOIN app.offences f ON f.id = n.offence_id
        WHERE f.regime <> c.regime OR c.facts_from < f.valid_from OR c.facts_from >= coalesce(f.valid_to, 'infinity')`;
      expect(await count(law)).toBe(0);
      const places = `SELECT c.id FROM app.cases c JOIN app.places p ON p.id = c.place_id
        WHERE (c.facts_from < '2023-03-13') <> (p.edition = 'greffe-2012')`;
      expect(await count(places)).toBe(0);
    });

    it('names no victim, and calls nobody by a name from public life', async () => {
      expect(
        await count(`SELECT id FROM app.victims WHERE legal_name IS NOT NULL AND kind = 'natural'`),
      ).toBe(0);
      const known = `SELECT id FROM app.person_names WHERE full_name ~* '(Sanogo Amadou|Amadou Haya|Ag Ghali|Ag Ghaly|Koufa|Go[iï]ta Assimi|Keïta Modibo|Modibo Keïta|Moussa Traoré|Traoré Moussa)'`;
      expect(await count(known)).toBe(0);
    });

    it('is in the log from the first row to the last, in the name of an account that cannot sign in', async () => {
      const filler = await app.value<string>(`SELECT filled_by FROM app.installation`);
      expect(await app.value<string>('SELECT state FROM app.users WHERE id = $1', [filler])).toBe('invited');
      const unlogged = `SELECT c.id FROM app.cases c WHERE NOT EXISTS
        (SELECT 1 FROM audit.event e WHERE e.tbl = 'app.cases' AND e.case_id = c.id AND e.actor = '${filler}')`;
      expect(await count(unlogged)).toBe(0);
      expect(await count(`SELECT id FROM audit.event WHERE case_id IS NOT NULL AND actor IS NULL`)).toBe(0);
    });

    it('leaves every table forced under its row policies again', async () => {
      const open = `SELECT oid FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r' AND NOT (relrowsecurity AND relforcerowsecurity)`;
      expect(await count(open)).toBe(0);
    });
  });

  describe('is there to be used', () => {
    it('has an account for every role, each of which signs in', async () => {
      expect(new Set(users().map(({ role }) => role))).toEqual(new Set(roles));
      for (const { login, password } of users()) {
        const answer = await app.nobody.post('/api/sessions', { login, password }, { key: null });
        expect([login, answer.status]).toEqual([login, 201]);
      }
    });

    it('says each password once, and keeps them for the owner of the folder alone', () => {
      for (const { login, password } of users())
        expect(lines.some((line) => line.includes(login) && line.includes(password))).toBe(true);
      expect(statSync(join(configuration.dataDir, 'demo-users.json')).mode & 0o777).toBe(0o600);
    });

    it('shows the clerk of the unit its cases, and the registry of another court only its own', async () => {
      const seen = async (wanted: string) => {
        const { login, password } = users().find((one) => one.login === wanted)!;
        const userId = await app.value<string>('SELECT id FROM app.users WHERE login = $1', [login]);
        const person = await app.signIn(userId, login, password);
        const { body } = await person.get<{ items: { number: string }[] }>('/api/cases?limit=25');
        return body.items.map(({ number }) => number.split('/')[0]);
      };
      const unit = await seen('greffe.parquet');
      expect(unit).toHaveLength(25);
      expect(unit.every((office) => office === 'PJS-PARQUET')).toBe(true);
      expect(new Set(await seen('greffe.militaire'))).toEqual(new Set(['TM-MOPTI']));
    });

    it('finds a defendant by name', async () => {
      const { login, password } = users().find((one) => one.login === 'procureur')!;
      const person = await app.signIn(
        await app.value<string>('SELECT id FROM app.users WHERE login = $1', [login]),
        login,
        password,
      );
      const name = await app.value<string>(
        `SELECT n.full_name FROM app.person_names n JOIN app.defendants d ON d.person_id = n.person_id JOIN app.cases c ON c.id = d.case_id
         WHERE c.number LIKE 'PJS-%' AND n.kind = 'written' ORDER BY c.number LIMIT 1`,
      );
      const { status, text } = await person.post('/api/people/search', { name }, { key: null });
      expect([status, text.includes(name)]).toEqual([200, true]);
    });

    it('has something to do today: files received, hearings today and this week, files in which nothing moves', async () => {
      const rolling = `SELECT c.* FROM app.cases c JOIN app.installation i ON c.id = ANY (i.rolling_cases)`;
      expect(await count(rolling)).toBe(60);
      expect(
        await count(`SELECT id FROM (${rolling}) c WHERE received_on = sec.today()`),
      ).toBeGreaterThanOrEqual(5);
      const hearings = (when: string) =>
        count(
          `SELECT h.id FROM app.hearings h JOIN app.sittings s ON s.id = h.sitting_id WHERE h.result IS NULL AND s.held_on ${when}`,
        );
      expect(await hearings('= sec.today()')).toBeGreaterThanOrEqual(4);
      expect(await hearings('BETWEEN sec.today() + 1 AND sec.today() + 7')).toBeGreaterThanOrEqual(6);
      expect(await hearings('< sec.today()')).toBe(0);
      const still = `SELECT c.id FROM (${rolling}) c WHERE c.status = 'open' AND c.responsible_id IS NULL
        AND (SELECT max(h.at) FROM app.case_history h WHERE h.case_id = c.id) < now() - interval '120 days'`;
      expect(await count(still)).toBeGreaterThanOrEqual(8);
    });

    it('is filled within the time a first start has, also on a machine that does something else', () => {
      expect(millis).toBeLessThan(45_000);
    });
  });

  describe('is marked for good', () => {
    it('says so in every answer of a server that starts on it', async () => {
      const server = await createApp(app.configuration);
      try {
        const header = async (url: string) =>
          (await server.inject({ method: 'GET', url })).headers['x-greffe-demo'];
        expect(await header('/api/health/ready')).toBe('true');
        expect(await header('/api/me')).toBe('true');
        expect(await header('/api/nothing')).toBe('true');
      } finally {
        await server.close();
      }
    });

    it('is refused by production with a sentence', async () => {
      const client = new pg.Client({ connectionString: app.urls.app });
      await client.connect();
      try {
        await expect(refuseDemoInProduction(client)).rejects.toThrow(/DATABASE_URL/);
      } finally {
        await client.end();
      }
    });

    it('cannot be unmarked, not by the owner either', async () => {
      const client = new pg.Client({ connectionString: app.urls.owner });
      await client.connect();
      try {
        await expect(client.query('DELETE FROM app.installation')).rejects.toThrow(/demo database/);
        await expect(client.query(`UPDATE app.installation SET filled_at = now()`)).rejects.toThrow(
          /demo database/,
        );
        await expect(client.query('TRUNCATE app.installation')).rejects.toThrow();
      } finally {
        await client.end();
      }
    });

    it('is not filled a second time', async () => {
      const before = await app.value<number>('SELECT max(id) FROM audit.event');
      expect(await fillDemo(configuration)).toEqual([]);
      expect(await app.value<number>('SELECT max(id) FROM audit.event')).toEqual(before);
    });
  });
});

describe('filling the demonstration', () => {
  const open: Filled[] = [];
  const database = async () => {
    const filled = await emptyDatabase();
    open.push(filled);
    return filled;
  };
  const ask = async <T>({ urls }: Filled, text: string): Promise<T> => {
    const client = new pg.Client({ connectionString: urls.superuser });
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, T>>(text);
      return Object.values(rows[0] ?? {})[0] as T;
    } finally {
      await client.end();
    }
  };

  afterAll(async () => {
    for (const one of open) await one.drop();
  });

  it('gives the same people and the same figures on every machine and on every day', async () => {
    const [one, other] = [await database(), await database()];
    await fillDemo(one.configuration);
    const later = clockOn('2027-03-01');
    await fillDemo(other.configuration, later);
    const frozen = `c.registered_on <= '${AS_OF}'`;
    for (const text of [
      `SELECT string_agg(c.number || ' ' || c.title || ' ' || c.stage, E'\\n' ORDER BY c.number) FROM app.cases c WHERE ${frozen}`,
      `SELECT string_agg(n.full_name, ',' ORDER BY n.full_name) FROM app.person_names n`,
      `SELECT string_agg(o.outcome || o.decided_on, ',' ORDER BY o.decided_on, o.outcome) FROM app.outcomes o JOIN app.cases c ON c.id = o.case_id WHERE ${frozen}`,
    ])
      expect(await ask(one, text)).toBe(await ask(other, text));
    expect(
      await ask<number>(other, `SELECT count(*)::int FROM app.cases WHERE received_on = '2027-03-01'`),
    ).toBe(5);
  });

  it('leaves nothing when it is killed half-way, and starts anew afterwards', async () => {
    const one = await database();
    const killer = new pg.Client({ connectionString: one.urls.superuser });
    await killer.connect();
    const filling = fillDemo(one.configuration).then(
      () => 'filled',
      () => 'failed',
    );
    // Cut as soon as it is seen writing the register.
    const deadline = performance.now() + 20_000;
    let cut = 0;
    while (cut === 0 && performance.now() < deadline) {
      const { rowCount } = await killer.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'greffe demo' AND query LIKE 'INSERT INTO app.case%'`,
      );
      cut = rowCount ?? 0;
    }
    await killer.end();
    expect(await filling).toBe('failed');
    expect(
      await ask<number>(
        one,
        'SELECT (SELECT count(*) FROM app.cases) + (SELECT count(*) FROM app.users) + (SELECT count(*) FROM app.installation)',
      ),
    ).toBe('0');
    expect((await fillDemo(one.configuration)).length).toBeGreaterThan(20);
    expect(await ask<number>(one, 'SELECT count(*)::int FROM app.installation')).toBe(1);
  });

  it('is not what an ordinary database says it is', async () => {
    const ordinary = await TestApp.start();
    try {
      expect((await ordinary.nobody.get('/api/health/ready')).headers).not.toHaveProperty('x-greffe-demo');
      await expect(refuseDemoInProduction(ordinary.db)).resolves.toBeUndefined();
    } finally {
      await ordinary.close();
    }
  });

  it('adds nothing to a database that somebody works in', async () => {
    const one = await database();
    await ask(one, `SELECT auth.seed_user(gen_random_uuid(), 'somebody', 'Somebody', 'fr', NULL)`);
    expect(await fillDemo(one.configuration)).toHaveLength(1);
    expect(await ask<number>(one, 'SELECT count(*)::int FROM app.cases')).toBe(0);
    expect(await refreshDemo(one.configuration)).toEqual({ kind: 'no_demo' });
  });

  it('moves the rolling cases to another day, with their hearings, and nothing else', async () => {
    const one = await database();
    const clock = clockOn('2026-11-23');
    await fillDemo(one.configuration, clock);
    const frozen = `SELECT md5(string_agg(c.number || c.received_on || c.version, ',' ORDER BY c.number)) FROM app.cases c WHERE c.registered_on <= '${AS_OF}'`;
    const hearings = `SELECT string_agg(DISTINCT s.held_on::text, ',') FROM app.sittings s JOIN app.hearings h ON h.sitting_id = s.id WHERE h.result IS NULL`;
    const before = await ask(one, frozen);
    expect(await ask<string>(one, hearings)).toContain('2026-11-23');
    clock.advance({ days: 30 });
    expect(await refreshDemo(one.configuration, clock)).toEqual({
      kind: 'moved',
      cases: 60,
      days: 30,
      left: 0,
    });
    expect(await ask(one, frozen)).toBe(before);
    expect(await ask<string>(one, hearings)).toContain('2026-12-23');
    expect(await ask<string>(one, hearings)).not.toContain('2026-11');
    expect(
      await ask<number>(one, `SELECT count(*)::int FROM app.cases WHERE received_on = '2026-12-23'`),
    ).toBe(5);
    expect(await refreshDemo(one.configuration, clock)).toMatchObject({ days: 0 });
    clock.advance({ days: -7 });
    expect(await refreshDemo(one.configuration, clock)).toMatchObject({ days: -7, left: 0 });
  });
});
