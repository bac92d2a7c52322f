import { describe, expect, it } from '@jest/globals';
import { ageAtFacts, Birth, Facts, isBornAfterFacts } from './age-at-facts.js';

const born = (date: string | null, precision: Birth['precision'] = 'day'): Birth => ({ date, precision });
const on = (from: string | null, precision: Facts['precision'] = 'day', to: string | null = null): Facts => ({
  from,
  to,
  precision,
});

describe('the age at the facts', () => {
  it('is 17 on the eve of the eighteenth birthday and 18 on the day itself', () => {
    expect(ageAtFacts(born('2000-06-15'), null, on('2018-06-14'))).toEqual({
      min: 17,
      max: 17,
      basis: 'birth',
      minor: 'yes',
    });
    expect(ageAtFacts(born('2000-06-15'), null, on('2018-06-15'))).toEqual({
      min: 18,
      max: 18,
      basis: 'birth',
      minor: 'no',
    });
  });

  it('is left open when only the year of birth is known', () => {
    expect(ageAtFacts(born('2000-01-01', 'year'), null, on('2018-06-14'))).toMatchObject({
      min: 17,
      max: 18,
      minor: 'possible',
    });
    expect(ageAtFacts(born('2000-01-01', 'year'), null, on('2017-12-31')).minor).toBe('yes');
    expect(ageAtFacts(born('2000-01-01', 'year'), null, on('2019-01-01')).minor).toBe('no');
  });

  it('is left open within the month of the birthday', () => {
    expect(ageAtFacts(born('2000-02-01', 'month'), null, on('2018-02-28')).minor).toBe('possible');
    expect(ageAtFacts(born('2000-02-01', 'month'), null, on('2018-02-29', 'month')).minor).toBe('possible');
    expect(ageAtFacts(born('2000-02-01', 'month'), null, on('2018-03-01')).minor).toBe('no');
  });

  it('takes an estimated birth as five years either way', () => {
    expect(ageAtFacts(born('1994-07-01', 'estimated'), null, on('2016-03-01'))).toMatchObject({
      min: 16,
      max: 27,
      minor: 'possible',
    });
    expect(ageAtFacts(born('1980-07-01', 'estimated'), null, on('2016-03-01')).minor).toBe('no');
  });

  it('covers facts that lasted', () => {
    expect(ageAtFacts(born('2000-06-15'), null, on('2018-01-01', 'day', '2018-12-31'))).toMatchObject({
      min: 17,
      max: 18,
      minor: 'possible',
    });
  });

  it('rests on the declared age only without a birth', () => {
    expect(ageAtFacts(born(null, 'unknown'), 16, on('2018-01-01'))).toEqual({
      min: 16,
      max: 16,
      basis: 'declared',
      minor: 'yes',
    });
    expect(ageAtFacts(born('1990-01-01'), 16, on('2018-01-01')).basis).toBe('birth');
    expect(ageAtFacts(born('1990-01-01'), 16, on(null, 'unknown')).basis).toBe('declared');
  });

  it('is unknown when nobody knows', () => {
    expect(ageAtFacts(born(null, 'unknown'), null, on('2018-01-01'))).toEqual({
      min: null,
      max: null,
      basis: 'unknown',
      minor: 'unknown',
    });
  });

  it('puts a birthday of 29 February on 1 March', () => {
    expect(ageAtFacts(born('2000-02-29'), null, on('2018-02-28')).minor).toBe('yes');
    expect(ageAtFacts(born('2000-02-29'), null, on('2018-03-01')).minor).toBe('no');
  });
});

describe('a birth after the facts', () => {
  it('is impossible only when no reading of the dates saves it', () => {
    expect(isBornAfterFacts(born('2018-01-02'), on('2018-01-01'))).toBe(true);
    expect(isBornAfterFacts(born('2018-01-02', 'year'), on('2018-01-01'))).toBe(false);
    expect(isBornAfterFacts(born('2019-05-05', 'year'), on('2018-01-01'))).toBe(true);
    expect(isBornAfterFacts(born('2020-01-01', 'estimated'), on('2018-01-01'))).toBe(false);
    expect(isBornAfterFacts(born('2018-01-02'), on(null, 'unknown'))).toBe(false);
    expect(isBornAfterFacts(born(null, 'unknown'), on('2018-01-01'))).toBe(false);
  });
});
