import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { Clock } from '../platform/context/clock.js';
import { RequestContext } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, NotFound, StaleVersion } from '../platform/http/errors.js';
import { CourtCalendar } from './court-calendar.js';
import { refuse } from './problems.js';
import { SittingRules } from './sitting-rules.js';
import { Sitting } from './sitting.entity.js';
import { BenchSeat, CancelSittingBody, SittingBody, SittingChange, SittingView } from './sittings.dto.js';
import { sittingById } from './sittings.repository.js';

/** Planning of sittings. That a room or a judge is free is the database's word: two clerks may ask at once. */
@Injectable()
export class SittingsService {
  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly context: RequestContext,
    private readonly calendar: CourtCalendar,
    private readonly rules: SittingRules,
  ) {}

  /** @throws Conflict when the room or somebody of the bench is taken at that time */
  @Transactional()
  async create(body: SittingBody): Promise<SittingView> {
    await this.calendar.requireCourt(body.courtId);
    const { courtId, sessionId, roomId, formation, startsAt, endsAt, judges = [] } = body;
    refuse(await this.rules.problems({ courtId, sessionId, roomId, startsAt, endsAt, judges }));
    const id = newId();
    await this.tx.repository(Sitting).insert({
      id,
      officeId: courtId,
      sessionId: sessionId ?? null,
      roomId: roomId ?? null,
      formation,
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
      createdBy: this.context.user.userId,
    });
    await this.seat(id, judges);
    return this.view(id);
  }

  @Transactional()
  async change(id: string, version: number, change: SittingChange): Promise<SittingView> {
    const sitting = await this.forChange(id, version);
    const startsAt = change.startsAt ?? sitting.startsAt.toISOString();
    const endsAt = change.endsAt ?? sitting.endsAt.toISOString();
    const roomId = change.roomId === undefined ? sitting.roomId : change.roomId;
    refuse(
      await this.rules.problems({
        courtId: sitting.officeId,
        sessionId: sitting.sessionId ?? undefined,
        roomId: roomId ?? undefined,
        startsAt,
        endsAt,
        judges: change.judges ?? [],
      }),
    );
    if (change.startsAt !== undefined) refuse([await this.rules.hearingsBefore(id, startsAt)]);
    // The old bench goes first, so that somebody who leaves it cannot stand in the way of the new time.
    if (change.judges)
      await this.tx.query('UPDATE app.sitting_judges SET active = false WHERE sitting_id = $1 AND active', [
        id,
      ]);
    await this.tx.repository(Sitting).update(
      { id },
      {
        roomId,
        startsAt: new Date(startsAt),
        endsAt: new Date(endsAt),
        formation: change.formation ?? sitting.formation,
      },
    );
    if (change.judges) await this.seat(id, change.judges);
    return this.view(id);
  }

  /** Frees the room and the bench. The cases on the roll stay there until each is put on another. */
  @Transactional()
  async cancel(id: string, version: number, { reason }: CancelSittingBody): Promise<SittingView> {
    await this.forChange(id, version);
    await this.tx.repository(Sitting).update({ id }, { cancelledAt: this.clock.now(), cancelReason: reason });
    return this.view(id);
  }

  private async forChange(id: string, version: number): Promise<Sitting> {
    const seen = await this.tx.repository(Sitting).findOneBy({ id });
    if (!seen) throw new NotFound('sitting.not_found');
    await this.calendar.requireCourt(seen.officeId);
    const sitting = await this.tx
      .repository(Sitting)
      .findOne({ where: { id }, lock: { mode: 'for_no_key_update' } });
    if (!sitting) throw new NotFound('sitting.not_found');
    if (sitting.version !== version) throw new StaleVersion({ version: sitting.version });
    if (sitting.cancelledAt) throw new Conflict('sitting.cancelled');
    return sitting;
  }

  private async seat(sittingId: string, judges: readonly BenchSeat[]): Promise<void> {
    await this.tx.query(
      `INSERT INTO app.sitting_judges (id, sitting_id, professional_id, position)
       SELECT s.id, $1, s.professional_id, s.position
       FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS s (id, professional_id, position)`,
      [
        sittingId,
        judges.map(() => newId()),
        judges.map(({ professionalId }) => professionalId),
        judges.map(({ position }) => position),
      ],
    );
  }

  private async view(id: string): Promise<SittingView> {
    const { text, values } = sittingById(id);
    const [view] = await this.tx.query<SittingView>(text, values);
    if (!view) throw new NotFound('sitting.not_found');
    return view;
  }
}
