import { existsSync } from 'node:fs';
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Ends every PostgreSQL that still runs on a cluster, or an initdb that still makes it, after its Greffe was killed: first as it wants (fast
 * shutdown), then by force. Then nothing can live there, so a pid file left behind is stale, even when its
 * number now belongs to somebody else, and is removed.
 */
export async function stopOrphans(cluster: string): Promise<void> {
  if (!existsSync(cluster)) return;
  const folder = await realpath(cluster);
  for (const [signal, seconds] of [
    ['SIGINT', 20],
    ['SIGQUIT', 5],
    ['SIGKILL', 5],
  ] as const) {
    const pids = await processesIn(folder);
    if (pids.length === 0) break;
    // The postmaster alone tells its children to go; children without one are told directly.
    const postmaster = await postmasterPid(folder);
    const targets = postmaster !== undefined && pids.includes(postmaster) ? [postmaster] : pids;
    for (const pid of signal === 'SIGKILL' ? pids : targets) send(pid, signal);
    await until(async () => (await processesIn(folder)).length === 0, seconds * 1000);
  }
  await rm(join(cluster, 'postmaster.pid'), { force: true });
}

/** The line of postmaster.pid that says how far the server is. */
export async function isReady(cluster: string, pid: number): Promise<boolean> {
  const lines = await pidFile(cluster);
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

/** Port of the server on this cluster, when one is up. */
export async function runningPort(cluster: string): Promise<number | undefined> {
  const lines = await pidFile(cluster);
  return lines[7]?.trim() === 'ready' ? Number(lines[3]) : undefined;
}

/** Polls until the condition holds or the time is over; says which. */
export async function until(condition: () => Promise<boolean>, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (performance.now() < deadline) {
    if (await condition()) return true;
    await pause(20);
  }
  return condition();
}

/** Signals one process; 0 (never started), 1 and negative numbers would reach a crowd and are left alone. */
export function send(pid: number, signal: NodeJS.Signals): void {
  if (pid <= 1) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already, which is what was wanted.
  }
}

async function postmasterPid(cluster: string): Promise<number | undefined> {
  const pid = Number((await pidFile(cluster))[0]);
  return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
}

async function pidFile(cluster: string): Promise<string[]> {
  return (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
}

/**
 * Every PostgreSQL process works in its data folder, so the folder finds it; the pid file alone may name a
 * stranger. Without /proc (macOS) the pid file and the command line have to do.
 */
async function processesIn(folder: string): Promise<number[]> {
  if (!existsSync('/proc/self/cwd')) {
    const pid = await postmasterPid(folder);
    return pid !== undefined && isAlive(pid) ? [pid] : [];
  }
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const here = await Promise.all(all.map((pid) => worksIn(pid, folder)));
  return all.filter((_, index) => here[index]);
}

async function worksIn(pid: number, folder: string): Promise<boolean> {
  try {
    const program = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
    if (program === 'initdb')
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes(`=${folder}\0`);
    return program.startsWith('postgres') && (await readlink(`/proc/${pid}/cwd`)) === folder;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
