import { Injectable } from '@nestjs/common';
import { Tx } from '../platform/database/tx.js';
import { Conflict, StaleVersion } from '../platform/http/errors.js';
import { caseProgress } from '../procedure/case-progress.js';
import { CaseStage, opennessOf } from '../procedure/case-stage.js';
import { moveCase } from '../procedure/case-transitions.js';
import { DefendantStage } from '../procedure/defendant-stage.js';
import { moveDefendant } from '../procedure/defendant-transitions.js';
import { CaseHistory } from './case-history.js';
import { caseTitle } from './case-title.js';
import type { Matter } from './case-codes.js';

export interface MoveRequest<Stage> {
  to: Stage;
  /** Legal date of the act that moves it. */
  on: string;
  justification?: string;
}

/**
 * Stages. A defendant and a case move only along the checked tables; what a case derives from its defendants
 * (title, least and most advanced stage, how many are ahead) is brought up to date here and nowhere else.
 */
@Injectable()
export class CaseProgressService {
  constructor(
    private readonly tx: Tx,
    private readonly history: CaseHistory,
  ) {}

  /** @throws Conflict with the reason and what is possible instead. */
  async moveDefendant(
    defendantId: string,
    move: MoveRequest<DefendantStage>,
    version?: number,
  ): Promise<void> {
    const [row] = await this.tx.query<{ case_id: string; stage: DefendantStage; version: number }>(
      'SELECT case_id, stage, version FROM app.defendants WHERE id = $1 FOR NO KEY UPDATE',
      [defendantId],
    );
    if (!row) throw new Conflict('defendant.not_found');
    if (version !== undefined && row.version !== version) throw new StaleVersion({ version: row.version });
    const result = moveDefendant(row.stage, move.to);
    if (!result.ok) throw new Conflict(result.code, result.vars, { extra: { possible: result.possible } });
    await this.tx.query('UPDATE app.defendants SET stage = $2 WHERE id = $1', [defendantId, move.to]);
    await this.history.add(row.case_id, 'defendant_moved', { defendantId, from: row.stage, ...move });
    await this.refresh(row.case_id);
  }

  /** Moves a case whose row is locked by CaseAccess.require. */
  async moveCase(caseId: string, from: CaseStage, move: MoveRequest<CaseStage>): Promise<void> {
    const defendants = await this.defendants(caseId);
    const result = moveCase(
      from,
      move.to,
      defendants.map(({ stage }) => stage),
    );
    if (!result.ok) throw new Conflict(result.code, result.vars, { extra: { possible: result.possible } });
    await this.tx.query('UPDATE app.cases SET stage = $2, status = $3 WHERE id = $1', [
      caseId,
      move.to,
      opennessOf(move.to),
    ]);
    await this.history.add(caseId, 'moved', { from, ...move });
  }

  /** Title and derived stages, after any change of the defendants. */
  async refresh(caseId: string): Promise<void> {
    const [row] = await this.tx.query<{ matter: Matter }>('SELECT matter FROM app.cases WHERE id = $1', [
      caseId,
    ]);
    if (!row) return;
    const defendants = await this.defendants(caseId);
    const progress = caseProgress(defendants.map(({ stage }) => stage));
    const title = caseTitle(
      row.matter,
      defendants.map(({ name }) => name),
    );
    await this.tx.query(
      `UPDATE app.cases SET title = $2, stage_min = $3, stage_max = $4, ahead = $5
       WHERE id = $1 AND (title, stage_min, stage_max, ahead) IS DISTINCT FROM ($2, $3, $4, $5::int)`,
      [caseId, title, progress.stageMin ?? null, progress.stageMax ?? null, progress.ahead],
    );
  }

  private async defendants(caseId: string): Promise<{ stage: DefendantStage; name: string }[]> {
    return this.tx.query(
      `SELECT d.stage, coalesce(n.full_name, d.unknown_label) AS name
       FROM app.defendants d
       LEFT JOIN app.person_names n ON n.person_id = d.person_id AND n.kind = 'written' AND n.replaced_by IS NULL
       WHERE d.case_id = $1 ORDER BY d.created_at, d.id`,
      [caseId],
    );
  }
}
