import type { DefendantStage } from '../../procedure/defendant-stage.js';
import type { CountDraft, ParticipantDraft } from './drafts.js';

/**
 * Where an imported person stands, read from what the source says of the counts (the "reprise" of ruling 19: the
 * history before it is unknown). What is still to be decided on any count keeps the person before the court.
 */
export function stageOf({ counts, referral }: ParticipantDraft): DefendantStage {
  if (counts.length === 0) return stageWithoutCharge(referral.result);
  const pending = counts.filter(isPending);
  if (pending.some(({ outcome }) => outcome?.code === 'warrant_issued')) return 'D04';
  if (pending.length > 0) return counts.some(({ offence }) => offence.nature === 'crime') ? 'D24' : 'D22';
  return stageOfOutcomes(counts);
}

/** No outcome yet, or one that ends nothing: a warrant against somebody who did not appear. */
function isPending({ outcome }: CountDraft): boolean {
  return outcome === undefined || outcome.code === 'warrant_issued';
}

function stageWithoutCharge(result: string | undefined): DefendantStage {
  switch (result) {
    case 'rejected':
    case 'not_charged':
      return 'D05';
    case 'merged':
      return 'D25';
    case 'juvenile':
      return 'D45';
    default:
      return 'D01';
  }
}

/** The gravest outcome of all counts says where the person stands. */
function stageOfOutcomes(counts: readonly CountDraft[]): DefendantStage {
  const outcomes = counts.flatMap(({ outcome }) => (outcome === undefined ? [] : [outcome]));
  const has = (code: string) => outcomes.some((outcome) => outcome.code === code);
  if (has('convicted')) {
    const absent = outcomes.some(({ mode }) => mode === 'in_absentia' || mode === 'default');
    return absent ? 'D41' : 'D40';
  }
  if (has('acquitted')) return 'D42';
  if (has('absolved')) return 'D43';
  if (has('no_case_to_answer')) return 'D21';
  return has('jurisdiction_declined') ? 'D45' : 'D44';
}
