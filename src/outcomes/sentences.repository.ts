import { Injectable } from '@nestjs/common';
import { CaseReading } from '../cases/case-reading.js';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { decodeCursor, Page, PAGE_SIZE, PageQuery, toPage } from '../platform/http/keyset.js';
import { SentenceHistory, SentenceView } from './sentences.dto.js';

const COLUMNS = `s.id, s.case_id AS "caseId", s.defendant_id AS "defendantId", s.count_id AS "countId", s.record,
  s.pronounced_id AS "pronouncedId", s.supersedes_id AS "supersedesId",
  s.record = 'in_force' AND s.annulled_on IS NULL AND NOT EXISTS (SELECT 1 FROM app.sentences l WHERE l.supersedes_id = s.id) AS current,
  s.principal_type AS "principalType", t.label_fr AS "labelFr", t.label_en AS "labelEn", s.years, s.months, s.days,
  s.suspended_years AS "suspendedYears", s.suspended_months AS "suspendedMonths", s.suspended_days AS "suspendedDays",
  s.fine_amount::text AS "fineAmount", s.currency, s.decided_on::text AS "decidedOn", s.basis, s.basis_text AS "basisText",
  s.effective_from::text AS "effectiveFrom", s.annulled_on::text AS "annulledOn", s.annulled_because AS "annulledBecause",
  s.source_label AS "sourceLabel", s.version,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', a.kind, 'years', a.years, 'months', a.months, 'detail', a.detail) ORDER BY a.id), '[]')
   FROM app.sentence_accessories a WHERE a.sentence_id = s.id) AS accessories
  FROM app.sentences s JOIN app.sentence_types t ON t.code = s.principal_type`;

/** The sentence that a record belongs to, with all its records: the pronounced one first. */
export function sentenceOf(recordId: string): Statement {
  const root = '(SELECT coalesce(a.pronounced_id, a.id) FROM app.sentences a WHERE a.id = $1)';
  return {
    name: 'sentence',
    // 'pronounced' sorts after 'in_force'.
    text: `SELECT ${COLUMNS} WHERE s.id = ${root} OR s.pronounced_id = ${root} ORDER BY s.record DESC, s.id`,
    values: [recordId],
  };
}

export function toHistory(id: string, rows: readonly SentenceView[]): SentenceHistory | undefined {
  const [pronounced, ...inForce] = rows;
  return pronounced && { id, pronounced, inForce };
}

/** A sentence type as reference data. */
export interface SentenceType {
  code: string;
  regime: string | null;
  duration: 'required' | 'optional' | 'none';
  labelFr: string;
  labelEn: string;
}

@Injectable()
export class SentencesRepository {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly cases: CaseReading,
  ) {}

  async one(recordId: string): Promise<SentenceHistory | undefined> {
    const statement = sentenceOf(recordId);
    const [seen] = await this.reads.run<SentenceView>(statement);
    if (!seen) return undefined;
    return toHistory(
      recordId,
      await this.cases.rows(seen.caseId, 'outcome:read', 'app.sentences', statement),
    );
  }

  async ofCase(caseId: string, query: PageQuery): Promise<Page<SentenceView>> {
    const limit = query.limit ?? PAGE_SIZE;
    const [after] = decodeCursor(query.cursor, 1) ?? [null];
    const rows = await this.cases.rows<SentenceView>(caseId, 'outcome:read', 'app.sentences', {
      name: 'sentences_of_case',
      text: `SELECT ${COLUMNS} WHERE s.case_id = $1 AND ($2::uuid IS NULL OR s.id > $2::uuid) ORDER BY s.id LIMIT $3`,
      values: [caseId, after, limit + 1],
    });
    return toPage(
      rows,
      limit,
      (row) => [row.id],
      (row) => row,
    );
  }

  async types(): Promise<SentenceType[]> {
    return this.reads.run<SentenceType>({
      name: 'sentence_types',
      text: `SELECT code, regime, duration, label_fr AS "labelFr", label_en AS "labelEn" FROM app.sentence_types
             ORDER BY regime NULLS FIRST, severity DESC NULLS LAST, code`,
    });
  }
}
