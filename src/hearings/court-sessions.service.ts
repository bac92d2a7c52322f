import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { RequestContext } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { NotFound, StaleVersion } from '../platform/http/errors.js';
import { CourtCalendar } from './court-calendar.js';
import { CourtSession } from './court-session.entity.js';
import { CourtSessionBody, CourtSessionChange, CourtSessionView } from './court-sessions.dto.js';
import { courtSessionById } from './court-sessions.repository.js';
import { refuse } from './problems.js';

@Injectable()
export class CourtSessionsService {
  constructor(
    private readonly tx: Tx,
    private readonly context: RequestContext,
    private readonly calendar: CourtCalendar,
  ) {}

  @Transactional()
  async create(body: CourtSessionBody): Promise<CourtSessionView> {
    await this.calendar.requireCourt(body.courtId);
    const { courtId, theme, ...rest } = body;
    await this.check({ courtId, startsOn: body.startsOn, endsOn: body.endsOn });
    const id = newId();
    await this.tx.repository(CourtSession).insert({
      id,
      officeId: courtId,
      theme: theme ?? null,
      createdBy: this.context.user.userId,
      ...rest,
    });
    return this.view(id);
  }

  /** @throws StaleVersion, Invalid (naming the field), Conflict when a sitting would lie outside. */
  @Transactional()
  async change(id: string, version: number, change: CourtSessionChange): Promise<CourtSessionView> {
    const session = await this.tx.repository(CourtSession).findOneBy({ id });
    if (!session) throw new NotFound('court_session.not_found');
    await this.calendar.requireCourt(session.officeId);
    const locked = await this.tx
      .repository(CourtSession)
      .findOne({ where: { id }, lock: { mode: 'for_no_key_update' } });
    if (!locked) throw new NotFound('court_session.not_found');
    if (locked.version !== version) throw new StaleVersion({ version: locked.version });
    const startsOn = change.startsOn ?? locked.startsOn;
    const endsOn = change.endsOn ?? locked.endsOn;
    await this.check({ courtId: locked.officeId, startsOn, endsOn });
    const [outside] = await this.tx.query<{ held_on: string }>(
      `SELECT held_on::text FROM app.sittings
       WHERE session_id = $1 AND cancelled_at IS NULL AND held_on NOT BETWEEN $2 AND $3 ORDER BY held_on LIMIT 1`,
      [id, startsOn, endsOn],
    );
    if (outside) {
      const field = outside.held_on < startsOn ? 'startsOn' : 'endsOn';
      refuse([{ field, code: 'court_session.sitting_outside', vars: { date: outside.held_on } }]);
    }
    if (Object.keys(change).length > 0) await this.tx.repository(CourtSession).update({ id }, change);
    return this.view(id);
  }

  private async check({
    courtId,
    startsOn,
    endsOn,
  }: {
    courtId: string;
    startsOn: string;
    endsOn: string;
  }): Promise<void> {
    refuse([
      endsOn < startsOn ? { field: 'endsOn', code: 'date.before_start' } : undefined,
      await this.calendar.courtProblem(courtId, startsOn, 'startsOn'),
    ]);
  }

  private async view(id: string): Promise<CourtSessionView> {
    const { text, values } = courtSessionById(id);
    const [view] = await this.tx.query<CourtSessionView>(text, values);
    if (!view) throw new NotFound('court_session.not_found');
    return view;
  }
}
