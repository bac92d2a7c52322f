import { describe, expect, it } from '@jest/globals';
import { loadProfile, parseProfile, shippedProfiles } from './load-profile.js';
import { Translator } from '../../platform/i18n/translator.js';
import { describeProblem } from './problem-texts.js';
import { ImportRefused, type RowProblem } from './problem.js';
import { smallProfile } from '../../../test/imports-small-profile.js';

const texts = new Translator();

function faultOf(text: string): RowProblem {
  try {
    parseProfile('p.json', text);
  } catch (error) {
    if (error instanceof ImportRefused) return error.problem;
    throw error;
  }
  throw new Error('the profile passed');
}

/** The small profile with one thing changed. */
function changed(change: (profile: ReturnType<typeof smallProfile>) => void): RowProblem {
  const profile = smallProfile();
  change(profile);
  return faultOf(JSON.stringify(profile));
}

describe('a mapping profile', () => {
  it.each(shippedProfiles())('that comes with the software is sound: %s', (name) => {
    expect(loadProfile(name).profile).toBe(name);
  });

  it('that does not exist is refused with the names of those that do', () => {
    expect(() => loadProfile('nowhere')).toThrow(ImportRefused);
    expect(() => loadProfile('../package')).toThrow(/profile_unknown.*cook-county-2019/);
  });

  it('is a JSON object', () => {
    for (const text of ['', '[]', '12', '{"profile":', 'null']) {
      expect(faultOf(text).code).toBe('import.profile_not_json');
    }
  });

  it.each<[string, string, (profile: ReturnType<typeof smallProfile>) => void]>([
    ['an unknown key', 'extra', (p) => Object.assign(p, { extra: 1 })],
    ['an unknown key deep inside', 'tables.0.colour', (p) => Object.assign(p.tables[0]!, { colour: 'red' })],
    ['a table that is not there', 'entities.0.table', (p) => void (p.entities[0]!.table = 'nowhere')],
    [
      'a field the register does not have',
      'entities.0.fields.0.to',
      (p) => void (p.entities[0]!.fields[0]!.to = 'colour'),
    ],
    [
      'a transform nobody knows',
      'entities.0.fields.1.from.0.as',
      (p) => void (p.entities[0]!.fields[1]!.from![0]!.as = ['rot13']),
    ],
    [
      'a transform with a wrong argument',
      'entities.0.fields.1.from.0.as',
      (p) => void (p.entities[0]!.fields[1]!.from![0]!.as = ['shift-hours:x']),
    ],
    [
      'a value table that is not there',
      'entities.1.fields.0.values',
      (p) => void (p.entities[1]!.fields[0]!.values = 'nowhere'),
    ],
    [
      'a code the register does not know',
      'entities.1.fields.0',
      (p) => void (p.valueTables[0]!.values = { M: 'martian' }),
    ],
    ['an outcome for which no date is read', 'entities.3.fields', (p) => void p.entities[3]!.fields.pop()],
    [
      'an order of things that are no dates',
      'dateOrder.0',
      (p) => void (p.dateOrder[0]!.later = 'outcome.code'),
    ],
    ['a time zone that does not exist', 'timeZone', (p) => void (p.timeZone = 'Mars/Olympus')],
    ['the same table twice', 'tables', (p) => void p.tables.push(p.tables[0]!)],
    ['no case in it', 'entities', (p) => void p.entities.shift()],
  ])('with %s is refused at the right place', (_what, path, change) => {
    const problem = changed(change);
    expect(problem).toMatchObject({ code: 'import.profile_invalid', file: 'p.json', vars: { path } });
    expect(describeProblem(problem, 'fr', texts)).toContain(path);
    expect(describeProblem(problem, 'en', texts)).toContain(`wrong at “${path}”`);
  });
});
