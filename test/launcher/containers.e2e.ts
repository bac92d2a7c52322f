import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:https';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readConfiguration } from '../../src/platform/config/read-configuration.js';
import { settings } from '../../src/platform/config/setting.js';
import { projectRoot } from '../../src/platform/root.js';
import { temporaryFolder } from './support.js';

interface Service {
  image: string;
  build?: string;
  user?: string;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  secrets?: string[];
  volumes?: string[];
  networks?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}

interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, unknown>;
  networks: Record<string, { internal?: boolean }>;
}

const root = projectRoot();
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
// The file is ours; what these tests rely on is asserted below.
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image === 'greffe');
const folder = temporaryFolder();
const secrets = join(folder, 'secrets');

beforeAll(() => {
  execFileSync('sh', [join(root, 'bin', 'make-secrets.sh'), secrets]);
  writeFileSync(join(folder, 'pem'), 'PEM');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The configuration that the application would read inside that container. */
function configurationOf(name: string) {
  const environment = compose.services[name]?.environment ?? {};
  const inside = Object.entries(environment).map(([key, value]): [string, string] => [
    key,
    value.replace(/^\/run\/secrets\//, `${secrets}/`).replace(/^\/certificates\/.*/, join(folder, 'pem')),
  ]);
  return readConfiguration(Object.fromEntries(inside));
}

describe('docker-compose.yml', () => {
  it('has the database, three one-shot services and the application', () => {
    expect(services.map(([name]) => name).sort()).toEqual([
      'app',
      'bootstrap',
      'certificates',
      'database',
      'migrate',
    ]);
    expect(compose.services['database']?.image).toBe('postgres:18');
    expect(ours.map(([name]) => name).sort()).toEqual(['app', 'bootstrap', 'migrate']);
  });

  it('sets no variable that the application does not read', () => {
    const known = settings().flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
    const set = ours.flatMap(([, { environment }]) => Object.keys(environment ?? {}));
    expect(set.filter((name) => !known.includes(name))).toEqual([]);
    expect(set.length).toBeGreaterThan(10);
  });

  it('asks for no variable of the shell that its head does not explain', () => {
    const head = text.slice(0, text.indexOf('services:'));
    const asked = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name ?? '');
    expect([...new Set(asked)].sort()).toEqual(['GREFFE_HOST', 'GREFFE_PORT']);
    for (const name of asked) expect(head).toContain(name);
  });

  it('gives each container a configuration that the application accepts, in production', () => {
    for (const [name] of ours) expect([name, configurationOf(name).production]).toEqual([name, true]);
  });

  it('runs the application with TLS, on every address, as greffe_app with the password of its file, without a demo', () => {
    const app = configurationOf('app');
    expect(app).toMatchObject({ tls: true, listenAddress: '0.0.0.0', port: 3000, demo: false });
    const { username, password } = new URL(app.databaseUrl);
    expect(username).toBe('greffe_app');
    expect(password).toBe(readFileSync(join(secrets, 'app_password'), 'utf8'));
    expect(compose.services['app']?.ports).toEqual(['${GREFFE_PORT:-3000}:3000']);
  });

  it('tells the owner’s and the superuser’s passwords only to those who need them', () => {
    const told = (secret: string) =>
      services
        .filter(([, one]) => one.secrets?.includes(secret))
        .map(([name]) => name)
        .sort();
    expect(told('superuser_password')).toEqual(['bootstrap', 'database']);
    expect(told('owner_password')).toEqual(['bootstrap', 'migrate']);
    expect(told('app_password')).toEqual(['app', 'bootstrap']);
    expect(configurationOf('app')).toMatchObject({ databaseOwnerUrl: '', databaseSuperuserUrl: '' });
  });

  it('makes the first administrator in a container that reaches the database as owner and as runtime role', () => {
    expect(text).toContain('docker compose run --rm bootstrap node bin/greffe.js users bootstrap');
    const { databaseUrl, databaseOwnerUrl } = configurationOf('bootstrap');
    expect([databaseUrl, databaseOwnerUrl].map((url) => new URL(url).password.length)).toEqual([48, 48]);
  });

  it('has every secret from a file that make-secrets.sh makes, and no password in the text', () => {
    for (const [name, { file }] of Object.entries(compose.secrets))
      expect(file).toBe(`./.data/secrets/${name}`);
    expect(readdirSync(secrets).sort()).toEqual(Object.keys(compose.secrets).sort());
    for (const [name, { environment = {}, secrets: given = [] }] of services) {
      const read = Object.values(environment).flatMap(
        (value) => /^\/run\/secrets\/(\w+)$/.exec(value)?.[1] ?? [],
      );
      expect([name, read.sort()]).toEqual([name, [...given].sort()]);
    }
    expect(text).not.toMatch(/:\/\/[^@\s]*:[^@\s]*@/);
  });

  it('keeps the secrets it made, each its own, behind a closed folder', () => {
    const read = () => readdirSync(secrets).map((name) => readFileSync(join(secrets, name), 'utf8'));
    const before = read();
    execFileSync('sh', [join(root, 'bin', 'make-secrets.sh'), secrets]);
    expect(read()).toEqual(before);
    expect(new Set(before).size).toBe(4);
    for (const secret of before) expect(secret).toMatch(/^[\w-]{48}$/);
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
  });

  it('starts in order: database, roles, schema and certificate, application', () => {
    const waits = (name: string) =>
      Object.entries(compose.services[name]?.depends_on ?? {}).map(
        ([on, { condition }]) => `${on} ${condition}`,
      );
    expect(waits('bootstrap')).toEqual(['database service_healthy']);
    expect(waits('migrate')).toEqual(['bootstrap service_completed_successfully']);
    expect(waits('app').sort()).toEqual([
      'certificates service_completed_successfully',
      'migrate service_completed_successfully',
    ]);
    expect(compose.services['bootstrap']?.command).toEqual(['node', 'bin/greffe.js', 'db', 'bootstrap']);
    expect(compose.services['migrate']?.command).toEqual(['node', 'bin/greffe.js', 'db', 'migrate']);
  });

  it('watches the health of what goes on running, and keeps data and certificates in volumes', () => {
    expect(compose.services['app']?.healthcheck?.test).toEqual(['CMD', 'node', 'bin/greffe.js', 'health']);
    expect(compose.services['database']?.healthcheck?.test).toContain('pg_isready');
    expect(compose.services['database']?.volumes).toEqual(['database:/var/lib/postgresql']);
    expect(Object.keys(compose.volumes).sort()).toEqual(['certificates', 'database']);
  });

  it('leaves the database out of reach from outside', () => {
    expect(compose.services['database']?.ports).toBeUndefined();
    expect(compose.services['database']?.networks).toEqual(['data']);
    expect(compose.networks['data']?.internal).toBe(true);
  });
});

describe('the image', () => {
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');

  it('does not run as root and carries no sources, data or secrets', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).toMatch(/\nUSER node\n/);
    expect(last).not.toMatch(/COPY \S*\s*\. /);
    expect(last).not.toMatch(/greffe\/src /);
    expect(ignored).toEqual(expect.arrayContaining(['.data', '.env', 'node_modules', 'dist', '.git']));
  });

  it('copies only what is there', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, list = '']) =>
      list.split(' '),
    );
    for (const name of copied) expect([name, existsSync(join(root, name))]).toEqual([name, true]);
    expect(copied.length).toBeGreaterThan(2);
  });
});

