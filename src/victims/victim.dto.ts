import { ageBands, sexes, victimCapacities, victimRoles } from '../cases/case-codes.js';
import { BoolField, DateField, OneOf, TextField } from '../platform/http/fields.js';

/** What may be corrected of a victim or witness. The pseudonym never changes; there is no free text (ruling 15). */
export class PatchVictimBody {
  @OneOf(victimRoles, { optional: true })
  role?: (typeof victimRoles)[number];
  @TextField({ optional: true, min: 1, max: 200, description: 'Only of a legal person' })
  legalName?: string;
  @OneOf(sexes, { optional: true })
  sex?: (typeof sexes)[number];
  @OneOf(ageBands, { optional: true })
  ageBand?: (typeof ageBands)[number];
  @OneOf(victimCapacities, { optional: true })
  capacity?: (typeof victimCapacities)[number];
  @BoolField({ optional: true })
  crsv?: boolean;
  @DateField({ optional: true, nullable: true })
  civilPartyOn?: string | null;
}
