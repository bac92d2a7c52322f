import { DateField, OneOf, TextField, UuidField } from '../../platform/http/fields.js';
import { type OfficeKind, officeKinds } from './office.entity.js';

const CODE = /^[A-Z0-9][A-Z0-9-]{0,23}$/;

export class OfficeBody {
  @UuidField({ description: 'The office it stands below' })
  parentId!: string;

  @TextField({ max: 24, pattern: CODE, description: 'Short and unique; part of register numbers' })
  code!: string;

  @OneOf(officeKinds)
  kind!: OfficeKind;

  @TextField({ max: 200 })
  nameFr!: string;

  @TextField({ max: 200 })
  nameEn!: string;

  @TextField({ max: 100, optional: true, description: 'Town' })
  seat?: string;

  @DateField()
  validFrom!: string;
}

export class OfficeChanges {
  @UuidField({ optional: true, description: 'Moves it, with all below it' })
  parentId?: string;

  @TextField({ max: 200, optional: true })
  nameFr?: string;

  @TextField({ max: 200, optional: true })
  nameEn?: string;

  @TextField({ max: 100, optional: true, nullable: true })
  seat?: string | null;
}

export class EndOfficeBody {
  @DateField({ description: 'From this day on it no longer exists' })
  on!: string;
}

export interface OfficeView {
  id: string;
  parentId: string | null;
  code: string;
  kind: OfficeKind;
  nameFr: string;
  nameEn: string;
  seat: string | null;
  validFrom: string;
  validTo: string | null;
  version: number;
}
