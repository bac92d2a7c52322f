import { describe, expect, it } from '@jest/globals';

import { otherPerson, samePerson } from '../../../test/people-search.pairs.js';
import { MATCH_THRESHOLD, scoreName } from './name-score.js';
import { variantForm } from './variants/index.js';

const percent = (part: number, whole: number): number => Math.round((part / whole) * 1000) / 10;

describe('finding the same person under another spelling', () => {
  it('is measured on a list that is mostly no look-up in the table', () => {
    expect(samePerson.length).toBeGreaterThanOrEqual(150);
    expect(samePerson.filter(([, , noise]) => noise !== 'table').length).toBeGreaterThan(
      samePerson.length / 2,
    );
    expect(otherPerson.length).toBeGreaterThanOrEqual(60);
  });

  it('recognises at least 95 % of the pairs, in both directions', () => {
    const missed = samePerson.flatMap(([query, onRecord, noise]) => {
      const score = Math.min(scoreName(query, onRecord).score, scoreName(onRecord, query).score);
      return score >= MATCH_THRESHOLD ? [] : [`${noise}: ${query} / ${onRecord} = ${score}`];
    });
    const recall = percent(samePerson.length - missed.length, samePerson.length);
    process.stdout.write(
      `name search: recall ${recall} % of ${samePerson.length} pairs\n${missed.join('\n')}\n`,
    );
    expect(recall).toBeGreaterThanOrEqual(95);
  });

  it('keeps different people apart, and says how well', () => {
    const wrong = otherPerson
      .map(([query, onRecord]) => ({ query, onRecord, ...scoreName(query, onRecord) }))
      .filter(({ score }) => score >= MATCH_THRESHOLD);
    const found = samePerson.filter(
      ([query, onRecord]) => scoreName(query, onRecord).score >= MATCH_THRESHOLD,
    ).length;
    process.stdout.write(
      `name search: precision ${percent(found, found + wrong.length)} %, ` +
        `${otherPerson.length - wrong.length} of ${otherPerson.length} false friends refused\n` +
        wrong
          .map(({ query, onRecord, score, reason }) => `${query} / ${onRecord} = ${score} ${reason}\n`)
          .join(''),
    );
    expect(percent(otherPerson.length - wrong.length, otherPerson.length)).toBeGreaterThanOrEqual(90);
  });

  it('does without the table too: most pairs outside it hold unlisted spellings', () => {
    const unlisted = samePerson.filter(
      ([query, , noise]) =>
        noise !== 'table' &&
        query
          .toLowerCase()
          .split(/\s+/u)
          .some((word) => variantForm(word) === undefined),
    );
    expect(unlisted.length).toBeGreaterThan(75);
  });
});
