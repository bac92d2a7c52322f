import { Injectable } from '@nestjs/common';
import { CaseReading } from '../cases/case-reading.js';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { decodeCursor, Page, PAGE_SIZE, PageQuery, toPage } from '../platform/http/keyset.js';
import { RemedyView } from './remedies.dto.js';

const COLUMNS = `r.id, r.case_id AS "caseId", r.defendant_id AS "defendantId", r.kind, r.lodged_on::text AS "lodgedOn",
  r.lodged_by AS "lodgedBy", r.victim_id AS "victimId", r.scope, r.status, r.decided_on::text AS "decidedOn",
  jsonb_build_object('from', r.clock_from, 'dueOn', r.due_on, 'confidence', r.due_confidence) AS clock, r.version
  FROM app.remedies r`;

export function remedyById(id: string): Statement {
  return { name: 'remedy', text: `SELECT ${COLUMNS} WHERE r.id = $1`, values: [id] };
}

@Injectable()
export class RemediesRepository {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly cases: CaseReading,
  ) {}

  async one(id: string): Promise<RemedyView | undefined> {
    const statement = remedyById(id);
    const [seen] = await this.reads.run<RemedyView>(statement);
    if (!seen) return undefined;
    const [view] = await this.cases.rows<RemedyView>(seen.caseId, 'outcome:read', 'app.remedies', statement);
    return view;
  }

  async ofCase(caseId: string, query: PageQuery): Promise<Page<RemedyView>> {
    const limit = query.limit ?? PAGE_SIZE;
    const [after] = decodeCursor(query.cursor, 1) ?? [null];
    const rows = await this.cases.rows<RemedyView>(caseId, 'outcome:read', 'app.remedies', {
      name: 'remedies_of_case',
      text: `SELECT ${COLUMNS} WHERE r.case_id = $1 AND ($2::uuid IS NULL OR r.id > $2::uuid) ORDER BY r.id LIMIT $3`,
      values: [caseId, after, limit + 1],
    });
    return toPage(
      rows,
      limit,
      (row) => [row.id],
      (row) => row,
    );
  }
}
