import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LiveSessions } from '../../src/identity/sessions/live-sessions.js';
import { Person, TestApp } from '../support/app.js';
import { register } from '../support/cases.js';

/** Models compared in a run; the long tests take more. */
const RUNS = Number(process.env['GREFFE_MODELS'] ?? 300);
const SEED = Number(process.env['GREFFE_SEED'] ?? Date.now() % 2 ** 31);

/** The tree: 0 is the root, 2 and 3 stand below 1, 5 below 4. */
const parents = [undefined, 0, 1, 1, 0, 4] as const;
const USERS = 5;
const CASES = 5;

/** How far each role sees cases; `none` for one that only counts them. Written anew here, not read from the code. */
const reach = {
  prosecution_clerk: 'office',
  prosecutor: 'office',
  crime_analyst: 'office',
  chamber_clerk: 'assigned',
  judge: 'assigned',
  statistician: 'none',
} as const;
type Role = keyof typeof reach;

/** Periods by their days from today, and whether they hold today: the last day is the first without the right. */
const periods = {
  open: { from: -30, to: null, holds: true },
  'from today': { from: 0, to: null, holds: true },
  'until tomorrow': { from: -30, to: 1, holds: true },
  'ended today': { from: -30, to: 0, holds: false },
  ended: { from: -30, to: -3, holds: false },
  'from tomorrow': { from: 1, to: null, holds: false },
} as const;
type Period = keyof typeof periods;

interface Model {
  holdings: { user: number; role: Role; office: number; period: Period }[];
  /** Office of each case. */
  homes: number[];
  assignments: { of: number; user: number; period: Period }[];
  shares: { of: number; user?: number; office?: number; level: 'read' | 'write'; period: Period }[];
  exclusions: { of: number; user: number; period: Period }[];
  sealed: number[];
  named: { of: number; user: number; period: Period }[];
}

// ---- the reference: who sees which case, in thirty lines ------------------------------------------------------

function sees(model: Model, user: number, of: number): boolean {
  const today = <T extends { period: Period }>(list: T[]) =>
    list.filter(({ period }) => periods[period].holds);
  const mine = (list: { of: number; user?: number }[]) =>
    list.some((one) => one.of === of && one.user === user);
  if (mine(today(model.exclusions))) return false;
  if (model.sealed.includes(of) && !mine(today(model.named))) return false;
  const reading = today(model.holdings).filter((held) => held.user === user && reach[held.role] !== 'none');
  if (reading.length === 0) return false;
  const offices = reading.filter(({ role }) => reach[role] === 'office').map(({ office }) => office);
  const covered = (office: number) => offices.some((held) => isAtOrBelow(office, held));
  if (covered(model.homes[of]!)) return true;
  if (mine(today(model.assignments)) || mine(today(model.shares))) return true;
  return today(model.shares).some(
    (share) => share.of === of && share.office !== undefined && covered(share.office),
  );
}

function isAtOrBelow(office: number, above: number): boolean {
  for (let at: number | undefined = office; at !== undefined; at = parents[at]) if (at === above) return true;
  return false;
}

// ---- models ----------------------------------------------------------------------------------------------------

const user = fc.nat(USERS - 1);
const of = fc.nat(CASES - 1);
const office = fc.nat(parents.length - 1);
const keys = <T extends object>(record: T) => Object.keys(record) as (keyof T)[];
// Half of all periods hold, so that models are not mostly empty.
const period = fc.oneof(fc.constant<Period>('open'), fc.constantFrom(...keys(periods)));
const perCaseAndUser = (maxLength: number) =>
  fc.uniqueArray(fc.record({ of, user, period }), { maxLength, selector: (one) => `${one.of}/${one.user}` });

const model: fc.Arbitrary<Model> = fc.record({
  holdings: fc.uniqueArray(fc.record({ user, role: fc.constantFrom(...keys(reach)), office, period }), {
    maxLength: 10,
    selector: (one) => `${one.user}/${one.role}/${one.office}`,
  }),
  homes: fc.array(office, { minLength: CASES, maxLength: CASES }),
  assignments: perCaseAndUser(8),
  shares: fc.array(
    fc.oneof(
      fc.record({ of, user, level: fc.constantFrom('read', 'write'), period }),
      fc.record({ of, office, level: fc.constantFrom('read', 'write'), period }),
    ),
    { maxLength: 6 },
  ),
  exclusions: perCaseAndUser(5),
  sealed: fc.uniqueArray(of, { maxLength: 3 }),
  named: perCaseAndUser(8),
});

