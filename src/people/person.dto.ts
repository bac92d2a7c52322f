import { type Precision, precisions, sexes } from '../cases/case-codes.js';
import { IdentifierBody } from '../cases/register-case.dto.js';
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
import { linkStates, type LinkState } from './person-link.view.js';

const COUNTRY = /^[A-Z]{2}$/;
const MOST_FOUND = 50;

/** A name in any order and spelling. In the body, because names are never in a URL (ruling 12). */
export class PeopleSearchBody {
  @TextField({ min: 2, max: 200 })
  name!: string;
  @DateField({ optional: true })
  birthDate?: string;
  @OneOf(precisions, { optional: true, description: 'Of the date; the day when not given' })
  birthPrecision?: Precision;
  @IntField({ optional: true, min: 1, max: MOST_FOUND })
  limit?: number;
}

/** What is known of somebody before a new person is made. */
export class MatchesBody {
  @TextField({ each: true, min: 2, max: 200, minItems: 1, maxItems: 5 })
  names!: string[];
  @DateField({ optional: true })
  birthDate?: string;
  @OneOf(precisions, { optional: true, description: 'Of the date; the day when not given' })
  birthPrecision?: Precision;
  @OneOf(sexes, { optional: true })
  sex?: (typeof sexes)[number];
  @ObjectField(() => IdentifierBody, { optional: true, each: true, maxItems: 10 })
  identifiers?: IdentifierBody[];
}

export class PatchPersonBody {
  @OneOf(sexes, { optional: true })
  sex?: (typeof sexes)[number];
  @DateField({ optional: true, nullable: true })
  birthDate?: string | null;
  @OneOf(precisions, { optional: true })
  birthPrecision?: Precision;
  @TextField({
    optional: true,
    each: true,
    min: 2,
    max: 2,
    pattern: COUNTRY,
    maxItems: 5,
    description: 'ISO 3166-1 codes',
  })
  nationalities?: string[];
}

class NameParts {
  @TextField({ max: 200 })
  fullName!: string;
  @TextField({ optional: true, max: 100 })
  givenNames?: string;
  @TextField({ optional: true, max: 100 })
  familyName?: string;
  @BoolField({ optional: true, description: 'Is it known which part is the family name?' })
  orderKnown?: boolean;
}

export const addedNameKinds = ['alias', 'nom_de_guerre'] as const;

export class AddNameBody extends NameParts {
  @OneOf(addedNameKinds)
  kind!: (typeof addedNameKinds)[number];
}

/** The written name was wrong; it stays in the record, with who corrected it and why. */
export class CorrectNameBody extends NameParts {
  @TextField({ min: 5, max: 500 })
  reason!: string;
}

export class LinkListQuery extends PageQuery {
  @OneOf(linkStates, { optional: true })
  state?: LinkState;
}

export class ProposeLinkBody {
  @UuidField({ description: 'The record that may be the same person' })
  otherId!: string;
  @TextField({ optional: true, max: 500 })
  note?: string;
}

export class DecideLinkBody {
  @TextField({ min: 5, max: 500 })
  reason!: string;
}

export class ProposalsBody {
  @UuidField({ optional: true, description: 'Where the last run ended (its next)' })
  after?: string;
}
