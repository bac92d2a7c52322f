import { describe, expect, it } from '@jest/globals';

import { compareBirths } from './birth-agreement.js';
import { editDistance } from './edit-distance.js';
import { scoreName } from './name-score.js';

describe('comparing a name looked for with a name on record', () => {
  it('says why they match', () => {
    expect(scoreName('Siaka Togola', 'Siaka Togola')).toMatchObject({
      score: 100,
      reason: 'exact',
      order: 'same',
    });
    expect(scoreName('Siaka Dembele', 'Siaka Dembélé')).toMatchObject({
      reason: 'exact',
      tokens: [{ reason: 'exact' }, { reason: 'accent', query: 'dembele', target: 'dembélé' }],
    });
    expect(scoreName('Togola Siaka', 'Siaka Togola')).toMatchObject({ reason: 'order', order: 'different' });
    expect(scoreName('Mohamed Togola', 'Mahamadou Togola')).toMatchObject({
      reason: 'variant',
      tokens: [
        { reason: 'variant', strength: 'close', query: 'mohamed', target: 'mahamadou' },
        { reason: 'exact' },
      ],
    });
    expect(scoreName('Siaka Soumboulou', 'Siaka Sumbulu').reason).toBe('phonetic');
    expect(scoreName('Siaka Tonukara', 'Siaka Tounkara')).toMatchObject({
      reason: 'spelling',
      tokens: [{ reason: 'exact' }, { reason: 'spelling', edits: 1 }],
    });
    expect(scoreName('Siaka Togola', 'Siaka Yaya Togola')).toMatchObject({
      reason: 'partial',
      extra: ['yaya'],
      missing: [],
    });
    expect(scoreName('Siaka Yaya Togola', 'Siaka Togola')).toMatchObject({
      reason: 'partial',
      extra: [],
      missing: ['yaya'],
    });
  });

  it('ranks exact over accents over order over variants over kin, and all over another name', () => {
    const scores = [
      scoreName('Fatoumata Dembélé', 'Fatoumata Dembélé'),
      scoreName('Fatoumata Dembélé', 'Fatoumata Dembele'),
      scoreName('Fatoumata Dembélé', 'Dembele Fatoumata'),
      scoreName('Fatoumata Dembélé', 'Fatimata Dembele'),
      scoreName('Fatoumata Dembélé', 'Fanta Dembélé'),
      scoreName('Fatoumata Dembélé', 'Awa Dembélé'),
    ].map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(scores).size).toBe(scores.length);
  });

  it('ranks Mahamadou below Mohamed for who looks for Mohamed', () => {
    expect(scoreName('Mohamed Diawara', 'Mahamadou Diawara').score).toBeLessThan(
      scoreName('Mohamed Diawara', 'Mohammed Diawara').score,
    );
  });

  it('lets a particle count little, whether missing or another one', () => {
    expect(scoreName('Mohamed Ag Hamza', 'Mohamed Hamza').score).toBeGreaterThan(93);
    expect(scoreName('Mohamed Ag Hamza', 'Mohamed Ould Hamza').score).toBeGreaterThan(90);
  });

  it('does not take one common word for a match', () => {
    expect(scoreName('Moussa Kassogué Yaya', 'Moussa').score).toBeLessThan(70);
    expect(scoreName('Moussa Kassogué', 'Moussa').score).toBeLessThan(70);
  });

  it('finds every bearer for a search by one word', () => {
    expect(scoreName('Kassogué', 'Moussa Kassogué')).toMatchObject({ reason: 'partial', extra: ['moussa'] });
    expect(scoreName('Kassogué', 'Moussa Kassogué').score).toBeGreaterThan(70);
  });

  it('takes figures as they are', () => {
    expect(scoreName('Participant 4711', 'Participant 4711').score).toBe(100);
    expect(scoreName('Participant 4711', 'Participant 4712').score).toBeLessThan(70);
  });

  it('says nothing for a name without letters', () => {
    expect(scoreName('', 'Moussa Togola').score).toBe(0);
    expect(scoreName('Moussa Togola', '…').score).toBe(0);
  });

  it('weighs the date of birth at the precision it has', () => {
    const born = (date: string | null, precision: 'day' | 'month' | 'year' | 'estimated' | 'unknown') => ({
      date,
      precision,
    });
    const score = (query: ReturnType<typeof born>, target: ReturnType<typeof born>) =>
      scoreName('Siaka Togola', 'Siaka Togola', { query, target });
    const day = born('1988-05-14', 'day');
    const results = [
      score(day, day),
      score(day, born('1988-05-01', 'month')),
      score(day, born('1988-01-01', 'year')),
      score(day, born(null, 'unknown')),
      score(day, born('1989-01-01', 'year')),
      score(day, born('1971-01-01', 'year')),
    ];
    expect(results.map(({ birth }) => birth?.code)).toEqual([
      'same',
      'compatible',
      'compatible',
      'unknown',
      'different',
      'different',
    ]);
    const scores = results.map((result) => result.score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores[0]).toBe(100);
  });
});

describe('comparing dates of birth', () => {
  it('takes 1 January and 31 December for "that year", as registers do', () => {
    expect(
      compareBirths({ date: '1990-01-01', precision: 'day' }, { date: '1990-07-03', precision: 'day' }),
    ).toEqual({
      code: 'compatible',
      precision: 'year',
      yearsApart: 0,
    });
  });

  it('allows an estimate five years', () => {
    const estimated = { date: '1985-01-01', precision: 'estimated' } as const;
    expect(compareBirths(estimated, { date: '1990-03-02', precision: 'day' }).code).toBe('compatible');
    expect(compareBirths(estimated, { date: '1991-03-02', precision: 'day' }).code).toBe('different');
  });
});

describe('counting slips', () => {
  it('counts a swap of neighbours as one and stops at the limit', () => {
    expect(editDistance('traore', 'traroe', 2)).toBe(1);
    expect(editDistance('togola', 'togola', 2)).toBe(0);
    expect(editDistance('togola', 'togo', 2)).toBe(2);
    expect(editDistance('kassogue', 'tounkara', 2)).toBe(3);
  });
});
