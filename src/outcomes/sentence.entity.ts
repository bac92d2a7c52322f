import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import type { CommutationBasis, Supersession } from './outcome-codes.js';

/** A sentence as pronounced, or as it is in force. The runtime has no right to change what either says. */
@Entity({ schema: 'app', name: 'sentences' })
export class Sentence {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'case_id' })
  caseId!: string;

  @Column('uuid', { name: 'defendant_id' })
  defendantId!: string;

  /** Null: one sentence for all counts of the judgment. */
  @Column('uuid', { name: 'count_id', nullable: true })
  countId!: string | null;

  @Column('text')
  record!: 'pronounced' | 'in_force';

  @Column('uuid', { name: 'pronounced_id', nullable: true })
  pronouncedId!: string | null;

  @Column('uuid', { name: 'supersedes_id', nullable: true })
  supersedesId!: string | null;

  /** Code of app.sentence_types. */
  @Column('text', { name: 'principal_type' })
  principalType!: string;

  @Column('integer', { nullable: true })
  years!: number | null;

  @Column('integer', { nullable: true })
  months!: number | null;

  @Column('integer', { nullable: true })
  days!: number | null;

  /** The part of it that is suspended. */
  @Column('integer', { name: 'suspended_years', nullable: true })
  suspendedYears!: number | null;

  @Column('integer', { name: 'suspended_months', nullable: true })
  suspendedMonths!: number | null;

  @Column('integer', { name: 'suspended_days', nullable: true })
  suspendedDays!: number | null;

  /** A decimal as text: amounts are never floating point in the database. */
  @Column('numeric', { name: 'fine_amount', precision: 15, scale: 2, nullable: true })
  fineAmount!: string | null;

  @Column('text', { default: 'XOF' })
  currency!: string;

  @Column('date', { name: 'decided_on' })
  decidedOn!: string;

  @Column('text')
  basis!: CommutationBasis | 'judgment' | 'appeal' | 'import';

  @Column('text', { name: 'basis_text', nullable: true })
  basisText!: string | null;

  @Column('date', { name: 'effective_from', nullable: true })
  effectiveFrom!: string | null;

  @Column('date', { name: 'annulled_on', nullable: true })
  annulledOn!: string | null;

  @Column('text', { name: 'annulled_because', nullable: true })
  annulledBecause!: Supersession | 'amnesty' | null;

  @Column('text', { name: 'source_label', nullable: true })
  sourceLabel!: string | null;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn({ default: 1 })
  version!: number;
}
