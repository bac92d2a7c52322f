import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { CaseAccess, CaseInHand } from '../cases/case-access.js';
import { CaseHistory } from '../cases/case-history.js';
import { CaseProgressService } from '../cases/case-progress.service.js';
import { Clock } from '../platform/context/clock.js';
import { RequestContext } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, FieldProblem, Invalid, NotFound } from '../platform/http/errors.js';
import type { DefendantStage } from '../procedure/defendant-stage.js';
import { moveDefendant } from '../procedure/defendant-transitions.js';
import { CountInHand, judgmentProblems, OutcomeKind } from './judgment-rules.js';
import { stageOfOutcomes, stageSoFar } from './judgment-stage.js';
import { JudgmentBody, JudgmentView } from './judgments.dto.js';
import { judgmentById } from './judgments.repository.js';
import { Outcome } from './outcome.entity.js';
import { OutcomeReader } from './outcome-reader.js';
import { Sentence } from './sentence.entity.js';

/** Judgments: outcomes count by count, and the stage that follows from them. */
@Injectable()
export class JudgmentsService {
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
   * Records one judgment on one defendant, all or nothing. When every count has its outcome the defendant moves
   * along the checked table; a stage from which no such judgment can be given refuses it (act A71, A96).
   *
   * @throws Invalid naming the field; Conflict when a count has an outcome already, or with the stages possible
   */
  @Transactional()
  async record(caseId: string, body: JudgmentBody): Promise<JudgmentView> {
    const found = await this.cases.require(caseId, 'outcome:record');
    if (found.status === 'struck') throw new Invalid('case.struck');
    const defendant = await this.reader.defendant(caseId, body.defendantId);
    const counts = await this.reader.counts(body.defendantId);
    const kinds = await this.reader.kinds(found.regime);
    refuse([
      ...judgmentProblems(body, { found, counts, kinds, today: this.clock.today() }),
      ...(await this.hearingProblems(caseId, body)),
    ]);
    const current = new Map(counts.map((count) => [count.id, count]));
    if (body.supersedes === undefined && body.counts.some(({ countId }) => current.get(countId)?.outcome))
      throw new Conflict('outcome.exists');
    const { target, complete } = this.stageAfter(defendant.stage, body, counts, kinds);
    const id = newId();
    await this.write(id, found, body, current);
    if (complete && target !== undefined && target !== defendant.stage)
      await this.progress.moveDefendant(body.defendantId, { to: target, on: body.decidedOn });
    await this.annulSentences(body);
    return this.view(id);
  }

  private async hearingProblems(
    caseId: string,
    { hearingId, decidedOn }: JudgmentBody,
  ): Promise<FieldProblem[]> {
    if (hearingId === undefined) return [];
    const [hearing] = await this.tx.query<{ date: string }>(
      `SELECT s.held_on::text AS date FROM app.hearings h JOIN app.sittings s ON s.id = h.sitting_id
       WHERE h.id = $1 AND h.case_id = $2`,
      [hearingId, caseId],
    );
    if (!hearing) return [{ field: 'hearingId', code: 'hearing.not_found' }];
    const { date } = hearing;
    return decidedOn < date ? [{ field: 'decidedOn', code: 'outcome.before_hearing', vars: { date } }] : [];
  }

  private stageAfter(
    stage: DefendantStage,
    { counts: judged, mode, supersedes }: JudgmentBody,
    counts: readonly CountInHand[],
    kinds: ReadonlyMap<string, OutcomeKind>,
  ): { target: DefendantStage | undefined; complete: boolean } {
    const given = new Map(judged.map(({ countId, outcome }) => [countId, outcome]));
    const outcomes = counts
      .filter((count) => !count.withdrawn || given.has(count.id))
      .map((count) => {
        const code = given.get(count.id);
        const effect = kinds.get(code ?? count.outcome?.code ?? '');
        if (!effect) return undefined;
        return { effect, mode: (code === undefined ? count.outcome?.mode : mode) ?? null };
      });
    const target = stageSoFar(outcomes);
    const complete = stageOfOutcomes(outcomes) !== undefined;
    if (target === undefined || (target === stage && supersedes === 'correction'))
      return { target, complete };
    const move = moveDefendant(stage, target);
    if (!move.ok) throw new Conflict(move.code, move.vars, { extra: { possible: move.possible } });
    return { target, complete };
  }

  /** The old outcome steps aside before the new one comes: one of them stands at any time. */
  private async write(
    judgmentId: string,
    { id: caseId }: CaseInHand,
    { defendantId, decidedOn, mode, hearingId, supersedes, counts }: JudgmentBody,
    current: ReadonlyMap<string, CountInHand>,
  ): Promise<void> {
    for (const { countId, outcome, reason } of counts) {
      const id = newId();
      const before = current.get(countId)?.outcome;
      if (before && supersedes !== undefined)
        await this.tx
          .repository(Outcome)
          .update({ id: before.id }, { supersededBy: id, supersededBecause: supersedes });
      await this.tx.repository(Outcome).insert({
        id,
        caseId,
        defendantId,
        countId,
        judgmentId,
        outcome,
        mode: mode ?? null,
        decidedOn,
        hearingId: hearingId ?? null,
        reason: reason ?? null,
        createdBy: this.context.user.userId,
      });
      await this.history.add(caseId, 'outcome_recorded', {
        defendantId,
        countId,
        outcome,
        mode: mode ?? '–',
        on: decidedOn,
      });
    }
  }

  /** A judgment that takes the place of another takes its sentences down with it; the records stay. */
  private async annulSentences({ defendantId, supersedes, decidedOn }: JudgmentBody): Promise<void> {
    if (supersedes === undefined) return;
    if (supersedes === 'correction' && (await this.reader.isConvicted(defendantId))) return;
    await this.tx
      .repository(Sentence)
      .createQueryBuilder()
      .update({ annulledOn: decidedOn, annulledBecause: supersedes })
      .where('defendant_id = :defendantId AND annulled_on IS NULL', { defendantId })
      .execute();
  }

  private async view(id: string): Promise<JudgmentView> {
    const { text, values } = judgmentById(id);
    const [view] = await this.tx.query<JudgmentView>(text, values);
    if (!view) throw new NotFound('outcome.not_found');
    return view;
  }
}

function refuse(fields: readonly FieldProblem[]): void {
  if (fields.length > 0) throw new Invalid('request.fields', {}, { fields });
}
