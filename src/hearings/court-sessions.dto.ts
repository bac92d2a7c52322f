import { DateField, OneOf, TextField, UuidField } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/keyset.js';
import { sessionKinds, type SessionKind } from './hearing-codes.js';

export class CourtSessionBody {
  @UuidField({ description: 'The court that sits' })
  courtId!: string;

  @OneOf(sessionKinds)
  kind!: SessionKind;

  @TextField({ max: 200, example: 'Session spéciale terrorisme, octobre 2021' })
  label!: string;

  @TextField({ optional: true, max: 200 })
  theme?: string;

  @DateField({ description: 'First day' })
  startsOn!: string;

  @DateField({ description: 'Last day' })
  endsOn!: string;
}

export class CourtSessionChange {
  @OneOf(sessionKinds, { optional: true })
  kind?: SessionKind;

  @TextField({ optional: true, min: 1, max: 200 })
  label?: string;

  @TextField({ optional: true, nullable: true, min: 1, max: 200 })
  theme?: string | null;

  @DateField({ optional: true })
  startsOn?: string;

  @DateField({ optional: true })
  endsOn?: string;
}

export class CourtSessionQuery extends PageQuery {
  @UuidField({ optional: true })
  court?: string;

  @OneOf(sessionKinds, { optional: true })
  kind?: SessionKind;

  @DateField({ optional: true, description: 'Not over before this day' })
  from?: string;

  @DateField({ optional: true, description: 'Begun by this day' })
  to?: string;
}

/** A session of court as it is answered. Dates are YYYY-MM-DD. */
export interface CourtSessionView {
  id: string;
  courtId: string;
  courtNameFr: string;
  courtNameEn: string;
  kind: SessionKind;
  label: string;
  theme: string | null;
  startsOn: string;
  endsOn: string;
  version: number;
}
