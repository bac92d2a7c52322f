import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { CaseAccess, CaseInHand } from '../cases/case-access.js';
import { CaseHistory } from '../cases/case-history.js';
import { Permission } from '../platform/access/permissions.js';
import { Clock } from '../platform/context/clock.js';
import { RequestContext } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, Invalid, NotFound, StaleVersion } from '../platform/http/errors.js';
import { HearingCalls } from './hearing-calls.js';
import { publicityProblems, resultProblems, SittingFacts } from './hearing-rules.js';
import { Hearing } from './hearing.entity.js';
import { HearingBody, HearingChange, HearingResultBody, HearingView } from './hearings.dto.js';
import { hearingById, protectedEvent } from './hearings.repository.js';
import { refuse } from './problems.js';

/** A case on the roll of a sitting, and what came of it. */
@Injectable()
export class HearingsService {
  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly context: RequestContext,
    private readonly access: CaseAccess,
    private readonly history: CaseHistory,
    private readonly calls: HearingCalls,
  ) {}

  /** @throws Conflict when the case is on that roll already */
  @Transactional()
  async schedule(caseId: string, body: HearingBody): Promise<HearingView> {
    await this.caseInHand(caseId, 'hearing:schedule');
    const publicity = body.publicity ?? 'public';
    const closedReason = body.closedReason ?? null;
    refuse(publicityProblems(publicity, closedReason));
    const id = newId();
    const called = await this.calls.resolve(caseId, body.called);
    await this.enrol({
      id,
      caseId,
      sittingId: body.sittingId,
      kind: body.kind,
      publicity,
      closedReason,
      rollPosition: body.rollPosition ?? null,
    });
    await this.calls.write(caseId, id, called);
    return this.view(id);
  }

  @Transactional()
  async change(id: string, version: number, change: HearingChange): Promise<HearingView> {
    const hearing = await this.forChange(id, version, 'hearing:schedule');
    const publicity = change.publicity ?? hearing.publicity;
    const closedReason =
      change.closedReason === undefined && publicity === hearing.publicity
        ? hearing.closedReason
        : (change.closedReason ?? null);
    refuse(publicityProblems(publicity, closedReason));
    const { called, ...columns } = change;
    await this.tx.repository(Hearing).update({ id }, { ...columns, publicity, closedReason });
    if (called)
      await this.calls.replace(hearing.caseId, id, await this.calls.resolve(hearing.caseId, called));
    await this.history.add(hearing.caseId, 'hearing_changed', {
      hearingId: id,
      fields: Object.keys(change).sort(),
    });
    return this.view(id);
  }

  /**
   * Records what came of it; may be corrected. With `nextSittingId` the case goes on the roll of that sitting, with
   * the same people called.
   */
  @Transactional()
  async record(id: string, version: number, body: HearingResultBody): Promise<HearingView> {
    const hearing = await this.forChange(id, version, 'hearing:record');
    const sitting = await this.sitting(hearing.caseId, hearing.sittingId);
    refuse(resultProblems(body, sitting, this.clock.today()));
    if (hearing.nextHearingId !== null && (body.nextSittingId !== undefined || !mayContinue(body)))
      throw new Conflict('hearing.next_exists');
    const nextHearingId =
      body.nextSittingId === undefined
        ? hearing.nextHearingId
        : await this.continueOn(hearing, body, sitting);
    await this.tx.repository(Hearing).update(
      { id },
      {
        result: body.result,
        adjournmentReason: body.adjournmentReason ?? null,
        deliberationUntil: body.deliberationUntil ?? null,
        nextHearingId,
      },
    );
    const { date } = sitting;
    if (body.adjournmentReason !== undefined)
      await this.history.add(hearing.caseId, 'hearing_adjourned', {
        hearingId: id,
        date,
        reason: body.adjournmentReason,
      });
    else await this.history.add(hearing.caseId, 'hearing_held', { hearingId: id, date, result: body.result });
    return this.view(id);
  }

  private async continueOn(hearing: Hearing, body: HearingResultBody, before: SittingFacts): Promise<string> {
    const sittingId = body.nextSittingId ?? '';
    const id = newId();
    const next = await this.enrol(
      {
        id,
        caseId: hearing.caseId,
        sittingId,
        kind: body.result === 'reserved' ? 'judgment' : 'continued',
        publicity: hearing.publicity,
        closedReason: hearing.closedReason,
        rollPosition: null,
      },
      'nextSittingId',
    );
    if (next.startsAt <= before.startsAt)
      refuse([{ field: 'nextSittingId', code: 'hearing.next_before_this', vars: { date: before.date } }]);
    await this.calls.copy(hearing.caseId, hearing.id, id);
    return id;
  }

  private async enrol(
    hearing: Pick<
      Hearing,
      'id' | 'caseId' | 'sittingId' | 'kind' | 'publicity' | 'closedReason' | 'rollPosition'
    >,
    field = 'sittingId',
  ): Promise<SittingFacts> {
    const sitting = await this.sitting(hearing.caseId, hearing.sittingId, field);
    if (sitting.cancelled) refuse([{ field, code: 'sitting.cancelled' }]);
    if (sitting.tooEarly)
      refuse([
        {
          field,
          code: 'hearing.before_registration',
          vars: { date: sitting.date, registeredOn: sitting.registeredOn },
        },
      ]);
    await this.tx.repository(Hearing).insert({ ...hearing, createdBy: this.context.user.userId });
    const { id: hearingId, kind } = hearing;
    await this.history.add(hearing.caseId, 'hearing_scheduled', { hearingId, date: sitting.date, kind });
    return sitting;
  }

  /** @throws Invalid naming the field when there is no such sitting */
  private async sitting(caseId: string, sittingId: string, field = 'sittingId'): Promise<SittingFacts> {
    const [facts] = await this.tx.query<SittingFacts>(
      `SELECT f.held_on::text AS date, f.starts_at AS "startsAt", f.cancelled, c.registered_on::text AS "registeredOn",
              f.held_on < c.registered_on AND c.origin <> 'import' AS "tooEarly"
       FROM app.sitting_facts($1) f, app.cases c WHERE c.id = $2`,
      [sittingId, caseId],
    );
    if (!facts) throw new Invalid('request.fields', {}, { fields: [{ field, code: 'sitting.not_found' }] });
    return facts;
  }

  private async forChange(id: string, version: number, permission: Permission): Promise<Hearing> {
    const seen = await this.tx.repository(Hearing).findOneBy({ id });
    if (!seen) throw new NotFound('hearing.not_found');
    await this.caseInHand(seen.caseId, permission);
    const hearing = await this.tx
      .repository(Hearing)
      .findOne({ where: { id }, lock: { mode: 'for_no_key_update' } });
    if (!hearing) throw new NotFound('hearing.not_found');
    if (hearing.version !== version) throw new StaleVersion({ version: hearing.version });
    return hearing;
  }

  private async caseInHand(caseId: string, permission: Permission): Promise<CaseInHand> {
    const found = await this.access.require(caseId, permission);
    if (found.status === 'struck') throw new Invalid('case.struck');
    return found;
  }

  private async view(id: string): Promise<HearingView> {
    const { text, values } = hearingById(id);
    const [view] = await this.tx.query<HearingView>(text, values);
    if (!view) throw new NotFound('hearing.not_found');
    const event = protectedEvent(view);
    if (event) await this.tx.query(event.text, event.values);
    return view;
  }
}

/** Results after which the case goes on. */
function mayContinue({ result }: HearingResultBody): boolean {
  return result === 'adjourned' || result === 'reserved' || result === 'heard';
}
