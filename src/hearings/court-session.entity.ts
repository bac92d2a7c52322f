import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import type { SessionKind } from './hearing-codes.js';

/** A season of a court with a kind and a theme ("special session on terrorism, October 2021"). */
@Entity({ schema: 'app', name: 'court_sessions' })
export class CourtSession {
  @PrimaryColumn('uuid')
  id!: string;

  /** The court that sits. */
  @Column('uuid', { name: 'office_id' })
  officeId!: string;

  @Column('text')
  kind!: SessionKind;

  @Column('text')
  label!: string;

  @Column('text', { nullable: true })
  theme!: string | null;

  /** First and last day, both included, YYYY-MM-DD. */
  @Column('date', { name: 'starts_on' })
  startsOn!: string;

  @Column('date', { name: 'ends_on' })
  endsOn!: string;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn({ default: 1 })
  version!: number;
}
