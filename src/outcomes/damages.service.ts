import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { CaseAccess } from '../cases/case-access.js';
import { CaseHistory } from '../cases/case-history.js';
import { CaseReading } from '../cases/case-reading.js';
import { Clock } from '../platform/context/clock.js';
import { RequestContext } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { Tx } from '../platform/database/tx.js';
import { FieldProblem, Invalid, NotFound, StaleVersion } from '../platform/http/errors.js';
import { decodeCursor, Page, PAGE_SIZE, PageQuery, toPage } from '../platform/http/keyset.js';
import { Damages } from './damages.entity.js';
import { DamagesBody, DamagesView, PaymentBody } from './damages.dto.js';

const COLUMNS = `d.id, d.case_id AS "caseId", d.victim_id AS "victimId", d.defendant_id AS "defendantId", d.kind, d.amount::text,
  d.currency, d.decided_on::text AS "decidedOn", d.hearing_id AS "hearingId", d.paid_amount::text AS "paidAmount",
  d.paid_on::text AS "paidOn", d.version FROM app.damages d`;

/** Damages, one record for each civil party. */
@Injectable()
export class DamagesService {
  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly context: RequestContext,
    private readonly cases: CaseAccess,
    private readonly reading: CaseReading,
    private readonly reads: ReadTransaction,
    private readonly history: CaseHistory,
  ) {}

  /** @throws Invalid when the victim is no civil party yet, or one the actor may not see */
  @Transactional()
  async award(caseId: string, body: DamagesBody): Promise<DamagesView> {
    const found = await this.cases.require(caseId, 'outcome:record');
    if (found.status === 'struck') throw new Invalid('case.struck');
    const [victim] = await this.tx.query<{ pseudonym: string; since: string | null }>(
      'SELECT pseudonym, civil_party_on::text AS since FROM app.victims WHERE id = $1 AND case_id = $2',
      [body.victimId, caseId],
    );
    refuse([
      ...(victim ? [] : [{ field: 'victimId', code: 'damages.unknown_victim' }]),
      ...(victim && (victim.since === null || victim.since > body.decidedOn)
        ? [{ field: 'victimId', code: 'damages.no_civil_party' }]
        : []),
      ...(body.amount > 0 ? [] : [{ field: 'amount', code: 'field.min' }]),
      ...(body.decidedOn > this.clock.today() ? [{ field: 'decidedOn', code: 'date.in_future' }] : []),
    ]);
    const id = newId();
    await this.tx.repository(Damages).insert({
      id,
      caseId,
      victimId: body.victimId,
      defendantId: body.defendantId ?? null,
      kind: body.kind ?? 'damages',
      amount: String(body.amount),
      decidedOn: body.decidedOn,
      hearingId: body.hearingId ?? null,
      createdBy: this.context.user.userId,
    });
    await this.history.add(caseId, 'damages_awarded', { damagesId: id, pseudonym: victim?.pseudonym ?? '' });
    return this.view(id);
  }

  /** What was paid, all payments together. */
  @Transactional()
  async pay(id: string, version: number, { paidAmount, paidOn }: PaymentBody): Promise<DamagesView> {
    const seen = await this.tx.repository(Damages).findOneBy({ id });
    if (!seen) throw new NotFound('damages.not_found');
    await this.cases.require(seen.caseId, 'outcome:record');
    const damages = await this.tx
      .repository(Damages)
      .findOne({ where: { id }, lock: { mode: 'for_no_key_update' } });
    if (damages?.version !== version) throw new StaleVersion({ version: damages?.version ?? seen.version });
    refuse([
      ...(paidAmount > Number(damages.amount)
        ? [{ field: 'paidAmount', code: 'damages.paid_too_much' }]
        : []),
      ...(paidOn < damages.decidedOn ? [{ field: 'paidOn', code: 'date.before_start' }] : []),
      ...(paidOn > this.clock.today() ? [{ field: 'paidOn', code: 'date.in_future' }] : []),
    ]);
    await this.tx
      .repository(Damages)
      .update({ id }, { paidAmount: String(paidAmount), paidOn: paidAmount === 0 ? null : paidOn });
    return this.view(id);
  }

  async one(id: string): Promise<DamagesView> {
    const [seen] = await this.reads.run<DamagesView>(byId(id));
    if (!seen) throw new NotFound('damages.not_found');
    const [view] = await this.reading.rows<DamagesView>(seen.caseId, 'outcome:read', 'app.damages', byId(id));
    if (!view) throw new NotFound('damages.not_found');
    return view;
  }

  async ofCase(caseId: string, query: PageQuery): Promise<Page<DamagesView>> {
    const limit = query.limit ?? PAGE_SIZE;
    const [after] = decodeCursor(query.cursor, 1) ?? [null];
    const rows = await this.reading.rows<DamagesView>(caseId, 'outcome:read', 'app.damages', {
      name: 'damages_of_case',
      text: `SELECT ${COLUMNS} WHERE d.case_id = $1 AND ($2::uuid IS NULL OR d.id > $2::uuid) ORDER BY d.id LIMIT $3`,
      values: [caseId, after, limit + 1],
    });
    return toPage(
      rows,
      limit,
      (row) => [row.id],
      (row) => row,
    );
  }

  private async view(id: string): Promise<DamagesView> {
    const { text, values } = byId(id);
    const [view] = await this.tx.query<DamagesView>(text, values);
    if (!view) throw new NotFound('damages.not_found');
    return view;
  }
}

function byId(id: string): Statement {
  return { name: 'damages', text: `SELECT ${COLUMNS} WHERE d.id = $1`, values: [id] };
}

function refuse(fields: readonly FieldProblem[]): void {
  if (fields.length > 0) throw new Invalid('request.fields', {}, { fields });
}
