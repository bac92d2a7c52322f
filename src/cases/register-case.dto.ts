import {
  BoolField,
  DateField,
  IntField,
  ObjectField,
  OneOf,
  TextField,
  UuidField,
} from '../platform/http/fields.js';
import {
  ageBands,
  aliasKinds,
  arrestForces,
  caseTags,
  type CaseTag,
  countNatures,
  countRoles,
  identifierKinds,
  lawyerModes,
  type Matter,
  matters,
  nameKinds,
  type Origin,
  origins,
  personKinds,
  type Precision,
  precisions,
  sexes,
  victimCapacities,
  victimRoles,
} from './case-codes.js';

export class FactsBody {
  @DateField({ optional: true, description: 'First day of the facts; with the precision that is known' })
  from?: string;
  @DateField({ optional: true })
  to?: string;
  @OneOf(precisions)
  precision!: Precision;
}

export class AliasBody {
  @OneOf(aliasKinds)
  kind!: (typeof aliasKinds)[number];
  @TextField({ max: 100 })
  value!: string;
  @TextField({ optional: true, max: 200 })
  issuer?: string;
}

export class NameBody {
  @OneOf(nameKinds)
  kind!: (typeof nameKinds)[number];
  @TextField({ max: 200, description: 'The name as it is written in the file' })
  fullName!: string;
  @TextField({ optional: true, max: 100 })
  givenNames?: string;
  @TextField({ optional: true, max: 100 })
  familyName?: string;
  @BoolField({ optional: true, description: 'Is it known which part is the family name?' })
  orderKnown?: boolean;
}

export class IdentifierBody {
  @OneOf(identifierKinds)
  kind!: (typeof identifierKinds)[number];
  @TextField({ max: 100 })
  value!: string;
  @TextField({ optional: true, max: 100 })
  issuer?: string;
}

export class PersonBody {
  @OneOf(personKinds)
  kind!: (typeof personKinds)[number];
  @ObjectField(() => NameBody, { each: true, minItems: 1, maxItems: 20 })
  names!: NameBody[];
  @OneOf(sexes, { optional: true })
  sex?: (typeof sexes)[number];
  @DateField({ optional: true })
  birthDate?: string;
  @OneOf(precisions, { optional: true })
  birthPrecision?: Precision;
  @TextField({
    optional: true,
    each: true,
    max: 2,
    min: 2,
    pattern: /^[A-Z]{2}$/,
    maxItems: 5,
    description: 'ISO 3166-1 codes',
  })
  nationalities?: string[];
  @ObjectField(() => IdentifierBody, { optional: true, each: true, maxItems: 10 })
  identifiers?: IdentifierBody[];
}

export class ArrestBody {
  @DateField()
  date!: string;
  @TextField({ optional: true, pattern: /^([01]\d|2[0-3]):[0-5]\d$/, max: 5 })
  time?: string;
  @OneOf(arrestForces, { optional: true })
  force?: (typeof arrestForces)[number];
  @TextField({ optional: true, max: 200 })
  unit?: string;
  @UuidField({ optional: true })
  placeId?: string;
}

export class CountBody {
  @UuidField()
  offenceId!: string;
  @TextField({ optional: true, max: 500, description: 'The article as it stands in the file' })
  legalText?: string;
  @OneOf(countNatures, { optional: true })
  nature?: (typeof countNatures)[number];
  @BoolField({ optional: true })
  attempted?: boolean;
  @OneOf(countRoles, { optional: true })
  role?: (typeof countRoles)[number];
  @DateField({ optional: true })
  chargedOn?: string;
}

export class LawyerBody {
  @UuidField()
  professionalId!: string;
  @OneOf(lawyerModes)
  mode!: (typeof lawyerModes)[number];
  @DateField()
  from!: string;
}

/** A known person, a new one, or nobody yet known (X). */
export class DefendantBody {
  @UuidField({ optional: true, description: 'A person who is in the register already' })
  personId?: string;
  @ObjectField(() => PersonBody, { optional: true })
  person?: PersonBody;
  @BoolField({ optional: true, description: 'An unknown author: the register calls them X1, X2…' })
  unknown?: boolean;
  @IntField({ optional: true, min: 0, max: 120 })
  declaredAge?: number;
  @ObjectField(() => ArrestBody, { optional: true })
  arrest?: ArrestBody;
  @DateField({ optional: true })
  referredOn?: string;
  @ObjectField(() => CountBody, { optional: true, each: true, maxItems: 100 })
  counts?: CountBody[];
  @ObjectField(() => LawyerBody, { optional: true, each: true, maxItems: 10 })
  lawyers?: LawyerBody[];
}

/** By pseudonym only: a natural person has no name here (ruling 15). */
export class VictimBody {
  @OneOf(victimRoles)
  role!: (typeof victimRoles)[number];
  @OneOf(personKinds)
  kind!: (typeof personKinds)[number];
  @TextField({
    optional: true,
    max: 200,
    description: 'Only for a legal person: the State, a bank, an association',
  })
  legalName?: string;
  @OneOf(sexes, { optional: true })
  sex?: (typeof sexes)[number];
  @OneOf(ageBands, { optional: true })
  ageBand?: (typeof ageBands)[number];
  @OneOf(victimCapacities, { optional: true })
  capacity?: (typeof victimCapacities)[number];
  @BoolField({ optional: true })
  crsv?: boolean;
  @DateField({ optional: true })
  civilPartyOn?: string;
}

export class RegisterCaseBody {
  @UuidField({ description: 'The office whose register it enters' })
  officeId!: string;
  @TextField({ optional: true, max: 6, pattern: /^[A-Z]{1,6}$/, description: 'RP when not given' })
  series?: string;
  @DateField()
  receivedOn!: string;
  @OneOf(matters)
  matter!: Matter;
  @TextField({ max: 32, description: 'Code of the legal regime' })
  regime!: string;
  @OneOf(origins)
  origin!: Origin;
  @ObjectField(() => FactsBody)
  facts!: FactsBody;
  @UuidField({ optional: true })
  placeId?: string;
  @OneOf(caseTags, { optional: true, each: true, maxItems: 11 })
  tags?: CaseTag[];
  @UuidField({ optional: true })
  responsibleId?: string;
  @ObjectField(() => AliasBody, { optional: true, each: true, maxItems: 20 })
  aliases?: AliasBody[];
  @ObjectField(() => DefendantBody, { each: true, maxItems: 200 })
  defendants!: DefendantBody[];
  @ObjectField(() => VictimBody, { optional: true, each: true, maxItems: 500 })
  victims?: VictimBody[];
}
