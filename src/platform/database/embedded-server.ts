import { ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../config/start-error.js';
import { EmbeddedHome } from './embedded-home.js';
import { isReady, send, stopOrphans, until } from './embedded-process.js';

/** A recovery after a crash may read much WAL; a start without one takes under a second. */
const START_SECONDS = 120;

/** What every start of the server on one cluster has in common. */
export interface ServerPlan {
  home: EmbeddedHome;
  log: string;
  port: number;
  durable: boolean;
}

/** Starts the server and waits until it takes connections. */
export async function startServer({ home, log, port, durable }: ServerPlan): Promise<ChildProcess> {
  await turnLog(log);
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    max_connections: '100',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const file = await open(log, 'a', 0o600);
  const start = (await file.stat()).size;
  const server = spawn(
    join(home.binDir, 'postgres'),
    ['-D', home.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    // Its own process group: Ctrl-C reaches Greffe alone, which closes its connections first.
    { ...identity(home), cwd: '/', env: environment(), detached: true, stdio: ['ignore', file.fd, file.fd] },
  );
  let failure: unknown;
  server.once('error', (error) => (failure = error));
  await file.close();
  const ended = () => failure !== undefined || server.exitCode !== null || server.signalCode !== null;
  const settled = await until(
    async () => ended() || (await isReady(home.cluster, pidOf(server))),
    START_SECONDS * 1000,
  );
  if (settled && !ended()) return server;
  send(pidOf(server), 'SIGQUIT');
  const said = failure === undefined ? await lastWords(log, start) : firstLine(failure);
  throw new StartError('embedded_failed', { reason: said, log }, failure);
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
export async function stopServer(server: ChildProcess, cluster: string): Promise<void> {
  const ended = async () => Promise.resolve(server.exitCode !== null || server.signalCode !== null);
  if (!(await ended())) send(pidOf(server), 'SIGINT');
  if (!(await until(ended, 20_000))) await stopOrphans(cluster);
}

/** The log of a server that runs for years must not fill the disk: the one before is kept, no more. */
async function turnLog(log: string): Promise<void> {
  const found = await stat(log).catch(() => undefined);
  if (found && found.size > 10_000_000) await rename(log, `${log}.1`);
}

async function lastWords(log: string, from: number): Promise<string> {
  const written = (await readFile(log)).subarray(from).toString('utf8');
  const fatal = written.split('\n').filter((line) => /FATAL|PANIC|error/i.test(line));
  return fatal.at(-1) ?? written.trim().split('\n').at(-1) ?? '';
}

export function firstLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = 'stderr' in error ? String(error.stderr) : '';
  return (stderr.trim() || error.message).split('\n').at(-1) ?? error.message;
}

export function identity({ account }: EmbeddedHome): { uid: number; gid: number } | Record<string, never> {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

/** Nothing of the caller's PGPORT, PGDATA, PGOPTIONS… reaches the server. */
export function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

export function pidOf(server: ChildProcess): number {
  return server.pid ?? 0;
}
