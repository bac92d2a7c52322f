import { ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrateAll } from '../src/migrate.js';
import { installContextKey } from '../src/platform/database/bootstrap-key.js';
import { bootstrap, withDatabase } from '../src/platform/database/bootstrap.js';
import { EmbeddedPostgres, startEmbedded } from '../src/platform/database/embedded.js';
import { projectRoot } from '../src/platform/root.js';
import { Dataset, fill, PASSWORD } from './dataset.js';
import { load, Measured, Shot } from './load.js';
import { Endpoint, GROWTH, MEMORY_MB, targets } from './targets.js';

export interface BenchOptions {
  /** Numbers of cases; one database each. */
  sizes: number[];
  /** Seconds of load per endpoint and server. */
  seconds: number;
}

export interface Line {
  cases: number;
  endpoint: string;
  ours: Measured;
  bare: Measured;
  ratio: number;
  target: number | undefined;
}

interface Served {
  url: string;
  process: ChildProcess;
}

/** What somebody asks of both servers: the same cases, names and bodies. */
interface Question {
  ours: (index: number) => Shot;
  bare: (index: number) => Shot;
  target: number | undefined;
}

/** Measures, prints the table, writes bench/results/<moment>.json; says whether every target was met. */
export async function bench({ sizes, seconds }: BenchOptions): Promise<boolean> {
  const lines: Line[] = [];
  let memory = 0;
  for (const cases of sizes) {
    const measured = await benchSize(cases, seconds);
    lines.push(...measured.lines);
    memory = Math.max(memory, measured.memory);
  }
  return report(lines, memory);
}

