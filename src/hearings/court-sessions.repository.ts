import { Injectable } from '@nestjs/common';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { decodeCursor, Page, PAGE_SIZE, toPage } from '../platform/http/keyset.js';
import { CourtSessionQuery, CourtSessionView } from './court-sessions.dto.js';

const COLUMNS = `s.id, s.office_id AS "courtId", o.name_fr AS "courtNameFr", o.name_en AS "courtNameEn", s.kind, s.label, s.theme,
  s.starts_on::text AS "startsOn", s.ends_on::text AS "endsOn", s.version
  FROM app.court_sessions s JOIN app.offices o ON o.id = s.office_id`;

export function courtSessionById(id: string): Statement {
  return { name: 'court_session', text: `SELECT ${COLUMNS} WHERE s.id = $1`, values: [id] };
}

@Injectable()
export class CourtSessionsRepository {
  constructor(private readonly reads: ReadTransaction) {}

  async one(id: string): Promise<CourtSessionView | undefined> {
    const [view] = await this.reads.run<CourtSessionView>(courtSessionById(id));
    return view;
  }

  /** Newest first. */
  async list(query: CourtSessionQuery): Promise<Page<CourtSessionView>> {
    const limit = query.limit ?? PAGE_SIZE;
    const after = decodeCursor(query.cursor, 2) ?? [null, null];
    const filters = [query.court ?? null, query.kind ?? null, query.from ?? null, query.to ?? null];
    const where = `WHERE ($1::uuid IS NULL OR s.office_id = $1) AND ($2::text IS NULL OR s.kind = $2)
      AND ($3::date IS NULL OR s.ends_on >= $3) AND ($4::date IS NULL OR s.starts_on <= $4)`;
    const rows = await this.reads.run<CourtSessionView>({
      name: 'court_sessions',
      text: `SELECT ${COLUMNS} ${where} AND ($5::date IS NULL OR (s.starts_on, s.id) < ($5::date, $6::uuid))
             ORDER BY s.starts_on DESC, s.id DESC LIMIT $7`,
      values: [...filters, ...after, limit + 1],
    });
    const total =
      query.total === true
        ? await this.reads.run<{ total: number }>({
            name: 'court_sessions_total',
            text: `SELECT count(*)::int AS total FROM app.court_sessions s ${where}`,
            values: filters,
          })
        : [];
    return toPage(
      rows,
      limit,
      (row) => [row.startsOn, row.id],
      (row) => row,
      total[0]?.total,
    );
  }
}
