/**
 * A real prosecutor's data set through the importer, held against a recount of the same files that shares no
 * line of code with it: csv-parse and arithmetic only.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { CaseDraft, CountDraft } from '../src/registers/import/drafts.js';
import { loadProfile } from '../src/registers/import/load-profile.js';
import type { MappedCase } from '../src/registers/import/map-case.js';
import { mapCases } from '../src/registers/import/map-cases.js';
import { readFiles } from '../src/registers/import/read-tables.js';
import { createApp } from '../src/server.js';
import { TestApp, type Person } from './support/app.js';
import { CONTEXT_KEY } from './support/server.js';

const folder = join(
  process.env['GREFFE_SHARED'] ?? resolve(process.cwd(), '../shared'),
  'data/cook-county-2019',
);
const TABLES = ['intake', 'initiation', 'dispositions', 'sentencing'] as const;
const files = TABLES.map((name) => ({ name: `${name}.csv`, path: join(folder, `${name}.csv`) }));
const there = files.every(({ path }) => existsSync(path));
if (!there)
  process.stderr.write('SKIPPED import-cook-county: no data/cook-county-2019 (set GREFFE_SHARED)\n');

type Row = Record<string, string>;
type Source = Record<(typeof TABLES)[number], Row[]>;

function readSource(): Source {
  const rows = (name: string): Row[] =>
    parse<Row>(readFileSync(join(folder, `${name}.csv`)), { columns: true });
  return {
    intake: rows('intake'),
    initiation: rows('initiation'),
    dispositions: rows('dispositions'),
    sentencing: rows('sentencing'),
  };
}

/** The day of a cell: ISO with a Z that means nothing, or US m/d/yyyy; `hours` moves the clock. */
function day(cell: string | undefined, hours = 0): string | undefined {
  return clock(cell, hours)?.slice(0, 10);
}
function clock(cell: string | undefined, hours = 0): string | undefined {
  if (cell === undefined || cell === '') return undefined;
  const us = /^(\d+)\/(\d+)\/(\d+) 12:00:00 AM$/.exec(cell);
  const ms = us ? Date.UTC(Number(us[3]), Number(us[1]) - 1, Number(us[2])) : Date.parse(cell);
  return new Date(ms + hours * 3_600_000).toISOString().slice(0, 16);
}

const distinct = (rows: readonly Row[], ...columns: string[]) =>
  new Set(rows.map((row) => columns.map((column) => row[column]).join('|'))).size;
const countKey = (row: Row) => `${row['case_participant_id']!}/${row['charge_id']!}`;
const CHARGED = ['charge_offense_title', 'chapter', 'act', 'section', 'class'];
const DISPOSED = ['offense_title', 'chapter', 'act', 'section', 'class'].map(
  (name) => `disposition_charged_${name}`,
);

/** Everything the issue promises, counted from the files alone. */
function recount({ intake, initiation, dispositions, sentencing }: Source) {
  const laid = new Map(initiation.map((row) => [countKey(row), row]));
  const charged = new Set(initiation.map((row) => row['case_participant_id']));
  const requalified = dispositions.filter((row) => {
    const count = laid.get(countKey(row))!;
    return DISPOSED.some((column, index) => row[column] !== count[CHARGED[index]!]);
  });
  return {
    cases: distinct(intake, 'case_id'),
    participants: distinct(intake, 'case_participant_id'),
    defendants: charged.size,
    chargedCases: distinct(initiation, 'case_id'),
    counts: distinct(initiation, 'case_participant_id', 'charge_id'),
    charges: distinct(initiation, 'charge_id'),
    outcomes: dispositions.length,
    sentences: sentencing.length,
    sentencesInForce: sentencing.filter((row) => row['current_sentence'] === 'true').length,
    requalified: requalified.length,
    neverCharged: intake.filter((row) => !charged.has(row['case_participant_id'])).length,
    withdrawn: dispositions.filter((row) => row['charge_disposition'] === 'Nolle Prosecution').length,
    warrants: dispositions.filter((row) => row['charge_disposition'] === 'BFW').length,
  };
}

