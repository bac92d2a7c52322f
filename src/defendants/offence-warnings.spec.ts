import { describe, expect, it } from '@jest/globals';
import { Facts } from './age-at-facts.js';
import { CountedOffence, offenceWarnings } from './offence-warnings.js';

const ofTheUnit = [
  {
    forum: 'PJS',
    validFrom: '2013-05-21',
    validTo: null,
    legalTextFr: '',
    legalTextEn: '',
    confidence: 'V-L' as const,
  },
];
const offence = (more: Partial<CountedOffence> = {}): CountedOffence => ({
  countId: 'c1',
  code: 'X-01',
  validFrom: '2002-01-01',
  validTo: '2024-12-13',
  jurisdictions: ofTheUnit,
  ...more,
});
const facts = (from: string | null, precision: Facts['precision'] = 'day'): Facts => ({
  from,
  to: null,
  precision,
});
const unit = { ofUnit: true, day: '2023-05-02' };
const codes = (list: readonly { code: string }[]) => list.map(({ code }) => code);

describe('what is doubtful about an offence', () => {
  it('is nothing when it was law at the facts and the unit may try it', () => {
    expect(offenceWarnings([offence()], facts('2023-01-01'), unit)).toEqual([]);
  });

  it('is that it was not law yet, or no more', () => {
    expect(offenceWarnings([offence()], facts('2001-12-31'), unit)).toEqual([
      { code: 'count.offence_not_in_force', countId: 'c1', vars: { offence: 'X-01' } },
    ]);
    expect(codes(offenceWarnings([offence()], facts('2024-12-13'), unit))).toEqual([
      'count.offence_not_in_force',
    ]);
    expect(offenceWarnings([offence()], facts('2024-12-12'), unit)).toEqual([]);
  });

  it('is not said when the imprecise date leaves it open, or is unknown', () => {
    expect(offenceWarnings([offence()], facts('2024-12-31', 'year'), unit)).toEqual([]);
    expect(offenceWarnings([offence()], facts(null, 'unknown'), unit)).toEqual([]);
  });

  it('is that no count of the case is the unit’s to try; one is enough', () => {
    const theft = offence({ countId: 'c2', jurisdictions: [] });
    expect(codes(offenceWarnings([theft], facts('2023-01-01'), unit))).toEqual(['case.outside_jurisdiction']);
    expect(offenceWarnings([theft, offence()], facts('2023-01-01'), unit)).toEqual([]);
    expect(offenceWarnings([theft], facts('2023-01-01'), { ...unit, ofUnit: false })).toEqual([]);
    expect(offenceWarnings([], facts('2023-01-01'), unit)).toEqual([]);
  });
});
