import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import type { JudgmentMode, Supersession } from './outcome-codes.js';

/** What became of one count of one defendant. Only that another outcome took its place is ever added to it. */
@Entity({ schema: 'app', name: 'outcomes' })
export class Outcome {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'case_id' })
  caseId!: string;

  @Column('uuid', { name: 'defendant_id' })
  defendantId!: string;

  @Column('uuid', { name: 'count_id' })
  countId!: string;

  /** Shared by the outcomes that one judgment gave to one defendant. */
  @Column('uuid', { name: 'judgment_id', nullable: true })
  judgmentId!: string | null;

  /** Code of app.outcome_types. */
  @Column('text')
  outcome!: string;

  @Column('text', { nullable: true })
  mode!: JudgmentMode | null;

  @Column('date', { name: 'decided_on' })
  decidedOn!: string;

  @Column('uuid', { name: 'hearing_id', nullable: true })
  hearingId!: string | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('text', { name: 'source_label', nullable: true })
  sourceLabel!: string | null;

  @Column('text', { name: 'source_court', nullable: true })
  sourceCourt!: string | null;

  @Column('uuid', { name: 'superseded_by', nullable: true })
  supersededBy!: string | null;

  @Column('text', { name: 'superseded_because', nullable: true })
  supersededBecause!: Supersession | null;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn({ default: 1 })
  version!: number;
}