/** Cases whose dates cannot all be true: facts come first, nothing is decided before it was referred. */
function impossibleCases({ intake, initiation, dispositions, sentencing }: Source): Set<string> {
  const found = new Set<string>();
  const check = (row: Row, ...order: (string | undefined)[]) => {
    const [first, ...later] = order;
    if (first !== undefined && later.some((date) => date !== undefined && date < first))
      found.add(row['case_id']!);
  };
  for (const row of intake) {
    check(
      row,
      day(row['incident_begin_date'], -4),
      ...['arrest_date', 'received_date', 'felony_review_date'].map((c) => day(row[c], -4)),
    );
  }
  for (const row of initiation) {
    check(row, day(row['incident_begin_date']), day(row['event_date']));
    check(row, day(row['received_date']), day(row['event_date']));
  }
  for (const row of [...dispositions, ...sentencing]) {
    const decided = [day(row['disposition_date']), day(row['sentence_date'])];
    for (const column of ['incident_begin_date', 'received_date', 'arrest_date'])
      check(row, day(row[column]), ...decided);
  }
  return found;
}

const PROMISED = {
  cases: 1300,
  participants: 1660,
  defendants: 1506,
  chargedCases: 1200,
  counts: 4463,
  charges: 4141,
  outcomes: 3127,
  sentences: 935,
  sentencesInForce: 933,
  requalified: 304,
  neverCharged: 154,
};

(there ? describe : describe.skip)('Cook County 2019, as drafts', () => {
  let source: Source;
  let mapped: MappedCase[];
  let drafts: CaseDraft[];
  const counts = (): CountDraft[] =>
    drafts.flatMap(({ participants }) => participants.flatMap((p) => p.counts));

  beforeAll(async () => {
    source = readSource();
    const read = await readFiles(files);
    const result = mapCases(
      loadProfile('cook-county-2019'),
      read.flatMap(({ tables }) => tables),
    );
    expect(result.problems).toEqual([]);
    mapped = [...result.cases];
    drafts = mapped.flatMap(({ draft }) => (draft === undefined ? [] : [draft]));
  });

  it('the files hold what the issue promises', () => {
    expect(recount(source)).toMatchObject(PROMISED);
    expect(impossibleCases(source).size).toBe(32);
  });

  it('the drafts hold what the files hold', () => {
    const people = drafts.flatMap(({ participants }) => participants);
    const all = counts();
    const sentences = all.flatMap((count) => count.sentences);
    expect({
      cases: drafts.length,
      participants: people.length,
      defendants: people.filter((person) => person.counts.length > 0).length,
      chargedCases: drafts.filter((draft) => draft.participants.some((person) => person.counts.length > 0))
        .length,
      counts: new Set(all.map(({ key }) => key)).size,
      charges: new Set(all.map(({ chargeKey }) => chargeKey)).size,
      outcomes: all.filter(({ outcome }) => outcome !== undefined).length,
      sentences: new Set(sentences.map(({ key }) => key)).size,
      sentencesInForce: sentences.filter(({ inForce }) => inForce).length,
      requalified: all.filter(({ outcome }) => outcome?.requalifiedAs !== undefined).length,
      neverCharged: people.filter((person) => person.counts.length === 0).length,
      withdrawn: all.filter(({ outcome }) => outcome?.code === 'withdrawn').length,
      warrants: all.filter(({ outcome }) => outcome?.code === 'warrant_issued').length,
    }).toEqual(recount(source));
  });

  it('every row is in a draft: no case is kept out', () => {
    expect(mapped.filter(({ draft }) => draft === undefined)).toEqual([]);
    const errors = mapped
      .flatMap(({ problems }) => problems)
      .filter(({ severity }) => severity !== 'warning');
    expect(errors).toEqual([]);
  });

  it('32 cases have impossible dates: each is warned of at its row, and stays', () => {
    const warned = mapped.filter(({ problems }) =>
      problems.some(({ code }) => code === 'import.dates_impossible'),
    );
    expect(new Set(warned.map(({ key }) => key))).toEqual(impossibleCases(source));
    for (const { problems } of warned) {
      for (const { file, line, column, vars } of problems) {
        const cell = lineOf(file, line!)[column!] ?? '';
        expect([day(cell), day(cell, -4)]).toContain(vars['later'] ?? day(cell));
      }
    }
  });

  it('those never charged keep their referral and what the prosecutor decided', () => {
    const statuses = new Map(source.intake.map((row) => [row['case_participant_id']!, row]));
    const never = drafts
      .flatMap(({ participants }) => participants)
      .filter((person) => person.counts.length === 0);
    for (const { key, referral } of never) {
      const row = statuses.get(key)!;
      const said =
        row['participant_status'] === '' ? row['felony_review_result']! : row['participant_status']!;
      expect(referral.receivedOn).toBe(day(row['received_date'], -4));
      expect(referral.result ?? '').toBe(RESULTS[said]);
    }
    expect(never.filter(({ referral }) => referral.result === 'rejected')).toHaveLength(54 + 19);
  });

  it('a sentence that took the place of another keeps the other', () => {
    const replaced = counts().filter(({ sentences }) => sentences.length > 1);
    expect(replaced).toHaveLength(2);
    for (const { sentences } of replaced) {
      const [first, second] = sentences;
      expect([first!.inForce, second!.inForce, second!.replaces]).toEqual([false, true, first!.key]);
    }
  });

  it('ten cases agree with the files field by field', () => {
    const chosen = drafts.filter((_draft, index) => index % 130 === 7);
    expect(chosen).toHaveLength(10);
    for (const draft of chosen) expect(plain(draft)).toEqual(expected(source, draft.key));
  });

  function lineOf(file: string, line: number): Row {
    const name = file.replace('.csv', '') as keyof Source;
    return source[name][line - 2]!;
  }
});

