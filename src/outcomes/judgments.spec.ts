import { describe, expect, it } from '@jest/globals';
import { stageOfOutcomes, stageSoFar, type CountOutcome } from './judgment-stage.js';
import { monthsLater, remedyClock } from './remedy-clock.js';

const convicted: CountOutcome = {
  effect: { stage: 'D40', stageInAbsence: 'D41', rank: 10, endsCount: true },
  mode: 'adversarial',
};
const acquitted: CountOutcome = {
  effect: { stage: 'D42', stageInAbsence: null, rank: 30, endsCount: true },
  mode: 'adversarial',
};
const withdrawn: CountOutcome = {
  effect: { stage: null, stageInAbsence: null, rank: 70, endsCount: true },
  mode: null,
};
const warrant: CountOutcome = {
  effect: { stage: null, stageInAbsence: null, rank: 80, endsCount: false },
  mode: null,
};

describe('the stage after a judgment', () => {
  it.each([
    ['convicted on one count, acquitted on the other: convicted', [convicted, acquitted], 'D40'],
    ['convicted in absentia: not yet heard', [{ ...convicted, mode: 'in_absentia' as const }], 'D41'],
    ['convicted by default counts as absent too', [{ ...convicted, mode: 'default' as const }], 'D41'],
    ['deemed adversarial counts as present', [{ ...convicted, mode: 'deemed_adversarial' as const }], 'D40'],
    ['acquitted in absentia: acquitted', [{ ...acquitted, mode: 'in_absentia' as const }], 'D42'],
    ['a withdrawn count beside an acquittal: acquitted', [withdrawn, acquitted], 'D42'],
    ['withdrawn on all counts moves nobody', [withdrawn], undefined],
    ['a warrant ends nothing', [convicted, warrant], undefined],
    ['an open count holds the stage', [convicted, undefined], undefined],
  ])('%s', (_, outcomes, stage) => {
    expect(stageOfOutcomes(outcomes)).toBe(stage);
  });

  it('a judgment on some counts already points somewhere', () => {
    expect(stageSoFar([convicted, undefined])).toBe('D40');
  });
});

describe('the clock of a remedy', () => {
  it('has a last day only where the limit is certain', () => {
    expect(remedyClock('appeal', 'prosecutor_general', '2023-12-31')).toEqual({
      from: '2023-12-31',
      dueOn: '2024-02-29',
      confidence: 'V-L',
    });
    expect(remedyClock('cassation', 'defendant', '2023-12-31')).toEqual({
      from: '2023-12-31',
      dueOn: null,
      confidence: 'U',
    });
  });

  it.each([
    ['2023-01-31', 1, '2023-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-11-15', 2, '2024-01-15'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(monthsLater(from, months)).toBe(to);
  });
});
