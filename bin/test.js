#!/usr/bin/env node
// `npm test`: every test on the embedded PostgreSQL 18, then those of the database once more on PostgreSQL 15,
// the oldest that is supported. What this machine cannot do is printed as SKIPPED and counted.
// With arguments (`npm test -- test/cases.e2e.ts`) only these tests run, once.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ourNode = join(root, 'node_modules', '.bin', 'node');
const node = Number(process.versions.node.split('.')[0]) < 24 ? ourNode : process.execPath;
const postgres15 = process.env.GREFFE_PG15_BIN ?? '/usr/lib/postgresql/15/bin';

const total = { passed: 0, failed: 0, skipped: 0 };
const args = process.argv.slice(2);
const embedded = jest(args);
add(embedded);
if (args.length === 0) {
  const absent = whyNotOn15();
  if (absent) {
    process.stdout.write(`SKIPPED the database tests on PostgreSQL 15: ${absent}\n`);
    total.skipped += 1;
  } else {
    process.stdout.write(`\nOnce more on PostgreSQL 15 (${postgres15})\n`);
    // The launcher starts the PostgreSQL of npm whatever happens; its tests would only repeat themselves.
    const ignored = ['/node_modules/', '/test/long/', '/test/launcher/(?!bootstrap)'];
    const selection = [
      `--roots=${join(root, 'test')}`,
      ...ignored.map((pattern) => `--testPathIgnorePatterns=${pattern}`),
    ];
    add(jest(selection, postgres15));
  }
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(total.failed === 0 ? 0 : 1);

function jest(selection, binDir) {
  const folder = mkdtempSync(join(tmpdir(), 'greffe-test-'));
  const outputFile = join(folder, 'results.json');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const program = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const { status } = spawnSync(
    node,
    [...flags, program, '--json', `--outputFile=${outputFile}`, ...selection],
    {
      cwd: root,
      // With --json Jest prints the results to stdout as well, unless they go to a file; people read stderr.
      stdio: 'inherit',
      env: { ...process.env, NODE_ENV: 'test', ...(binDir ? { GREFFE_TEST_PG_BIN: binDir } : {}) },
    },
  );
  try {
    return { status, ...JSON.parse(readFileSync(outputFile, 'utf8')) };
  } catch {
    return { status };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function add({
  status,
  numPassedTests = 0,
  numFailedTests = 0,
  numPendingTests = 0,
  numTodoTests = 0,
  testResults,
}) {
  // A file that does not even load has no tests to count, and Jest itself may fail with none failed.
  const broken = (testResults ?? []).filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  total.passed += numPassedTests;
  total.failed += Math.max(numFailedTests + broken.length, status === 0 ? 0 : 1);
  total.skipped += numPendingTests + numTodoTests;
}

function whyNotOn15() {
  const program = join(postgres15, 'postgres');
  if (!existsSync(program)) return `no ${program}`;
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return / 15\./.test(stdout ?? '') ? undefined : `${program} is ${stdout?.trim() || 'not to be run'}`;
}