const RESULTS: Record<string, string> = {
  '': '',
  Approved: 'approved',
  Rejected: 'rejected',
  'Continued Investigation': 'continued_investigation',
  'Not Charged': 'not_charged',
  Juvenile: 'juvenile',
  'Merged with Another Case/See Related Case': 'merged',
  'Victim Sensitive Interview': 'victim_interview',
  'Felony Review': 'under_review',
};

/** What the ten are compared by; undefined where the source says nothing. */
function plain(draft: CaseDraft) {
  return {
    key: draft.key,
    receivedOn: draft.receivedOn,
    factsOn: draft.factsOn,
    people: draft.participants.map((person) => ({
      key: person.key,
      sex: person.sex,
      age: person.ageAtFacts,
      arrested: person.arrest?.at,
      unit: person.arrest?.unit,
      arraignedOn: person.arraignedOn,
      reviewedOn: person.referral.reviewedOn,
      counts: person.counts.map((count) => ({
        key: count.key,
        code: count.offence.code,
        class: count.offence.class,
        primary: count.primary,
        laidOn: count.laidOn,
        decidedOn: count.outcome?.decidedOn,
        label: count.outcome?.label,
        reason: count.outcome?.reason,
        requalified: count.outcome?.requalifiedAs?.code,
        sentences: count.sentences.map(({ pronouncedOn, measure, duration, inForce }) => ({
          pronouncedOn,
          measure,
          months: duration === undefined ? undefined : duration.years * 12 + duration.months,
          days: duration?.days,
          inForce,
        })),
      })),
    })),
  };
}

