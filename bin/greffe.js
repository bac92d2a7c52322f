#!/usr/bin/env node
// Runs on any Node ≥ 20.19: hands over to the Node 24 that npm installed, builds what is not built, then
// starts the compiled program. Plain JavaScript, because nothing is compiled yet when it runs.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ourNode = join(root, 'node_modules', '.bin', 'node');
const program = join(root, 'dist', 'src', 'cli.js');
const stampFile = join(root, 'dist', '.built-from');

if (Number(process.versions.node.split('.')[0]) < 24) {
  handOver();
} else {
  await build();
  dieWithParent();
  const { main } = await import(pathToFileURL(program).href);
  await main(process.argv.slice(2));
}

/** Runs this file again under Node 24; signals and the exit code pass through. */
function handOver() {
  if (!existsSync(ourNode)) {
    fail(
      `Il faut Node 24 ou plus récent (celui-ci est ${process.version}) : lancez d'abord « npm ci ».`,
      `Node 24 or later is needed (this one is ${process.version}): run "npm ci" first.`,
    );
  }
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn(ourNode, [...process.execArgv, ...process.argv.slice(1)], { stdio });
  // Ctrl-C reaches the child by itself; whoever signals this process alone means the child too.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1)));
}

/** When the process that handed over is killed, the channel between the two closes: stop as for Ctrl-C. */
function dieWithParent() {
  if (!process.channel) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}

/** Compiles when the sources are not those that dist/ was made from. An image without sources is built already. */
async function build() {
  if (!existsSync(join(root, 'src'))) return;
  const stamp = fingerprint();
  if (isBuiltFrom(stamp)) return;
  // Node 20 has no node:sqlite, and reads this file too.
  const { DatabaseSync } = await import('node:sqlite');
  // Two that start at once must not both write dist/; SQLite's lock goes with the process that has it.
  const lock = new DatabaseSync(buildLock(), { timeout: 180_000 });
  lock.exec('BEGIN EXCLUSIVE');
  if (!isBuiltFrom(stamp)) compile(stamp);
  lock.close();
}

function buildLock() {
  const file = join(root, 'node_modules', '.greffe-build.lock');
  try {
    appendFileSync(file, '');
    return file;
  } catch (error) {
    return fail(
      `Greffe n'est pas construit et ${root} n'est pas accessible en écriture (${error.code}) : lancez-le une fois avec le compte qui possède ce dossier.`,
      `Greffe is not built and ${root} cannot be written to (${error.code}): start it once with the account that owns the folder.`,
    );
  }
}

function isBuiltFrom(stamp) {
  return existsSync(program) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
}

function compile(stamp) {
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  if (!existsSync(nest)) {
    fail(
      'Les outils de construction manquent : lancez « npm ci » (sans --omit=dev).',
      'The build tools are missing: run "npm ci" (without --omit=dev).',
    );
  }
  process.stderr.write('Construction… / Building…\n');
  const { status, stdout, stderr } = spawnSync(process.execPath, [nest, 'build'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0 || !existsSync(program)) {
    process.stderr.write(`${stdout}${stderr}\n`);
    fail(
      'La construction a échoué : corrigez les erreurs ci-dessus, ou revenez à une version publiée.',
      'The build failed: correct the errors above, or go back to a released version.',
    );
  }
  writeFileSync(stampFile, stamp);
}

function fingerprint() {
  const hash = createHash('sha256');
  const settings = ['package.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];
  for (const file of [...settings, ...filesIn('src'), ...filesIn('bench')]) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesIn(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.(ts|json|sql)$/.test(entry.name) && !/\.spec\.ts$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

function fail(french, english) {
  process.stderr.write(`${french}\n${english}\n`);
  process.exit(1);
}
