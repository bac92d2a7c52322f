import { Injectable } from '@nestjs/common';
import { Tx } from '../platform/database/tx.js';
import { FieldProblem } from '../platform/http/errors.js';
import { CourtCalendar } from './court-calendar.js';
import type { BenchPosition } from './hearing-codes.js';
import { BenchSeat } from './sittings.dto.js';

const LONGEST_MILLIS = 24 * 60 * 60_000;

/** Who may sit where on the bench. */
const KIND_FOR: Readonly<Record<BenchPosition, string>> = {
  president: 'judge',
  assessor: 'judge',
  prosecutor: 'prosecutor',
  clerk: 'clerk',
  interpreter: 'interpreter',
};

interface Plan {
  courtId: string;
  sessionId: string | undefined;
  roomId: string | undefined;
  startsAt: string;
  endsAt: string;
  judges: readonly BenchSeat[];
}

/** What is wrong with a planned sitting, field by field; that room and bench are free is left to the constraints. */
@Injectable()
export class SittingRules {
  constructor(
    private readonly tx: Tx,
    private readonly calendar: CourtCalendar,
  ) {}

  async problems(plan: Plan): Promise<(FieldProblem | undefined)[]> {
    // Bamako keeps UTC all year, so the legal date of a moment is its UTC date.
    const date = new Date(plan.startsAt).toISOString().slice(0, 10);
    return [
      periodProblem(plan),
      await this.calendar.courtProblem(plan.courtId, date, 'startsAt'),
      await this.sessionProblem(plan, date),
      await this.roomProblem(plan, date),
      ...(await this.benchProblems(plan, date)),
    ];
  }

  /** A sitting does not move to a day before one of its cases was in the register. */
  async hearingsBefore(sittingId: string, startsAt: string): Promise<FieldProblem | undefined> {
    const [found] = await this.tx.query(
      `SELECT 1 FROM app.hearings h JOIN app.cases c ON c.id = h.case_id
       WHERE h.sitting_id = $1 AND c.registered_on > $2::date AND c.origin <> 'import' LIMIT 1`,
      [sittingId, new Date(startsAt).toISOString().slice(0, 10)],
    );
    return found === undefined ? undefined : { field: 'startsAt', code: 'hearing.before_registration' };
  }

  private async sessionProblem(
    { sessionId, courtId }: Plan,
    date: string,
  ): Promise<FieldProblem | undefined> {
    if (sessionId === undefined) return undefined;
    const [session] = await this.tx.query<{ office_id: string; from: string; to: string }>(
      'SELECT office_id, starts_on::text AS "from", ends_on::text AS "to" FROM app.court_sessions WHERE id = $1',
      [sessionId],
    );
    if (!session) return { field: 'sessionId', code: 'court_session.not_found' };
    if (session.office_id !== courtId) return { field: 'sessionId', code: 'sitting.session_of_other_court' };
    const { from, to } = session;
    if (date < from || date > to)
      return { field: 'startsAt', code: 'sitting.outside_session', vars: { from, to } };
    return undefined;
  }

  private async roomProblem({ roomId }: Plan, date: string): Promise<FieldProblem | undefined> {
    if (roomId === undefined) return undefined;
    const [room] = await this.tx.query<{ in_use: boolean }>(
      'SELECT $2::date >= valid_from AND (valid_to IS NULL OR $2::date < valid_to) AS in_use FROM app.rooms WHERE id = $1',
      [roomId, date],
    );
    if (!room) return { field: 'roomId', code: 'sitting.unknown_room' };
    return room.in_use ? undefined : { field: 'roomId', code: 'sitting.room_not_in_use' };
  }

  private async benchProblems({ judges }: Plan, date: string): Promise<FieldProblem[]> {
    if (judges.length === 0) return [];
    const known = await this.tx.query<{ id: string; kind: string; in_office: boolean }>(
      `SELECT id, kind, $2::date >= valid_from AND (valid_to IS NULL OR $2::date < valid_to) AS in_office
       FROM app.professionals WHERE id = ANY ($1::uuid[])`,
      [judges.map(({ professionalId }) => professionalId), date],
    );
    const byId = new Map(known.map((one) => [one.id, one]));
    const seated = new Set<string>();
    return judges.flatMap(({ professionalId, position }, index) => {
      const path = `judges.${String(index)}`;
      const one = byId.get(professionalId);
      const twice = seated.has(professionalId);
      seated.add(professionalId);
      if (!one) return [{ field: `${path}.professionalId`, code: 'sitting.unknown_professional' }];
      if (twice) return [{ field: `${path}.professionalId`, code: 'sitting.seated_twice' }];
      if (!one.in_office)
        return [{ field: `${path}.professionalId`, code: 'sitting.professional_not_in_office' }];
      return one.kind === KIND_FOR[position]
        ? []
        : [{ field: `${path}.position`, code: 'sitting.wrong_position' }];
    });
  }
}

function periodProblem({ startsAt, endsAt }: Plan): FieldProblem | undefined {
  const millis = new Date(endsAt).getTime() - new Date(startsAt).getTime();
  if (millis <= 0) return { field: 'endsAt', code: 'date.before_start' };
  return millis > LONGEST_MILLIS ? { field: 'endsAt', code: 'sitting.too_long' } : undefined;
}