function expected(
  { intake, initiation, dispositions, sentencing }: Source,
  caseId: string,
): ReturnType<typeof plain> {
  const said = (cell: string | undefined) => (cell === '' ? undefined : cell);
  const rows = intake.filter((row) => row['case_id'] === caseId);
  const facts = rows.map((row) => day(row['incident_begin_date'], -4)).filter((date) => date !== undefined);
  return {
    key: caseId,
    receivedOn: rows.map((row) => day(row['received_date'], -4)!).sort()[0]!,
    factsOn: facts.sort()[0],
    people: rows.map((row) => {
      const mine = (each: Row) => each['case_participant_id'] === row['case_participant_id'];
      const laid = initiation.filter(mine);
      return {
        key: row['case_participant_id']!,
        sex: said(row['gender'])?.toLowerCase(),
        age: row['age_at_incident'] === '' ? undefined : Number(row['age_at_incident']),
        arrested: clock(row['arrest_date'], -4),
        unit: row['arrest_date'] === '' ? undefined : said(row['law_enforcement_agency']),
        arraignedOn: day(laid[0]?.['arraignment_date']),
        reviewedOn: day(row['felony_review_date'], -4),
        counts: laid.map((count) => {
          const same = (each: Row) => countKey(each) === countKey(count);
          const decided = dispositions.find(same);
          const moved =
            decided !== undefined && DISPOSED.some((column, n) => decided[column] !== count[CHARGED[n]!]);
          const cited = (prefix: string, from: Row) =>
            `${from[`${prefix}chapter`]!} ILCS ${from[`${prefix}act`]!}/${from[`${prefix}section`]!}`;
          return {
            key: countKey(count),
            code: cited('', count),
            class: count['class']!,
            primary: count['primary_charge'] === 'true',
            laidOn: day(count['event_date']),
            decidedOn: day(decided?.['disposition_date']),
            label: said(decided?.['charge_disposition']),
            reason: said(decided?.['charge_disposition_reason']),
            requalified: moved ? cited('disposition_charged_', decided) : undefined,
            sentences: sentencing.filter(same).map((sentence) => {
              const term = Number(sentence['commitment_term']);
              const unit = sentence['commitment_unit'];
              const known = unit === 'Year(s)' || unit === 'Months' || unit === 'Days';
              return {
                pronouncedOn: day(sentence['sentence_date'])!,
                measure: said(sentence['commitment_type']),
                months: !known ? undefined : unit === 'Year(s)' ? term * 12 : unit === 'Months' ? term : 0,
                days: !known ? undefined : unit === 'Days' ? term : 0,
                inForce: sentence['current_sentence'] === 'true',
              };
            }),
          };
        }),
      };
    }),
  };
}

/** `greffe import` in a process of its own, which can be killed. */
function greffeImport(app: TestApp, args: readonly string[]) {
  const cli = pathToFileURL(resolve('src/cli.ts')).href;
  const script = `const { main } = await import(${JSON.stringify(cli)}); await main(process.argv.slice(1));`;
  const hooks = pathToFileURL(resolve('test/support/typescript.js')).href;
  const child = spawn(
    process.execPath,
    [
      '--import',
      hooks,
      '--input-type=module',
      '-e',
      script,
      '--',
      'import',
      '--profile',
      'cook-county-2019',
      ...args,
    ],
    {
      env: {
        PATH: process.env['PATH'],
        GREFFE_ENV: 'test',
        LOG_LEVEL: 'silent',
        DATABASE_URL: app.urls.app,
        CONTEXT_KEY,
      },
    },
  );
  const said = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => (said.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said.err += data.toString()));
  const ended = new Promise<{ code: number | null; signal: string | null }>((end) => {
    child.on('exit', (code, signal) => {
      end({ code, signal });
    });
  });
  return { child, said, ended };
}

