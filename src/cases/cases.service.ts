import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { Clock } from '../platform/context/clock.js';
import { RequestContext } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { FieldProblem, Forbidden, Invalid, StaleVersion } from '../platform/http/errors.js';
import { caseProgress } from '../procedure/case-progress.js';
import type { DefendantStage } from '../procedure/defendant-stage.js';
import { CaseTag, tagOfOffence } from './case-codes.js';
import { CaseAccess } from './case-access.js';
import { CaseHistory } from './case-history.js';
import { CaseProgressService } from './case-progress.service.js';
import { caseTitle } from './case-title.js';
import { MoveCaseBody, PatchCaseBody } from './case.dto.js';
import { RegisterCaseBody } from './register-case.dto.js';
import { formatNumber } from './register-number.js';
import { newPseudonym, partyRows, victimRow } from './registration.js';
import { registrationProblems } from './registration-rules.js';
import { RegistrationRepository } from './registration.repository.js';

const DEFAULT_SERIES = 'RP';

/** What a clerk is shown at once: the number, large. */
export interface Registered {
  id: string;
  number: string;
  title: string;
  registeredOn: string;
  stage: string;
  version: number;
}

/** The verbs of a case. */
@Injectable()
export class CasesService {
  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly context: RequestContext,
    private readonly access: CaseAccess,
    private readonly registration: RegistrationRepository,
    private readonly progress: CaseProgressService,
    private readonly history: CaseHistory,
  ) {}

  /** Enters a case with its people into a register, in one transaction (ruling 11). */
  @Transactional()
  async register(body: RegisterCaseBody): Promise<Registered> {
    const today = this.clock.today();
    refuse(registrationProblems(body, today));
    const offenceIds = [
      ...new Set(body.defendants.flatMap((one) => (one.counts ?? []).map((count) => count.offenceId))),
    ];
    const personIds = body.defendants.flatMap(({ personId }) => (personId === undefined ? [] : [personId]));
    const known = await this.registration.references(body.officeId, offenceIds, personIds);
    refuse(unknownReferences(body, known));
    // An office one does not work in, and an office that is not there, are refused alike.
    if (known.officeCode === null || !known.mayRegister) throw new Forbidden('case.register_elsewhere');
    const rows = partyRows(body.defendants);
    const names = new Map([
      ...rows.names
        .filter(({ kind }) => kind === 'written')
        .map((name) => [name.person_id, name.full_name] as const),
      ...known.people.map(({ id, name }) => [id, name] as const),
    ]);
    const progress = caseProgress(rows.defendants.map(({ stage }) => stage as DefendantStage));
    const series = body.series ?? DEFAULT_SERIES;
    const year = Number(today.slice(0, 4));
    const id = newId();
    const title = caseTitle(
      body.matter,
      rows.defendants.map((one) => one.unknown_label ?? names.get(one.person_id ?? '') ?? 'X'),
    );
    // The counter's lock is taken as late as possible: other clerks of the office wait for it.
    const serial = await this.registration.nextSerial(body.officeId, series, year);
    const number = formatNumber({ officeCode: known.officeCode, series, year, serial });
    await this.registration.insertCase({
      id,
      office_id: body.officeId,
      register_office_id: body.officeId,
      series,
      year,
      serial,
      number,
      title,
      matter: body.matter,
      regime: body.regime,
      origin: body.origin,
      received_on: body.receivedOn,
      registered_on: today,
      facts_from: body.facts.from ?? null,
      facts_to: body.facts.to ?? null,
      facts_precision: body.facts.precision,
      place_id: body.placeId ?? null,
      tags: tagsOf(body.tags ?? [], known.offences),
      responsible_id: body.responsibleId ?? null,
      stage: 'C10',
      stage_min: progress.stageMin ?? null,
      stage_max: progress.stageMax ?? null,
      ahead: progress.ahead,
      status: 'open',
      created_by: this.context.user.userId,
    });
    const pseudonyms = new Set<string>();
    const victims = (body.victims ?? []).map((victim) => {
      const pseudonym = newPseudonym(victim.role, pseudonyms);
      pseudonyms.add(pseudonym);
      return victimRow(victim, pseudonym);
    });
    await this.registration.insertParties(id, {
      ...rows,
      victims,
      aliases: (body.aliases ?? []).map(({ kind, value, issuer }) => ({
        id: newId(),
        kind,
        value,
        issuer: issuer ?? null,
      })),
      history: [
        {
          id: newId(),
          kind: 'registered',
          payload: {
            number,
            defendants: rows.defendants.length,
            counts: rows.counts.length,
            victims: victims.length,
          },
        },
      ],
    });
    return { id, number, title, registeredOn: today, stage: 'C10', version: 1 };
  }

  /** A wrong registration: it keeps its number, struck through with the reason (US-01). */
  @Transactional()
  async strike(caseId: string, reason: string, version: number): Promise<void> {
    const found = await this.access.require(caseId, 'case:strike', 'lock');
    if (found.version !== version) throw new StaleVersion({ version: found.version });
    if (found.status === 'struck') throw new Invalid('case.struck');
    await this.tx.query(
      `UPDATE app.cases SET status = 'struck', struck_at = $2, struck_by = $3, strike_reason = $4 WHERE id = $1`,
      [caseId, this.clock.now(), this.context.user.userId, reason],
    );
    await this.history.add(caseId, 'struck', { reason });
  }

  /** @throws Conflict with the reason and the moves that are possible now */
  @Transactional()
  async move(caseId: string, body: MoveCaseBody, version: number): Promise<void> {
    const found = await this.access.require(caseId, 'case:move', 'lock');
    if (found.version !== version) throw new StaleVersion({ version: found.version });
    refuseStruck(found.status);
    if (body.on > this.clock.today()) throw invalidField('on', 'date.in_future');
    const { to, on, justification } = body;
    await this.progress.moveCase(caseId, found.stage, {
      to,
      on,
      ...(justification === undefined ? {} : { justification }),
    });
  }

  /** Corrects what the register says of the case; people, counts and stages have their own verbs. */
  @Transactional()
  async change(caseId: string, body: PatchCaseBody, version: number): Promise<void> {
    const found = await this.access.require(caseId, 'case:update', 'lock');
    if (found.version !== version) throw new StaleVersion({ version: found.version });
    refuseStruck(found.status);
    const columns = changedColumns(body);
    if (columns.length === 0) return;
    refuse(patchProblems(body, found));
    const sets = columns.map(([column], index) => `${column} = $${String(index + 2)}`).join(', ');
    await this.tx.query(`UPDATE app.cases SET ${sets} WHERE id = $1`, [
      caseId,
      ...columns.map(([, value]) => value),
    ]);
    await this.history.add(caseId, 'changed', { fields: Object.keys(body).sort() });
  }
}

