import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { permissions } from '../src/platform/access/permissions.js';
import { roles } from '../src/platform/access/roles.js';
import { loadCatalogues } from '../src/platform/i18n/translator.js';
import { projectRoot } from '../src/platform/root.js';

const fr = loadCatalogues('fr');
const en = loadCatalogues('en');

/** Every path to a text, with the variables the text takes. */
function paths(node: unknown, at = ''): string[] {
  if (typeof node === 'string') {
    const variables = [...node.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name).sort();
    return [`${at} (${[...new Set(variables)].join(', ')})`];
  }
  if (typeof node !== 'object' || node === null) return [`${at} is no text`];
  return Object.entries(node).flatMap(([key, child]) => paths(child, `${at}/${key}`));
}

describe('the texts', () => {
  it('are the same in French and English, with the same variables', () => {
    expect(paths(fr).sort()).toEqual(paths(en).sort());
  });

  it('are not left in the other language', () => {
    const same = paths(fr).filter((path) => {
      const keys = path
        .replace(/ \(.*\)$/, '')
        .split('/')
        .slice(1);
      const of = (tree: unknown) =>
        keys.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], tree);
      const text = String(of(fr));
      return text === String(of(en)) && / .* .* /.test(text);
    });
    expect(same).toEqual([]);
  });

  it('explain every error code that the code throws', () => {
    const known = new Set(Object.keys(fr['errors'] ?? {}));
    const thrown = sources(join(projectRoot(), 'src'))
      .flatMap((file) => [
        ...readFileSync(file, 'utf8').matchAll(
          /new (?:Malformed|Unauthenticated|Forbidden|NotFound|Conflict|Invalid|VersionRequired|TooMany|TooLarge|Unsupported|Unavailable)\(\s*'([^']+)'/g,
        ),
      ])
      .map(([, code]) => code ?? '');
    expect(thrown.length).toBeGreaterThan(30);
    expect([...new Set(thrown)].filter((code) => !known.has(code))).toEqual([]);
  });

  it('say in one sentence what each permission and each role is', () => {
    const access = fr['access'] as Record<string, Record<string, string>>;
    expect(Object.keys(access['permissions'] ?? {}).sort()).toEqual([...permissions].sort());
    expect(Object.keys(access['roles'] ?? {}).sort()).toEqual([...roles].sort());
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts') ? [path] : [];
  });
}
