import type { Translator } from '../../platform/i18n/translator.js';
import type { RowProblem } from './problem.js';

export type Language = 'fr' | 'en';

/** The sentence of a remark, without its place; the catalogue is `imports`. */
export function sentenceOf(problem: RowProblem, language: Language, texts: Translator): string {
  const { file, column = '', code } = problem;
  const vars = Object.entries(problem.vars).map(([name, value]): [string, string | number] =>
    // Variables ending in Field name a field of ours; the reader sees its name, not our code.
    name.endsWith('Field') ? [name, texts.text(language, `imports:fields/${String(value)}`)] : [name, value],
  );
  return texts.error(language, code, { file, column, ...Object.fromEntries(vars) }) ?? code;
}

/** A remark with its place: « a.csv, ligne 3, colonne arrest_date : … ». */
export function describeProblem(problem: RowProblem, language: Language, texts: Translator): string {
  const { file, line, column } = problem;
  const at = [
    file,
    ...(line === undefined ? [] : [texts.text(language, 'imports:place/line', { line })]),
    ...(column === undefined ? [] : [texts.text(language, 'imports:place/column', { column })]),
  ];
  return `${at.join(', ')}${language === 'fr' ? ' : ' : ': '}${sentenceOf(problem, language, texts)}`;
}