const openssl = spawnSync('openssl', ['version']).status === 0;
if (!openssl) process.stdout.write('SKIPPED the certificate of docker compose: no openssl on this machine\n');

(openssl ? describe : describe.skip)('the certificate of docker compose', () => {
  const place = join(folder, 'certificates');
  const make = (host: string) => execFileSync('sh', [join(root, 'bin', 'make-certificate.sh'), place, host]);
  const read = (name: string) => readFileSync(join(place, name), 'utf8');

  /** Connects as a browser would that trusts this authority alone. */
  async function visit(host: string): Promise<number | undefined> {
    const server = createServer({ cert: read('server.crt'), key: read('server.key') }, (_, response) =>
      response.end(),
    );
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    try {
      return await new Promise((done, failed) => {
        get({ host: '127.0.0.1', port, servername: host, ca: read('ca.crt'), agent: false }, (response) => {
          response.resume();
          done(response.statusCode);
        }).once('error', failed);
      });
    } finally {
      server.close();
    }
  }

  it('is one that a browser with its authority accepts, for that host alone', async () => {
    make('greffe.example');
    expect(await visit('greffe.example')).toBe(200);
    await expect(visit('other.example')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(statSync(join(place, 'ca.key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(place, 'server.key')).mode & 0o777).toBe(0o640);
  });

  it('stays at later starts; a new host gets a new one from the same authority', async () => {
    const [certificate, authority] = [read('server.crt'), read('ca.crt')];
    make('greffe.example');
    expect([read('server.crt'), read('ca.crt')]).toEqual([certificate, authority]);
    make('new.example');
    expect(read('ca.crt')).toBe(authority);
    expect(await visit('new.example')).toBe(200);
  });

  it('leaves a certificate of somebody else alone', () => {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-subj',
        '/CN=own',
        '-days',
        '1',
        '-keyout',
        join(place, 'server.key'),
        '-out',
        join(place, 'server.crt'),
      ],
      { stdio: 'ignore' },
    );
    const own = read('server.crt');
    make('greffe.example');
    expect(read('server.crt')).toBe(own);
  });
});
