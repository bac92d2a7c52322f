import { randomUUID } from 'node:crypto';
import { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { hashPassword } from '../../src/identity/passwords/password-hash.js';
import { Role } from '../../src/platform/access/roles.js';
import { Configuration } from '../../src/platform/config/configuration.js';
import { readConfiguration } from '../../src/platform/config/read-configuration.js';
import { newId } from '../../src/platform/database/ids.js';
import { createApp } from '../../src/server.js';
import { TestClock } from './clock.js';
import { CONTEXT_KEY, createDatabase, TestUrls } from './server.js';

export const PASSWORD = 'le baobab garde le registre';
let passwordHash: Promise<string> | undefined;

export interface Answer<T = Record<string, unknown>> {
  status: number;
  body: T;
  headers: Record<string, string | string[] | number | undefined>;
  text: string;
}

interface Sending {
  headers?: Record<string, string>;
  /** If-Match of a change. */
  version?: number;
  /** Idempotency-Key; a new one for every POST unless given; null to leave it out. */
  key?: string | null;
}

/** Somebody at a screen: signed in through the real door, with the cookie it gave. */
export class Person {
  constructor(
    private readonly app: NestFastifyApplication,
    readonly userId: string,
    readonly login: string,
    readonly cookie: string | undefined,
  ) {}

  async get<T = Record<string, unknown>>(url: string, sending: Sending = {}): Promise<Answer<T>> {
    return this.send<T>('GET', url, undefined, sending);
  }
  async post<T = Record<string, unknown>>(
    url: string,
    body?: unknown,
    sending: Sending = {},
  ): Promise<Answer<T>> {
    const key = sending.key === undefined ? randomUUID() : sending.key;
    return this.send<T>('POST', url, body, {
      ...sending,
      headers: { ...(key === null ? {} : { 'idempotency-key': key }), ...sending.headers },
    });
  }
  async patch<T = Record<string, unknown>>(
    url: string,
    body: unknown,
    sending: Sending = {},
  ): Promise<Answer<T>> {
    return this.send<T>('PATCH', url, body, sending);
  }
  async delete<T = Record<string, unknown>>(url: string, sending: Sending = {}): Promise<Answer<T>> {
    return this.send<T>('DELETE', url, undefined, sending);
  }

  private async send<T>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body: unknown,
    sending: Sending,
  ): Promise<Answer<T>> {
    const answer = await this.app.inject({
      method,
      url,
      headers: {
        ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
        ...(sending.version === undefined ? {} : { 'if-match': `"v${String(sending.version)}"` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...sending.headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      body: (isJson && answer.body !== '' ? JSON.parse(answer.body) : {}) as T,
      headers: answer.headers,
      text: answer.body,
    };
  }
}

/** The real application on a database of its own. Close it in afterAll. */
export class TestApp {
  private constructor(
    readonly nest: NestFastifyApplication,
    readonly clock: TestClock,
    readonly urls: TestUrls,
    readonly configuration: Configuration,
    /** A superuser's connection: builders write with it, tests look past row-level security with it. */
    readonly db: pg.Client,
    private readonly drop: () => Promise<void>,
  ) {}

  static async start(changes: Partial<Configuration> = {}): Promise<TestApp> {
    const database = await createDatabase();
    const configuration = readConfiguration({
      GREFFE_ENV: 'test',
      LOG_LEVEL: process.env['GREFFE_TEST_LOG'] ?? 'silent',
      POOL_SIZE: '5',
    }).with({
      databaseUrl: database.app,
      contextKey: CONTEXT_KEY,
      ...changes,
    });
    const clock = new TestClock();
    const nest = await createApp(configuration, clock);
    const db = new pg.Client({ connectionString: database.superuser });
    await db.connect();
    return new TestApp(nest, clock, database, configuration, db, async () => database.drop());
  }

  async close(): Promise<void> {
    await this.nest.close();
    await this.db.end();
    await this.drop();
  }

  /** An office of the tree; its id. */
  async office(code: string, kind = 'court', parentId: string | null = null): Promise<string> {
    const id = newId();
    await this.db.query(
      `INSERT INTO app.offices (id, parent_id, code, kind, name_fr, name_en, valid_from) VALUES ($1, $2, $3, $4, $3, $3, '2013-01-01')`,
      [id, parentId, code, kind],
    );
    return id;
  }

  /** Somebody who holds a role in an office (since 2013 unless told), signed in. */
  async person(role: Role, officeId: string, period: { from?: string; to?: string } = {}): Promise<Person> {
    const { userId, login } = await this.account();
    await this.hold(userId, role, officeId, period);
    return this.signIn(userId, login);
  }

  async account(): Promise<{ userId: string; login: string }> {
    passwordHash ??= hashPassword(PASSWORD);
    const userId = newId();
    const login = `u${userId.replaceAll('-', '').slice(-20)}`;
    await this.db.query('SELECT auth.seed_user($1, $2, $3, $4, $5)', [
      userId,
      login,
      `Agent ${login.slice(-4)}`,
      'fr',
      await passwordHash,
    ]);
    return { userId, login };
  }

  async hold(
    userId: string,
    role: Role,
    officeId: string,
    { from = '2013-01-01', to }: { from?: string; to?: string } = {},
  ): Promise<string> {
    const id = newId();
    await this.db.query('SELECT auth.seed_holding($1, $2, $3, $4, $5, $6)', [
      id,
      userId,
      role,
      officeId,
      from,
      to ?? null,
    ]);
    return id;
  }

  /** Through the door that users use. */
  async signIn(userId: string, login: string, password = PASSWORD): Promise<Person> {
    const answer = await this.nobody.post('/api/sessions', { login, password }, { key: null });
    if (answer.status !== 201 && answer.status !== 200)
      throw new Error(`sign-in: ${String(answer.status)} ${answer.text}`);
    const cookies = [answer.headers['set-cookie'] ?? []].flat().map((cookie) => String(cookie).split(';')[0]);
    return new Person(this.nest, userId, login, cookies.join('; '));
  }

  /** Somebody without a session. */
  get nobody(): Person {
    return new Person(this.nest, '', '', undefined);
  }

  /** The first column of the first row, as superuser. */
  async value<T>(text: string, values: unknown[] = []): Promise<T> {
    const { rows } = await this.db.query<Record<string, T>>(text, values);
    return Object.values(rows[0] ?? {})[0] as T;
  }
}
