import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import type { Role } from '../../platform/access/roles.js';

/** A role held in an office, and in all offices below it, in [validFrom, validTo). */
@Entity({ schema: 'app', name: 'role_holdings' })
export class RoleHolding {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text')
  role!: Role;

  @Column('uuid', { name: 'office_id' })
  officeId!: string;

  /** YYYY-MM-DD. */
  @Column('date', { name: 'valid_from' })
  validFrom!: string;

  /** On this day the right is already gone. */
  @Column('date', { name: 'valid_to', nullable: true })
  validTo!: string | null;

  /** Null for what was made on the console. */
  @Column('uuid', { name: 'granted_by', nullable: true })
  grantedBy!: string | null;

  /** The second person, for an administrator (ruling 29). */
  @Column('uuid', { name: 'approved_by', nullable: true })
  approvedBy!: string | null;

  @Column('uuid', { name: 'ended_by', nullable: true })
  endedBy!: string | null;

  @Column('text', { name: 'end_reason', nullable: true })
  endReason!: string | null;

  @VersionColumn({ default: 1 })
  version!: number;
}
