import {
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  VersionColumn,
} from 'typeorm';
import type { CancelReason, Formation } from './hearing-codes.js';
import { CourtSession } from './court-session.entity.js';

/** One bench in one room at one time. Neither a room nor a judge is in two of them at once (migration 0040). */
@Entity({ schema: 'app', name: 'sittings' })
export class Sitting {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'session_id', nullable: true })
  sessionId!: string | null;

  @ManyToOne(() => CourtSession, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'session_id' })
  session?: Relation<CourtSession> | null;

  @Column('uuid', { name: 'office_id' })
  officeId!: string;

  /** Null where a mobile court sits in no room of the register. */
  @Column('uuid', { name: 'room_id', nullable: true })
  roomId!: string | null;

  @Column('text')
  formation!: Formation;

  @Column('timestamptz', { name: 'starts_at' })
  startsAt!: Date;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt!: Date;

  @Column('timestamptz', { name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  @Column('text', { name: 'cancel_reason', nullable: true })
  cancelReason!: CancelReason | null;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn({ default: 1 })
  version!: number;
}
