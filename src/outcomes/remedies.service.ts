import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { CaseAccess } from '../cases/case-access.js';
import { CaseHistory } from '../cases/case-history.js';
import { CaseProgressService } from '../cases/case-progress.service.js';
import { Clock } from '../platform/context/clock.js';
import { RequestContext } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, FieldProblem, Invalid, NotFound, StaleVersion } from '../platform/http/errors.js';
import type { DefendantStage } from '../procedure/defendant-stage.js';
import { stageOfOutcomes } from './judgment-stage.js';
import { OutcomeReader } from './outcome-reader.js';
import { RemedyBody, RemedyDecisionBody, RemedyView } from './remedies.dto.js';
import { remedyById } from './remedies.repository.js';
import { remedyClock } from './remedy-clock.js';
import { decisionProblems, remedyProblems } from './remedy-rules.js';
import { Remedy } from './remedy.entity.js';

/** Remedies against a judgment: lodged, decided, and what that does to the stage of the defendant. */
@Injectable()
export class RemediesService {
  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly context: RequestContext,
    private readonly cases: CaseAccess,
    private readonly history: CaseHistory,
    private readonly progress: CaseProgressService,
    private readonly reader: OutcomeReader,
  ) {}

  /**
   * Acts A80 to A82. A remedy on civil interests alone leaves the stage as it is.
   *
   * @throws Conflict when the stage of the defendant knows no such remedy
   */
  @Transactional()
  async lodge(caseId: string, body: RemedyBody): Promise<RemedyView> {
    const found = await this.cases.require(caseId, 'remedy:record');
    if (found.status === 'struck') throw new Invalid('case.struck');
    const { defendantId, kind, lodgedOn, lodgedBy } = body;
    const { stage } = await this.reader.defendant(caseId, defendantId);
    const judged = (await this.reader.counts(defendantId)).flatMap(({ outcome }) => outcome ?? []);
    const judgedOn = judged
      .map(({ decidedOn }) => decidedOn)
      .sort()
      .at(-1);
    const scope = body.scope ?? (lodgedBy === 'civil_party' ? 'civil' : 'all');
    refuse([
      ...remedyProblems(body, {
        judgedOn,
        scope,
        modes: judged.map(({ mode }) => mode),
        today: this.clock.today(),
      }),
      ...(await this.victimProblems(caseId, body.victimId)),
    ]);
    const clock = remedyClock(kind, lodgedBy, body.notifiedOn ?? judgedOn ?? lodgedOn);
    const id = newId();
    await this.tx.repository(Remedy).insert({
      id,
      caseId,
      defendantId,
      kind,
      lodgedOn,
      lodgedBy,
      victimId: body.victimId ?? null,
      scope,
      clockFrom: clock.from,
      dueOn: clock.dueOn,
      dueConfidence: clock.confidence,
      createdBy: this.context.user.userId,
    });
    await this.history.add(caseId, 'remedy_lodged', { remedyId: id, kind, on: lodgedOn });
    if (scope !== 'civil') {
      const to = kind === 'opposition' ? 'D31' : 'D50';
      // A second appeal joins the first: the defendant is where a remedy pends already.
      if (stage !== 'D50' || to !== 'D50')
        await this.progress.moveDefendant(defendantId, { to, on: lodgedOn });
    }
    return this.view(id);
  }

  /**
   * How a remedy ended. `allowed` waits for the new judgment; the others give the judgment attacked its effect
   * again, or remit the case.
   */
  @Transactional()
  async decide(id: string, version: number, { status, decidedOn }: RemedyDecisionBody): Promise<RemedyView> {
    const seen = await this.tx.repository(Remedy).findOneBy({ id });
    if (!seen) throw new NotFound('remedy.not_found');
    await this.cases.require(seen.caseId, 'remedy:record');
    const remedy = await this.tx
      .repository(Remedy)
      .findOne({ where: { id }, lock: { mode: 'for_no_key_update' } });
    if (!remedy) throw new NotFound('remedy.not_found');
    if (remedy.version !== version) throw new StaleVersion({ version: remedy.version });
    if (remedy.status !== 'pending') throw new Conflict('remedy.decided');
    refuse(decisionProblems({ status, decidedOn }, remedy, this.clock.today()));
    await this.tx.repository(Remedy).update({ id }, { status, decidedOn });
    await this.history.add(remedy.caseId, 'remedy_changed', { remedyId: id, status });
    const to = await this.stageAfter(remedy, status);
    if (to !== undefined) await this.progress.moveDefendant(remedy.defendantId, { to, on: decidedOn });
    return this.view(id);
  }

  private async stageAfter(
    { id, caseId, defendantId, kind, scope }: Remedy,
    status: RemedyDecisionBody['status'],
  ): Promise<DefendantStage | undefined> {
    if (scope === 'civil' || status === 'allowed') return undefined;
    const { stage } = await this.reader.defendant(caseId, defendantId);
    if (stage !== (kind === 'opposition' ? 'D31' : 'D50')) return undefined;
    if (status === 'quashed_remitted') return 'D51';
    const pending = await this.tx.query(
      `SELECT 1 FROM app.remedies WHERE defendant_id = $1 AND id <> $2 AND status = 'pending' AND scope <> 'civil' LIMIT 1`,
      [defendantId, id],
    );
    if (pending.length > 0) return undefined;
    const found = await this.cases.require(caseId, 'remedy:record');
    const kinds = await this.reader.kinds(found.regime);
    const counts = await this.reader.counts(defendantId);
    const judged = stageOfOutcomes(
      counts
        .filter(({ withdrawn, outcome }) => !withdrawn || outcome !== undefined)
        .map(({ outcome }) => {
          const effect = outcome && kinds.get(outcome.code);
          return effect && { effect, mode: outcome.mode };
        }),
    );
    // Nothing is left to attack a conviction that the Supreme Court upheld (act A83).
    const convicted = judged === 'D40' || judged === 'D41';
    return convicted && kind === 'cassation' ? 'D60' : judged;
  }

  private async victimProblems(caseId: string, victimId: string | undefined): Promise<FieldProblem[]> {
    if (victimId === undefined) return [];
    const seen = await this.tx.query('SELECT 1 FROM app.victims WHERE id = $1 AND case_id = $2', [
      victimId,
      caseId,
    ]);
    return seen.length > 0 ? [] : [{ field: 'victimId', code: 'damages.unknown_victim' }];
  }

  private async view(id: string): Promise<RemedyView> {
    const { text, values } = remedyById(id);
    const [view] = await this.tx.query<RemedyView>(text, values);
    if (!view) throw new NotFound('remedy.not_found');
    return view;
  }
}

function refuse(fields: readonly FieldProblem[]): void {
  if (fields.length > 0) throw new Invalid('request.fields', {}, { fields });
}
