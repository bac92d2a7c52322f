import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '../config/start-error.js';
import { EmbeddedHome, findHome, makeExecutable } from './embedded-home.js';
import { lockFolder } from './embedded-lock.js';
import { runningPort, stopOrphans } from './embedded-process.js';
import { environment, firstLine, identity } from './embedded-server.js';
import { superviseServer } from './embedded-supervisor.js';

const run = promisify(execFile);

export interface EmbeddedOptions {
  /** Folder of this installation (GREFFE_DATA); the cluster is in `postgres` below it. Made when absent. */
  dataDir: string;
  /** Port on 127.0.0.1; a free one when not given. */
  port?: number;
  /** False only in tests: no fsync, so a crash of the machine may lose everything. */
  durable: boolean;
  /** Hears a sentence when the server ended by itself and was started again, or could not be. */
  tell?: (sentence: string) => void;
  /** Programs of another PostgreSQL (tests on Debian's 15); the npm package's 18 when not given. */
  binDir?: string;
}

export interface EmbeddedPostgres {
  /** Address of the database `postgres` as superuser, password included. */
  superuserUrl: string;
  port: number;
  /** Process id of the server; another one after it had to be started again. */
  readonly pid: number;
  /** Sentence for the user when the cluster is not in the data folder. */
  notice: string | undefined;
  /** Ends the server (fast shutdown) and gives the folder free. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm installed, on loopback only, with data checksums and a random superuser
 * password. Recovers from whatever a kill -9 left: an orphaned server is stopped, a stale pid file removed, a
 * half-made cluster thrown away. A server that dies while we run is started again.
 *
 * @throws StartError when the person who starts it has to do something first
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const lock = await lockFolder(resolve(options.dataDir));
  try {
    // Without symbolic links: processes are found by the folder they work in.
    const dataDir = await realpath(options.dataDir);
    const home = await findHome(dataDir, options.binDir);
    await makeExecutable(home.binDir);
    await stopOrphans(home.cluster);
    const password = await makeCluster(home, dataDir, options.durable);
    const port = options.port ?? (await freePort());
    const plan = { home, port, log: join(dataDir, 'postgres.log'), durable: options.durable };
    const server = await superviseServer(plan, options.tell ?? (() => undefined));
    return {
      superuserUrl: addressOf(password, port),
      port,
      get pid() {
        return server.pid();
      },
      notice: home.notice,
      stop: async () => {
        await server.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Address, as superuser, of the server that another Greffe runs on this data folder; undefined when none is up.
 */
export async function joinEmbedded(dataDir: string): Promise<string | undefined> {
  const folder = resolve(dataDir);
  const { cluster } = await findHome(folder, undefined);
  const port = await runningPort(cluster);
  const password = await readFile(join(folder, 'postgres.password'), 'utf8').catch(() => undefined);
  if (port === undefined || password === undefined) return undefined;
  return addressOf(password.trim(), port);
}

function addressOf(password: string, port: number): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

/** Makes the cluster when there is none, beside its place and then renamed. Returns the superuser's password. */
async function makeCluster(home: EmbeddedHome, dataDir: string, durable: boolean): Promise<string> {
  const { cluster, account } = home;
  const secret = join(dataDir, 'postgres.password');
  const making = `${cluster}.making`;
  await stopOrphans(making);
  await rm(making, { recursive: true, force: true });
  if (isComplete(cluster)) {
    const password = await readFile(secret, 'utf8').catch((cause: unknown) => {
      throw new StartError('superuser_password_missing', { file: secret }, cause);
    });
    return password.trim();
  }
  await setAside(cluster);
  const password = randomBytes(24).toString('base64url');
  const forInitdb = `${making}.password`;
  await writeFile(secret, `${password}\n`, { mode: 0o600 });
  await mkdir(making, { mode: 0o700 });
  await rm(forInitdb, { force: true });
  await writeFile(forInitdb, `${password}\n`, { mode: 0o600 });
  if (account) {
    await chown(making, account.uid, account.gid);
    await chown(forInitdb, account.uid, account.gid);
  }
  try {
    const major = Number(/(\d+)/.exec((await run(join(home.binDir, 'postgres'), ['--version'])).stdout)?.[1]);
    // The built-in locale sorts and folds case alike on every machine; before 17 the system's has to do.
    const locale =
      major >= 17
        ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
        : ['--locale=C.UTF-8', '--lc-messages=C'];
    await run(
      join(home.binDir, 'initdb'),
      [
        `--pgdata=${making}`,
        `--pwfile=${forInitdb}`,
        '--username=postgres',
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--data-checksums',
        ...locale,
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...identity(home), cwd: '/', env: environment() },
    );
  } catch (cause) {
    throw new StartError('embedded_failed', { reason: firstLine(cause), log: making }, cause);
  } finally {
    await rm(forInitdb, { force: true });
  }
  await rename(making, cluster);
  return password;
}

function isComplete(cluster: string): boolean {
  return existsSync(join(cluster, 'PG_VERSION')) && existsSync(join(cluster, 'global', 'pg_control'));
}

/** A folder that is no cluster (copied in half, emptied by hand) is kept under another name, never deleted. */
async function setAside(cluster: string): Promise<void> {
  if (!existsSync(cluster)) return;
  if ((await readdir(cluster)).length === 0) {
    await rmdir(cluster);
    return;
  }
  let number = 1;
  while (existsSync(`${cluster}.broken-${number}`)) number += 1;
  await rename(cluster, `${cluster}.broken-${number}`);
}

async function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        done(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });
}
