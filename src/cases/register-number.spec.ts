import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatNumber, looksLikeNumber, parseNumber } from './register-number.js';

const numbers = fc.record({
  officeCode: fc.stringMatching(/^[A-Z][A-Z0-9]{0,5}(-[A-Z0-9]{1,4})?$/),
  series: fc.constantFrom('RP', 'RI', 'RG'),
  year: fc.integer({ min: 1990, max: 2099 }),
  serial: fc.integer({ min: 1, max: 999_999 }),
});

describe('a register number', () => {
  it('reads back as it was written, also with spaces and small letters', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        expect(parseNumber(` ${formatNumber(number).toLowerCase()} `)).toEqual(number);
      }),
    );
  });

  it('is refused when one sign is mistyped', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), fc.constantFrom(...'0123456789ABCXYZ'), (number, at, sign) => {
        const text = formatNumber(number);
        const place = at % text.length;
        const old = text.charAt(place);
        fc.pre(/[A-Z0-9]/.test(old) && old !== sign);
        expect(parseNumber(text.slice(0, place) + sign + text.slice(place + 1))).toBeUndefined();
      }),
    );
  });

  it('is refused when two neighbouring digits of the serial are swapped', () => {
    expect(
      parseNumber(
        formatNumber({ officeCode: 'PJS', series: 'RP', year: 2026, serial: 12_345 }).replace(
          '12345',
          '12354',
        ),
      ),
    ).toBeUndefined();
  });

  it('is told apart from other texts', () => {
    expect(looksLikeNumber('PJS/RP/2026/00042-Q')).toBe(true);
    expect(looksLikeNumber('dossier 42 de 2026')).toBe(false);
  });
});
