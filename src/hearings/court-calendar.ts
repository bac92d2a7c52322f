import { Injectable } from '@nestjs/common';
import { Tx } from '../platform/database/tx.js';
import { FieldProblem, Forbidden } from '../platform/http/errors.js';

/** What sessions and sittings ask of their court: may the actor plan for it, and did it exist that day? */
@Injectable()
export class CourtCalendar {
  constructor(private readonly tx: Tx) {}

  /** @throws Forbidden when the actor plans no sittings of that court. */
  async requireCourt(courtId: string): Promise<void> {
    const [row] = await this.tx.query<{ allowed: boolean }>(
      `SELECT $1::uuid = ANY (sec.offices_for('hearing:schedule')) AS allowed`,
      [courtId],
    );
    if (row?.allowed !== true) throw new Forbidden('access.forbidden');
  }

  /** The problem of a date on which the court was not there; offices are not all that existed for ever. */
  async courtProblem(courtId: string, date: string, field: string): Promise<FieldProblem | undefined> {
    const [court] = await this.tx.query<{ from: string; to: string | null; open: boolean }>(
      `SELECT valid_from::text AS "from", valid_to::text AS "to",
              $2::date >= valid_from AND (valid_to IS NULL OR $2::date < valid_to) AS open
       FROM app.offices WHERE id = $1`,
      [courtId, date],
    );
    if (!court) return { field: 'courtId', code: 'court_session.unknown_court' };
    if (court.open) return undefined;
    return {
      field,
      code: 'court_session.court_not_open',
      vars: { from: court.from, to: court.to ?? '…' },
    };
  }
}
