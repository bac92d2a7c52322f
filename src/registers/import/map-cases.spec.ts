import { describe, expect, it } from '@jest/globals';
import { smallProfile } from '../../../test/imports-small-profile.js';
import { parseProfile } from './load-profile.js';
import { mapCases, type MappedSource } from './map-cases.js';
import type { MappedCase } from './map-case.js';
import { ImportRefused } from './problem.js';
import type { RawTable } from './raw-table.js';

const PEOPLE = 'case,person,received,facts,sex,age';
const CHARGES = 'case,person,charge,article,offence,verdict,judged,judged_article,sentence,years,note';

function table(name: string, headings: string, rows: readonly string[]): RawTable {
  return {
    name,
    file: `${name}.csv`,
    headings: headings.split(','),
    rows: rows.map((row, index) => ({ line: index + 2, cells: row.split(',') })),
    problems: [],
  };
}

function map(people: readonly string[], charges: readonly string[], headings = CHARGES): MappedSource {
  const profile = parseProfile('small.json', JSON.stringify(smallProfile()));
  return mapCases(profile, [table('people', PEOPLE, people), table('charges', headings, charges)]);
}

function only(people: readonly string[], charges: readonly string[]): MappedCase {
  const cases = [...map(people, charges).cases];
  expect(cases).toHaveLength(1);
  return cases[0]!;
}

const A_PERSON = '7,p1,02/01/2020,01/01/2020,F,30';
const A_COUNT = '7,p1,c1,265,Vol qualifié,,,,,,';

describe('rows become cases', () => {
  it('a case takes the earliest dates of its people and keeps each person’s own', () => {
    const { draft } = only([A_PERSON, '7,p2,05/01/2020,25/12/2019,M,'], []);
    expect(draft).toMatchObject({
      key: '7',
      matter: 'criminal',
      regime: 'TEST',
      receivedOn: '2020-01-02',
      factsOn: '2019-12-25',
    });
    expect(draft!.participants).toMatchObject([
      { key: 'p1', sex: 'female', ageAtFacts: 30, factsOn: '2020-01-01', counts: [] },
      { key: 'p2', sex: 'male', factsOn: '2019-12-25', counts: [] },
    ]);
    expect(draft!.participants[1]).not.toHaveProperty('ageAtFacts');
  });

  it('a charge shared by two people is a count of each', () => {
    const { draft } = only([A_PERSON, '7,p2,05/01/2020,,M,'], [A_COUNT, A_COUNT.replace('p1', 'p2')]);
    expect(
      draft!.participants.map(({ counts }) => counts.map(({ key, chargeKey }) => [key, chargeKey])),
    ).toEqual([[['p1/c1', 'c1']], [['p2/c1', 'c1']]]);
  });

  it('an outcome under another article is a requalification, the same article is none', () => {
    const judged = '7,p1,c1,265,Vol qualifié,coupable,01/03/2021,252,prison,5,';
    const same = judged.replace(',252,', ',265,');
    expect(only([A_PERSON], [judged]).draft!.participants[0]!.counts[0]!.outcome).toMatchObject({
      code: 'convicted',
      decidedOn: '2021-03-01',
      requalifiedAs: { code: 'art. 252' },
    });
    expect(only([A_PERSON], [same]).draft!.participants[0]!.counts[0]!.outcome).not.toHaveProperty(
      'requalifiedAs',
    );
  });

  it('a term of years and a half is years and months, without rounding', () => {
    const [sentence] = only([A_PERSON], ['7,p1,c1,265,Vol,coupable,01/03/2021,,prison,3.5,']).draft!
      .participants[0]!.counts[0]!.sentences;
    expect(sentence).toMatchObject({
      type: 'prison',
      inForce: true,
      duration: { years: 3, months: 6, days: 0 },
    });
  });

  it('a row without a verdict has no outcome', () => {
    expect(only([A_PERSON], [A_COUNT]).draft!.participants[0]!.counts[0]).not.toHaveProperty('outcome');
  });
});

