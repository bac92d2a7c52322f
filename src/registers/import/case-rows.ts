import { caseTitle } from '../../cases/case-title.js';
import { formatNumber } from '../../cases/register-number.js';
import { newId } from '../../platform/database/ids.js';
import { caseProgress } from '../../procedure/case-progress.js';
import { opennessOf } from '../../procedure/case-stage.js';
import { digestOf } from './draft-digest.js';
import type { CaseDraft, CountDraft, OutcomeDraft, ParticipantDraft, SentenceDraft } from './drafts.js';
import { stageOf } from './import-stages.js';
import { legalText, type LawInHand } from './imported-law.js';
import type { RecordKind } from './totals.js';

/** A new row; keys are column names. */
export type Row = Readonly<Record<string, unknown>>;

/** What one batch writes, table by table, in the order in which it may be written. */
export interface BatchRows {
  readonly cases: Row[];
  readonly case_aliases: Row[];
  readonly people: Row[];
  readonly person_names: Row[];
  readonly person_identifiers: Row[];
  readonly defendants: Row[];
  readonly counts: Row[];
  readonly requalifications: Row[];
  readonly outcomes: Row[];
  readonly sentences: Row[];
  readonly sentences_in_force: Row[];
  readonly case_history: Row[];
  readonly import_keys: Row[];
}

export interface BatchContext {
  readonly importId: string;
  readonly officeId: string;
  readonly officeCode: string;
  readonly profile: string;
  readonly series: string;
  readonly userId: string;
  readonly at: string;
  readonly law: LawInHand;
  /** The next serial of the register of that year. */
  readonly nextSerial: (year: number) => number;
}

/** Puts drafts into rows; ids are made here, so that nothing has to be read back. */
export class RowBuilder {
  readonly rows: BatchRows = {
    cases: [],
    case_aliases: [],
    people: [],
    person_names: [],
    person_identifiers: [],
    defendants: [],
    counts: [],
    requalifications: [],
    outcomes: [],
    sentences: [],
    sentences_in_force: [],
    case_history: [],
    import_keys: [],
  };
  readonly names: { personId: string; fullName: string }[] = [];

  constructor(private readonly context: BatchContext) {}

  add(draft: CaseDraft): void {
    const caseId = newId();
    this.addCase(caseId, draft);
    for (const participant of draft.participants) this.addParticipant(caseId, participant);
  }

  /** Remembers which record of the source became which of ours; `rest` is what the register has no field for. */
  key(kind: RecordKind, externalKey: string, targetId: string, rest: Row = {}, digest?: string): void {
    const { officeId, profile, importId } = this.context;
    this.rows.import_keys.push({
      id: newId(),
      office_id: officeId,
      profile,
      kind,
      external_key: externalKey,
      target_id: targetId,
      digest: digest ?? null,
      rest: filled(rest),
      import_id: importId,
    });
  }

  private addCase(id: string, draft: CaseDraft): void {
    const { officeId, officeCode, series, userId, at, profile } = this.context;
    const year = Number(draft.receivedOn.slice(0, 4));
    const serial = this.context.nextSerial(year);
    const progress = caseProgress(draft.participants.map(stageOf));
    // A referral without anybody in it is registered, no more.
    const stage = progress.stageMin ?? 'C10';
    this.rows.cases.push({
      id,
      office_id: officeId,
      register_office_id: officeId,
      series,
      year,
      serial,
      number: formatNumber({ officeCode, series, year, serial }),
      title: caseTitle(
        draft.matter === 'civil' || draft.matter === 'land' ? draft.matter : 'criminal',
        draft.participants.map(({ name }) => name),
      ),
      matter: draft.matter,
      regime: draft.regime,
      origin: draft.origin ?? 'import',
      received_on: draft.receivedOn,
      registered_on: draft.receivedOn,
      facts_from: draft.factsOn ?? null,
      facts_to: endOfFacts(draft),
      facts_precision: draft.factsOn === undefined ? 'unknown' : 'day',
      tags: [],
      stage,
      stage_min: progress.stageMin ?? null,
      stage_max: progress.stageMax ?? null,
      ahead: progress.ahead,
      status: opennessOf(stage),
      created_at: at,
      created_by: userId,
      sealed: false,
      version: 1,
    });
    this.rows.case_aliases.push({
      id: newId(),
      case_id: id,
      kind: 'external',
      value: draft.key,
      issuer: profile,
    });
    this.rows.case_history.push({
      id: newId(),
      case_id: id,
      at,
      kind: 'imported',
      actor_id: userId,
      payload: { profile, source: draft.key },
    });
    this.key('case', draft.key, id, { place: draft.place, factsUntil: draft.factsUntil }, digestOf(draft));
  }