(there ? describe : describe.skip)('Cook County 2019, in the register', () => {
  let app: TestApp;
  let clerk: Person;
  let source: Source;
  const common = (): string[] => ['--office', 'COOK', '--as', clerk.login, '--language', 'en'];
  const count = async (what: string) => app.value<number>(`SELECT count(*)::int FROM app.${what}`);
  const countAll = async (tables: readonly string[]) => {
    const counts: number[] = [];
    // One connection: one statement after the other.
    for (const table of tables) counts.push(await count(table));
    return counts;
  };

  beforeAll(async () => {
    app = await TestApp.start();
    clerk = await app.person('prosecution_clerk', await app.office('COOK', 'prosecutor_office'));
    source = readSource();
  });
  afterAll(async () => app.close());

  /** Everything again from the tables, as a superuser, with SQL alone. */
  async function inTheRegister() {
    return {
      cases: await count('cases'),
      participants: await count('defendants'),
      defendants: await count(
        'defendants d WHERE EXISTS (SELECT FROM app.counts c WHERE c.defendant_id = d.id)',
      ),
      chargedCases: await count('cases x WHERE EXISTS (SELECT FROM app.counts c WHERE c.case_id = x.id)'),
      counts: await count('counts'),
      charges: await app.value<number>(
        `SELECT count(DISTINCT rest ->> 'chargeKey')::int FROM app.import_keys WHERE kind = 'count'`,
      ),
      outcomes: await count(
        'outcomes o JOIN app.counts c ON c.id = o.count_id AND c.defendant_id = o.defendant_id',
      ),
      sentences: await count(`sentences WHERE record = 'pronounced' AND count_id IS NOT NULL`),
      sentencesInForce: await count('sentences_in_force'),
      requalified: await app.value<number>('SELECT count(DISTINCT count_id)::int FROM app.requalifications'),
      neverCharged: await count(
        'defendants d WHERE referred_on IS NOT NULL AND NOT EXISTS (SELECT FROM app.counts c WHERE c.defendant_id = d.id)',
      ),
      withdrawn: await count(
        `outcomes o JOIN app.outcome_types t ON t.code = o.outcome WHERE o.outcome = 'withdrawn' AND NOT t.tried`,
      ),
      warrants: await count(
        `outcomes o JOIN app.outcome_types t ON t.code = o.outcome WHERE t.code = 'warrant_issued' AND NOT t.ends_count`,
      ),
    };
  }

  it('the dry run of the command prints the report and writes no case', async () => {
    const { said, ended } = greffeImport(app, [...common(), '--dry-run', folder]);
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(said.out).toMatch(
      /to check: dispositions\.csv, line \d+, column disposition_date: Impossible dates: /,
    );
    expect(said.out).toContain('Checked: 1300 cases (0 already there, 0 refused), 0 errors');
    expect(await count('cases')).toBe(0);
  });

  it('killed in the middle, it goes on where it was: every record once', async () => {
    const first = greffeImport(app, [...common(), folder]);
    const deadline = Date.now() + 60_000;
    while ((await count('cases')) < 200 && first.child.exitCode === null && Date.now() < deadline) {
      await new Promise((again) => setTimeout(again, 5));
    }
    first.child.kill('SIGKILL');
    expect((await first.ended).signal).toBe('SIGKILL');
    const left = await count('cases');
    expect(left).toBeGreaterThanOrEqual(200);
    expect(left).toBeLessThan(1300);
    const halves = await count(
      'cases c WHERE NOT EXISTS (SELECT FROM app.defendants d WHERE d.case_id = c.id)',
    );
    expect(halves).toBe(0);

    const second = greffeImport(app, [...common(), folder]);
    expect(await second.ended).toEqual({ code: 0, signal: null });
    expect(second.said.out).toContain(`(${String(left)} already there, 0 refused)`);
    expect(await inTheRegister()).toEqual(recount(source));
  }, 120_000);

  it('the import that was killed ends when the server starts, with what it had made', async () => {
    const server = await createApp(app.configuration, app.clock);
    try {
      const deadline = Date.now() + 60_000;
      while ((await count(`imports WHERE state = 'running'`)) > 0 && Date.now() < deadline) {
        await new Promise((again) => setTimeout(again, 20));
      }
      expect(await count(`imports WHERE state = 'running'`)).toBe(0);
      const made = await app.value<number>(`SELECT sum((made ->> 'case')::int)::int FROM app.imports`);
      expect(made).toBe(1300);
    } finally {
      await server.close();
    }
  }, 120_000);

  it('a second run makes no new record, in any table', async () => {
    const tables = [
      'cases',
      'people',
      'defendants',
      'counts',
      'outcomes',
      'sentences',
      'offences',
      'import_keys',
    ];
    const before = await countAll(tables);
    const { said, ended } = greffeImport(app, [...common(), folder]);
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(said.out).toContain('(1300 already there, 0 refused)');
    expect(await countAll(tables)).toEqual(before);
  }, 120_000);

  it('into another office the whole comes in again, within a minute, with the log on', async () => {
    const clerkThere = await app.person('prosecution_clerk', await app.office('COOK2', 'prosecutor_office'));
    const events = await app.value<number>('SELECT count(*)::int FROM audit.event');
    const begun = Date.now();
    const { ended } = greffeImport(app, ['--office', 'COOK2', '--as', clerkThere.login, folder]);
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(Date.now() - begun).toBeLessThan(60_000);
    expect(await app.value<number>('SELECT count(*)::int FROM audit.event')).toBeGreaterThan(events + 30_000);
    expect(await count('cases')).toBe(2600);
  }, 120_000);

  it('numbers have no gap and no case is without its first line in the history', async () => {
    const { rows } = await app.db.query<{ n: number; top: number }>(
      `SELECT count(*)::int AS n, max(serial) AS top FROM app.cases GROUP BY register_office_id, year, series`,
    );
    for (const { n, top } of rows) expect(top).toBe(n);
    expect(await count(`case_history WHERE kind = 'imported'`)).toBe(2600);
  });

  it('ten cases agree with the files field by field, through the API', async () => {
    const keys = [...new Set(source.intake.map((row) => row['case_id']!))].filter(
      (_key, index) => index % 130 === 7,
    );
    expect(keys).toHaveLength(10);
    for (const key of keys) {
      const id = await app.value<string>(
        `SELECT a.case_id FROM app.case_aliases a JOIN app.cases c ON c.id = a.case_id JOIN app.offices o ON o.id = c.office_id
         WHERE a.value = $1 AND o.code = 'COOK'`,
        [key],
      );
      const { status, body } = await clerk.get<CaseFile>(`/api/cases/${id}`);
      expect(status).toBe(200);
      expect(shown(body)).toEqual(shownInSource(source, key));
    }
  });
});

