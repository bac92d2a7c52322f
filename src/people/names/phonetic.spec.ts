import { describe, expect, it } from '@jest/globals';

import { phoneticKey, skeletonKey } from './phonetic.js';

describe('the sound key', () => {
  it.each([
    ['ouattara', 'watara'],
    ['coulibaly', 'kulibali'],
    ['diarra', 'djara'],
    ['diarra', 'jara'],
    ['gnare', 'niare'],
    ['cissoko', 'sissokho'],
    ['thiam', 'tiam'],
    ['keita', 'kheyta'],
    ['dembele', 'denbele'],
    ['souleymane', 'suleyman'],
    ['philifing', 'filifing'],
    ['rhissa', 'ghissa'],
    ['guindo', 'gindo'],
    ['cheick', 'sheik'],
    ['wolome', 'ouolome'],
  ])('hears no difference between %s and %s', (a, b) => {
    expect(phoneticKey(a)).toBe(phoneticKey(b));
  });

  it.each([
    ['traore', 'toure'],
    ['diarra', 'diallo'],
    ['moussa', 'issa'],
    ['kone', 'konate'],
    ['amadou', 'mamadou'],
    ['dolo', 'tolo'],
  ])('hears %s and %s apart', (a, b) => {
    expect(phoneticKey(a)).not.toBe(phoneticKey(b));
  });

  it('keeps the consonants through slips in vowels, and nothing that would catch everybody', () => {
    expect(skeletonKey('coulbialy')).toBe(skeletonKey('coulibaly'));
    expect(skeletonKey('awa')).toBe('');
    expect(skeletonKey('ba')).toBe('');
  });
});
