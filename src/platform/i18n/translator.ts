import { Injectable } from '@nestjs/common';
import { createInstance, i18n } from 'i18next';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../root.js';
import { Locale } from '../context/request-context.js';

export type Vars = Readonly<Record<string, string | number | boolean | readonly string[]>>;
export const locales = ['fr', 'en'] as const;

type Catalogue = Record<string, unknown>;

/**
 * All texts of src/i18n. Errors are found by their code alone, in whichever file's `errors` they stand;
 * everything else by `file:path.to.text`.
 */
@Injectable()
export class Translator {
  private readonly texts: i18n;

  constructor() {
    this.texts = createInstance();
    void this.texts.init({
      initAsync: false,
      fallbackLng: false,
      resources: Object.fromEntries(locales.map((locale) => [locale, loadCatalogues(locale)])),
      keySeparator: '/',
      interpolation: { escapeValue: false },
    });
  }

  /** The sentence of an error code; undefined when nobody wrote one. */
  error(locale: Locale, code: string, vars: Vars = {}): string | undefined {
    const key = `errors:${code}`;
    return this.texts.exists(key, { lng: locale }) ? this.texts.t(key, { ...vars, lng: locale }) : undefined;
  }

  /** A text by `namespace:path/of/keys` (slashes, because codes have dots). */
  text(locale: Locale, key: string, vars: Vars = {}): string {
    return this.texts.t(key, { ...vars, lng: locale });
  }
}

/** Namespaces by file name, plus `errors`, which gathers the errors of all files. */
export function loadCatalogues(locale: Locale): Record<string, Catalogue> {
  const folder = join(projectRoot(), 'src', 'i18n', locale);
  const catalogues: Record<string, Catalogue> = {};
  const errors: Catalogue = {};
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    // The files are ours; a test holds the two languages against each other.
    const catalogue = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Catalogue;
    catalogues[file.slice(0, -'.json'.length)] = catalogue;
    Object.assign(errors, catalogue['errors']);
  }
  return { ...catalogues, errors };
}
