import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { Precision } from '../cases/case-codes.js';
import { CaseHistory } from '../cases/case-history.js';
import { CaseProgressService } from '../cases/case-progress.service.js';
import { DefendantBody, PersonBody } from '../cases/register-case.dto.js';
import { addPerson, partyRows, PeopleRows } from '../cases/registration.js';
import { defendantProblems } from '../cases/registration-rules.js';
import { RegistrationRepository } from '../cases/registration.repository.js';
import { Clock } from '../platform/context/clock.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, FieldProblem, Invalid, NotFound } from '../platform/http/errors.js';
import { Birth, Facts, isBornAfterFacts } from './age-at-facts.js';
import { CountTags } from './count-tags.js';
import { DefendantAccess } from './defendant-access.js';
import { IdentifyBody, MoveDefendantBody, PatchDefendantBody } from './defendant.dto.js';
import { defendantText } from './defendant.sql.js';
import { DefendantRow } from './defendant.view.js';

/** The verbs of a defendant: a person, or somebody unknown, in one case. */
@Injectable()
export class DefendantsService {
  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly access: DefendantAccess,
    private readonly registration: RegistrationRepository,
    private readonly progress: CaseProgressService,
    private readonly history: CaseHistory,
    private readonly countTags: CountTags,
  ) {}

  /** Adds a defendant to a case that is in the register. */
  @Transactional()
  async add(caseId: string, body: DefendantBody): Promise<DefendantRow> {
    const inCase = await this.access.openCase(caseId, 'defendant:write');
    const facts = await this.access.facts(caseId);
    refuse([
      ...defendantProblems(body, '', undefined, this.clock.today()).map(withoutDot),
      ...(await this.birthProblems(body, facts)),
    ]);
    const offenceIds = [...new Set((body.counts ?? []).map(({ offenceId }) => offenceId))];
    const known = await this.registration.references(
      inCase.officeId,
      offenceIds,
      body.personId ? [body.personId] : [],
    );
    if (known.offences.length < offenceIds.length) throw invalid('counts', 'offence.not_found');
    if (body.personId !== undefined && known.people.length === 0)
      throw invalid('personId', 'person.not_found');
    const rows = partyRows([body], await this.nextLabel(caseId));
    const [defendant] = rows.defendants;
    if (!defendant) throw new Error('one body makes one defendant');
    await this.registration.insertParties(caseId, rows);
    await this.history.add(caseId, 'defendant_added', {
      defendantId: defendant.id,
      ...(defendant.unknown_label === null ? {} : { unknownLabel: defendant.unknown_label }),
    });
    await this.countTags.bring(caseId, known.offences);
    await this.progress.refresh(caseId);
    return this.row(defendant.id);
  }

  @Transactional()
  async change(id: string, body: PatchDefendantBody, version: number): Promise<void> {
    const found = await this.access.require(id, 'defendant:write', version);
    const today = this.clock.today();
    if (body.arrest && body.arrest.date > today) throw invalid('arrest.date', 'date.in_future');
    if (body.referredOn && body.referredOn > today) throw invalid('referredOn', 'date.in_future');
    const changes = Object.entries(columnsOf(body)).filter(([, value]) => value !== undefined);
    if (changes.length === 0) return;
    const sets = changes.map(([column], index) => `${column} = $${String(index + 2)}`).join(', ');
    await this.tx.query(`UPDATE app.defendants SET ${sets} WHERE id = $1`, [
      id,
      ...changes.map(([, value]) => value),
    ]);
    await this.history.add(found.caseId, 'defendant_changed', {
      defendantId: id,
      fields: Object.keys(body).sort(),
    });
  }

  /** X is somebody: the label stays with the defendant, so that older papers can be read. */
  @Transactional()
  async identify(id: string, body: IdentifyBody, version: number): Promise<void> {
    const found = await this.access.require(id, 'defendant:write', version);
    if (found.personId !== null || found.unknownLabel === null) throw new Conflict('defendant.identified');
    const on = body.on ?? this.clock.today();
    if (on > this.clock.today()) throw invalid('on', 'date.in_future');
    if ((body.personId === undefined) === (body.person === undefined))
      throw invalid('person', 'defendant.one_identity');
    const { person, personId: knownId } = body;
    const asDefendant = Object.assign(new DefendantBody(), person ? { person } : { personId: knownId });
    refuse([
      ...defendantProblems(asDefendant, '', undefined, this.clock.today()).map(withoutDot),
      ...(await this.birthProblems(asDefendant, await this.access.facts(found.caseId))),
    ]);
    const personId = body.person
      ? await this.enter(found.caseId, body.person)
      : await this.visible(body.personId ?? '');
    await this.tx.query('UPDATE app.defendants SET person_id = $2 WHERE id = $1', [id, personId]);
    await this.history.add(found.caseId, 'defendant_identified', {
      defendantId: id,
      unknownLabel: found.unknownLabel,
    });
    // Act A93: the unknown person has a name now.
    if (found.stage === 'D00') await this.progress.moveDefendant(id, { to: 'D01', on });
    else await this.progress.refresh(found.caseId);
  }

  /** @throws Conflict with the reason and the stages that are possible from here */
  @Transactional()
  async move(id: string, { to, on, justification }: MoveDefendantBody, version: number): Promise<void> {
    await this.access.require(id, 'defendant:move', version);
    if (on > this.clock.today()) throw invalid('on', 'date.in_future');
    await this.progress.moveDefendant(
      id,
      { to, on, ...(justification === undefined ? {} : { justification }) },
      version,
    );
  }

  private async row(id: string): Promise<DefendantRow> {
    const [row] = await this.tx.query<DefendantRow>(defendantText, [id]);
    if (!row) throw new NotFound('defendant.not_found');
    return row;
  }

  private async nextLabel(caseId: string): Promise<number> {
    const [row] = await this.tx.query<{ next: number }>(
      'SELECT coalesce(max(substr(unknown_label, 2)::int), 0) + 1 AS next FROM app.defendants WHERE case_id = $1',
      [caseId],
    );
    return row?.next ?? 1;
  }

  /** A birth that no reading of the dates puts before the facts. */
  private async birthProblems({ person, personId }: DefendantBody, facts: Facts): Promise<FieldProblem[]> {
    const birth = person ? birthOf(person) : await this.birthOnRecord(personId);
    if (!birth || !isBornAfterFacts(birth, facts)) return [];
    return [{ field: person ? 'person.birthDate' : 'personId', code: 'person.born_after_facts' }];
  }

  private async birthOnRecord(personId: string | undefined): Promise<Birth | undefined> {
    if (personId === undefined) return undefined;
    const [row] = await this.tx.query<{ date: string | null; precision: Precision }>(
      'SELECT birth_date::text AS date, birth_precision AS precision FROM app.people WHERE id = $1',
      [personId],
    );
    return row;
  }

  private async enter(caseId: string, person: PersonBody): Promise<string> {
    const rows: PeopleRows = { people: [], names: [], identifiers: [] };
    const id = addPerson(rows, person);
    await this.registration.insertParties(caseId, { ...rows, defendants: [], counts: [], lawyers: [] });
    return id;
  }

  private async visible(personId: string): Promise<string> {
    const [row] = await this.tx.query<{ id: string }>('SELECT id FROM app.people WHERE id = $1', [personId]);
    if (!row) throw invalid('personId', 'person.not_found');
    return row.id;
  }
}

function birthOf({ birthDate, birthPrecision }: PersonBody): Birth {
  return { date: birthDate ?? null, precision: birthPrecision ?? 'unknown' };
}

function columnsOf({
  declaredAge,
  arrest,
  referredOn,
  referralResult,
}: PatchDefendantBody): Record<string, unknown> {
  const whole = (value: unknown) => (arrest === undefined ? undefined : (value ?? null));
  return {
    declared_age: declaredAge,
    arrest_date: whole(arrest?.date),
    arrest_time: whole(arrest?.time),
    arrest_force: whole(arrest?.force),
    arrest_unit: whole(arrest?.unit),
    arrest_place_id: whole(arrest?.placeId),
    referred_on: referredOn,
    referral_result: referralResult,
  };
}

/** The rules speak of a list of defendants; here there is one, and its fields stand alone. */
function withoutDot(problem: FieldProblem): FieldProblem {
  return { ...problem, field: problem.field.replace(/^\./, '') || 'person' };
}

function refuse(fields: readonly FieldProblem[]): void {
  if (fields.length > 0) throw new Invalid('request.fields', {}, { fields });
}

function invalid(field: string, code: string): Invalid {
  return new Invalid('request.fields', {}, { fields: [{ field, code }] });
}