describe('all or nothing per case', () => {
  it.each([
    [
      'a date that does not exist',
      ['7,p1,31/02/2020,,F,'],
      [A_COUNT],
      'import.date_invalid',
      'people.csv',
      2,
      'received',
    ],
    [
      'a value the table does not list',
      ['7,p1,02/01/2020,,X,'],
      [A_COUNT],
      'import.value_unknown',
      'people.csv',
      2,
      'sex',
    ],
    [
      'an age that is no number',
      ['7,p1,02/01/2020,,F,old'],
      [A_COUNT],
      'import.number_invalid',
      'people.csv',
      2,
      'age',
    ],
    ['no date of receipt', ['7,p1,,,F,'], [A_COUNT], 'import.value_missing', 'people.csv', 2, 'received'],
    [
      'a person who stands there twice',
      [A_PERSON, A_PERSON],
      [],
      'import.duplicate_key',
      'people.csv',
      3,
      undefined,
    ],
    [
      'a count that stands there twice',
      [A_PERSON],
      [A_COUNT, A_COUNT],
      'import.duplicate_key',
      'charges.csv',
      3,
      undefined,
    ],
    [
      'a count of nobody',
      [A_PERSON],
      [A_COUNT.replace('p1', 'p9')],
      'import.row_without_parent',
      'charges.csv',
      2,
      undefined,
    ],
    [
      'a count without a number',
      [A_PERSON],
      [A_COUNT.replace('c1', '')],
      'import.key_missing',
      'charges.csv',
      2,
      'charge',
    ],
    [
      'a sentence without a verdict',
      [A_PERSON],
      [A_COUNT.replace(/,,,,,,$/, ',,01/03/2021,,prison,5,')],
      'import.sentence_without_outcome',
      'charges.csv',
      2,
      undefined,
    ],
  ])('%s keeps the case out and names its row', (_what, people, charges, code, file, line, column) => {
    const { draft, problems } = only(people, charges);
    expect(draft).toBeUndefined();
    expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code, file, line, caseKey: '7', ...(column === undefined ? {} : { column }) },
    ]);
  });

  it('one bad case leaves the others alone', () => {
    const mapped = [...map(['7,p1,31/02/2020,,F,', '8,p2,02/01/2020,,M,'], []).cases];
    expect(mapped.map(({ key, draft }) => [key, draft !== undefined])).toEqual([
      ['7', false],
      ['8', true],
    ]);
  });

  it('dates in an impossible order only warn, with both dates', () => {
    const { draft, problems } = only([A_PERSON], ['7,p1,c1,265,Vol,acquitté,31/12/2019,,,,']);
    expect(draft).toBeDefined();
    expect(problems).toMatchObject([
      {
        severity: 'warning',
        code: 'import.dates_impossible',
        file: 'charges.csv',
        line: 2,
        column: 'judged',
        vars: { earlier: '2020-01-01', later: '2019-12-31' },
      },
    ]);
  });
});

describe('what a profile expects of its files', () => {
  it('a column nobody maps or leaves out on purpose is reported, not dropped in silence', () => {
    const { problems } = map([A_PERSON], [`${A_COUNT},red`], `${CHARGES},colour`);
    expect(problems).toMatchObject([{ code: 'import.column_unused', file: 'charges.csv', column: 'colour' }]);
  });

  it('a row without a case number is an error of its own', () => {
    expect(map([A_PERSON, ',p2,02/01/2020,,F,'], []).problems).toMatchObject([
      { severity: 'error', code: 'import.key_missing', file: 'people.csv', line: 3, column: 'case' },
    ]);
  });

  it('a missing column, a missing table and a strange table refuse the whole', () => {
    const profile = parseProfile('small.json', JSON.stringify(smallProfile()));
    const people = table('people', PEOPLE, []);
    const charges = table('charges', CHARGES, []);
    const refusedWith = (tables: RawTable[]) => {
      try {
        mapCases(profile, tables);
      } catch (error) {
        if (error instanceof ImportRefused) return error.problem.code;
      }
      return 'accepted';
    };
    expect(refusedWith([people, charges])).toBe('accepted');
    expect(refusedWith([people])).toBe('import.table_missing');
    expect(refusedWith([people, charges, table('weather', 'a', [])])).toBe('import.table_unknown');
    expect(refusedWith([people, charges, charges])).toBe('import.table_twice');
    expect(refusedWith([people, table('charges', CHARGES.replace('verdict', 'x'), [])])).toBe(
      'import.column_missing',
    );
  });
});
