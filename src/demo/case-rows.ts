import type { CaseEventKind, CaseEvents } from '../cases/case-history.js';
import { caseTitle } from '../cases/case-title.js';
import { formatNumber } from '../cases/register-number.js';
import { newPseudonym } from '../cases/registration.js';
import type { IndexedName } from '../people/names/name-index.js';
import { newId } from '../platform/database/ids.js';
import { caseProgress } from '../procedure/case-progress.js';
import { opennessOf, type CaseStage } from '../procedure/case-stage.js';
import { CourtRows } from './court-rows.js';
import { addDays } from './days.js';
import type { CaseDraft, DefendantDraft } from './drafts.js';
import { JudgmentRows } from './judgment-rows.js';
import { PeopleRows } from './people-rows.js';
import type { References } from './references.js';
import { Rows } from './tables.js';
import { stageNow } from './trials.js';

const SERIES = 'RP';

/** Where the rows of one case go, with what they have in common. */
export interface CaseInRows {
  readonly id: string;
  readonly draft: CaseDraft;
  readonly say: <K extends CaseEventKind>(on: string, kind: K, payload: CaseEvents[K]) => void;
}

interface Event {
  on: string;
  kind: CaseEventKind;
  payload: object;
}

/** Turns drafts into rows. Ids are made here, so that nothing has to be read back. */
export class CaseRows {
  readonly rollingCases: string[] = [];
  private readonly people: PeopleRows;
  private readonly courts: CourtRows;
  private readonly judgments: JudgmentRows;

  constructor(
    private readonly rows: Rows,
    private readonly references: References,
    /** The moment of the fill, ISO: nothing in a timeline lies after it. */
    private readonly now: string,
  ) {
    this.people = new PeopleRows(rows, references);
    this.courts = new CourtRows(rows, references);
    this.judgments = new JudgmentRows(rows, references);
  }

  /** To be made findable once the rows are written. */
  get names(): readonly IndexedName[] {
    return this.people.names;
  }

  /** In the order in which a register takes them: by the day they came in. */
  addAll(drafts: readonly CaseDraft[]): void {
    const serials = new Map<string, number>();
    for (const draft of drafts.toSorted((a, b) =>
      a.receivedOn < b.receivedOn ? -1 : a.receivedOn > b.receivedOn ? 1 : 0,
    )) {
      const key = `${draft.registerOffice} ${draft.receivedOn.slice(0, 4)}`;
      const serial = (serials.get(key) ?? 0) + 1;
      serials.set(key, serial);
      this.add(draft, serial);
    }
    for (const [key, last] of serials) {
      const [office = '', year = ''] = key.split(' ');
      this.rows.add('register_counters', {
        office_id: this.references.office(office),
        series: SERIES,
        year: Number(year),
        last,
      });
    }
    this.courts.finish();
  }

  private add(draft: CaseDraft, serial: number): void {
    const id = newId();
    if (draft.rolling) this.rollingCases.push(id);
    const events: Event[] = [];
    const at: CaseInRows = {
      id,
      draft,
      say: (on, kind, payload) => events.push({ on, kind, payload }),
    };
    const number = this.addCase(at, serial);
    at.say(draft.receivedOn, 'registered', {
      number,
      defendants: draft.defendants.length,
      counts: draft.defendants.flatMap(({ counts }) => counts).length,
      victims: draft.victims.length,
    });
    this.addMoves(at);
    const defendants = new Map<DefendantDraft, string>();
    for (const [index, one] of draft.defendants.entries())
      defendants.set(one, this.addDefendant(at, one, index));
    this.addVictims(at);
    this.addAccess(at);
    const hearings = this.courts.addHearings(at, defendants);
    for (const [one, defendantId] of defendants)
      this.judgments.add(at, one, defendantId, this.countIds.get(defendantId) ?? [], hearings);
    this.addHistory(id, events);
  }

  private readonly countIds = new Map<string, string[]>();

  private addCase({ id, draft }: CaseInRows, serial: number): string {
    const { references, rows } = this;
    const year = Number(draft.receivedOn.slice(0, 4));
    const number = formatNumber({ officeCode: draft.registerOffice, series: SERIES, year, serial });
    const progress = caseProgress(draft.defendants.map(stageNow));
    const stage: CaseStage = draft.moves.at(-1)?.to ?? 'C10';
    let label = 0;
    rows.add('cases', {
      id,
      office_id: references.office(draft.office),
      register_office_id: references.office(draft.registerOffice),
      series: SERIES,
      year,
      serial,
      number,
      title: caseTitle(
        draft.matter,
        draft.defendants.map(({ person }) => person?.fullName ?? `X${String(++label)}`),
      ),
      matter: draft.matter,
      regime: draft.regime,
      origin: draft.origin,
      received_on: draft.receivedOn,
      registered_on: draft.receivedOn,
      facts_from: draft.factsFrom,
      facts_precision: draft.factsPrecision,
      place_id: references.place(draft.place, draft.factsFrom),
      tags: draft.tags,
      responsible_id: draft.responsible === null ? null : references.user(draft.responsible),
      stage,
      stage_min: progress.stageMin ?? null,
      stage_max: progress.stageMax ?? null,
      ahead: progress.ahead,
      status: opennessOf(stage),
      sealed: draft.sealedFor.length > 0,
      created_at: this.moment(draft.receivedOn, 0),
      created_by: references.filler,
      version: 1,
    });
    for (const alias of draft.aliases) rows.add('case_aliases', { id: newId(), case_id: id, ...alias });
    return number;
  }

