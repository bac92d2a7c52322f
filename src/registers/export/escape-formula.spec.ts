import { describe, expect, it } from '@jest/globals';
import { escapeFormula } from './escape-formula.js';

describe('a cell', () => {
  it.each([
    '=1+1',
    '+22370000000',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =1',
    '\u00a0@x',
    '＝1',
    '＋1',
    '－1',
    '＠x',
  ])('that begins a formula is made text: %j', (text) => {
    expect(escapeFormula(text)).toBe(`'${text}`);
  });

  it.each(['', 'Traoré Moussa', 'A=1', '2023-05-02', "'=1", 'PJS/RP/2023/00001-7', ' un espace'])(
    'that begins none stays as it is: %j',
    (text) => {
      expect(escapeFormula(text)).toBe(text);
    },
  );
});
