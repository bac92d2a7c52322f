import { type Role, roles } from '../../platform/access/roles.js';
import { DateField, OneOf, TextField, UuidField } from '../../platform/http/fields.js';

export class RoleBody {
  @OneOf(roles)
  role!: Role;

  @UuidField({ description: 'The right reaches this office and all below it' })
  officeId!: string;

  @DateField({ optional: true, description: 'Today when not given' })
  validFrom?: string;

  @DateField({ optional: true, description: 'On this day the right is already gone' })
  validTo?: string;
}

export class EndRoleBody {
  @DateField({ optional: true, description: 'From this day on the right is gone; today when not given' })
  on?: string;

  @TextField({ max: 500 })
  reason!: string;
}

export interface HoldingView {
  id: string;
  userId: string;
  role: Role;
  officeId: string;
  validFrom: string;
  validTo: string | null;
  grantedBy: string | null;
  approvedBy: string | null;
  endedBy: string | null;
  endReason: string | null;
  /** An administrator's role has no effect before a second person approved it. */
  awaitsApproval: boolean;
}