describe('access to cases', () => {
  let app: TestApp;
  let offices: string[];
  let users: Person[];
  let registrar: Person;
  let cases: string[];

  beforeAll(async () => {
    app = await TestApp.start();
    offices = [];
    for (const [index, parent] of parents.entries()) {
      offices.push(
        await app.office(`O${String(index)}`, 'court', parent === undefined ? null : offices[parent]!),
      );
    }
    registrar = await app.person('registrar_in_chief', offices[0]!);
    users = [];
    for (let index = 0; index < USERS; index++) users.push(await app.person('statistician', offices[5]!));
    cases = [];
    for (let index = 0; index < CASES; index++) cases.push((await register(app, registrar, offices[0]!)).id);
  }, 120_000);
  afterAll(async () => app.close());

  it('is what thirty lines say it is, for random offices, roles, assignments, shares, exclusions and seals', async () => {
    process.stdout.write(`access model: ${String(RUNS)} models, GREFFE_SEED=${String(SEED)}\n`);
    let shown = 0;
    let hidden = 0;
    await fc.assert(
      fc.asyncProperty(model, user, of, async (random, someone, one) => {
        await put(random);
        for (const [index, person] of users.entries()) {
          const expected = cases.filter((_, at) => sees(random, index, at)).sort();
          shown += expected.length;
          hidden += CASES - expected.length;
          expect(await listed(person, '/api/cases?limit=100', 'id')).toEqual(expected);
          expect(await listed(person, '/api/defendants?limit=100', 'caseId')).toEqual(expected);
        }
        const single = await users[someone]!.get(`/api/cases/${cases[one]!}`);
        expect(single.status === 200).toBe(sees(random, someone, one));
        if (!random.sealed.includes(one)) expect(await toldToSee(one)).toEqual(expectedToSee(random, one));
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: false },
    );
    // The models said something both ways.
    expect(shown).toBeGreaterThan(RUNS);
    expect(hidden).toBeGreaterThan(RUNS);
  }, 600_000);

  /** Nobody without a reading role gets past the guard; that counts as seeing nothing. */
  async function listed(person: Person, url: string, key: string): Promise<string[]> {
    const answer = await person.get<{ items: Record<string, string>[] }>(url);
    if (answer.status === 403) return [];
    expect(answer.status).toBe(200);
    return answer.body.items.map((item) => item[key]!).sort();
  }

  async function toldToSee(one: number): Promise<string[]> {
    const answer = await registrar.get<{ items: { userId: string; sees: boolean }[] }>(
      `/api/cases/${cases[one]!}/access`,
    );
    expect(answer.status).toBe(200);
    return answer.body.items
      .filter((item) => item.sees)
      .map(({ userId }) => userId)
      .sort();
  }

  function expectedToSee(random: Model, one: number): string[] {
    const seeing = users.filter((_, index) => sees(random, index, one)).map(({ userId }) => userId);
    return [...seeing, registrar.userId].sort();
  }

  /** Writes a model past every wall, and forgets the one before. */
  async function put(random: Model): Promise<void> {
    const day = (days: number | null) => (days === null ? 'NULL' : `sec.today() + ${String(days)}`);
    const dates = (name: Period) => `${day(periods[name].from)}, ${day(periods[name].to)}`;
    const who = (index: number | undefined) => (index === undefined ? 'NULL' : `'${users[index]!.userId}'`);
    const where = (index: number | undefined) => (index === undefined ? 'NULL' : `'${offices[index]!}'`);
    const of = (index: number) => `'${cases[index]!}'`;
    const by = `'${registrar.userId}'`;
    const insert = (table: string, columns: string, rows: string[]) =>
      rows.length === 0
        ? ''
        : `INSERT INTO app.${table} (id, ${columns}) VALUES ${rows.map((row) => `(gen_random_uuid(), ${row})`).join(', ')};`;
    await app.db.query(`
      DELETE FROM app.role_holdings WHERE user_id <> ${by};
      DELETE FROM app.case_assignments; DELETE FROM app.case_shares; DELETE FROM app.case_exclusions; DELETE FROM app.case_seal_members;
      ${random.homes.map((home, index) => `UPDATE app.cases SET office_id = ${where(home)}, sealed = ${String(random.sealed.includes(index))} WHERE id = ${of(index)};`).join('\n')}
      ${insert(
        'role_holdings',
        'user_id, role, office_id, valid_from, valid_to',
        random.holdings.map(
          (one) => `${who(one.user)}, '${one.role}', ${where(one.office)}, ${dates(one.period)}`,
        ),
      )}
      ${insert(
        'case_assignments',
        'case_id, user_id, valid_from, valid_to, granted_by',
        random.assignments.map((one) => `${of(one.of)}, ${who(one.user)}, ${dates(one.period)}, ${by}`),
      )}
      ${insert(
        'case_shares',
        'case_id, user_id, office_id, level, valid_from, valid_to, granted_by, reason',
        random.shares.map(
          (one) =>
            `${of(one.of)}, ${who(one.user)}, ${where(one.office)}, '${one.level}', ${dates(one.period)}, ${by}, 'x'`,
        ),
      )}
      ${insert(
        'case_exclusions',
        'case_id, user_id, valid_from, valid_to, granted_by, reason',
        random.exclusions.map((one) => `${of(one.of)}, ${who(one.user)}, ${dates(one.period)}, ${by}, 'x'`),
      )}
      ${insert(
        'case_seal_members',
        'case_id, user_id, valid_from, valid_to, granted_by, reason',
        random.named.map((one) => `${of(one.of)}, ${who(one.user)}, ${dates(one.period)}, ${by}, 'x'`),
      )}`);
    app.nest.get(LiveSessions, { strict: false }).forget();
  }
});
