import { Injectable } from '@nestjs/common';
import { CaseReading } from '../cases/case-reading.js';
import { AccessLog } from '../platform/audit/access-log.js';
import { protectedRead } from '../platform/audit/protected-read.js';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { decodeCursor, Page, PAGE_SIZE, PageQuery, toPage } from '../platform/http/keyset.js';
import { HearingListItem, HearingQuery, HearingView } from './hearings.dto.js';

const COLUMNS = `h.id, h.case_id AS "caseId", c.number AS "caseNumber", c.title AS "caseTitle", h.sitting_id AS "sittingId",
  s.office_id AS "courtId", s.room_id AS "roomId", s.held_on::text AS date, s.starts_at AS "startsAt", s.ends_at AS "endsAt",
  s.cancelled_at IS NOT NULL AS "sittingCancelled", h.kind, h.publicity, h.closed_reason AS "closedReason",
  h.roll_position AS "rollPosition", h.result, h.adjournment_reason AS "adjournmentReason",
  h.deliberation_until::text AS "deliberationUntil", h.next_hearing_id AS "nextHearingId", h.version, c.sealed`;
const TABLES = `FROM app.hearings h JOIN app.cases c ON c.id = h.case_id JOIN app.sittings s ON s.id = h.sitting_id`;

export function hearingById(id: string): Statement {
  return {
    name: 'hearing',
    text: `SELECT ${COLUMNS},
      (SELECT coalesce(jsonb_agg(jsonb_build_object('defendantId', k.defendant_id, 'victimId', k.victim_id, 'pseudonym', v.pseudonym,
         'professionalId', k.professional_id) ORDER BY k.id), '[]')
       FROM app.hearing_called k LEFT JOIN app.victims v ON v.id = k.victim_id WHERE k.hearing_id = h.id AND k.active) AS called,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', x.kind, 'id', x.id, 'from', x.busy_from, 'to', x.busy_to)
         ORDER BY x.busy_from, x.id), '[]') FROM app.hearing_clashes(h.id) x) AS warnings
      ${TABLES} WHERE h.id = $1`,
    values: [id],
  };
}

/** The event that must be written with the read, when it shows a sealed case or a victim (ruling 4). */
export function protectedEvent(hearing: HearingView): Statement | undefined {
  const victims = hearing.called.flatMap(({ victimId }) => victimId ?? []);
  if (victims.length > 0)
    return protectedRead({ kind: 'read', table: 'app.victims', ids: victims, caseIds: [hearing.caseId] });
  if (hearing.sealed)
    return protectedRead({
      kind: 'read',
      table: 'app.hearings',
      ids: [hearing.id],
      caseIds: [hearing.caseId],
    });
  return undefined;
}

@Injectable()
export class HearingsRepository {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly cases: CaseReading,
    private readonly accessLog: AccessLog,
  ) {}

  async one(id: string): Promise<HearingView | undefined> {
    const statement = hearingById(id);
    const [seen] = await this.reads.run<HearingView>(statement);
    if (!seen) return undefined;
    const event = protectedEvent(seen);
    if (!event) {
      await this.accessLog.record({ kind: 'read', table: 'app.hearings', ids: [id], caseIds: [seen.caseId] });
      return seen;
    }
    const [logged] = await this.reads.runLogged<HearingView>(event, statement);
    return logged;
  }

  /** The calendar: hearings of all cases that the reader may see, in the order in which they are held. */
  async list(query: HearingQuery): Promise<Page<HearingListItem>> {
    const limit = query.limit ?? PAGE_SIZE;
    const filters = [query.court ?? null, query.from ?? null, query.to ?? null];
    const where = `WHERE ($1::uuid IS NULL OR s.office_id = $1)
      AND ($2::date IS NULL OR s.starts_at >= $2::date AT TIME ZONE 'Africa/Bamako')
      AND ($3::date IS NULL OR s.starts_at < ($3::date + 1) AT TIME ZONE 'Africa/Bamako')`;
    const statement = {
      name: 'hearings',
      text: `SELECT ${COLUMNS} ${TABLES} ${where} AND ($4::timestamptz IS NULL OR (s.starts_at, h.id) > ($4::timestamptz, $5::uuid))
             ORDER BY s.starts_at, h.id LIMIT $6`,
      values: [...filters, ...(decodeCursor(query.cursor, 2) ?? [null, null]), limit + 1],
    };
    let rows = await this.reads.run<HearingListItem>(statement);
    const event = {
      kind: 'list',
      table: 'app.hearings',
      ids: rows.map(({ id }) => id),
      caseIds: [...new Set(rows.map(({ caseId }) => caseId))],
    } as const;
    if (rows.some(({ sealed }) => sealed)) rows = await this.reads.runLogged(protectedRead(event), statement);
    else await this.accessLog.record(event);
    const total =
      query.total === true
        ? await this.reads.run<{ total: number }>({
            name: 'hearings_total',
            text: `SELECT count(*)::int AS total ${TABLES} ${where}`,
            values: filters,
          })
        : [];
    return toPage(rows, limit, position, (row) => row, total[0]?.total);
  }

  /** @throws NotFound, Forbidden as CaseReading does */
  async ofCase(caseId: string, query: PageQuery): Promise<Page<HearingListItem>> {
    const limit = query.limit ?? PAGE_SIZE;
    const rows = await this.cases.rows<HearingListItem>(caseId, 'hearing:read', 'app.hearings', {
      name: 'hearings_of_case',
      text: `SELECT ${COLUMNS} ${TABLES} WHERE h.case_id = $1 AND ($2::timestamptz IS NULL OR (s.starts_at, h.id) > ($2::timestamptz, $3::uuid))
             ORDER BY s.starts_at, h.id LIMIT $4`,
      values: [caseId, ...(decodeCursor(query.cursor, 2) ?? [null, null]), limit + 1],
    });
    return toPage(rows, limit, position, (row) => row);
  }
}

function position({ startsAt, id }: HearingListItem): [string, string] {
  return [startsAt.toISOString(), id];
}
