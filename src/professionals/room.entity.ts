import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';

/** A hearing room of a court. Two rooms of one court never bear the same name at the same time. */
@Entity({ schema: 'app', name: 'rooms' })
export class Room {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'office_id' })
  officeId!: string;

  @Column('text')
  name!: string;

  /** Usable in [validFrom, validTo), YYYY-MM-DD. */
  @Column('date', { name: 'valid_from' })
  validFrom!: string;

  @Column('date', { name: 'valid_to', nullable: true })
  validTo!: string | null;

  @VersionColumn({ default: 1 })
  version!: number;
}
