import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createSecureContext } from 'node:tls';
import pg from 'pg';
import { openDatabase, Opened } from './cli-database.js';
import { loadDemo } from './cli-features.js';
import { refuseDemoInProduction } from './demo/demo-mark.js';
import { Configuration } from './platform/config/configuration.js';
import { say, StartError } from './platform/config/start-error.js';

/** A signal came before everything was up. */
class Interrupted extends Error {}

/**
 * `greffe start`: database, migrations, demo, server; then waits for SIGINT or SIGTERM and stops everything in
 * the opposite order. A second signal ends at once.
 */
export async function start(configuration: Configuration): Promise<void> {
  const stop = stopSignal();
  const closers: (() => Promise<void>)[] = [];
  const step = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    if (stop.asked) throw new Interrupted();
    return result;
  };
  try {
    checkCertificate(configuration);
    await step(checkPort(configuration));
    // The application takes about as long to load as the database to start: both at once.
    const loading = import('./server.js');
    loading.catch(() => undefined);
    const database = await openDatabase(configuration);
    closers.push(async () => database.close());
    await step(checkProduction(database));
    for (const notice of database.notices) print(notice);
    const accounts = await step(demo(configuration, database));
    const { startServer } = await step(loading);
    const server = await startServer(database.configuration).catch((error: unknown) => {
      throw listenError(error, configuration);
    });
    closers.push(async () => server.close());
    await step(Promise.resolve());
    print(say('ready', { seconds: (performance.now() / 1000).toFixed(1) }));
    print(`  ${server.url}`);
    for (const line of accounts) print(line);
    await stop.signal;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    for (const close of closers.reverse()) await close();
  }
  print(say('stopped'));
}

/** Ruling 23: production never runs on invented data. */
async function checkProduction({ configuration }: Opened): Promise<void> {
  if (!configuration.production) return;
  const client = new pg.Client({ connectionString: configuration.databaseUrl });
  await client.connect();
  try {
    await refuseDemoInProduction(client);
  } finally {
    await client.end();
  }
}

async function demo(configuration: Configuration, { configuration: open }: Opened): Promise<string[]> {
  const wanted = configuration.demo ?? (configuration.embedded && !configuration.production);
  if (!wanted) return [say('sign_in_first')];
  const fill = await loadDemo();
  if (!fill) return [say('sign_in_first')];
  return [...(await fill(open)), say('sign_in_demo', { file: `${configuration.dataDir}/demo-users.json` })];
}

function checkCertificate({ tls, tlsCert, tlsKey }: Configuration): void {
  if (!tls) return;
  try {
    createSecureContext({ cert: readFileSync(tlsCert), key: readFileSync(tlsKey) });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError('tls_invalid', { cert: tlsCert, key: tlsKey, reason }, cause);
  }
}

/** Asked before the database starts, so that a taken port is said at once; asked again when listening. */
async function checkPort(configuration: Configuration): Promise<void> {
  const probe = createServer();
  await new Promise<void>((done, failed) => {
    probe.once('error', (error) => {
      failed(listenError(error, configuration));
    });
    probe.listen({ port: configuration.port, host: configuration.listenAddress, exclusive: true }, () => {
      probe.close(() => {
        done();
      });
    });
  });
}

function listenError(error: unknown, { port, listenAddress }: Configuration): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const values = { port, host: listenAddress };
  if (code === 'EADDRINUSE') return new StartError('port_taken', values, error);
  if (code === 'EACCES') return new StartError('port_forbidden', values, error);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return new StartError('host_unknown', values, error);
  return error instanceof Error ? error : new Error(String(error));
}

function stopSignal(): { asked: boolean; signal: Promise<void> } {
  const stop = { asked: false, signal: Promise.resolve() };
  stop.signal = new Promise((done) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.on(name, () => {
        if (stop.asked) process.exit(130);
        stop.asked = true;
        done();
      });
    }
  });
  return stop;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
