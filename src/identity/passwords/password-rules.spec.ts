import { describe, expect, it } from '@jest/globals';
import { dictionary } from '@zxcvbn-ts/language-common';
import { passwordProblem } from './password-rules.js';

const alone = {
  secondFactor: false,
  names: ['Pôle judiciaire spécialisé', 'Cour d’assises de Mopti', 'CA-MOPTI', 'm.traore', 'Moussa Traoré'],
};
const withFactor = { ...alone, secondFactor: true };

describe('a password', () => {
  it('6.2.1: needs 15 characters alone and 12 beside a second factor', async () => {
    expect(await passwordProblem('vigne-orage-12', alone)).toBe('password.too_short');
    expect(await passwordProblem('vigne-orage-123', alone)).toBeUndefined();
    expect(await passwordProblem('vigne-orage', withFactor)).toBe('password.too_short');
    expect(await passwordProblem('vigne-orage-', withFactor)).toBeUndefined();
  });

  it('counts characters as people do: an emoji is one', async () => {
    expect(await passwordProblem('😀'.repeat(5) + 'vigne', alone)).toBe('password.too_short');
  });

  it('6.2.5: has no rules of composition: a phrase in small letters, spaces, emoji', async () => {
    for (const good of [
      'levieuxbaobabchante',
      'le chat dort sur la table',
      '😀😀 une belle journée 🌍',
      'ߡߊ߬ߟߌ ߞߣߍߡߊ ߛߓߍ ߘߐ',
    ]) {
      expect([good, await passwordProblem(good, alone)]).toEqual([good, undefined]);
    }
  });

  it('6.2.4, 6.2.12: is none of a list of leaked ones', async () => {
    const leaked = dictionary['passwords-common'].filter((word) => word.length >= 12).slice(0, 200);
    expect(leaked.length).toBeGreaterThanOrEqual(20);
    for (const word of leaked) {
      expect([word, await passwordProblem(word, withFactor)]).not.toEqual([word, undefined]);
    }
  });

  it('is no repetition, row of keys or count', async () => {
    for (const weak of [
      'aaaaaaaaaaaaaaaaaa',
      '123456789012345',
      'abcabcabcabcabc',
      'azertyuiopqsdfgh',
      'iloveyouiloveyou',
    ]) {
      expect([weak, await passwordProblem(weak, alone)]).toEqual([weak, 'password.common']);
    }
  });

  it('6.2.11: is not made of the names of this place, the user or the system', async () => {
    for (const local of [
      'greffe2024bamako',
      'Tribunal-de-Bamako-2023',
      'mopti-assises-2025',
      'moussa.traore.2026',
      'Pôle Judiciaire 2024!',
    ]) {
      expect([local, await passwordProblem(local, alone)]).toEqual([local, 'password.local_name']);
    }
  });

  it('may mention one of them in a sentence of its own', async () => {
    expect(await passwordProblem('à Mopti le fleuve déborde en août', alone)).toBeUndefined();
  });
});
