import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';

export const officeKinds = [
  'root',
  'unit',
  'branch',
  'court',
  'prosecutor_office',
  'chamber',
  'registry',
  'police',
  'prison',
  'un',
  'ministry',
  'inspectorate',
] as const;
export type OfficeKind = (typeof officeKinds)[number];

/** A place in the tree of institutions: roles are held in it, cases belong to it. */
@Entity({ schema: 'app', name: 'offices' })
export class Office {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId!: string | null;

  @Column('text')
  code!: string;

  @Column('text')
  kind!: OfficeKind;

  @Column('text', { name: 'name_fr' })
  nameFr!: string;

  @Column('text', { name: 'name_en' })
  nameEn!: string;

  @Column('text', { nullable: true })
  seat!: string | null;

  /** It exists in [validFrom, validTo), YYYY-MM-DD. */
  @Column('date', { name: 'valid_from' })
  validFrom!: string;

  @Column('date', { name: 'valid_to', nullable: true })
  validTo!: string | null;

  @VersionColumn({ default: 1 })
  version!: number;
}