  /** The way along the table, from registration on. A civil or land case is taken over where it stands. */
  private addMoves({ draft, say }: CaseInRows): void {
    if (draft.matter !== 'criminal') return;
    let from: CaseStage = 'C10';
    for (const { to, on } of draft.moves) {
      say(on, 'moved', { from, to, on });
      from = to;
    }
  }

  private addDefendant({ id: caseId, draft, say }: CaseInRows, one: DefendantDraft, index: number): string {
    const { rows, references } = this;
    const id = newId();
    const unknown = draft.defendants.slice(0, index + 1).filter(({ person }) => person === null).length;
    rows.add('defendants', {
      id,
      case_id: caseId,
      person_id: one.person === null ? null : this.people.id(one.person),
      unknown_label: one.person === null ? `X${String(unknown)}` : null,
      stage: stageNow(one),
      declared_age: one.declaredAge,
      arrest_date: one.arrest?.date ?? null,
      arrest_force: one.arrest?.force ?? null,
      arrest_place_id: one.arrest === null ? null : references.place(one.arrest.place, one.arrest.date),
      referred_on: one.referredOn,
      // The order in which they were entered is the order of the title.
      created_at: this.moment(draft.receivedOn, index),
      version: 1,
    });
    let from: string = one.person === null ? 'D00' : 'D01';
    for (const { to, on } of one.moves) {
      say(on, 'defendant_moved', { defendantId: id, from, to, on });
      from = to;
    }
    if (one.lawyer !== null) {
      rows.add('defendant_lawyers', {
        id: newId(),
        case_id: caseId,
        defendant_id: id,
        professional_id: references.lawyer(one.lawyer),
        mode: one.lawyer % 3 === 0 ? 'chosen' : 'ex_officio',
        valid_from: draft.receivedOn,
      });
    }
    this.countIds.set(id, this.addCounts(caseId, id, draft, one));
    return id;
  }

  private addCounts(
    caseId: string,
    defendantId: string,
    { regime, factsFrom }: CaseDraft,
    { counts }: DefendantDraft,
  ): string[] {
    return counts.map((count, index) => {
      const id = newId();
      this.rows.add('counts', {
        id,
        case_id: caseId,
        defendant_id: defendantId,
        ordinal: index + 1,
        offence_id: this.references.offence(count.offence, regime, factsFrom),
        nature: count.nature,
        attempted: false,
        role: count.role,
        tags: count.tags,
        charged_on: count.chargedOn,
        version: 1,
      });
      return id;
    });
  }

  private addVictims({ id, draft }: CaseInRows): void {
    const taken = new Set<string>();
    for (const { role, sex, ageBand, capacity, crsv, civilPartyOn, legalName } of draft.victims) {
      const pseudonym = newPseudonym(role, taken);
      taken.add(pseudonym);
      this.rows.add('victims', {
        id: newId(),
        case_id: id,
        role,
        kind: legalName === null ? 'natural' : 'legal',
        pseudonym,
        legal_name: legalName,
        sex,
        age_band: ageBand,
        capacity,
        crsv,
        civil_party_on: civilPartyOn,
        version: 1,
      });
    }
  }

  private addAccess({ id, draft, say }: CaseInRows): void {
    const { references, rows } = this;
    const grant = (login: string) => ({
      id: newId(),
      case_id: id,
      user_id: references.user(login),
      valid_from: draft.receivedOn,
      granted_by: references.filler,
    });
    for (const login of draft.assigned) {
      rows.add('case_assignments', grant(login));
      say(draft.receivedOn, 'assigned', { userId: references.user(login), from: draft.receivedOn });
    }
    if (draft.sealedFor.length === 0) return;
    const reason = 'Protection de témoins';
    for (const login of draft.sealedFor) rows.add('case_seal_members', { ...grant(login), reason });
    say(addDays(draft.receivedOn, 1), 'sealed', { reason, named: draft.sealedFor.length });
  }

  private addHistory(caseId: string, events: readonly Event[]): void {
    // Sorting keeps the order of those of one day.
    for (const [index, { on, kind, payload }] of events
      .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
      .entries()) {
      this.rows.add('case_history', {
        id: newId(),
        case_id: caseId,
        at: this.moment(on, index),
        kind,
        actor_id: this.references.filler,
        payload,
      });
    }
  }

  /** Some seconds after eight in the morning of that day, never after now. */
  private moment(on: string, seconds: number): string {
    const at = new Date(Date.parse(`${on}T08:00:00Z`) + seconds * 1000).toISOString();
    return at < this.now ? at : this.now;
  }
}
