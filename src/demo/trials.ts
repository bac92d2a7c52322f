import { everyOutcomeFinal, isClosed } from '../procedure/case-progress.js';
import type { CaseStage } from '../procedure/case-stage.js';
import type { DefendantStage } from '../procedure/defendant-stage.js';
import { hearing } from './calendar.js';
import { addDays, addMonths, clamp, daysBetween } from './days.js';
import type {
  CaseDraft,
  CountDraft,
  DefendantDraft,
  HearingDraft,
  JudgmentDraft,
  Move,
  SentenceDraft,
  SittingDraft,
} from './drafts.js';
import type { Maker } from './maker.js';

/** The frozen cases stand as they stood that day, the date of the study (ruling 23). */
export const AS_OF = '2023-11-17';
const UNIT_CREATED = '2013-05-27';
const FIRST_ARREST = '2013-03-04';
const LAST_ARREST = '2022-11-20';
const RELEASE_PENDING = 45;

export interface Verdict {
  outcome: 'convicted' | 'acquitted' | 'absolved';
  mode: 'adversarial' | 'in_absentia';
  sentence: SentenceDraft | null;
}

export interface Trial {
  /** The judgment is given here. */
  at: SittingDraft;
  /** An earlier sitting from which the case was adjourned, or in which it was judged in absentia (`retrialOf`). */
  adjournedFrom?: SittingDraft;
  retrialOf?: { at: SittingDraft; sentence: SentenceDraft };
  verdicts: readonly Verdict[];
  charges: (index: number) => CountDraft[];
  forces: readonly string[];
  /** A crime goes through the investigation, a misdemeanour straight to the court. */
  way: 'crime' | 'misdemeanour';
  facts?: string;
  /** Days from the first arrest to the judgment. */
  span?: readonly [least: number, most: number];
  /** Somebody of the case who is still wanted. */
  fugitive?: boolean;
  more: Partial<CaseDraft>;
}

/** Milestones of a case on its way to a judgment, in order. */
interface Milestones {
  received: string;
  opened: string;
  settled: string;
  sent: string;
  indicted: string;
  rolled: string;
}

/** A case that was judged, from the facts to the serving of the sentences, along the checked tables. */
export function judgedCase(maker: Maker, trial: Trial): CaseDraft {
  const { random } = maker;
  const first = trial.adjournedFrom ?? trial.retrialOf?.at ?? trial.at;
  const [least, most] = trial.span ?? [330, 1700];
  const firstArrest =
    trial.facts === undefined
      ? clamp(addDays(first.day, -random.int(least, most)), FIRST_ARREST, LAST_ARREST)
      : addDays(trial.facts, random.int(4, 60));
  const arrests = trial.verdicts.map((_, index) => addDays(firstArrest, index === 0 ? 0 : random.int(0, 9)));
  const factsFrom = trial.facts ?? addDays(firstArrest, -random.int(1, 50));
  const received = clamp(
    addDays(arrests.toSorted().at(-1) ?? firstArrest, random.int(1, 9)),
    UNIT_CREATED,
    first.day,
  );
  const days = milestones(received, first.day);
  const draft = maker.caseOf(received, { factsFrom, ...trial.more });
  const hearings = hearingsOf(trial);
  draft.hearings = hearings;
  draft.defendants = trial.verdicts.map((verdict, index) => {
    const counts = trial.charges(index).map((count) => ({ ...count, chargedOn: days.opened }));
    const arrest = {
      date: arrests[index] ?? firstArrest,
      force: random.pick(trial.forces),
      place: draft.place,
    };
    const one = maker.defendant(factsFrom, { arrest, counts, referredOn: received });
    one.judgments = judgmentsOf(maker, trial, verdict, counts, hearings);
    one.moves = wayToJudgment(trial, verdict, days);
    afterJudgment(one, verdict, trial.at.day, random.chance(0.25));
    return one;
  });
  if (trial.fugitive === true) {
    const counts = trial.charges(0).map((count) => ({ ...count, chargedOn: days.opened }));
    draft.defendants.push(
      maker.defendant(factsFrom, { counts, lawyer: null, moves: [{ to: 'D04', on: days.opened }] }),
    );
  }
  draft.moves = movesOfCase(trial, days, draft.defendants);
  return draft;
}

