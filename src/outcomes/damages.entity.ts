import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import type { DamagesKind } from './outcome-codes.js';

/** Damages awarded to one civil party. */
@Entity({ schema: 'app', name: 'damages' })
export class Damages {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'case_id' })
  caseId!: string;

  @Column('uuid', { name: 'victim_id' })
  victimId!: string;

  /** Who owes it; null: all convicted of the case, jointly. */
  @Column('uuid', { name: 'defendant_id', nullable: true })
  defendantId!: string | null;

  @Column('text', { default: 'damages' })
  kind!: DamagesKind;

  @Column('numeric', { precision: 15, scale: 2 })
  amount!: string;

  @Column('text', { default: 'XOF' })
  currency!: string;

  @Column('date', { name: 'decided_on' })
  decidedOn!: string;

  @Column('uuid', { name: 'hearing_id', nullable: true })
  hearingId!: string | null;

  @Column('numeric', { name: 'paid_amount', precision: 15, scale: 2, default: 0 })
  paidAmount!: string;

  @Column('date', { name: 'paid_on', nullable: true })
  paidOn!: string | null;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn({ default: 1 })
  version!: number;
}
