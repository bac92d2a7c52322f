import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../src/platform/database/ids.js';
import { roles } from '../src/platform/access/roles.js';
import { Answer, Person, TestApp } from './support/app.js';
import { register } from './support/cases.js';

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  allOf?: Schema[];
  nullable?: boolean;
}
interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; schema?: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** Bodies per operation here; GREFFE_FUZZ_RUNS takes more. */
const RUNS = Number(process.env['GREFFE_FUZZ_RUNS'] ?? 12);
const SEED = Number(process.env['GREFFE_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1e308,
    '',
    ' ',
    [],
    {},
    [[[[]]]],
    'null',
    '0001-01-01',
    '2023-02-30',
    '9999-12-31T23:59:60Z',
  ),
  fc.constantFrom<unknown>(
    'x'.repeat(20_000),
    "'; DROP TABLE app.cases; --",
    'a\u0000b',
    '\u202Eabc',
    '\uD800',
    '=1+1',
    '<script>alert(1)</script>',
    '../../etc/passwd',
    '%00',
    '{{7*7}}',
    '00000000-0000-0000-0000-000000000000',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer(),
  fc.double(),
  fc.constant(JSON.parse('{"__proto__": {"admin": true}, "constructor": {"prototype": 1}}') as unknown),
);

describe(`every operation of the API under mutated input (seed ${String(SEED)})`, () => {
  let app: TestApp;
  let everyone: Person;
  let account: { userId: string; login: string };
  let document: Document;
  let caseId: string;

  beforeAll(async () => {
    process.stdout.write(`fuzz seed ${String(SEED)} (GREFFE_FUZZ_SEED)\n`);
    app = await TestApp.start();
    const unit = await app.office('PJS', 'unit');
    account = await app.account();
    for (const role of roles) await app.hold(account.userId, role, unit);
    everyone = await app.signIn(account.userId, account.login);
    caseId = (await register(app, everyone, unit)).id;
    document = (await everyone.get<Document>('/api/openapi.json')).body;
  }, 60_000);
  afterAll(async () => {
    await app.close();
  });

  it('answers with a clear 4xx or does it, never with a 5xx, and a refusal changes nothing', async () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        path,
        method: method.toUpperCase(),
        operation,
      })),
    );
    expect(operations.length).toBeGreaterThan(60);
    const failures: string[] = [];
    for (const { path, method, operation } of operations) {
      const result = await fc.check(
        fc.asyncProperty(requestOf(document, path, operation, caseId), async ({ url, body }) => {
          const before = await changes();
          const answer = await send(method, url, body);
          const complaint =
            wrong(answer) ??
            (answer.status >= 400 && (await changes()) !== before
              ? 'a refusal that changed something'
              : undefined);
          if (complaint !== undefined)
            throw new Error(`${complaint}: ${String(answer.status)} ${answer.text.slice(0, 300)}`);
        }),
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      );
      if (result.failed)
        failures.push(
          `${method} ${path}: ${String(result.errorInstance)} with ${JSON.stringify(result.counterexample).slice(0, 400)}`,
        );
    }
    expect(failures).toEqual([]);
  }, 600_000);

  async function send(method: string, url: string, body: unknown): Promise<Answer> {
    const headers = { 'if-match': '"v1"' };
    const once = async () => {
      if (method === 'GET') return everyone.get(url);
      if (method === 'DELETE') return everyone.delete(url);
      return method === 'PATCH'
        ? everyone.patch(url, body, { headers })
        : everyone.post(url, body, { headers });
    };
    const answer = await once();
    if (answer.status !== 401 || url.startsWith('/api/sessions')) return answer;
    // A mutated request may be a good sign-out: the next one begins with a new session.
    await app.db.query('DELETE FROM auth.limits');
    everyone = await app.signIn(account.userId, account.login);
    return once();
  }

  async function changes(): Promise<number> {
    return Number(
      await app.value(`SELECT count(*) FROM audit.event WHERE kind = 'change' AND tbl NOT LIKE 'auth.%'`),
    );
  }
});

