/**
 * What spreadsheets take for the beginning of a formula: the four signs, their full-width forms, a tab or a line
 * break; blanks before a sign do not help, because some programs cut them off.
 */
const DANGEROUS = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/u;

/**
 * A cell that no spreadsheet computes: an apostrophe before what would begin a formula (CWE-1236). The same for CSV
 * and XLSX, because a workbook is saved as CSV sooner or later.
 */
export function escapeFormula(text: string): string {
  return DANGEROUS.test(text) ? `'${text}` : text;
}
