import { Injectable } from '@nestjs/common';
import { AccessLog } from '../platform/audit/access-log.js';
import { protectedRead } from '../platform/audit/protected-read.js';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { decodeCursor, Page, PAGE_SIZE, toPage } from '../platform/http/keyset.js';
import { RollLine, SittingQuery, SittingView } from './sittings.dto.js';

const COLUMNS = `s.id, s.session_id AS "sessionId", s.office_id AS "courtId", o.name_fr AS "courtNameFr", o.name_en AS "courtNameEn",
  s.room_id AS "roomId", r.name AS "roomName", s.formation, s.held_on::text AS date, s.starts_at AS "startsAt", s.ends_at AS "endsAt",
  s.cancelled_at AS "cancelledAt", s.cancel_reason AS "cancelReason", s.version,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('professionalId', j.professional_id, 'name', p.name, 'position', j.position) ORDER BY j.id), '[]')
   FROM app.sitting_judges j LEFT JOIN app.professionals p ON p.id = j.professional_id WHERE j.sitting_id = s.id AND j.active) AS judges
  FROM app.sittings s JOIN app.offices o ON o.id = s.office_id LEFT JOIN app.rooms r ON r.id = s.room_id`;

export function sittingById(id: string): Statement {
  return { name: 'sitting', text: `SELECT ${COLUMNS} WHERE s.id = $1`, values: [id] };
}

const ROLL = `SELECT row_number() OVER (ORDER BY h.roll_position NULLS LAST, h.id)::int AS position, h.id AS "hearingId",
  h.case_id AS "caseId", c.number AS "caseNumber", c.title AS "caseTitle", h.kind, h.publicity, h.result, c.sealed
  FROM app.hearings h JOIN app.cases c ON c.id = h.case_id WHERE h.sitting_id = $1 ORDER BY 1`;

@Injectable()
export class SittingsRepository {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly accessLog: AccessLog,
  ) {}

  async one(id: string): Promise<SittingView | undefined> {
    const [view] = await this.reads.run<SittingView>(sittingById(id));
    return view;
  }

  /** In the order in which they are held. */
  async list(query: SittingQuery): Promise<Page<SittingView>> {
    const limit = query.limit ?? PAGE_SIZE;
    const after = decodeCursor(query.cursor, 2) ?? [null, null];
    const filters = [query.court ?? null, query.session ?? null, query.from ?? null, query.to ?? null];
    const where = `WHERE ($1::uuid IS NULL OR s.office_id = $1) AND ($2::uuid IS NULL OR s.session_id = $2)
      AND ($3::date IS NULL OR s.starts_at >= $3::date AT TIME ZONE 'Africa/Bamako')
      AND ($4::date IS NULL OR s.starts_at < ($4::date + 1) AT TIME ZONE 'Africa/Bamako')`;
    const rows = await this.reads.run<SittingView>({
      name: 'sittings',
      text: `SELECT ${COLUMNS} ${where} AND ($5::timestamptz IS NULL OR (s.starts_at, s.id) > ($5::timestamptz, $6::uuid))
             ORDER BY s.starts_at, s.id LIMIT $7`,
      values: [...filters, ...after, limit + 1],
    });
    const total =
      query.total === true
        ? await this.reads.run<{ total: number }>({
            name: 'sittings_total',
            text: `SELECT count(*)::int AS total FROM app.sittings s ${where}`,
            values: filters,
          })
        : [];
    return toPage(
      rows,
      limit,
      (row) => [row.startsAt.toISOString(), row.id],
      (row) => row,
      total[0]?.total,
    );
  }

  /** The cases on the roll that the reader may see; of the others nothing, not even a number. */
  async roll(sittingId: string): Promise<RollLine[]> {
    const statement = { name: 'sitting_roll', text: ROLL, values: [sittingId] };
    let rows = await this.reads.run<RollLine>(statement);
    const event = {
      kind: 'list',
      table: 'app.hearings',
      ids: rows.map(({ hearingId }) => hearingId),
      caseIds: rows.map(({ caseId }) => caseId),
    } as const;
    if (rows.some(({ sealed }) => sealed))
      rows = await this.reads.runLogged<RollLine>(protectedRead(event), statement);
    else await this.accessLog.record(event);
    return rows;
  }
}