interface CaseFile {
  aliases: { value: string }[];
  receivedOn: string;
  facts: { from: string | null };
  defendants: {
    id: string;
    name: string;
    sex: string;
    declaredAge: number | null;
    arrest: { date: string; time: string; unit: string } | null;
    referredOn: string;
    referralResult: string | null;
    counts: {
      id: string;
      legalText: string;
      labelEn: string;
      chargedOn: string | null;
      requalified: boolean;
    }[];
  }[];
  outcomes: { countId: string; outcome: string; decidedOn: string }[];
  sentences: {
    countId: string;
    record: string;
    type: string;
    years: number | null;
    months: number | null;
    days: number | null;
    decidedOn: string;
  }[];
}

/** What the case file shows, without our own ids. */
function shown(file: CaseFile) {
  return {
    key: file.aliases.map(({ value }) => value).join(),
    receivedOn: file.receivedOn,
    factsOn: file.facts.from ?? undefined,
    people: file.defendants.map((one) => ({
      name: one.name,
      sex: one.sex,
      age: one.declaredAge ?? undefined,
      arrested: one.arrest === null ? undefined : `${one.arrest.date}T${one.arrest.time}`,
      unit: one.arrest?.unit,
      referredOn: one.referredOn,
      result: one.referralResult ?? '',
      counts: one.counts.map((count) => {
        const outcome = file.outcomes.find(({ countId }) => countId === count.id);
        const sentences = file.sentences.filter(({ countId }) => countId === count.id);
        return {
          law: count.legalText,
          label: count.labelEn,
          chargedOn: count.chargedOn ?? undefined,
          requalified: count.requalified,
          outcome: outcome?.outcome,
          decidedOn: outcome?.decidedOn,
          pronounced: sentences.filter(({ record }) => record === 'pronounced').map(sentenceShown),
          inForce: sentences.filter(({ record }) => record === 'in_force').map(sentenceShown),
        };
      }),
    })),
  };
}

