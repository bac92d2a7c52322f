import { afterEach, describe, expect, it } from '@jest/globals';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres, startEmbedded } from '../../src/platform/database/embedded.js';
import { eventually, postgresIn, remove, temporaryFolder } from './support.js';

const folders: string[] = [];
const running: EmbeddedPostgres[] = [];

function folder(): string {
  const made = temporaryFolder();
  folders.push(made);
  return made;
}

async function up(dataDir: string, durable = false): Promise<EmbeddedPostgres> {
  const database = await startEmbedded({ dataDir, durable });
  running.push(database);
  return database;
}

async function ask<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** True once a connection is taken, false when it is refused. */
async function answers(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection({ host, port, timeout: 2_000 });
    const finish = (answer: boolean) => {
      socket.destroy();
      done(answer);
    };
    socket.once('connect', () => {
      finish(true);
    });
    socket.once('error', () => {
      finish(false);
    });
    socket.once('timeout', () => {
      finish(false);
    });
  });
}

afterEach(async () => {
  for (const database of running.splice(0)) await database.stop();
  for (const made of folders.splice(0)) remove(made);
});

describe('the embedded PostgreSQL', () => {
  it('is version 18 with data checksums, in UTF-8 and UTC, and folds accented letters', async () => {
    const { superuserUrl } = await up(folder());
    const [row] = await ask(
      superuserUrl,
      `
      SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('data_checksums') AS checksums,
             current_setting('server_encoding') AS encoding, current_setting('timezone') AS zone, upper('éà') AS upper`,
    );
    expect(row).toEqual({ version: 18, checksums: 'on', encoding: 'UTF8', zone: 'UTC', upper: 'ÉÀ' });
  });

  it('listens on loopback alone and lets nobody in without the password', async () => {
    const { superuserUrl, port } = await up(folder());
    expect(await answers('127.0.0.1', port)).toBe(true);
    const outside = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ internal }) => !internal);
    for (const { address } of outside)
      expect([address, await answers(address, port)]).toEqual([address, false]);
    const wrong = superuserUrl.replace(/:[^:@]+@/, ':wrong@');
    await expect(ask(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(
      await ask(
        superuserUrl,
        `SELECT rolpassword LIKE 'SCRAM-SHA-256%' AS scram FROM pg_authid WHERE rolname = 'postgres'`,
      ),
    ).toEqual([{ scram: true }]);
  });

  it('keeps its password to the account that started it', async () => {
    const dataDir = folder();
    const { superuserUrl } = await up(dataDir);
    const file = join(dataDir, 'postgres.password');
    expect(readFileSync(file, 'utf8').trim()).toBe(new URL(superuserUrl).password);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir).filter((name) => name.includes('making'))).toEqual([]);
  });

  it('finds its data again after a stop, and stops twice without harm', async () => {
    const dataDir = folder();
    const first = await up(dataDir);
    await ask(first.superuserUrl, 'CREATE TABLE kept AS SELECT 7 AS n');
    await Promise.all([first.stop(), first.stop()]);
    expect(postgresIn(join(dataDir, 'postgres'))).toEqual([]);
    const second = await up(dataDir);
    expect(await ask(second.superuserUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('refuses a second start on the same folder by name of the first, and takes it once the first has stopped', async () => {
    const dataDir = folder();
    const first = await up(dataDir);
    await expect(startEmbedded({ dataDir, durable: false })).rejects.toMatchObject({
      key: 'data_folder_busy',
      values: { folder: dataDir, pid: String(process.pid) },
    });
    expect(await ask(first.superuserUrl, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
    await first.stop();
    await up(dataDir);
  });

  it('starts its server again when that is killed, on the same port', async () => {
    const dataDir = folder();
    const database = await up(dataDir, true);
    await ask(database.superuserUrl, 'CREATE TABLE kept AS SELECT 7 AS n');
    const { pid } = database;
    process.kill(pid, 'SIGKILL');
    const rows = await eventually('an answer of the new server', async () =>
      ask(database.superuserUrl, 'SELECT n FROM kept').catch(() => undefined),
    );
    expect(rows).toEqual([{ n: 7 }]);
    await eventually('the new process id', () => database.pid !== pid || undefined);
  });

  it('makes a new cluster beside a half-made one', async () => {
    const dataDir = folder();
    mkdirSync(join(dataDir, 'postgres.making', 'base'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres.making', 'PG_VERSION'), '18\n');
    writeFileSync(join(dataDir, 'postgres.password'), 'from the attempt before\n');
    const { superuserUrl } = await up(dataDir);
    expect(await ask(superuserUrl, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
    expect(existsSync(join(dataDir, 'postgres.making'))).toBe(false);
  });

  it('puts a folder that is no cluster aside instead of deleting it', async () => {
    const dataDir = folder();
    mkdirSync(join(dataDir, 'postgres'));
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '18\n');
    await up(dataDir);
    expect(readFileSync(join(dataDir, 'postgres.broken-1', 'PG_VERSION'), 'utf8')).toBe('18\n');
  });

  it('is not fooled by a pid file whose number now belongs to another process', async () => {
    const dataDir = folder();
    const first = await up(dataDir);
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    await first.stop();
    writeFileSync(pidFile, [String(process.ppid), ...lines.slice(1)].join('\n'), { mode: 0o600 });
    const second = await up(dataDir);
    expect(await ask(second.superuserUrl, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
    expect(() => process.kill(process.ppid, 0)).not.toThrow();
  });

  it('says which file to put back when the password is lost', async () => {
    const dataDir = folder();
    await (await up(dataDir)).stop();
    cpSync(join(dataDir, 'postgres.password'), join(dataDir, 'elsewhere'));
    remove(join(dataDir, 'postgres.password'));
    await expect(startEmbedded({ dataDir, durable: false })).rejects.toMatchObject({
      key: 'superuser_password_missing',
    });
    cpSync(join(dataDir, 'elsewhere'), join(dataDir, 'postgres.password'));
    await up(dataDir);
  });

  it('says so when the folder cannot be written', async () => {
    const file = join(folder(), 'a-file');
    writeFileSync(file, '');
    await expect(startEmbedded({ dataDir: join(file, 'data'), durable: false })).rejects.toMatchObject({
      key: 'data_folder_unwritable',
    });
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;

  asRoot(
    'moves data and programs to /var/lib/greffe when PostgreSQL’s account cannot enter the folder, and says so',
    async () => {
      const dataDir = join(folder(), 'closed', 'data');
      mkdirSync(join(dataDir, '..'), { mode: 0o700 });
      const first = await up(dataDir);
      expect(first.notice).toContain('/var/lib/greffe/');
      await ask(first.superuserUrl, 'CREATE TABLE kept AS SELECT 7 AS n');
      await first.stop();
      const again = await up(dataDir);
      expect(await ask(again.superuserUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
      await again.stop();
      remove(dataDir);
    },
  );
});
