import { mkdir } from 'node:fs/promises';
import type { Configuration } from '../platform/config/configuration.js';
import { Clock } from '../platform/context/clock.js';
import { newId } from '../platform/database/ids.js';
import { Translator } from '../platform/i18n/translator.js';
import { INDEX_NAMES, nameTokenRows } from '../people/names/name-index.js';
import { accountsFile, giveRoles, keepAccounts, makeAccounts, type Account } from './accounts.js';
import { CaseRows } from './case-rows.js';
import type { CaseDraft } from './drafts.js';
import { Maker } from './maker.js';
import { otherCourts } from './other-courts.js';
import { asOwner, demoMark, markOf } from './owner-transaction.js';
import { References } from './references.js';
import { rollingCases } from './rolling.js';
import { Rows, TABLES } from './tables.js';
import { unitPending } from './unit-pending.js';
import { unitTrials } from './unit-trials.js';

/** The day of the study. Another seed is another demonstration with the same figures. */
const SEED = 20_231_117;
const ROLLING_SEED = 20_231_118;

type Outcome =
  { kind: 'filled'; accounts: Account[]; cases: number } | { kind: 'known' } | { kind: 'not_empty' };

/**
 * Fills an empty database with the demonstration: all in one transaction, so that a kill leaves nothing.
 * `FillDemo` of the launcher; called at every start.
 *
 * @returns the accounts with their passwords, said this once; nothing when it was filled before
 * @throws StartError without DATABASE_OWNER_URL; errors of PostgreSQL and of the data folder
 */
export async function fillDemo(configuration: Configuration, clock = new Clock()): Promise<string[]> {
  const outcome: Outcome = (await demoMark(configuration))
    ? { kind: 'known' }
    : await fill(configuration, clock);
  return lines(configuration, outcome);
}

async function fill(configuration: Configuration, clock: Clock): Promise<Outcome> {
  const { dataDir } = configuration;
  const fillerId = newId();
  const scope = {
    actorId: fillerId,
    tables: [...TABLES.filter((table) => table !== 'installation'), 'users'],
  };
  return asOwner(configuration, scope, async (client) => {
    // Asked again: another start may have been faster.
    if (await markOf(client)) return { kind: 'known' };
    const { rows: found } = await client.query(
      'SELECT FROM app.users UNION ALL SELECT FROM app.cases LIMIT 1',
    );
    if (found.length > 0) return { kind: 'not_empty' };
    const accounts = await makeAccounts(client, fillerId);
    const references = await References.load(
      client,
      fillerId,
      new Map(accounts.map(({ login, id }) => [login, id])),
    );
    const rows = new Rows();
    references.add(rows);
    const cases = new CaseRows(rows, references, clock.now().toISOString());
    const drafts = [...frozenCases(), ...rollingCases(new Maker(ROLLING_SEED), clock.today())];
    cases.addAll(drafts);
    rows.add('installation', {
      id: newId(),
      kind: 'demo',
      filled_at: clock.now().toISOString(),
      filled_by: fillerId,
      rolling_on: clock.today(),
      rolling_cases: cases.rollingCases,
      version: 1,
    });
    await rows.write(client);
    await giveRoles(client, accounts);
    await client.query(INDEX_NAMES, [...nameTokenRows(cases.names)]);
    // The last thing before the commit: passwords nobody can read would be worse than a file nobody needs.
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await keepAccounts(dataDir, accounts);
    return { kind: 'filled', accounts, cases: drafts.length };
  });
}

/** The cases of the study: the same on every machine and on every day. */
export function frozenCases(): CaseDraft[] {
  const maker = new Maker(SEED);
  const [trials, pending] = [unitTrials(maker), unitPending(maker)];
  meetAgain(trials, pending);
  return [...trials, ...pending, ...otherCourts(maker)];
}

/** Some of those convicted in their absence are suspects of another case: one person, two cases. */
function meetAgain(trials: readonly CaseDraft[], pending: readonly CaseDraft[]): void {
  const absent = trials
    .flatMap(({ defendants }) => defendants)
    .filter(({ moves }) => moves.at(-1)?.to === 'D41');
  const open = pending.filter(({ moves }) => moves.at(-1)?.to === 'C20').slice(0, 6);
  for (const [index, { defendants }] of open.entries()) {
    const [known, suspect] = [absent[index * 7], defendants[0]];
    if (known && suspect?.person) suspect.person = known.person;
  }
}

function lines({ dataDir, defaultLocale }: Configuration, outcome: Outcome): string[] {
  const texts = new Translator();
  const say = (key: string, vars: Record<string, string | number> = {}) =>
    texts.text(defaultLocale, `demo:${key}`, vars);
  if (outcome.kind === 'known') return [];
  if (outcome.kind === 'not_empty') return [say('not_empty')];
  const { accounts, cases } = outcome;
  const widest = Math.max(...accounts.map(({ login }) => login.length));
  return [
    say('filled', { cases, file: accountsFile(dataDir) }),
    ...accounts.map(
      ({ login, password, role, office }) =>
        `  ${login.padEnd(widest)}  ${password}  ${say(`roles/${role}`)}, ${office}`,
    ),
  ];
}