  private addParticipant(caseId: string, draft: ParticipantDraft): void {
    const { profile, userId, at } = this.context;
    const personId = newId();
    const defendantId = newId();
    this.rows.people.push({
      id: personId,
      kind: 'natural',
      sex: draft.sex ?? 'unknown',
      birth_precision: 'unknown',
      nationalities: [],
      created_at: at,
      version: 1,
    });
    this.rows.person_names.push({
      id: newId(),
      person_id: personId,
      kind: 'written',
      full_name: draft.name,
      order_known: false,
      created_at: at,
      created_by: userId,
    });
    this.rows.person_identifiers.push({
      id: newId(),
      person_id: personId,
      kind: 'external',
      value: draft.key,
      issuer: profile,
    });
    this.names.push({ personId, fullName: draft.name });
    this.key('person', draft.key, personId);
    const { arrest, referral, factsOn, factsUntil, place, arraignedOn } = draft;
    this.rows.defendants.push({
      id: defendantId,
      case_id: caseId,
      person_id: personId,
      stage: stageOf(draft),
      declared_age: draft.ageAtFacts ?? null,
      arrest_date: arrest?.at.slice(0, 10) ?? null,
      arrest_time: arrest?.at.slice(11) ?? null,
      arrest_force: arrest?.force ?? null,
      arrest_unit: arrest?.unit ?? null,
      referred_on: referral.receivedOn ?? null,
      referral_result: referral.result ?? null,
      created_at: at,
      version: 1,
    });
    const { category, reviewedOn, reviewResult } = referral;
    this.key('defendant', draft.key, defendantId, {
      category,
      reviewedOn,
      reviewResult,
      arraignedOn,
      factsOn,
      factsUntil,
      place,
    });
    for (const [index, count] of draft.counts.entries()) this.addCount(caseId, defendantId, index + 1, count);
  }

  private addCount(caseId: string, defendantId: string, ordinal: number, draft: CountDraft): void {
    const { offenceId } = this.context.law;
    const countId = newId();
    const { offence, outcome } = draft;
    const now = outcome?.requalifiedAs ?? offence;
    this.rows.counts.push({
      id: countId,
      case_id: caseId,
      defendant_id: defendantId,
      ordinal,
      offence_id: offenceId(now),
      legal_text: legalText(now),
      nature: now.nature ?? null,
      attempted: draft.attempted,
      role: 'author',
      tags: [],
      charged_on: draft.laidOn ?? null,
      withdrawn_on: outcome?.code === 'withdrawn' ? outcome.decidedOn : null,
      version: 1,
    });
    if (outcome?.requalifiedAs !== undefined) {
      this.rows.requalifications.push({
        id: newId(),
        case_id: caseId,
        count_id: countId,
        from_offence_id: offenceId(offence),
        to_offence_id: offenceId(outcome.requalifiedAs),
        decided_on: outcome.decidedOn,
        reason: null,
      });
    }
    const { chargeKey, primary, category, laidBy } = draft;
    this.key('count', draft.key, countId, { chargeKey, primary, category, laidBy });
    const place = { case_id: caseId, defendant_id: defendantId, count_id: countId };
    if (outcome !== undefined) this.addOutcome(place, outcome);
    for (const sentence of draft.sentences) this.addSentence(place, sentence);
  }

  private addOutcome(place: Row, draft: OutcomeDraft): void {
    const id = newId();
    this.rows.outcomes.push({
      id,
      ...place,
      outcome: draft.code,
      mode: draft.mode ?? null,
      decided_on: draft.decidedOn,
      reason: draft.reason ?? null,
      source_label: draft.label ?? null,
      source_court: courtOf(draft),
      created_by: this.context.userId,
      created_at: this.context.at,
      version: 1,
    });
    this.key('outcome', draft.key, id);
  }

  /** Two records from the first day: what was pronounced, and, unless another took its place, what is in force. */
  private addSentence(place: Row, draft: SentenceDraft): void {
    const id = newId();
    const { years = null, months = null, days = null } = draft.duration ?? {};
    const record = {
      ...place,
      principal_type: this.context.law.sentenceType(draft.type),
      years,
      months,
      days,
      currency: 'XOF',
      decided_on: draft.pronouncedOn,
      basis: 'import',
      source_label: draft.measure ?? null,
      created_by: this.context.userId,
      created_at: this.context.at,
      version: 1,
    };
    this.rows.sentences.push({ id, record: 'pronounced', ...record });
    if (draft.inForce) {
      this.rows.sentences_in_force.push({
        id: newId(),
        record: 'in_force',
        pronounced_id: id,
        effective_from: draft.pronouncedOn,
        ...record,
      });
    }
    this.key('sentence', draft.key, id, { phase: draft.phase, replaces: draft.replaces });
  }
}

/** An end before the beginning is only in the report and beside the defendants: the register refuses it. */
function endOfFacts({ factsOn, factsUntil }: CaseDraft): string | null {
  return factsUntil !== undefined && factsOn !== undefined && factsUntil >= factsOn ? factsUntil : null;
}

/** The source's words for the court, with its courthouse. */
function courtOf({ court, courthouse }: OutcomeDraft): string | null {
  return [court, courthouse].filter((part) => part !== undefined).join(', ') || null;
}

function filled(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}
