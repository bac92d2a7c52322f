import { readFileSync } from 'node:fs';
import { createInstance, type i18n } from 'i18next';
import type { RowProblem } from './problem.js';

export type Language = 'fr' | 'en';

let texts: i18n | undefined;

/** A word or sentence of the catalogue `imports`. */
export function importText(
  key: string,
  language: Language,
  vars: Readonly<Record<string, unknown>> = {},
): string {
  texts ??= catalogue();
  return texts.t(key, { ...vars, lng: language });
}

/** A remark of the report as a sentence: « ligne 3, colonne « arrest_date » : … ». */
export function describeProblem(problem: RowProblem, language: Language): string {
  const { file, line, column, vars } = problem;
  const named = Object.entries(vars).map(([name, value]): [string, string | number] =>
    // Variables ending in Field name a field of ours; the reader sees its name, not our code.
    name.endsWith('Field') ? [name, importText(`fields:${String(value)}`, language)] : [name, value],
  );
  const sentence = importText(`errors:${problem.code}`, language, {
    file,
    column,
    ...Object.fromEntries(named),
  });
  const at = [
    file,
    ...(line === undefined ? [] : [importText('place:line', language, { line })]),
    ...(column === undefined ? [] : [importText('place:column', language, { column })]),
  ];
  return `${at.join(', ')}${language === 'fr' ? ' : ' : ': '}${sentence}`;
}

/** Each part of the catalogue is a namespace, because the keys themselves hold dots. */
function catalogue(): i18n {
  const instance = createInstance();
  void instance.init({
    initAsync: false,
    lng: 'fr',
    fallbackLng: false,
    resources: { fr: read('fr'), en: read('en') },
    keySeparator: false,
    interpolation: { escapeValue: false },
  });
  return instance;
}

function read(language: Language): Record<string, Record<string, string>> {
  const file = new URL(`../../i18n/${language}/imports.json`, import.meta.url);
  // Our own file; a test holds the two languages against each other.
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>;
}
