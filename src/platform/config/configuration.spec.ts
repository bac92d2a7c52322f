import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { projectRoot } from '../root.js';
import { Configuration } from './configuration.js';
import { Environ, readConfiguration } from './read-configuration.js';
import { settings } from './setting.js';

const database = { DATABASE_URL: 'postgres://greffe_app@db:5432/greffe', CONTEXT_KEY: 'k'.repeat(32) };

function refusal(environ: Environ): string {
  try {
    readConfiguration(environ);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('the configuration was accepted');
}

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'greffe-config-')), 'secret');
  writeFileSync(file, text);
  return file;
}

describe('the configuration', () => {
  it('needs nothing: the embedded database, French, loopback', () => {
    const configuration = readConfiguration({});
    expect(configuration).toMatchObject({
      port: 3000,
      embedded: true,
      defaultLocale: 'fr',
      production: false,
    });
    expect(configuration.listenAddress).toBe('127.0.0.1');
    expect(configuration.dataDir).toBe(join(projectRoot(), '.data'));
  });

  it('takes an empty variable for one that was not given', () => {
    expect(readConfiguration({ PORT: '', LOG_LEVEL: '', DATABASE_URL: '' })).toEqual(readConfiguration({}));
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['GREFFE_ENV', 'prod'],
    ['GREFFE_DEMO', 'yes please'],
    ['HOST', 'a b'],
    ['TLS_CERT', '/does/not/exist.pem'],
    ['TRUSTED_PROXIES', '10.0.0.0/8,elsewhere'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['DATABASE_CA', '/does/not/exist.pem'],
    ['POOL_SIZE', '0'],
    ['DEFAULT_LOCALE', 'bm'],
    ['SESSION_IDLE_MINUTES', '0'],
    ['SESSION_ABSOLUTE_MINUTES', '1441'],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s with its name, the value and what it has to be, in French and English', (name, value) => {
    const sentence = refusal({ [name]: value });
    const [french, english, ...more] = sentence.split('\n');
    expect(french).toContain(`${name}=${value} ne convient pas : il faut `);
    expect(english).toContain(`${name}=${value} will not do: it has to be `);
    expect(sentence).not.toContain('expected.');
    expect(more).toEqual([]);
  });

  it('never prints the value of a secret', () => {
    expect(refusal({ ...database, CONTEXT_KEY: 'hunter2' })).not.toContain('hunter2');
    expect(refusal({ DATABASE_URL: 'mysql://root:hunter2@db/x' })).toContain(
      'DATABASE_URL=… ne convient pas',
    );
    expect(refusal({ DATABASE_URL: 'mysql://root:hunter2@db/x' })).not.toContain('hunter2');
  });

  it('asks for the key of the actor context with a database of one’s own', () => {
    expect(refusal({ DATABASE_URL: database.DATABASE_URL })).toContain('CONTEXT_KEY');
    expect(readConfiguration(database).embedded).toBe(false);
  });

  it('refuses an owner without a runtime role', () => {
    expect(refusal({ DATABASE_OWNER_URL: 'postgres://greffe_owner@db/greffe' })).toContain('DATABASE_URL');
  });

  it('reads a secret from a file, without its line end, and puts it into the address', () => {
    const configuration = readConfiguration({ ...database, DATABASE_PASSWORD_FILE: fileWith('p@ss/wörd\n') });
    expect(decodeURIComponent(new URL(configuration.databaseUrl).password)).toBe('p@ss/wörd');
  });

  it('refuses a secret file that is missing or empty, by name', () => {
    expect(refusal({ ...database, DATABASE_PASSWORD_FILE: '/no/such/file' })).toContain(
      'DATABASE_PASSWORD_FILE',
    );
    expect(refusal({ ...database, DATABASE_PASSWORD_FILE: fileWith('\n') })).toContain(
      'DATABASE_PASSWORD_FILE',
    );
  });

  it('demands TLS to the database when an authority is given', () => {
    const ca = fileWith('PEM');
    const url = new URL(readConfiguration({ ...database, DATABASE_CA: ca }).databaseUrl);
    expect(Object.fromEntries(url.searchParams)).toEqual({ sslmode: 'verify-full', sslrootcert: ca });
  });

  it('listens on loopback only, unless certificate and key are given', () => {
    const pem = fileWith('PEM');
    expect(refusal({ HOST: '0.0.0.0' })).toContain('TLS_CERT');
    expect(refusal({ TLS_CERT: pem })).toContain('TLS_KEY');
    expect(refusal({ TLS_KEY: pem })).toContain('TLS_CERT');
    expect(readConfiguration({ TLS_CERT: pem, TLS_KEY: pem }).listenAddress).toBe('0.0.0.0');
    expect(readConfiguration({ HOST: '::1' }).listenAddress).toBe('::1');
  });

  it('is production by GREFFE_ENV, or by NODE_ENV where that is all there is', () => {
    expect(readConfiguration({ NODE_ENV: 'production' }).production).toBe(true);
    expect(readConfiguration({ NODE_ENV: 'production', GREFFE_ENV: 'development' }).production).toBe(false);
    expect(refusal({ GREFFE_ENV: 'production', GREFFE_DEMO: '1' })).toContain('GREFFE_DEMO');
  });

  it('refuses a session that may idle longer than it lives', () => {
    expect(refusal({ SESSION_IDLE_MINUTES: '30', SESSION_ABSOLUTE_MINUTES: '20' })).toContain(
      'SESSION_IDLE_MINUTES',
    );
  });
});

describe('.env.example', () => {
  const example = parseEnv(readFileSync(join(projectRoot(), '.env.example'), 'utf8'));

  it('lists every setting and no other', () => {
    expect(Object.keys(example).sort()).toEqual(
      settings()
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('gives each its default', () => {
    expect(readConfiguration(example)).toEqual(readConfiguration({}));
    const defaults = new Configuration();
    const given = settings().filter(({ name }) => example[name] !== '');
    for (const { name, property } of given) {
      expect([name, example[name]]).toEqual([
        name,
        String(Object.getOwnPropertyDescriptor(defaults, property)?.value),
      ]);
    }
    expect(given.length).toBeGreaterThan(5);
  });
});

describe('the sentences of the launcher', () => {
  const read = (language: string): Record<string, unknown> =>
    JSON.parse(readFileSync(join(projectRoot(), `src/i18n/${language}/launcher.json`), 'utf8')) as Record<
      string,
      unknown
    >;
  const flatten = (node: Record<string, unknown>, path = ''): [string, string][] =>
    Object.entries(node).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[path + key, value]]
        : flatten(value as Record<string, unknown>, `${path}${key}.`),
    );
  const variables = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();

  it('say the same things in French and English', () => {
    const french = Object.fromEntries(flatten(read('fr')));
    const english = Object.fromEntries(flatten(read('en')));
    expect(Object.keys(english)).toEqual(Object.keys(french));
    for (const [key, text] of Object.entries(french))
      expect([key, variables(english[key] ?? '')]).toEqual([key, variables(text)]);
  });

  it('know what each setting has to be', () => {
    const expected = (read('fr')['expected'] ?? {}) as Record<string, string>;
    expect(Object.keys(expected).sort()).toEqual(
      settings()
        .map(({ name }) => name)
        .sort(),
    );
  });
});
