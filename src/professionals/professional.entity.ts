import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';

/** What a professional does in a file. Labels: `professionals.json`, `kinds`. */
export const PROFESSIONAL_KINDS = [
  'judge',
  'prosecutor',
  'lawyer',
  'interpreter',
  'expert',
  'clerk',
] as const;
export type ProfessionalKind = (typeof PROFESSIONAL_KINDS)[number];

/**
 * A judge, lawyer, interpreter… who appears in files, with or without an account. Staff names are hidden
 * from UN roles (domain notes §11.3, rule 13): the row needs `professional:read`.
 */
@Entity({ schema: 'app', name: 'professionals' })
export class Professional {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  kind!: ProfessionalKind;

  @Column('text')
  name!: string;

  /** A lawyer's bar; null for everybody else. */
  @Column('text', { nullable: true })
  bar!: string | null;

  /** The court or service of a judge, prosecutor or clerk. */
  @Column('uuid', { name: 'office_id', nullable: true })
  officeId!: string | null;

  @Column('text', { nullable: true })
  specialty!: string | null;

  /** ISO 639 codes. */
  @Column('text', { array: true, default: '{}' })
  languages!: string[];

  /** In office in [validFrom, validTo), YYYY-MM-DD. */
  @Column('date', { name: 'valid_from' })
  validFrom!: string;

  @Column('date', { name: 'valid_to', nullable: true })
  validTo!: string | null;

  @VersionColumn({ default: 1 })
  version!: number;
}
