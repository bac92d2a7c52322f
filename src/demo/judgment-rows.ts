import { newId } from '../platform/database/ids.js';
import { remedyClock } from '../outcomes/remedy-clock.js';
import type { CaseInRows } from './case-rows.js';
import type { DefendantDraft, HearingDraft, JudgmentDraft, SentenceDraft } from './drafts.js';
import type { References } from './references.js';
import type { Rows } from './tables.js';

const COMMUTATION = 'Commutation automatique (étude de 2023) ; texte non lu';

interface Judged {
  caseId: string;
  defendantId: string;
  say: CaseInRows['say'];
}

/** Outcomes count by count, sentences pronounced and in force, remedies. */
export class JudgmentRows {
  constructor(
    private readonly rows: Rows,
    private readonly references: References,
  ) {}

  add(
    { id: caseId, say }: CaseInRows,
    one: DefendantDraft,
    defendantId: string,
    countIds: readonly string[],
    hearings: ReadonlyMap<HearingDraft, string>,
  ): void {
    const who = { caseId, defendantId, say };
    const outcomeIds = one.judgments.map(() => countIds.map(() => newId()));
    for (const [number, judgment] of one.judgments.entries()) {
      const replacedOn = one.judgments[number + 1]?.on ?? null;
      this.outcomes(who, judgment, countIds, {
        own: outcomeIds[number] ?? [],
        next: outcomeIds[number + 1],
        hearingId: judgment.hearing === null ? null : (hearings.get(judgment.hearing) ?? null),
      });
      if (judgment.sentence !== null) this.sentence(who, judgment, judgment.sentence, replacedOn);
    }
    if (one.cassationOn !== null)
      this.cassation(who, one.cassationOn, one.judgments.at(-1)?.on ?? one.cassationOn);
  }

  private outcomes(
    { caseId, defendantId, say }: Judged,
    judgment: JudgmentDraft,
    countIds: readonly string[],
    ids: { own: readonly string[]; next: readonly string[] | undefined; hearingId: string | null },
  ): void {
    const judgmentId = newId();
    for (const [index, countId] of countIds.entries()) {
      const outcome = judgment.outcomes[index] ?? 'acquitted';
      this.rows.add('outcomes', {
        id: ids.own[index],
        case_id: caseId,
        defendant_id: defendantId,
        count_id: countId,
        judgment_id: judgmentId,
        outcome,
        mode: judgment.mode,
        decided_on: judgment.on,
        hearing_id: ids.hearingId,
        reason: judgment.reason,
        superseded_by: ids.next?.[index] ?? null,
        superseded_because: ids.next === undefined ? null : 'retrial',
        created_by: this.references.filler,
        version: 1,
      });
      say(judgment.on, 'outcome_recorded', {
        defendantId,
        countId,
        outcome,
        mode: judgment.mode ?? '–',
        on: judgment.on,
      });
    }
  }

  /** Pronounced and in force from the first day; a death sentence has its commutation as a further record. */
  private sentence(
    { caseId, defendantId, say }: Judged,
    { on }: JudgmentDraft,
    { type, years, months, suspendedMonths, fine }: SentenceDraft,
    annulledOn: string | null,
  ): void {
    const pronounced = newId();
    const inForce = newId();
    const record = {
      case_id: caseId,
      defendant_id: defendantId,
      principal_type: type,
      years,
      months,
      suspended_months: suspendedMonths,
      fine_amount: fine,
      currency: 'XOF',
      decided_on: on,
      annulled_on: annulledOn,
      annulled_because: annulledOn === null ? null : 'retrial',
      created_by: this.references.filler,
      version: 1,
    };
    const links = (
      kind: string,
      pronouncedId: string | null,
      supersedesId: string | null,
      basis: string,
      text: string | null,
    ) => ({
      record: kind,
      pronounced_id: pronouncedId,
      supersedes_id: supersedesId,
      basis,
      basis_text: text,
      effective_from: kind === 'in_force' ? on : null,
    });
    const say1 = (sentenceId: string, kind: string, basis: string) => {
      say(on, 'sentence_in_force', { defendantId, sentenceId, type: kind, from: on, basis });
    };
    this.rows.add('sentences', {
      id: pronounced,
      ...record,
      ...links('pronounced', null, null, 'judgment', null),
    });
    say(on, 'sentence_pronounced', { defendantId, sentenceId: pronounced, type, on });
    this.rows.add('sentences', {
      id: inForce,
      ...record,
      ...links('in_force', pronounced, null, 'judgment', null),
    });
    say1(inForce, type, 'judgment');
    if (type !== 'DEATH') return;
    const commuted = newId();
    this.rows.add('sentences', {
      id: commuted,
      ...record,
      principal_type: 'LIFE',
      ...links('in_force', pronounced, inForce, 'commutation', COMMUTATION),
    });
    say1(commuted, 'LIFE', 'commutation');
  }

  private cassation({ caseId, defendantId, say }: Judged, lodgedOn: string, judgedOn: string): void {
    const id = newId();
    const clock = remedyClock('cassation', 'defendant', judgedOn);
    this.rows.add('remedies', {
      id,
      case_id: caseId,
      defendant_id: defendantId,
      kind: 'cassation',
      lodged_on: lodgedOn,
      lodged_by: 'defendant',
      scope: 'all',
      status: 'pending',
      clock_from: clock.from,
      due_on: clock.dueOn,
      due_confidence: clock.confidence,
      created_by: this.references.filler,
      version: 1,
    });
    say(lodgedOn, 'remedy_lodged', { remedyId: id, kind: 'cassation', on: lodgedOn });
  }
}
