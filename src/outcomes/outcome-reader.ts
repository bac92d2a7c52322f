import { Injectable } from '@nestjs/common';
import { Tx } from '../platform/database/tx.js';
import { Invalid } from '../platform/http/errors.js';
import type { DefendantStage } from '../procedure/defendant-stage.js';
import { CountInHand, OutcomeKind } from './judgment-rules.js';
import type { JudgmentMode } from './outcome-codes.js';

/** What commands on judgments, sentences and remedies need to know of a defendant. */
@Injectable()
export class OutcomeReader {
  constructor(private readonly tx: Tx) {}

  /**
   * The defendant, locked: acts on one defendant follow each other.
   *
   * @throws Invalid naming `defendantId` when the case has no such defendant
   */
  async defendant(caseId: string, defendantId: string): Promise<{ stage: DefendantStage }> {
    const [row] = await this.tx.query<{ stage: DefendantStage }>(
      'SELECT stage FROM app.defendants WHERE id = $1 AND case_id = $2 FOR NO KEY UPDATE',
      [defendantId, caseId],
    );
    if (!row)
      throw new Invalid(
        'request.fields',
        {},
        { fields: [{ field: 'defendantId', code: 'defendant.not_found' }] },
      );
    return row;
  }

  async counts(defendantId: string): Promise<CountInHand[]> {
    const rows = await this.tx.query<{
      id: string;
      withdrawn: boolean;
      outcome_id: string | null;
      code: string;
      mode: JudgmentMode | null;
      decided_on: string;
    }>(
      `SELECT k.id, k.withdrawn_on IS NOT NULL AS withdrawn, o.id AS outcome_id, o.outcome AS code, o.mode, o.decided_on::text
       FROM app.counts k LEFT JOIN app.outcomes o ON o.count_id = k.id AND o.superseded_by IS NULL
       WHERE k.defendant_id = $1 ORDER BY k.ordinal`,
      [defendantId],
    );
    return rows.map(({ id, withdrawn, outcome_id, code, mode, decided_on }) => ({
      id,
      withdrawn,
      ...(outcome_id === null ? {} : { outcome: { id: outcome_id, code, mode, decidedOn: decided_on } }),
    }));
  }

  /** Outcomes that the regime of the case knows: the common ones and its own. */
  async kinds(regime: string): Promise<Map<string, OutcomeKind>> {
    const rows = await this.tx.query<OutcomeKind & { code: string }>(
      `SELECT code, tried, convicted, ends_count AS "endsCount", stage, stage_in_absence AS "stageInAbsence", rank
       FROM app.outcome_types WHERE regime IS NULL OR regime = $1`,
      [regime],
    );
    return new Map(rows.map((row) => [row.code, row]));
  }

  async isConvicted(defendantId: string, countId?: string): Promise<boolean> {
    const rows = await this.tx.query(
      `SELECT 1 FROM app.outcomes o JOIN app.outcome_types t ON t.code = o.outcome AND t.convicted
       WHERE o.defendant_id = $1 AND o.superseded_by IS NULL AND ($2::uuid IS NULL OR o.count_id = $2) LIMIT 1`,
      [defendantId, countId ?? null],
    );
    return rows.length > 0;
  }
}
