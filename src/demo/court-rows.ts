import { newId } from '../platform/database/ids.js';
import type { CaseInRows } from './case-rows.js';
import { demoCourts } from './demo-people.data.js';
import type { DefendantDraft, HearingDraft, SessionDraft, SittingDraft } from './drafts.js';
import type { References } from './references.js';
import type { Row, Rows } from './tables.js';

/** Sessions, sittings with their bench, and the hearings on their rolls. */
export class CourtRows {
  private readonly sessions = new Map<SessionDraft, string>();
  private readonly sittings = new Map<SittingDraft, { id: string; roll: number }>();
  private readonly hearings: { day: string; row: Row }[] = [];

  constructor(
    private readonly rows: Rows,
    private readonly references: References,
  ) {}

  /** @returns the ids of the hearings */
  addHearings(
    { id: caseId, draft, say }: CaseInRows,
    defendants: ReadonlyMap<DefendantDraft, string>,
  ): Map<HearingDraft, string> {
    const ids = new Map(draft.hearings.map((hearing) => [hearing, newId()]));
    for (const [hearing, id] of ids) {
      const { sitting, kind, closedReason, result, adjournmentReason, next } = hearing;
      const seat = this.sitting(sitting);
      seat.roll += 1;
      this.hearings.push({
        day: sitting.day,
        row: {
          id,
          case_id: caseId,
          sitting_id: seat.id,
          roll_position: seat.roll,
          kind,
          publicity: closedReason === null ? 'public' : 'closed',
          closed_reason: closedReason,
          result,
          adjournment_reason: adjournmentReason,
          next_hearing_id: next === null ? null : (ids.get(next) ?? null),
          created_by: this.references.filler,
          version: 1,
        },
      });
      for (const [one, defendantId] of defendants) {
        if (one.person === null) continue;
        this.rows.add('hearing_called', {
          id: newId(),
          case_id: caseId,
          hearing_id: id,
          defendant_id: defendantId,
          active: true,
          version: 1,
        });
      }
      const enrolled =
        draft.moves.findLast(({ to, on }) => to === 'C40' && on <= sitting.day)?.on ?? draft.receivedOn;
      say(enrolled, 'hearing_scheduled', { hearingId: id, date: sitting.day, kind });
      if (result === 'adjourned' && adjournmentReason !== null)
        say(sitting.day, 'hearing_adjourned', {
          hearingId: id,
          date: sitting.day,
          reason: adjournmentReason,
        });
      else if (result !== null)
        say(sitting.day, 'hearing_held', { hearingId: id, date: sitting.day, result });
    }
    return ids;
  }

  /** A hearing names the one after it, so the later ones are written first. */
  finish(): void {
    for (const { row } of this.hearings.toSorted((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0)))
      this.rows.add('hearings', row);
  }

  private sitting(draft: SittingDraft): { id: string; roll: number } {
    const known = this.sittings.get(draft);
    if (known) return known;
    const made = { id: newId(), roll: 0 };
    const { references } = this;
    const number = this.sittings.size;
    this.sittings.set(draft, made);
    this.rows.add('sittings', {
      id: made.id,
      session_id: draft.session === null ? null : this.session(draft.session),
      office_id: references.office(draft.office),
      room_id: draft.inRoom ? references.room(draft.office) : null,
      formation: draft.formation,
      starts_at: `${draft.day}T${draft.from}:00Z`,
      ends_at: `${draft.day}T${draft.to}:00Z`,
      created_by: references.filler,
      version: 1,
    });
    this.bench(made.id, draft, number);
    return made;
  }

  /** A president, assessors where the court has them, a prosecutor, a clerk, in turn. */
  private bench(sittingId: string, { office }: SittingDraft, number: number): void {
    const { judges = 0, prosecutors = 0, clerks = 0 } = demoCourts[office] ?? {};
    const seat = (position: string, kind: string, index: number) => {
      this.rows.add('sitting_judges', {
        id: newId(),
        sitting_id: sittingId,
        professional_id: this.references.professional(office, kind, index),
        position,
        // Set by the sitting's own trigger.
        during: 'empty',
        active: true,
        version: 1,
      });
    };
    if (judges > 0) seat('president', 'judge', number % judges);
    if (judges > 2) for (const next of [1, 2]) seat('assessor', 'judge', (number + next) % judges);
    if (prosecutors > 0) seat('prosecutor', 'prosecutor', number % prosecutors);
    if (clerks > 0) seat('clerk', 'clerk', number % clerks);
  }

  private session(draft: SessionDraft): string {
    const known = this.sessions.get(draft);
    if (known !== undefined) return known;
    const id = newId();
    this.sessions.set(draft, id);
    this.rows.add('court_sessions', {
      id,
      office_id: this.references.office(draft.office),
      kind: draft.kind,
      label: draft.label,
      theme: draft.theme,
      starts_on: draft.startsOn,
      ends_on: draft.endsOn,
      created_by: this.references.filler,
      version: 1,
    });
    return id;
  }
}
