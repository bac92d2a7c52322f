import { countNatures, countRoles } from '../cases/case-codes.js';
import { ArrestBody, CountBody, PersonBody } from '../cases/register-case.dto.js';
import {
  BoolField,
  DateField,
  IntField,
  ObjectField,
  OneOf,
  TextField,
  UuidField,
} from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/keyset.js';
import { DEFENDANT_STAGES, type DefendantStage } from '../procedure/defendant-stage.js';

/** Codes, dates and ids only, never a name (ruling 12). */
export class DefendantListQuery extends PageQuery {
  @OneOf(DEFENDANT_STAGES, { optional: true })
  stage?: DefendantStage;
  @UuidField({ optional: true, description: 'The office that answers for the case' })
  office?: string;
}

export class PatchDefendantBody {
  @IntField({
    optional: true,
    nullable: true,
    min: 0,
    max: 120,
    description: 'Years at the facts, as declared',
  })
  declaredAge?: number | null;
  @ObjectField(() => ArrestBody, { optional: true, nullable: true })
  arrest?: ArrestBody | null;
  @DateField({ optional: true, nullable: true })
  referredOn?: string | null;
  @TextField({
    optional: true,
    nullable: true,
    max: 200,
    description: 'What became of the referral, also without a charge',
  })
  referralResult?: string | null;
}

/** Who X was: somebody in the register, or somebody new. */
export class IdentifyBody {
  @UuidField({ optional: true })
  personId?: string;
  @ObjectField(() => PersonBody, { optional: true })
  person?: PersonBody;
  @DateField({ optional: true, description: 'Today when not given' })
  on?: string;
}

export class MoveDefendantBody {
  @OneOf(DEFENDANT_STAGES)
  to!: DefendantStage;
  @DateField({ description: 'Legal date of the act' })
  on!: string;
  @TextField({ optional: true, max: 500 })
  justification?: string;
}

export class EndLawyerBody {
  @DateField({ optional: true, description: 'First day without this lawyer; today when not given' })
  on?: string;
}

const TAG = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

export class NewCountBody extends CountBody {
  @TextField({
    optional: true,
    each: true,
    max: 40,
    pattern: TAG,
    maxItems: 10,
    description: 'Sub-codes, such as the CRSV form',
  })
  tags?: string[];
}

export class PatchCountBody {
  @TextField({ optional: true, nullable: true, max: 500 })
  legalText?: string | null;
  @OneOf(countNatures, { optional: true, nullable: true })
  nature?: (typeof countNatures)[number] | null;
  @BoolField({ optional: true })
  attempted?: boolean;
  @OneOf(countRoles, { optional: true })
  role?: (typeof countRoles)[number];
  @TextField({ optional: true, each: true, max: 40, pattern: TAG, maxItems: 10 })
  tags?: string[];
  @DateField({ optional: true, nullable: true })
  chargedOn?: string | null;
  @DateField({ optional: true, nullable: true })
  withdrawnOn?: string | null;
}

export class RequalifyBody {
  @UuidField({ description: 'What the facts are now held to be' })
  offenceId!: string;
  @DateField()
  decidedOn!: string;
  @TextField({ optional: true, max: 500 })
  reason?: string;
}
