import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { CaseHistory } from '../cases/case-history.js';
import { CaseProgressService } from '../cases/case-progress.service.js';
import type { Precision } from '../cases/case-codes.js';
import { IdentifierBody } from '../cases/register-case.dto.js';
import { isBornAfterFacts } from '../defendants/age-at-facts.js';
import { Clock } from '../platform/context/clock.js';
import { RequestContext } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, Forbidden, Invalid, NotFound, StaleVersion } from '../platform/http/errors.js';
import { INDEX_NAMES, nameTokenRows } from './names/name-index.js';
import { AddNameBody, CorrectNameBody, PatchPersonBody } from './person.dto.js';
import { IdentifierView, NameView } from './person.view.js';

interface PersonInHand {
  version: number;
  birthDate: string | null;
  birthPrecision: Precision;
  /** Visible cases of the person in which the actor may write of people. */
  cases: string[];
}

/** What is written of a person. One record serves all cases, so each of them that the actor sees is told of it. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly context: RequestContext,
    private readonly history: CaseHistory,
    private readonly progress: CaseProgressService,
  ) {}

  /** @throws StaleVersion; Invalid for a birth after the facts of one of their cases */
  @Transactional()
  async change(id: string, body: PatchPersonBody, version: number): Promise<void> {
    const found = await this.require(id);
    if (found.version !== version) throw new StaleVersion({ version: found.version });
    const birth = {
      date: body.birthDate === undefined ? found.birthDate : body.birthDate,
      precision: body.birthPrecision ?? (body.birthDate === null ? 'unknown' : found.birthPrecision),
    };
    if ((birth.date === null) !== (birth.precision === 'unknown'))
      throw invalid('birthPrecision', 'date.precision');
    if (birth.date !== null && birth.date > this.clock.today()) throw invalid('birthDate', 'date.in_future');
    await this.refuseBirthAfterFacts(id, birth);
    await this.tx.query(
      `UPDATE app.people SET sex = coalesce($2, sex), birth_date = $3, birth_precision = $4, nationalities = coalesce($5::text[], nationalities)
       WHERE id = $1`,
      [id, body.sex ?? null, birth.date, birth.precision, body.nationalities ?? null],
    );
    await this.tell(found.cases, 'person_changed', { personId: id, fields: Object.keys(body).sort() });
  }

  /** An alias or a nom de guerre. */
  @Transactional()
  async addName(id: string, body: AddNameBody): Promise<NameView> {
    const found = await this.require(id);
    const name = this.nameOf(body, body.kind);
    await this.tx.query(
      `INSERT INTO app.person_names (id, person_id, kind, full_name, given_names, family_name, order_known, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [name.id, id, ...this.valuesOf(name)],
    );
    await this.index(id, body.fullName);
    await this.tell(found.cases, 'name_added', { personId: id, kind: body.kind });
    return this.signed(name);
  }

  /** Another written name takes the place of the one there is, which stays, with the reason and who corrected it. */
  @Transactional()
  async correctName(id: string, body: CorrectNameBody): Promise<NameView> {
    const found = await this.require(id);
    const [before] = await this.tx.query<{ full_name: string }>(
      `SELECT full_name FROM app.person_names WHERE person_id = $1 AND kind = 'written' AND replaced_by IS NULL`,
      [id],
    );
    if (before?.full_name === body.fullName) throw new Conflict('person.same_name');
    const name = this.nameOf(body, 'written');
    // One statement: the old name gives way before the new one comes, and the key between them is checked at its end.
    await this.tx.query(
      `WITH before AS (
         UPDATE app.person_names SET replaced_by = $1, reason = $10
         WHERE person_id = $2 AND kind = 'written' AND replaced_by IS NULL RETURNING id
       ), ended AS (SELECT count(*) FROM before)
       INSERT INTO app.person_names (id, person_id, kind, full_name, given_names, family_name, order_known, created_at, created_by)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 FROM ended`,
      [name.id, id, ...this.valuesOf(name), body.reason],
    );
    await this.index(id, body.fullName);
    await this.tell(found.cases, 'name_corrected', { personId: id });
    for (const caseId of found.cases) await this.progress.refresh(caseId);
    return this.signed(name);
  }

  @Transactional()
  async addIdentifier(id: string, { kind, value, issuer }: IdentifierBody): Promise<IdentifierView> {
    const found = await this.require(id);
    const identifier = { id: newId(), kind, value, issuer: issuer ?? null };
    await this.tx.query(
      'INSERT INTO app.person_identifiers (id, person_id, kind, value, issuer) VALUES ($1, $2, $3, $4, $5)',
      [identifier.id, id, kind, value, identifier.issuer],
    );
    await this.tell(found.cases, 'identifier_added', { personId: id, kind });
    return identifier;
  }

  /** @throws NotFound for a person out of scope; Forbidden for one the actor may only read of, in every case */
  private async require(id: string): Promise<PersonInHand> {
    const [row] = await this.tx.query<PersonInHand>(
      `SELECT p.version, p.birth_date::text AS "birthDate", p.birth_precision AS "birthPrecision",
         ARRAY(SELECT d.case_id FROM app.defendants d WHERE d.person_id = p.id AND sec.may(d.case_id, 'person:write') ORDER BY d.case_id) AS cases
       FROM app.people p WHERE p.id = $1`,
      [id],
    );
    if (!row) throw new NotFound('person.not_found');
    if (row.cases.length === 0) throw new Forbidden('access.forbidden');
    // One change after another, and the version as it is now.
    const [locked] = await this.tx.query<{ version: number }>(
      'SELECT version FROM app.people WHERE id = $1 FOR NO KEY UPDATE',
      [id],
    );
    return { ...row, version: locked?.version ?? row.version };
  }

  private async refuseBirthAfterFacts(
    id: string,
    birth: { date: string | null; precision: Precision },
  ): Promise<void> {
    const cases = await this.tx.query<{ from: string | null; to: string | null; precision: Precision }>(
      `SELECT c.facts_from::text AS "from", c.facts_to::text AS "to", c.facts_precision AS precision
       FROM app.defendants d JOIN app.cases c ON c.id = d.case_id WHERE d.person_id = $1`,
      [id],
    );
    if (cases.some((facts) => isBornAfterFacts(birth, facts)))
      throw invalid('birthDate', 'person.born_after_facts');
  }

  private async tell<K extends 'person_changed' | 'name_added' | 'name_corrected' | 'identifier_added'>(
    cases: readonly string[],
    kind: K,
    payload: Parameters<typeof this.history.add<K>>[2],
  ): Promise<void> {
    for (const caseId of cases) await this.history.add(caseId, kind, payload);
  }

  private async index(personId: string, fullName: string): Promise<void> {
    await this.tx.query(INDEX_NAMES, nameTokenRows([{ personId, fullName }]));
  }

  private nameOf(body: AddNameBody | CorrectNameBody, kind: string): NameView {
    return {
      id: newId(),
      kind,
      fullName: body.fullName,
      givenNames: body.givenNames ?? null,
      familyName: body.familyName ?? null,
      orderKnown: body.orderKnown ?? false,
      past: false,
      reason: null,
      createdAt: this.clock.now().toISOString(),
      createdBy: null,
    };
  }

  private valuesOf(name: NameView): unknown[] {
    return [
      name.kind,
      name.fullName,
      name.givenNames,
      name.familyName,
      name.orderKnown,
      name.createdAt,
      this.context.user.userId,
    ];
  }

  private async signed(name: NameView): Promise<NameView> {
    const [me] = await this.tx.query<{ name: string }>('SELECT sec.display_name(sec.uid()) AS name');
    return { ...name, createdBy: me?.name ?? null };
  }
}

function invalid(field: string, code: string): Invalid {
  return new Invalid('request.fields', {}, { fields: [{ field, code }] });
}