function wrong({ status, text, headers }: Answer): string | undefined {
  if (status >= 500) return 'a 5xx';
  if (
    /\bat .+\.(ts|js):\d+|SELECT |INSERT INTO|syntax error|QueryFailed|node_modules/.test(text) &&
    status >= 400
  )
    return 'insides shown';
  if (status >= 400 && !String(headers['content-type']).startsWith('application/problem+json'))
    return 'a refusal that is no problem document';
  return undefined;
}

/** A request that is right or nearly: its body follows the schema, with some values replaced, left out or added. */
function requestOf(
  document: Document,
  path: string,
  operation: Operation,
  caseId: string,
): fc.Arbitrary<{ url: string; body: unknown }> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const ids = fc.tuple(
    ...names.map(() =>
      fc.oneof(
        { weight: 4, arbitrary: fc.constant(caseId) },
        fc.constant(newId()),
        fc.constantFrom('0', 'null', '%00', 'x'.repeat(150)),
      ),
    ),
  );
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const search = fc.tuple(
    ...query.map(({ name, schema }) =>
      fc.tuple(
        fc.constant(name),
        fc.option(fc.oneof(valueOf(document, schema ?? {}, 0), nasty), { nil: undefined, freq: 2 }),
      ),
    ),
  );
  const schema = operation.requestBody?.content['application/json']?.schema;
  const body = schema ? mutated(document, schema) : fc.constant(undefined);
  return fc.tuple(ids, search, body).map(([chosen, pairs, content]) => {
    let at = 0;
    const filled = path.replace(/\{\w+\}/g, () => chosen[at++] ?? '');
    const text = pairs
      .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${safe(value)}`]))
      .join('&');
    return { url: text === '' ? filled : `${filled}?${text}`, body: content };
  });
}

function safe(value: unknown): string {
  try {
    return encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 3000);
  } catch {
    return '%ED%A0%80';
  }
}

function mutated(document: Document, schema: Schema): fc.Arbitrary<unknown> {
  return fc
    .tuple(
      valueOf(document, schema, 0),
      fc.array(fc.tuple(fc.nat(), nasty, fc.constantFrom('replace', 'drop', 'add')), { maxLength: 3 }),
    )
    .map(([value, edits]) => {
      let body = structuredClone(value);
      for (const [at, bad, how] of edits) body = edit(body, at, bad, how);
      return body;
    });
}

/** Changes one place of a value: the n-th leaf found. */
function edit(value: unknown, at: number, bad: unknown, how: string): unknown {
  if (typeof value !== 'object' || value === null) return how === 'replace' ? bad : value;
  const keys = Object.keys(value);
  const key = keys[at % Math.max(keys.length, 1)];
  const target = value as Record<string, unknown>;
  if (key === undefined || how === 'add') target['unexpected'] = bad;
  else if (how === 'drop') Reflect.deleteProperty(target, key);
  else target[key] = at % 3 === 0 ? edit(target[key], Math.floor(at / 3), bad, how) : bad;
  return value;
}

function valueOf(document: Document, schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined)
    return valueOf(document, document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, depth);
  if (schema.allOf?.[0]) return valueOf(document, schema.allOf[0], depth);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.type === 'array')
    return fc.array(valueOf(document, schema.items ?? {}, depth + 1), { maxLength: depth > 2 ? 1 : 2 });
  if (schema.properties && depth < 6) {
    const fields = Object.entries(schema.properties).map(
      ([name, child]) => [name, valueOf(document, child, depth + 1)] as const,
    );
    return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
  }
  switch (schema.type) {
    case 'integer':
    case 'number':
      return fc.integer({ min: 0, max: 120 });
    case 'boolean':
      return fc.boolean();
    case 'string':
      if (schema.format === 'uuid') return fc.constant(newId());
      if (schema.format === 'date') return fc.constantFrom('2014-05-01', '2023-01-31', '2024-02-29');
      if (schema.format === 'date-time')
        return fc.constantFrom('2023-01-31T10:00:00Z', '2023-05-01T08:30:00+02:00');
      return fc.constantFrom('texte', 'Une raison assez longue pour passer', 'ML-2001', 'RP', 'fr');
    default:
      return nasty;
  }
}
