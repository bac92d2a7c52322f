import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataSource } from 'typeorm';

import { NameSearchRepository } from '../src/people/name-search.repository.js';
import { INDEX_NAMES, nameTokenRows } from '../src/people/names/name-index.js';
import { searchKeys } from '../src/people/names/search-keys.js';
import { readConfiguration } from '../src/platform/config/read-configuration.js';
import { RequestContext } from '../src/platform/context/request-context.js';
import { dataSourceOptions } from '../src/platform/database/data-source-options.js';
import { newId } from '../src/platform/database/ids.js';
import { Pool } from '../src/platform/database/pool.js';
import { ReadTransaction } from '../src/platform/database/read-transaction.js';
import { samePerson } from './people-search.pairs.js';
import { CONTEXT_KEY, createDatabase } from './support/server.js';
// After the framework: nestjs-cls is CommonJS and may not be the first to ask for it.
import { ClsServiceManager } from 'nestjs-cls';

describe('finding people by name', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let root: pg.Client;
  let source: DataSource;
  let context: RequestContext;
  let search: NameSearchRepository;
  let serial = 0;

  /** Inserts one row as superuser; what the commands of the application would write. */
  const insert = async (table: string, row: Record<string, unknown>): Promise<string> => {
    const id = newId();
    const columns = Object.entries({ id, ...row });
    await root.query(
      `INSERT INTO app.${table} (${columns.map(([name]) => name).join(', ')})
       VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
      columns.map(([, value]) => value),
    );
    return id;
  };
  const anOffice = async (code: string, parent?: string) =>
    insert('offices', {
      code,
      kind: 'court',
      name_fr: code,
      name_en: code,
      valid_from: '2010-01-01',
      parent_id: parent ?? null,
    });
  const aUser = async (login: string, role: string, office: string) => {
    const id = await insert('users', { login, display_name: login, state: 'active' });
    await insert('role_holdings', { user_id: id, role, office_id: office, valid_from: '2010-01-01' });
    return id;
  };
  const aCase = async (office: string, changes: Record<string, unknown> = {}) => {
    serial += 1;
    return insert('cases', {
      office_id: office,
      register_office_id: office,
      series: 'T',
      year: 2024,
      serial,
      number: `T-${serial}`,
      title: 'MP c/ X',
      matter: 'criminal',
      regime: (await root.query<{ code: string }>('SELECT code FROM app.legal_regimes LIMIT 1')).rows[0]
        ?.code,
      origin: 'police_record',
      received_on: '2024-01-02',
      registered_on: '2024-01-02',
      facts_precision: 'unknown',
      stage: 'C00',
      status: 'open',
      created_by: author,
      ...changes,
    });
  };
  const aPerson = async (fullName: string, birth?: string, aliases: readonly string[] = []) => {
    const id = await insert('people', {
      kind: 'natural',
      birth_date: birth ?? null,
      birth_precision: birth ? 'day' : 'unknown',
    });
    await insert('person_names', { person_id: id, kind: 'written', full_name: fullName, created_by: author });
    for (const alias of aliases) {
      await insert('person_names', { person_id: id, kind: 'alias', full_name: alias, created_by: author });
    }
    return id;
  };
  const index = async (personId: string, ...names: string[]) =>
    root.query(INDEX_NAMES, [...nameTokenRows(names.map((fullName) => ({ personId, fullName })))]);
  const aDefendant = async (
    caseId: string,
    fullName: string,
    birth?: string,
    aliases: readonly string[] = [],
  ) => {
    const personId = await aPerson(fullName, birth, aliases);
    await insert('defendants', { case_id: caseId, person_id: personId, stage: 'D00' });
    await index(personId, fullName, ...aliases);
    return personId;
  };
  const as = async <T>(user: string, work: () => Promise<T>): Promise<T> =>
    context.runAs({ userId: user, sessionId: newId(), requestId: 'r', ip: '', scopes: '*' }, work);
  const findIds = async (user: string, name: string) => as(user, async () => search.findIds(name));

  let author: string;
  let unit: string;
  let court: string;
  let clerk: string;
  let otherClerk: string;
  let assigned: string;
  let administrator: string;

  beforeAll(async () => {
    database = await createDatabase();
    root = new pg.Client({ connectionString: database.superuser });
    await root.connect();
    const configuration = readConfiguration({ DATA_DIR: '.data', CONTEXT_KEY }).with({
      databaseUrl: database.app,
      contextKey: CONTEXT_KEY,
    });
    source = await new DataSource(dataSourceOptions(configuration, [])).initialize();
    context = new RequestContext(ClsServiceManager.getClsService(), configuration);
    search = new NameSearchRepository(new ReadTransaction(new Pool(source), context));

    const country = await anOffice('T-ROOT');
    unit = await anOffice('T-UNIT', country);
    court = await anOffice('T-COURT', country);
    author = await insert('users', { login: 'author', display_name: 'author', state: 'active' });
    clerk = await aUser('clerk', 'prosecution_clerk', unit);
    otherClerk = await aUser('other-clerk', 'prosecution_clerk', court);
    assigned = await aUser('assigned', 'chamber_clerk', court);
    administrator = await aUser('admin', 'administrator', unit);
  });
  afterAll(async () => {
    await source.destroy();
    await root.end();
    await database.drop();
  });

  describe('in the spelling of another clerk', () => {
    it('finds at least 95 % of our list in the database, among all its other names', async () => {
      const caseId = await aCase(unit);
      const recorded = new Map<string, string>();
      for (const [, onRecord] of samePerson) {
        if (!recorded.has(onRecord)) recorded.set(onRecord, await aDefendant(caseId, onRecord));
      }
      const missed: string[] = [];
      for (const [query, onRecord, noise] of samePerson) {
        const found = await findIds(clerk, query);
        if (!found.includes(recorded.get(onRecord)!)) missed.push(`${noise}: ${query} / ${onRecord}`);
      }
      const recall = Math.round((1000 * (samePerson.length - missed.length)) / samePerson.length) / 10;
      process.stdout.write(`name search in PostgreSQL: recall ${recall} %\n${missed.join('\n')}\n`);
      expect(recall).toBeGreaterThanOrEqual(95);
    });

    it('puts the exact name first and says why each was found', async () => {
      const caseId = await aCase(unit);
      const exact = await aDefendant(caseId, 'Zoumana Yattassaye', '1988-05-14');
      const variant = await aDefendant(caseId, 'Zumana Yatassaye');
      const found = await as(clerk, async () => search.find({ name: 'YATTASSAYE Zoumana' }));
      expect(found.map(({ personId }) => personId)).toEqual([exact, variant]);
      expect(found[0]).toMatchObject({
        name: 'Zoumana Yattassaye',
        nameKind: 'written',
        birth: { date: '1988-05-14', precision: 'day' },
        match: { reason: 'order', order: 'different' },
      });
      expect(found[1]?.match.reason).toBe('variant');
    });

    it('finds someone by an alias, and by an alias with the family name', async () => {
      const id = await aDefendant(await aCase(unit), 'Oumar Kansaye', undefined, ['Vieux Bandiougou']);
      expect(await findIds(clerk, 'Bandiougou Vieux')).toEqual([id]);
      const [found] = await as(clerk, async () => search.find({ name: 'vieux bandjougou' }));
      expect(found).toMatchObject({ name: 'Vieux Bandiougou', nameKind: 'alias' });
    });

    it('finds someone by the name before a correction, and says that it is a former one', async () => {
      const id = await aDefendant(await aCase(unit), 'Nafissa Goundiam');
      const before = await root.query<{ id: string }>(
        'SELECT id FROM app.person_names WHERE person_id = $1',
        [id],
      );
      const after = newId();
      await root.query(
        `WITH replaced AS (UPDATE app.person_names SET replaced_by = NULL, kind = 'former' WHERE id = $1)
         SELECT 1`,
        [before.rows[0]?.id],
      );
      await root.query(
        `INSERT INTO app.person_names (id, person_id, kind, full_name, created_by) VALUES ($1, $2, 'written', 'Nafissa Koundiam', $3)`,
        [after, id, author],
      );
      await index(id, 'Nafissa Koundiam');
      const [found] = await as(clerk, async () => search.find({ name: 'Nafissa Goundiam' }));
      expect(found).toMatchObject({ personId: id, name: 'Nafissa Goundiam', nameKind: 'former' });
      expect(await findIds(clerk, 'Nafissa Koundiam')).toEqual([id]);
    });

    it('seeks those born in the year asked for first, and lets the date speak', async () => {
      const caseId = await aCase(unit);
      const older = await aDefendant(caseId, 'Siriman Wolofara', '1951-03-02');
      const meant = await aDefendant(caseId, 'Siriman Wolofara', '1990-03-02');
      const found = await as(clerk, async () =>
        search.find({ name: 'Siriman Wolofara', birth: { date: '1990-03-02', precision: 'day' } }),
      );
      expect(found.map(({ personId }) => personId)).toEqual([meant, older]);
      expect(found.map(({ match }) => match.birth?.code)).toEqual(['same', 'different']);
      await root.query(`UPDATE app.people SET birth_date = '1970-01-02' WHERE id = $1`, [meant]);
      const { rows } = await root.query('SELECT DISTINCT born FROM app.name_index WHERE person_id = $1', [
        meant,
      ]);
      expect(rows).toEqual([{ born: 1970 }]);
    });

    it('answers with nothing, not an error, where there is nothing to look for', async () => {
      for (const name of [
        '',
        '  ',
        '…',
        '%',
        "'; --",
        'ag',
        'x'.repeat(10_000),
        '\u202e',
        'constructor __proto__',
      ]) {
        expect(await findIds(clerk, name)).toEqual([]);
      }
    });
  });

  describe('of cases one may not see', () => {
    const NAME = 'Kondjira Baradji';
    let hidden: string;
    let hiddenCase: string;

    beforeEach(async () => {
      hiddenCase = await aCase(unit);
      hidden = await aDefendant(hiddenCase, `${NAME} ${'abcdefghij'[serial % 10] ?? ''}lou`);
    });

    it('shows a person to those who see the case', async () => {
      expect(await findIds(clerk, NAME)).toContain(hidden);
    });

    it('shows nothing to another office, to an administrator, to nobody in particular', async () => {
      expect(await findIds(otherClerk, NAME)).toEqual([]);
      expect(await findIds(administrator, NAME)).toEqual([]);
      expect(await findIds(newId(), NAME)).toEqual([]);
    });

    it('shows a person to whom the case was assigned, as long as it is', async () => {
      expect(await findIds(assigned, NAME)).toEqual([]);
      const grant = await insert('case_assignments', {
        case_id: hiddenCase,
        user_id: assigned,
        valid_from: '2020-01-01',
        granted_by: author,
      });
      expect(await findIds(assigned, NAME)).toEqual([hidden]);
      expect(await findIds(assigned, 'Baradji')).toEqual([hidden]);
      await root.query(`UPDATE app.case_assignments SET valid_to = '2020-02-01' WHERE id = $1`, [grant]);
      expect(await findIds(assigned, NAME)).toEqual([]);
    });

    it('hides the people of a sealed case from all but the named', async () => {
      await root.query('UPDATE app.cases SET sealed = true WHERE id = $1', [hiddenCase]);
      expect(await findIds(clerk, NAME)).not.toContain(hidden);
      await insert('case_seal_members', {
        case_id: hiddenCase,
        user_id: clerk,
        valid_from: '2020-01-01',
        granted_by: author,
        reason: 'keeps the file',
      });
      expect(await findIds(clerk, NAME)).toContain(hidden);
    });

    it('hides them from an excluded clerk', async () => {
      await insert('case_exclusions', {
        case_id: hiddenCase,
        user_id: clerk,
        valid_from: '2020-01-01',
        granted_by: author,
        reason: 'related',
      });
      expect(await findIds(clerk, NAME)).not.toContain(hidden);
    });

    it('does not let hidden namesakes crowd out the one that may be seen', async () => {
      const sealed = await aCase(unit);
      for (let namesake = 0; namesake < 150; namesake += 1) await aDefendant(sealed, 'Dolorès Wangrin');
      await root.query('UPDATE app.cases SET sealed = true WHERE id = $1', [sealed]);
      const visible = await aDefendant(await aCase(unit), 'Dolorès Wangrin');
      expect(await findIds(clerk, 'Dolorès Wangrin')).toEqual([visible]);
    });

    it('follows a case to the office it is transferred to', async () => {
      await root.query('UPDATE app.cases SET office_id = $1 WHERE id = $2', [court, hiddenCase]);
      expect(await findIds(otherClerk, NAME)).toContain(hidden);
      expect(await findIds(clerk, NAME)).not.toContain(hidden);
    });

    it('finds a person in a second office once they are a defendant there too, and X1 once he has a name', async () => {
      const elsewhere = await aCase(court);
      await insert('defendants', { case_id: elsewhere, person_id: hidden, stage: 'D00' });
      expect(await findIds(otherClerk, NAME)).toContain(hidden);
      const unknown = await insert('defendants', { case_id: elsewhere, unknown_label: 'X1', stage: 'D00' });
      const identified = await aPerson('Yelimane Sougoulé');
      await index(identified, 'Yelimane Sougoulé');
      expect(await findIds(otherClerk, 'Yelimane Sougoulé')).toEqual([]);
      await root.query('UPDATE app.defendants SET person_id = $1 WHERE id = $2', [identified, unknown]);
      expect(await findIds(otherClerk, 'Yelimane Sougoulé')).toEqual([identified]);
    });

    it('shows in a search exactly the people a plain read shows, for everybody', async () => {
      for (const user of [clerk, otherClerk, assigned, administrator]) {
        const readable = await as(user, async () =>
          new ReadTransaction(new Pool(source), context).run<{ id: string }>({
            name: 'test_readable',
            text: `SELECT DISTINCT person_id AS id FROM app.person_names WHERE full_name LIKE '%${NAME}%'`,
          }),
        );
        expect((await findIds(user, NAME)).sort()).toEqual(readable.map(({ id }) => id).sort());
      }
    });

    it('gives the runtime no way round: neither the index, the dictionary nor the inner function', async () => {
      const app = new pg.Client({ connectionString: database.app });
      await app.connect();
      try {
        for (const statement of [
          'SELECT * FROM app.name_index',
          'SELECT * FROM app.name_tokens',
          'DELETE FROM app.name_index',
          `SELECT app.enter_names('${hidden}', 1)`,
        ]) {
          await expect(app.query(statement)).rejects.toThrow('permission denied');
        }
      } finally {
        await app.end();
      }
    });
  });

  describe('in a register of a hundred thousand', () => {
    const MANY = 100_000;

    beforeAll(async () => {
      const caseId = await aCase(court);
      // As superuser and without the triggers: the rows that registering each of them would leave.
      await root.query(`SET session_replication_role = replica`);
      for (const table of ['people', 'person_names', 'defendants']) {
        await root.query(`ALTER TABLE app.${table} DISABLE TRIGGER USER`);
      }
      await root.query(
        `CREATE TEMP TABLE made AS SELECT n, gen_random_uuid() AS id,
           (ARRAY['Moussa', 'Awa', 'Issa', 'Sira'])[1 + n % 4] || ' ' ||
           (ARRAY['Traoré', 'Diarra', 'Coulibaly'])[1 + n % 3] || CASE WHEN n % 5 = 0 THEN ' ' || 'Nom' || n ELSE '' END AS name
         FROM generate_series(1, ${MANY}) AS n`,
      );
      await root.query(`INSERT INTO app.people (id, kind) SELECT id, 'natural' FROM made`);
      await root.query(
        `INSERT INTO app.person_names (id, person_id, kind, full_name, created_by)
         SELECT gen_random_uuid(), id, 'written', name, '${author}' FROM made`,
      );
      await root.query(
        `INSERT INTO app.defendants (id, case_id, person_id, stage) SELECT gen_random_uuid(), '${caseId}', id, 'D00' FROM made`,
      );
      const { rows } = await root.query<{ id: string; name: string }>('SELECT id, name FROM made');
      for (let at = 0; at < rows.length; at += 250) {
        const names = rows.slice(at, at + 250).map(({ id, name }) => ({ personId: id, fullName: name }));
        await root.query(INDEX_NAMES, [...nameTokenRows(names)]);
      }
      await root.query(`RESET session_replication_role`);
      for (const table of ['people', 'person_names', 'defendants']) {
        await root.query(`ALTER TABLE app.${table} ENABLE TRIGGER USER`);
      }
      await root.query('ANALYZE');
    }, 180_000);

    it('gives a bounded number of people for a name that thousands bear', async () => {
      const found = await findIds(otherClerk, 'Traoré Moussa');
      expect(found).toHaveLength(100);
      expect(await findIds(otherClerk, 'Traoré')).toHaveLength(100);
    });

    it('finds the one of three words among the thousands of two', async () => {
      const found = await as(otherClerk, async () => search.find({ name: 'Nom720 Traore Moussa' }));
      expect(found[0]).toMatchObject({ name: 'Moussa Traoré Nom720', match: { reason: 'order' } });
    });

    /** The plans of everything that runs inside the functions. */
    const plansOf = async (work: (client: pg.Client) => Promise<void>): Promise<string[]> => {
      const plans: string[] = [];
      const client = new pg.Client({ connectionString: database.superuser });
      client.on('notice', ({ message }) => plans.push(message ?? ''));
      await client.connect();
      try {
        await client.query(`LOAD 'auto_explain'`);
        await client.query(
          `SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on; SET client_min_messages = log`,
        );
        await work(client);
      } finally {
        await client.end();
      }
      return plans;
    };
    const largeScans = (plans: readonly string[]): string[] =>
      plans.flatMap((plan) =>
        [
          ...plan.matchAll(
            /Seq Scan on (?:app\.)?(name_index|name_tokens|people|person_names|defendants|cases)\b.*/gu,
          ),
        ].map(([line]) => line),
      );

    it('reads no large table from end to end', async () => {
      const plans = await plansOf(async (client) => {
        for (const name of ['Traoré Moussa', 'Coulibaly Awa Sira', 'Diarra', 'Souelymane Xyzzy']) {
          for (let time = 0; time < 7; time += 1) {
            const keys = searchKeys(name);
            await client.query('BEGIN');
            await client.query('SELECT sec.enter($1)', [await signedFor(otherClerk)]);
            await client.query('SELECT count(*) FROM sec.search_people($1, $2, $3, $4, 50, $5)', [
              keys.map((key) => key.position),
              keys.map((key) => key.kind),
              keys.map((key) => key.value),
              keys.map((key) => key.cost),
              '[1980,1990]',
            ]);
            await client.query('COMMIT');
          }
        }
      });
      expect(plans.filter((plan) => plan.includes('ix_name_index_pair')).length).toBeGreaterThan(20);
      expect(largeScans(plans)).toEqual([]);
    });

    it('does not read the thousands who bear a name when one more is registered', async () => {
      const personId = await aPerson('Moussa Traoré');
      const plans = await plansOf(async (client) => {
        await client.query(INDEX_NAMES, [...nameTokenRows([{ personId, fullName: 'Moussa Traoré' }])]);
      });
      const entering = plans.filter((plan) => plan.includes('INSERT INTO app.name_index'));
      expect(entering).toHaveLength(1);
      expect(entering[0]).toContain('ix_name_index_person');
      expect(entering[0]).not.toContain('ix_name_index_pair');
      expect(largeScans(plans)).toEqual([]);
    });
  });

  const signedFor = async (user: string): Promise<string> =>
    as(user, () => Promise.resolve(context.signed()));
});
