import { describe, expect, it } from '@jest/globals';
import { caseProgress } from './case-progress.js';

describe('the stage of a case, from its defendants', () => {
  it('is that of the least advanced one, with the others counted as ahead', () => {
    expect(caseProgress(['D20', 'D24', 'D31'])).toEqual({
      stageMin: 'C20',
      stageMax: 'C41',
      ahead: 2,
      live: 3,
      closed: 0,
      split: true,
    });
  });

  it('does not count those whose part is over', () => {
    expect(caseProgress(['D21', 'D90', 'D31'])).toMatchObject({ stageMin: 'C41', ahead: 0, closed: 2 });
  });

  it('is not held back by a fugitive while others are present', () => {
    expect(caseProgress(['D04', 'D50'])).toMatchObject({ stageMin: 'C60', ahead: 0, live: 2 });
    expect(caseProgress(['D04'])).toMatchObject({ stageMin: 'C20', stageMax: 'C20', live: 1 });
  });

  it('is where the last of them ended once all are closed', () => {
    expect(caseProgress(['D05', 'D05'])).toMatchObject({ stageMin: 'C14', live: 0, split: false });
    expect(caseProgress(['D21', 'D62'])).toMatchObject({ stageMin: 'C90', stageMax: 'C90', ahead: 0 });
  });

  it('is not known for a case without defendants', () => {
    expect(caseProgress([])).toEqual({
      stageMin: undefined,
      stageMax: undefined,
      ahead: 0,
      live: 0,
      closed: 0,
      split: false,
    });
  });

  it('does not depend on the order in which the defendants are listed', () => {
    expect(caseProgress(['D31', 'D20', 'D24'])).toEqual(caseProgress(['D24', 'D31', 'D20']));
  });
});