async function benchSize(cases: number, seconds: number): Promise<{ lines: Line[]; memory: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'greffe-bench-'));
  chmodSync(folder, 0o711);
  const server = await startEmbedded({ dataDir: folder, durable: true });
  const children: ChildProcess[] = [];
  try {
    const { superuser, app } = await prepare(server);
    print(`${String(cases)} cases: filling…`);
    const started = performance.now();
    const data = await fill(superuser, cases);
    print(`  filled in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    const ours = await serve('../src/main.js', {
      DATABASE_URL: app,
      CONTEXT_KEY,
      PORT: '0',
      LOG_LEVEL: 'silent',
      GREFFE_ENV: 'development',
    });
    children.push(ours.process);
    const bare = await serve('./bare-server.js', { BENCH_DATABASE_URL: superuser });
    children.push(bare.process);
    const asked = await questions(ours.url, superuser, data);
    const lines: Line[] = [];
    let memory = 0;
    for (const [endpoint, question] of Object.entries(asked)) {
      const both = await compare(ours.url, bare.url, seconds, question);
      lines.push({
        cases,
        endpoint,
        ...both,
        ratio: both.ours.rate / both.bare.rate,
        target: question.target,
      });
      memory = Math.max(memory, resident(ours.process));
    }
    return { lines, memory };
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const CONTEXT_KEY = 'the key of a bench that lives for minutes';

async function prepare(server: EmbeddedPostgres): Promise<{ superuser: string; app: string }> {
  const passwords = { ownerPassword: randomUUID(), appPassword: randomUUID() };
  await bootstrap(server.superuserUrl, { ...passwords, database: 'bench' });
  const superuser = withDatabase(server.superuserUrl, 'bench');
  const as = (user: string, password: string) =>
    Object.assign(new URL(superuser), { username: user, password }).toString();
  const owner = as('greffe_owner', passwords.ownerPassword);
  await migrateAll(owner);
  await installContextKey(owner, CONTEXT_KEY);
  return { superuser, app: as('greffe_app', passwords.appPassword) };
}

async function serve(module: string, environment: Record<string, string>): Promise<Served> {
  const file = new URL(module, import.meta.url).pathname;
  // The heap as `npm start` sets it: a small young generation halves the resident memory and costs no speed.
  const child = spawn(process.execPath, ['--max-semi-space-size=8', file], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((found, failed) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const address = /https?:\/\/[^\s]+/.exec(text)?.[0];
      if (address !== undefined) found(address);
    });
    child.once('exit', (code) => {
      failed(new Error(`${module} ended with ${String(code)}`));
    });
  });
  return { url: url.replace('localhost', '127.0.0.1'), process: child };
}

async function questions(
  ours: string,
  superuser: string,
  data: Dataset,
): Promise<Record<Endpoint | 'register on one office', Question>> {
  const cookies = await Promise.all(data.logins.map(async (login) => signIn(ours, login)));
  const client = new pg.Client({ connectionString: superuser });
  await client.connect();
  const { rows: sample } = await client.query<{ id: string; n: number }>(
    `SELECT c.id, x.n::int - 1 AS n FROM unnest($1::uuid[]) WITH ORDINALITY x(office, n)
     CROSS JOIN LATERAL (SELECT id FROM app.cases WHERE office_id = x.office ORDER BY md5(id::text) LIMIT 300) c`,
    [data.offices],
  );
  const { rows: names } = await client
    .query<{ name: string }>(
      'SELECT DISTINCT full_name AS name FROM app.person_names TABLESAMPLE SYSTEM_ROWS(1) UNION SELECT full_name FROM app.person_names LIMIT 300',
    )
    .catch(async () =>
      client.query<{ name: string }>(
        'SELECT DISTINCT full_name AS name FROM (SELECT full_name FROM app.person_names LIMIT 5000) x LIMIT 300',
      ),
    );
  const offence =
    (await client.query<{ id: string }>('SELECT id FROM app.offences LIMIT 1')).rows[0]?.id ?? '';
  await client.end();
  const cookie = (index: number) => ({ cookie: cookies[index % cookies.length] ?? '' });
  const office = (index: number) => data.offices[index % data.offices.length] ?? '';
  const one = (index: number) => sample[(index * 7919) % sample.length] ?? { id: '', n: 0 };
  const name = (index: number) => names[(index * 7919) % names.length]?.name ?? '';
  const register = (which: (index: number) => number): Question => ({
    ours: (index) => ({
      method: 'POST',
      path: '/api/cases',
      headers: { ...cookie(which(index)), 'idempotency-key': randomUUID() },
      body: registration(office(which(index)), offence, index),
    }),
    bare: (index) => ({
      method: 'POST',
      path: '/register',
      body: registration(office(which(index)), offence, index),
    }),
    target: undefined,
  });
  return {
    list: {
      ours: (index) => ({ method: 'GET', path: '/api/cases?limit=25', headers: cookie(index) }),
      bare: (index) => ({ method: 'GET', path: `/list?office=${office(index)}` }),
      target: targets.list,
    },
    file: {
      ours: (index) => ({
        method: 'GET',
        path: `/api/cases/${one(index).id}`,
        headers: cookie(one(index).n),
      }),
      bare: (index) => ({ method: 'GET', path: `/file/${one(index).id}` }),
      target: targets.file,
    },
    search: {
      ours: (index) => ({
        method: 'POST',
        path: '/api/people/search',
        headers: cookie(index),
        body: JSON.stringify({ name: name(index) }),
      }),
      bare: (index) => ({
        method: 'POST',
        path: '/search',
        body: JSON.stringify({ name: name(index), office: office(index) }),
      }),
      target: targets.search,
    },
    register: { ...register((index) => index), target: targets.register },
    'register on one office': register(() => 0),
  };
}

/** Two or three defendants in turn, two counts each: 2.5 defendants a case as in the data. */
function registration(officeId: string, offenceId: string, index: number): string {
  const words = ['Traoré Moussa', 'Diarra Awa', 'Maïga Sidi'];
  return JSON.stringify({
    officeId,
    receivedOn: '2026-01-05',
    matter: 'criminal',
    regime: 'ML-2001',
    origin: 'police_record',
    facts: { from: '2025-12-20', precision: 'day' },
    defendants: words.slice(0, 2 + (index % 2)).map((fullName) => ({
      person: { kind: 'natural', names: [{ kind: 'written', fullName }] },
      counts: [{ offenceId }, { offenceId }],
    })),
  });
}

async function signIn(url: string, login: string): Promise<string> {
  const answer = await fetch(`${url}/api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`sign-in of ${login}: ${String(answer.status)} ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** A short run to warm up, then bare, ours, bare, ours: slow drifts of the machine fall on both. */
async function compare(
  ours: string,
  bare: string,
  seconds: number,
  question: Question,
): Promise<{ ours: Measured; bare: Measured }> {
  let index = 0;
  const shoot = async (url: string, shot: (index: number) => Shot, time: number) =>
    load(url, time, () => shot(index++));
  await shoot(bare, question.bare, 1);
  await shoot(ours, question.ours, 2);
  const runs: { bare: Measured; ours: Measured }[] = [];
  for (let round = 0; round < 2; round++) {
    runs.push({
      bare: await shoot(bare, question.bare, seconds),
      ours: await shoot(ours, question.ours, seconds),
    });
  }
  const mean = (side: 'ours' | 'bare'): Measured => ({
    rate: runs.reduce((sum, run) => sum + run[side].rate, 0) / runs.length,
    p50: Math.max(...runs.map((run) => run[side].p50)),
    p99: Math.max(...runs.map((run) => run[side].p99)),
    failed: runs.reduce((sum, run) => sum + run[side].failed, 0),
  });
  return { ours: mean('ours'), bare: mean('bare') };
}

function resident(child: ChildProcess): number {
  const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

function report(lines: readonly Line[], memory: number): boolean {
  const width = Math.max(...lines.map(({ endpoint }) => endpoint.length));
  let good = true;
  print(
    `\n${'cases'.padStart(8)}  ${'endpoint'.padEnd(width)}  ours/s  p50  p99   bare/s  p50  p99   ratio  target`,
  );
  for (const { cases, endpoint, ours, bare, ratio, target } of lines) {
    const met = target === undefined || ratio >= target;
    good &&= met && ours.failed === 0;
    print(
      `${String(cases).padStart(8)}  ${endpoint.padEnd(width)}  ${ours.rate.toFixed(0).padStart(6)} ${ours.p50.toFixed(0).padStart(4)} ${ours.p99.toFixed(0).padStart(4)}   ` +
        `${bare.rate.toFixed(0).padStart(6)} ${bare.p50.toFixed(0).padStart(4)} ${bare.p99.toFixed(0).padStart(4)}   ${ratio.toFixed(2).padStart(5)}  ` +
        `${target === undefined ? '' : `${target.toFixed(2)} ${met ? 'met' : 'MISSED'}`}${ours.failed > 0 ? `  ${String(ours.failed)} FAILED` : ''}`,
    );
  }
  const sizes = [...new Set(lines.map(({ cases }) => cases))].sort((a, b) => a - b);
  const [smallest, largest] = [sizes[0], sizes.at(-1)];
  if (smallest !== undefined && largest !== undefined && smallest !== largest) {
    for (const endpoint of new Set(lines.map((line) => line.endpoint))) {
      const rate = (cases: number) =>
        lines.find((line) => line.cases === cases && line.endpoint === endpoint)?.ours.rate ?? 0;
      const slower = rate(smallest) / rate(largest);
      good &&= slower <= GROWTH;
      print(
        `${endpoint}: ${slower.toFixed(2)} times slower at ${String(largest)} than at ${String(smallest)} cases (at most ${String(GROWTH)}: ${slower <= GROWTH ? 'met' : 'MISSED'})`,
      );
    }
  }
  good &&= memory <= MEMORY_MB;
  print(
    `resident memory: ${memory.toFixed(0)} MB (at most ${String(MEMORY_MB)}: ${memory <= MEMORY_MB ? 'met' : 'MISSED'})`,
  );
  const folder = join(projectRoot(), 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`);
  writeFileSync(file, JSON.stringify({ lines, memory }, null, 2));
  print(`written to ${file}`);
  return good;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
