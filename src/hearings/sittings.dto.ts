import { DateField, MomentField, ObjectField, OneOf, UuidField } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/keyset.js';
import {
  benchPositions,
  cancelReasons,
  formations,
  type BenchPosition,
  type CancelReason,
  type Formation,
} from './hearing-codes.js';

export class BenchSeat {
  @UuidField()
  professionalId!: string;

  @OneOf(benchPositions)
  position!: BenchPosition;
}

export class SittingBody {
  @UuidField({ description: 'The court that sits' })
  courtId!: string;

  @UuidField({ optional: true, description: 'The session it belongs to' })
  sessionId?: string;

  @UuidField({ optional: true, description: 'None where a mobile court sits in no room of the register' })
  roomId?: string;

  @OneOf(formations)
  formation!: Formation;

  @MomentField({ example: '2026-03-02T09:00:00Z' })
  startsAt!: string;

  @MomentField({ description: 'At most 24 hours later' })
  endsAt!: string;

  @ObjectField(() => BenchSeat, { optional: true, each: true, maxItems: 30 })
  judges?: BenchSeat[];
}

export class SittingChange {
  @UuidField({ optional: true, nullable: true })
  roomId?: string | null;

  @OneOf(formations, { optional: true })
  formation?: Formation;

  @MomentField({ optional: true })
  startsAt?: string;

  @MomentField({ optional: true })
  endsAt?: string;

  @ObjectField(() => BenchSeat, {
    optional: true,
    each: true,
    maxItems: 30,
    description: 'The whole bench; who is not in the list leaves it',
  })
  judges?: BenchSeat[];
}

export class CancelSittingBody {
  @OneOf(cancelReasons)
  reason!: CancelReason;
}

export class SittingQuery extends PageQuery {
  @UuidField({ optional: true })
  court?: string;

  @UuidField({ optional: true })
  session?: string;

  @DateField({ optional: true })
  from?: string;

  @DateField({ optional: true, description: 'This day included' })
  to?: string;
}

/** A sitting as it is answered; `date` is the day on which it starts. */
export interface SittingView {
  id: string;
  sessionId: string | null;
  courtId: string;
  courtNameFr: string;
  courtNameEn: string;
  roomId: string | null;
  roomName: string | null;
  formation: Formation;
  date: string;
  startsAt: Date;
  endsAt: Date;
  cancelledAt: Date | null;
  cancelReason: CancelReason | null;
  /** `name` is null for those who may not see the names of staff. */
  judges: { professionalId: string; name: string | null; position: BenchPosition }[];
  version: number;
}

/** A line of the roll. Positions count the cases one may see: 1, 2, 3, whatever else is on it. */
export interface RollLine {
  position: number;
  hearingId: string;
  caseId: string;
  caseNumber: string;
  caseTitle: string;
  sealed: boolean;
  kind: string;
  publicity: string;
  result: string | null;
}
