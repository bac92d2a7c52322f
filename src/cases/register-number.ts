/**
 * The number of a case in a register: `PJS-PQ/RP/2026/00042-7`. Office, series, year, serial and a check sign
 * (ISO 7064 MOD 37,36), so that one mistyped sign, or two swapped ones, is refused instead of finding another case.
 */
export interface RegisterNumber {
  officeCode: string;
  /** RP (prosecutor's register), RI (investigation)… */
  series: string;
  year: number;
  serial: number;
}

const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const SERIAL_DIGITS = 5;
const FORM = /^([A-Z0-9-]{1,24})\/([A-Z]{1,6})\/(\d{4})\/(\d{5,})-([0-9A-Z])$/;

export function formatNumber(number: RegisterNumber): string {
  const serial = String(number.serial).padStart(SERIAL_DIGITS, '0');
  const body = `${number.officeCode}/${number.series}/${String(number.year)}/${serial}`;
  return `${body}-${checkSign(body)}`;
}

/** What a person typed, read as a number: case and spaces do not matter. Undefined when it has not that form. */
export function parseNumber(typed: string): RegisterNumber | undefined {
  const [, officeCode, series, year, serial, check] = FORM.exec(tidyNumber(typed)) ?? [];
  if (officeCode === undefined || series === undefined || check === undefined) return undefined;
  const number = { officeCode, series, year: Number(year), serial: Number(serial) };
  return formatNumber(number).endsWith(`-${check}`) ? number : undefined;
}

/** Has the form of one of our numbers, right or mistyped. */
export function looksLikeNumber(typed: string): boolean {
  return FORM.test(tidyNumber(typed));
}

export function tidyNumber(typed: string): string {
  return typed.normalize('NFKC').replace(/\s+/g, '').toUpperCase();
}

/** ISO 7064 MOD 37,36 over the letters and digits. */
function checkSign(body: string): string {
  let product = SIGNS.length;
  for (const sign of body.replace(/[^0-9A-Z]/g, '')) {
    const sum = (product + SIGNS.indexOf(sign)) % SIGNS.length || SIGNS.length;
    product = (sum * 2) % (SIGNS.length + 1);
  }
  return SIGNS.charAt((SIGNS.length + 1 - product) % SIGNS.length);
}
