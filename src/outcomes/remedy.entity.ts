import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import type { Confidence } from '../procedure/stage-table.js';
import type { Appellant, RemedyKind, RemedyScope, RemedyStatus } from './outcome-codes.js';

/** An opposition, an appeal or an appeal on points of law against the judgment of one defendant. */
@Entity({ schema: 'app', name: 'remedies' })
export class Remedy {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'case_id' })
  caseId!: string;

  @Column('uuid', { name: 'defendant_id' })
  defendantId!: string;

  @Column('text')
  kind!: RemedyKind;

  @Column('date', { name: 'lodged_on' })
  lodgedOn!: string;

  @Column('text', { name: 'lodged_by' })
  lodgedBy!: Appellant;

  @Column('uuid', { name: 'victim_id', nullable: true })
  victimId!: string | null;

  @Column('text', { default: 'all' })
  scope!: RemedyScope;

  @Column('text', { default: 'pending' })
  status!: RemedyStatus;

  @Column('date', { name: 'decided_on', nullable: true })
  decidedOn!: string | null;

  @Column('date', { name: 'clock_from' })
  clockFrom!: string;

  @Column('date', { name: 'due_on', nullable: true })
  dueOn!: string | null;

  @Column('text', { name: 'due_confidence' })
  dueConfidence!: Confidence;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn({ default: 1 })
  version!: number;
}
