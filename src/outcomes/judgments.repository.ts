import { Injectable } from '@nestjs/common';
import { CaseReading } from '../cases/case-reading.js';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { decodeCursor, Page, PAGE_SIZE, toPage } from '../platform/http/keyset.js';
import { JudgmentView, OutcomeQuery, OutcomeView } from './judgments.dto.js';

const COLUMNS = `o.id, o.case_id AS "caseId", o.judgment_id AS "judgmentId", o.defendant_id AS "defendantId", o.count_id AS "countId", o.outcome,
  t.label_fr AS "labelFr", t.label_en AS "labelEn", t.tried, t.convicted, o.mode, o.decided_on::text AS "decidedOn",
  o.hearing_id AS "hearingId", o.reason, o.source_label AS "sourceLabel", o.source_court AS "sourceCourt",
  o.superseded_by AS "supersededBy", o.superseded_because AS "supersededBecause"
  FROM app.outcomes o JOIN app.outcome_types t ON t.code = o.outcome`;

export function judgmentById(id: string): Statement {
  return {
    name: 'judgment',
    text: `SELECT $1::uuid AS id, x."caseId", x."defendantId", d.stage, jsonb_agg(to_jsonb(x) ORDER BY x.id) AS outcomes
           FROM (SELECT ${COLUMNS} WHERE o.judgment_id = $1) x JOIN app.defendants d ON d.id = x."defendantId"
           GROUP BY x."caseId", x."defendantId", d.stage`,
    values: [id],
  };
}

/** An outcome type as reference data. */
export interface OutcomeType {
  code: string;
  regime: string | null;
  tried: boolean;
  convicted: boolean;
  labelFr: string;
  labelEn: string;
}

@Injectable()
export class JudgmentsRepository {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly cases: CaseReading,
  ) {}

  async judgment(caseId: string, id: string): Promise<JudgmentView | undefined> {
    const [view] = await this.cases.rows<JudgmentView>(
      caseId,
      'outcome:read',
      'app.outcomes',
      judgmentById(id),
    );
    return view;
  }

  /** In the order of entry; superseded ones too, unless only the current are asked for. */
  async ofCase(caseId: string, query: OutcomeQuery): Promise<Page<OutcomeView>> {
    const limit = query.limit ?? PAGE_SIZE;
    const [after] = decodeCursor(query.cursor, 1) ?? [null];
    const rows = await this.cases.rows<OutcomeView>(caseId, 'outcome:read', 'app.outcomes', {
      name: 'outcomes_of_case',
      text: `SELECT ${COLUMNS} WHERE o.case_id = $1 AND (NOT $2::boolean OR o.superseded_by IS NULL) AND ($3::uuid IS NULL OR o.id > $3::uuid)
             ORDER BY o.id LIMIT $4`,
      values: [caseId, query.current ?? false, after, limit + 1],
    });
    return toPage(
      rows,
      limit,
      (row) => [row.id],
      (row) => row,
    );
  }

  async types(): Promise<OutcomeType[]> {
    return this.reads.run<OutcomeType>({
      name: 'outcome_types',
      text: `SELECT code, regime, tried, convicted, label_fr AS "labelFr", label_en AS "labelEn" FROM app.outcome_types ORDER BY regime NULLS FIRST, rank, code`,
    });
  }
}
