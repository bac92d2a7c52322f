import { describe, expect, it } from '@jest/globals';
import type { CountDraft, OutcomeDraft, ParticipantDraft } from './drafts.js';
import { stageOf } from './import-stages.js';

function count(outcome?: Partial<OutcomeDraft>, nature = 'crime'): CountDraft {
  return {
    key: 'p/c',
    chargeKey: 'c',
    offence: { code: 'x', label: 'x', nature },
    primary: true,
    attempted: false,
    sentences: [],
    ...(outcome === undefined
      ? {}
      : { outcome: { key: 'p/c', code: 'x', decidedOn: '2020-01-01', ...outcome } }),
  };
}

function person(counts: CountDraft[], result?: string): ParticipantDraft {
  return { key: 'p', name: 'p', counts, referral: result === undefined ? {} : { result } };
}

describe('where an imported person stands', () => {
  it.each([
    ['referred, nothing known', person([]), 'D01'],
    ['referred and approved, not yet charged', person([], 'approved'), 'D01'],
    ['referred and rejected', person([], 'rejected'), 'D05'],
    ['sent to the juvenile court', person([], 'juvenile'), 'D45'],
    ['merged into another case', person([], 'merged'), 'D25'],
    ['charged with a crime', person([count()]), 'D24'],
    ['charged with a misdemeanour', person([count(undefined, 'misdemeanour')]), 'D22'],
    ['convicted of one count, another still open', person([count({ code: 'convicted' }), count()]), 'D24'],
    ['wanted: a warrant, nothing decided', person([count({ code: 'warrant_issued' })]), 'D04'],
    [
      'convicted of one, the rest withdrawn',
      person([count({ code: 'withdrawn' }), count({ code: 'convicted' })]),
      'D40',
    ],
    ['convicted in absentia', person([count({ code: 'convicted', mode: 'in_absentia' })]), 'D41'],
    ['acquitted', person([count({ code: 'acquitted' }), count({ code: 'withdrawn' })]), 'D42'],
    ['no case to answer', person([count({ code: 'no_case_to_answer' })]), 'D21'],
    ['everything withdrawn', person([count({ code: 'withdrawn' })]), 'D44'],
  ])('%s', (_what, participant, stage) => {
    expect(stageOf(participant)).toBe(stage);
  });
});
