import { createInstance } from 'i18next';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type french from '../../i18n/fr/launcher.json';

export type LauncherKey = Exclude<keyof typeof french, 'expected'>;
export type LauncherValues = Record<string, string | number>;

const texts = createInstance();
void texts.init({
  initAsync: false,
  lng: 'fr',
  fallbackLng: false,
  resources: { fr: { launcher: catalogue('fr') }, en: { launcher: catalogue('en') } },
  defaultNS: 'launcher',
  interpolation: { escapeValue: false },
});

/** One sentence of the launcher, in French and then in English: who starts a server may read either. */
export function say(key: LauncherKey, values: LauncherValues = {}): string {
  return `${texts.t(key, { ...values, lng: 'fr' })}\n${texts.t(key, { ...values, lng: 'en' })}`;
}

/**
 * Something outside the program keeps it from starting, and the person who starts it can put it right.
 * The launcher prints the sentence, without a stack trace, and ends with exit code 1.
 */
export class StartError extends Error {
  constructor(
    readonly key: LauncherKey,
    readonly values: LauncherValues = {},
    cause?: unknown,
  ) {
    super(say(key, values), { cause });
    this.name = 'StartError';
  }
}

function catalogue(language: 'fr' | 'en'): Record<string, unknown> {
  const file = join(import.meta.dirname, '..', '..', 'i18n', language, 'launcher.json');
  // The file is ours; a test holds the two languages against each other.
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}
