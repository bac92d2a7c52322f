import { DateField, OneOf, TextField, UuidField } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/keyset.js';
import { PROFESSIONAL_KINDS, type ProfessionalKind } from './professional.entity.js';

const LANGUAGE = /^[a-z]{2,3}$/;

export class ProfessionalBody {
  @OneOf(PROFESSIONAL_KINDS)
  kind!: ProfessionalKind;

  @TextField({ max: 200 })
  name!: string;

  @TextField({ optional: true, min: 1, max: 120, description: 'Of a lawyer', example: 'Barreau du Mali' })
  bar?: string;

  @UuidField({ optional: true, description: 'Court or service' })
  officeId?: string;

  @TextField({ optional: true, min: 1, max: 120, example: 'balistique' })
  specialty?: string;

  @TextField({
    optional: true,
    each: true,
    maxItems: 20,
    pattern: LANGUAGE,
    max: 3,
    description: 'ISO 639 codes',
  })
  languages?: string[];

  @DateField({ description: 'In office from this day' })
  validFrom!: string;

  @DateField({ optional: true, description: 'First day out of office' })
  validTo?: string;
}

/** The kind stays: a judge who becomes a prosecutor is a new entry, so that older files keep reading right. */
export class ProfessionalChange {
  @TextField({ optional: true, min: 1, max: 200 })
  name?: string;

  @TextField({ optional: true, nullable: true, min: 1, max: 120 })
  bar?: string | null;

  @UuidField({ optional: true, nullable: true })
  officeId?: string | null;

  @TextField({ optional: true, nullable: true, min: 1, max: 120 })
  specialty?: string | null;

  @TextField({ optional: true, each: true, maxItems: 20, pattern: LANGUAGE, max: 3 })
  languages?: string[];

  @DateField({ optional: true })
  validFrom?: string;

  @DateField({ optional: true, nullable: true })
  validTo?: string | null;
}

/** No search by name: names are never in a URL (ruling 12). */
export class ProfessionalQuery extends PageQuery {
  @OneOf(PROFESSIONAL_KINDS, { optional: true })
  kind?: ProfessionalKind;

  @UuidField({ optional: true })
  office?: string;

  @TextField({ optional: true, max: 120, description: 'Lawyers of this bar, in any spelling' })
  bar?: string;

  @DateField({ optional: true, description: 'In office on that day' })
  at?: string;

  @TextField({ optional: true, pattern: LANGUAGE, max: 3, description: 'Speaks this language' })
  language?: string;
}

/** A professional as answered; periods are half-open, YYYY-MM-DD. */
export interface ProfessionalView {
  id: string;
  kind: ProfessionalKind;
  name: string;
  bar: string | null;
  officeId: string | null;
  specialty: string | null;
  languages: string[];
  validFrom: string;
  validTo: string | null;
  version: number;
}