function milestones(received: string, judged: string): Milestones {
  const span = daysBetween(received, judged);
  const at = (part: number) => addDays(received, Math.floor(span * part));
  const opened = clamp(at(0.04), addDays(received, 3), judged);
  return { received, opened, settled: at(0.5), sent: at(0.55), indicted: at(0.75), rolled: at(0.93) };
}

function hearingsOf({ at, adjournedFrom, retrialOf }: Trial): HearingDraft[] {
  const last = hearing(at);
  if (retrialOf) return [hearing(retrialOf.at), last];
  if (!adjournedFrom) return [last];
  const reason = adjournedFrom.day.endsWith('1') ? 'interpreter_absent' : 'lawyer_absent';
  return [hearing(adjournedFrom, { result: 'adjourned', adjournmentReason: reason, next: last }), last];
}

function judgmentsOf(
  maker: Maker,
  { at, retrialOf }: Trial,
  { outcome, mode, sentence }: Verdict,
  counts: readonly CountDraft[],
  hearings: readonly HearingDraft[],
): JudgmentDraft[] {
  // Convicted of what it is about; of what goes with it mostly, too.
  const outcomes = counts.map((_, index) =>
    outcome === 'convicted' && index > 0 && mode === 'adversarial' && maker.random.chance(0.2)
      ? 'acquitted'
      : outcome,
  );
  const judgment = { on: at.day, mode, hearing: hearings.at(-1) ?? null, outcomes, reason: null, sentence };
  if (!retrialOf) return [judgment];
  const inAbsence: JudgmentDraft = {
    on: retrialOf.at.day,
    mode: 'in_absentia',
    hearing: hearings[0] ?? null,
    outcomes: counts.map(() => 'convicted'),
    reason: null,
    sentence: retrialOf.sentence,
  };
  return [inAbsence, judgment];
}

function wayToJudgment(trial: Trial, { mode }: Verdict, days: Milestones): Move<DefendantStage>[] {
  const { at, adjournedFrom, retrialOf, way } = trial;
  const custody: Move<DefendantStage>[] = [
    { to: 'D02', on: days.received },
    { to: 'D03', on: addDays(days.received, 2) },
  ];
  const charged: Move<DefendantStage>[] =
    way === 'misdemeanour'
      ? [{ to: 'D10', on: days.opened }]
      : [
          { to: 'D20', on: days.opened },
          { to: 'D23', on: days.sent },
          { to: 'D24', on: days.indicted },
        ];
  const absent = mode === 'in_absentia' || retrialOf !== undefined;
  const court: Move<DefendantStage>[] = absent
    ? [{ to: 'D04', on: addDays(days.indicted, 5) }]
    : [{ to: 'D30', on: days.rolled }];
  if (retrialOf) court.push({ to: 'D31', on: retrialOf.at.day }, { to: 'D41', on: retrialOf.at.day });
  if (adjournedFrom && !absent)
    court.push({ to: 'D31', on: adjournedFrom.day }, { to: 'D32', on: adjournedFrom.day });
  return [...custody, ...charged, ...court, { to: 'D31', on: at.day }];
}

/** Where the judgment leads until the day of the study: to a remedy, into prison, out of it again. */
function afterJudgment(
  one: DefendantDraft,
  { outcome, mode, sentence }: Verdict,
  judgedOn: string,
  appeals: boolean,
): void {
  if (outcome !== 'convicted') one.moves.push({ to: outcome === 'acquitted' ? 'D42' : 'D43', on: judgedOn });
  else if (mode === 'in_absentia') one.moves.push({ to: 'D41', on: judgedOn });
  else {
    one.moves.push({ to: 'D40', on: judgedOn });
    if (judgedOn >= '2022-10-01' && appeals) {
      one.cassationOn = addDays(judgedOn, 3);
      one.moves.push({ to: 'D50', on: one.cassationOn });
    } else if (addDays(judgedOn, RELEASE_PENDING) <= AS_OF) serve(one, sentence, judgedOn);
  }
}