function refuse(fields: readonly FieldProblem[]): void {
  if (fields.length > 0) throw new Invalid('request.fields', {}, { fields });
}

function invalidField(field: string, code: string): Invalid {
  return new Invalid('request.fields', {}, { fields: [{ field, code }] });
}

function refuseStruck(status: string): void {
  if (status === 'struck') throw new Invalid('case.struck');
}

function unknownReferences(
  body: RegisterCaseBody,
  known: { offences: { id: string }[]; people: { id: string }[] },
): FieldProblem[] {
  const offences = new Set(known.offences.map(({ id }) => id));
  const people = new Set(known.people.map(({ id }) => id));
  const seen = new Set<string>();
  return body.defendants.flatMap((one, index) => {
    const path = `defendants.${String(index)}`;
    const problems: FieldProblem[] = (one.counts ?? []).flatMap((count, at) =>
      offences.has(count.offenceId)
        ? []
        : [{ field: `${path}.counts.${String(at)}.offenceId`, code: 'offence.not_found' }],
    );
    if (one.personId === undefined) return problems;
    if (!people.has(one.personId)) problems.push({ field: `${path}.personId`, code: 'person.not_found' });
    if (seen.has(one.personId)) problems.push({ field: `${path}.personId`, code: 'defendant.twice' });
    seen.add(one.personId);
    return problems;
  });
}

/** The clerk's tags and those that the offences bring. */
function tagsOf(given: readonly CaseTag[], offences: readonly { tags: string[] }[]): CaseTag[] {
  const brought = offences.flatMap(({ tags }) => tags.flatMap((tag) => tagOfOffence[tag] ?? []));
  return [...new Set([...given, ...brought])].sort();
}

function changedColumns(body: PatchCaseBody): [string, unknown][] {
  const pairs: [string, unknown][] = [
    ['origin', body.origin],
    ['received_on', body.receivedOn],
    ['facts_from', body.facts && (body.facts.from ?? null)],
    ['facts_to', body.facts && (body.facts.to ?? null)],
    ['facts_precision', body.facts?.precision],
    ['place_id', body.placeId],
    ['tags', body.tags],
    ['responsible_id', body.responsibleId],
  ];
  return pairs.filter(([, value]) => value !== undefined);
}

function patchProblems(
  body: PatchCaseBody,
  found: { receivedOn: string; registeredOn: string },
): FieldProblem[] {
  const receivedOn = body.receivedOn ?? found.receivedOn;
  const problems: FieldProblem[] = [];
  if (receivedOn > found.registeredOn)
    problems.push({ field: 'receivedOn', code: 'case.received_after_registration' });
  const { facts } = body;
  if (facts?.from !== undefined && facts.from > receivedOn)
    problems.push({ field: 'facts.from', code: 'case.facts_after_receipt' });
  if (facts?.to !== undefined && (facts.from === undefined || facts.to < facts.from))
    problems.push({ field: 'facts.to', code: 'date.before_start' });
  if (facts && (facts.from === undefined) !== (facts.precision === 'unknown'))
    problems.push({ field: 'facts.precision', code: 'date.precision' });
  return problems;
}
