import { describe, expect, it } from '@jest/globals';

import { fold } from '../fold.js';
import { strengthBetween, variantForm, variantGroups } from './index.js';

describe('the table of name variants', () => {
  const spellings = variantGroups.flatMap((group) =>
    group.forms.flatMap((form) => form.split(' ').map((spelling) => ({ group: group.name, spelling }))),
  );

  it('lists every spelling once, so that no two groups merge', () => {
    const seen = new Map<string, string>();
    const twice: string[] = [];
    for (const { group, spelling } of spellings) {
      if (seen.has(spelling)) twice.push(`${spelling}: ${seen.get(spelling) ?? ''} and ${group}`);
      seen.set(spelling, group);
    }
    expect(twice).toEqual([]);
  });

  it('is written in folded single words', () => {
    expect(
      spellings.filter(({ spelling }) => fold(spelling) !== spelling || !/^[a-z]{2,}$/u.test(spelling)),
    ).toEqual([]);
  });

  it('names each group once and says where each comes from', () => {
    expect(new Set(variantGroups.map((group) => group.name)).size).toBe(variantGroups.length);
    expect(variantGroups.filter((group) => !/^[A-Z]: .{8,}/u.test(group.source))).toEqual([]);
  });

  it('holds more than two hundred pairs of written variants', () => {
    const pairs = variantGroups.reduce((sum, group) => {
      const count = group.forms.join(' ').split(' ').length;
      return sum + (count * (count - 1)) / 2;
    }, 0);
    expect(pairs).toBeGreaterThan(200);
    expect(variantGroups.length).toBeGreaterThan(150);
  });

  it('keeps the strength of a variant apart', () => {
    const strength = (a: string, b: string) => strengthBetween(variantForm(a)!, variantForm(b)!);
    expect(strength('mohamed', 'mohammed')).toBe('same');
    expect(strength('mohamed', 'mahamadou')).toBe('close');
    expect(strength('fatoumata', 'fanta')).toBe('related');
    expect(strength('mamadou', 'amadou')).toBeUndefined();
  });
});
