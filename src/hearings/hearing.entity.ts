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
import type {
  AdjournmentReason,
  ClosedReason,
  HearingKind,
  HearingResult,
  Publicity,
} from './hearing-codes.js';
import { Sitting } from './sitting.entity.js';

/** A case on the roll of a sitting. */
@Entity({ schema: 'app', name: 'hearings' })
export class Hearing {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'case_id' })
  caseId!: string;

  @Column('uuid', { name: 'sitting_id' })
  sittingId!: string;

  @ManyToOne(() => Sitting, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'sitting_id' })
  sitting?: Relation<Sitting>;

  @Column('integer', { name: 'roll_position', nullable: true })
  rollPosition!: number | null;

  @Column('text')
  kind!: HearingKind;

  @Column('text', { default: 'public' })
  publicity!: Publicity;

  @Column('text', { name: 'closed_reason', nullable: true })
  closedReason!: ClosedReason | null;

  @Column('text', { nullable: true })
  result!: HearingResult | null;

  @Column('text', { name: 'adjournment_reason', nullable: true })
  adjournmentReason!: AdjournmentReason | null;

  /** When a reserved judgment is to be given, YYYY-MM-DD. */
  @Column('date', { name: 'deliberation_until', nullable: true })
  deliberationUntil!: string | null;

  @Column('uuid', { name: 'next_hearing_id', nullable: true })
  nextHearingId!: string | null;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn({ default: 1 })
  version!: number;
}
