import { ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createServer, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from '../../src/platform/root.js';

/** A folder for one test that PostgreSQL's own account may enter as well. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'greffe-launcher-'));
  chmodSync(folder, 0o711);
  return folder;
}

export function remove(folder: string): void {
  const pointer = join(folder, 'postgres.location');
  if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}

/** Waits for something that will be so; says what it was when it is not. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  seconds = 60,
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await pause(25);
  }
}

/** Ids of the PostgreSQL processes that work in a cluster. */
export function postgresIn(cluster: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === cluster;
      } catch {
        return false;
      }
    })
    .map(Number);
}

export interface Run {
  child: ChildProcess;
  pid: number;
  /** Everything printed so far, on both channels. */
  output(): string;
  /** Waits until the output has it. */
  says(pattern: RegExp, seconds?: number): Promise<RegExpExecArray>;
  /** Waits for the end; the exit code, or the signal's name. */
  ends(seconds?: number): Promise<number | string>;
}

const children = new Set<ChildProcess>();

/** Runs `greffe …` as a person would, in an environment that has nothing but what is given. */
export function greffe(
  args: string[],
  env: Record<string, string>,
  { node = process.execPath, uid }: { node?: string; uid?: number } = {},
): Run {
  const child = spawn(node, [join(projectRoot(), 'bin', 'greffe.js'), ...args], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  children.add(child);
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  let end: number | string | undefined;
  child.on('close', (code, signal) => {
    end = code ?? signal ?? 'unknown';
    children.delete(child);
  });
  return {
    child,
    pid: child.pid ?? 0,
    output: () => printed,
    says: async (pattern, seconds = 60) => {
      const look = () => {
        const found = pattern.exec(printed);
        if (!found && end !== undefined)
          throw new Error(`ended with ${end} before it said ${String(pattern)}`);
        return found ?? undefined;
      };
      return eventually(String(pattern), look, seconds).catch((error: unknown) => {
        throw new Error(`${String(error)}
${printed}`);
      });
    },
    ends: async (seconds = 30) => eventually('the end', () => end, seconds),
  };
}

/** Ends what a failed test left behind. */
export async function endAll(): Promise<void> {
  const left = [...children];
  for (const child of left) child.kill('SIGTERM');
  await eventually('the end of all children', () => (children.size === 0 ? true : undefined), 20).catch(
    () => {
      for (const child of children) child.kill('SIGKILL');
    },
  );
}

export async function listenAnywhere(): Promise<{ port: number; server: Server }> {
  const server = createServer();
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}