function sentenceShown({ type, years, months, days, decidedOn }: CaseFile['sentences'][number]) {
  return {
    type,
    decidedOn,
    months: years === null ? undefined : years * 12 + (months ?? 0),
    days: days ?? undefined,
  };
}

const OUTCOMES: Record<string, string> = {
  'Nolle Prosecution': 'withdrawn',
  FNPC: 'no_case_to_answer',
  FNG: 'acquitted',
  BFW: 'warrant_issued',
  'Death Suggested-Cause Abated': 'extinguished',
};
const TYPES: Record<string, string> = {
  Prison: 'prison',
  Jail: 'jail',
  Probation: 'probation',
  '2nd Chance Probation': 'second_chance_probation',
  'Conditional Discharge': 'conditional_discharge',
  Supervision: 'supervision',
  'Cook County Boot Camp': 'boot_camp',
};

/** The same from the files. */
function shownInSource(
  { intake, initiation, dispositions, sentencing }: Source,
  key: string,
): ReturnType<typeof shown> {
  const rows = intake.filter((row) => row['case_id'] === key);
  const facts = rows.map((row) => day(row['incident_begin_date'], -4)).filter((date) => date !== undefined);
  const cited = (row: Row, prefix: string) =>
    `${row[`${prefix}chapter`]!} ILCS ${row[`${prefix}act`]!}/${row[`${prefix}section`]!}, class ${row[`${prefix}class`]!}`;
  const titled = (title: string) =>
    title
      .replace(/([A-Z])\?([A-Z])/g, "$1'$2")
      .replace(/\s+/g, ' ')
      .trim();
  return {
    key,
    receivedOn: rows.map((row) => day(row['received_date'], -4)!).sort()[0]!,
    factsOn: facts.sort()[0],
    people: rows.map((row) => ({
      name: `Participant ${row['case_participant_id']!}`,
      sex: row['gender'] === '' ? 'unknown' : row['gender']!.toLowerCase(),
      age: row['age_at_incident'] === '' ? undefined : Number(row['age_at_incident']),
      arrested: clock(row['arrest_date'], -4),
      unit: row['arrest_date'] === '' ? undefined : row['law_enforcement_agency'],
      referredOn: day(row['received_date'], -4)!,
      result:
        RESULTS[
          row['participant_status'] === '' ? row['felony_review_result']! : row['participant_status']!
        ]!,
      counts: initiation
        .filter((each) => each['case_participant_id'] === row['case_participant_id'])
        .map((count) => {
          const same = (each: Row) => countKey(each) === countKey(count);
          const decided = dispositions.find(same);
          const moved =
            decided !== undefined && DISPOSED.some((column, n) => decided[column] !== count[CHARGED[n]!]);
          const passed = sentencing.filter(same);
          const outcome = decided?.['charge_disposition'];
          return {
            law: moved ? cited(decided, 'disposition_charged_') : cited(count, ''),
            label: titled(
              moved ? decided['disposition_charged_offense_title']! : count['charge_offense_title']!,
            ),
            chargedOn: day(count['event_date']),
            requalified: moved,
            outcome: outcome === undefined ? undefined : (OUTCOMES[outcome] ?? 'convicted'),
            decidedOn: day(decided?.['disposition_date']),
            pronounced: passed.map(sentenceInSource),
            inForce: passed.filter((each) => each['current_sentence'] === 'true').map(sentenceInSource),
          };
        }),
    })),
  };
}

function sentenceInSource(row: Row): ReturnType<typeof sentenceShown> {
  const term = Number(row['commitment_term']);
  const unit = row['commitment_unit'];
  const known = unit === 'Year(s)' || unit === 'Months' || unit === 'Days';
  return {
    type: `US-IL-${TYPES[row['sentence_type']!]!}`,
    decidedOn: day(row['sentence_date'])!,
    months: !known ? undefined : unit === 'Year(s)' ? term * 12 : unit === 'Months' ? term : 0,
    days: !known ? undefined : unit === 'Days' ? term : 0,
  };
}
