import { DateField, TextField, UuidField } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/keyset.js';

export class RoomBody {
  @UuidField({ description: 'The court' })
  officeId!: string;

  @TextField({ max: 120, example: 'Salle n° 2' })
  name!: string;

  @DateField({ description: 'Usable from this day' })
  validFrom!: string;

  @DateField({ optional: true, description: 'First day it is no longer used' })
  validTo?: string;
}

/** A room stays in its court. */
export class RoomChange {
  @TextField({ optional: true, min: 1, max: 120 })
  name?: string;

  @DateField({ optional: true })
  validFrom?: string;

  @DateField({ optional: true, nullable: true })
  validTo?: string | null;
}

export class RoomQuery extends PageQuery {
  @UuidField({ optional: true })
  office?: string;

  @DateField({ optional: true, description: 'Usable on that day' })
  at?: string;
}

/** A room as answered; periods are half-open, YYYY-MM-DD. */
export interface RoomView {
  id: string;
  officeId: string;
  name: string;
  validFrom: string;
  validTo: string | null;
  version: number;
}
