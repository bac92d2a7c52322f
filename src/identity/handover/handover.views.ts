import { DateField, TextField, UuidField } from '../../platform/http/fields.js';

export class HandoverBody {
  @UuidField({ description: 'Who takes over' })
  to!: string;

  @DateField({ description: 'From this day on; today at the earliest' })
  from!: string;

  @UuidField({ optional: true, description: 'Only the cases of this office and those below it' })
  officeId?: string;

  @TextField({ max: 500 })
  reason!: string;
}

export interface HandoverView {
  /** Assignments that went over. */
  assignments: number;
  /** Cases for which the new person now answers. */
  responsible: number;
}