function serve(one: DefendantDraft, sentence: SentenceDraft | null, judgedOn: string): void {
  const final = addDays(judgedOn, 30);
  one.moves.push({ to: 'D60', on: final });
  if (sentence === null || sentence.type === 'IMPRISONMENT_SUSPENDED' || sentence.type === 'FINE_ONLY') {
    one.moves.push({ to: 'D62', on: final });
    return;
  }
  one.moves.push({ to: 'D61', on: addDays(final, 1) });
  const months = (sentence.years ?? 0) * 12 + (sentence.months ?? 0) - (sentence.suspendedMonths ?? 0);
  if (sentence.type === 'DEATH' || sentence.type === 'LIFE') return;
  const released = addMonths(one.arrest?.date ?? judgedOn, months);
  if (released <= AS_OF) one.moves.push({ to: 'D62', on: clamp(released, addDays(final, 2), AS_OF) });
}

function movesOfCase(
  trial: Trial,
  days: Milestones,
  defendants: readonly DefendantDraft[],
): Move<CaseStage>[] {
  const { at, adjournedFrom, retrialOf, way } = trial;
  const moves: Move<CaseStage>[] = [
    { to: 'C11', on: days.received },
    { to: 'C13', on: addDays(days.received, 2) },
  ];
  if (way === 'misdemeanour') moves.push({ to: 'C33', on: days.opened });
  else {
    moves.push(
      { to: 'C20', on: days.opened },
      { to: 'C21', on: addDays(days.settled, -5) },
      { to: 'C22', on: days.settled },
      { to: 'C30', on: days.sent },
      { to: 'C31', on: addDays(days.sent, 3) },
      { to: 'C32', on: days.indicted },
    );
  }
  moves.push({ to: 'C40', on: days.rolled });
  if (adjournedFrom) moves.push({ to: 'C41', on: adjournedFrom.day }, { to: 'C42', on: adjournedFrom.day });
  if (retrialOf)
    moves.push(
      { to: 'C41', on: retrialOf.at.day },
      { to: 'C50', on: retrialOf.at.day },
      { to: 'C40', on: addDays(at.day, -20) },
    );
  moves.push({ to: 'C41', on: at.day }, { to: 'C50', on: at.day });
  return [...moves, ...endOfCase(at.day, defendants)];
}

/** From the judgment to where the defendants let the case go. */
function endOfCase(judgedOn: string, defendants: readonly DefendantDraft[]): Move<CaseStage>[] {
  const stages = defendants.map(stageNow);
  const cassation = defendants.map(({ cassationOn }) => cassationOn).find((day) => day !== null);
  if (cassation !== undefined) return [{ to: 'C60', on: cassation }];
  const final = addDays(judgedOn, RELEASE_PENDING);
  if (final > AS_OF || !everyOutcomeFinal('C50', stages)) return [];
  const over = stages.every((stage) => isClosed(stage) || stage === 'D42' || stage === 'D43');
  const last =
    defendants
      .flatMap(({ moves }) => moves.map(({ on }) => on))
      .toSorted()
      .at(-1) ?? final;
  const closed = clamp(addDays(last, 10), final, AS_OF);
  return over
    ? [
        { to: 'C70', on: final },
        { to: 'C90', on: closed },
      ]
    : [
        { to: 'C70', on: final },
        { to: 'C80', on: final },
      ];
}

export function stageNow({ person, moves }: DefendantDraft): DefendantStage {
  return moves.at(-1)?.to ?? (person === null ? 'D00' : 'D01');
}
