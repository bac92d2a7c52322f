import { describe, expect, it } from '@jest/globals';
import { durationOf } from './duration.js';
import { applyTransforms } from './transforms.js';

describe('the named steps between a cell and a field', () => {
  it.each([
    [['local-time-marked-z'], '2019-01-01T02:45:00Z', '2019-01-01T02:45'],
    [['local-time-marked-z'], '2019-02-29T00:00:00Z', undefined],
    [['iso-date-time'], '2019-01-01T02:45:00', '2019-01-01T02:45'],
    [['iso-date-time'], '2019-01-01T02:45:00Z', undefined],
    [['us-date-time'], '4/8/2019 12:00:00 AM', '2019-04-08T00:00'],
    [['us-date-time'], '12/31/2019 12:30:00 PM', '2019-12-31T12:30'],
    [['us-date-time'], '31/12/2019 1:00:00 PM', undefined],
    [['us-date-time'], '4/8/2019 13:00:00 PM', undefined],
    [['french-date-time'], '08/04/2019 14h30', '2019-04-08T14:30'],
    [['french-date-time'], '30.02.2019', undefined],
    [['french-date-time'], '2019-04-08T14:30:00Z', '2019-04-08T14:30'],
    [['us-date-time'], '2019-04-08T00:00:00Z', '2019-04-08T00:00'],
    [['us-date-time'], '2019-04-08', undefined],
    [['local-time-marked-z', 'shift-hours:-4'], '2019-03-01T02:45:00Z', '2019-02-28T22:45'],
    [['local-time-marked-z', 'shift-hours:-4'], '2019-01-05T04:00:00Z', '2019-01-05T00:00'],
    [['shift-hours:-4'], 'yesterday', undefined],
    [['title-case'], 'CALUMET CITY pd', 'Calumet City Pd'],
    [['lost-apostrophe', 'single-spaces'], 'DRIVER?S  LICENSE?', "DRIVER'S LICENSE?"],
  ])('%j turns %j into %j', (steps, from, to) => {
    expect(applyTransforms(steps, from)).toBe(to);
  });
});

describe('the length of a sentence', () => {
  it.each([
    [3.5, 'years', { years: 3, months: 6, days: 0 }],
    [2, 'years', { years: 2, months: 0, days: 0 }],
    [54, 'months', { years: 0, months: 54, days: 0 }],
    [364, 'days', { years: 0, months: 0, days: 364 }],
    [0, 'years', { years: 0, months: 0, days: 0 }],
    [3.3, 'years', undefined],
    [1.5, 'days', undefined],
    [1, 'unknown', undefined],
  ])('%d %s', (term, unit, duration) => {
    expect(durationOf(term, unit)).toEqual(duration);
  });
});
