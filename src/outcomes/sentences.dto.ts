import {
  AmountField,
  DateField,
  IntField,
  ObjectField,
  OneOf,
  TextField,
  UuidField,
} from '../platform/http/fields.js';
import {
  accessoryKinds,
  commutationBases,
  type AccessoryKind,
  type CommutationBasis,
  type Supersession,
} from './outcome-codes.js';

/** What a sentence is, be it pronounced or put in the place of another. */
export class SentenceTerms {
  @TextField({ max: 63, description: 'Code of GET /sentence-types', example: 'IMPRISONMENT' })
  principalType!: string;

  @IntField({ optional: true, min: 0, max: 999 })
  years?: number;

  @IntField({ optional: true, min: 0, max: 999 })
  months?: number;

  @IntField({ optional: true, min: 0, max: 9999 })
  days?: number;

  @IntField({ optional: true, min: 0, max: 999, description: 'The part that is suspended' })
  suspendedYears?: number;

  @IntField({ optional: true, min: 0, max: 999 })
  suspendedMonths?: number;

  @IntField({ optional: true, min: 0, max: 9999 })
  suspendedDays?: number;

  @AmountField({ optional: true, description: 'In francs CFA (XOF)' })
  fineAmount?: number;
}

export class AccessoryBody {
  @OneOf(accessoryKinds)
  kind!: AccessoryKind;

  @IntField({ optional: true, min: 0, max: 99 })
  years?: number;

  @IntField({ optional: true, min: 0, max: 999 })
  months?: number;

  @TextField({ optional: true, min: 1, max: 500, description: 'What is confiscated, where one may not stay' })
  detail?: string;
}

export class SentenceBody extends SentenceTerms {
  @UuidField()
  defendantId!: string;

  @UuidField({ optional: true, description: 'None: one sentence for all counts of the judgment' })
  countId?: string;

  @DateField()
  decidedOn!: string;

  @DateField({ optional: true, description: 'From when it is in force; decidedOn when not given' })
  effectiveFrom?: string;

  @ObjectField(() => AccessoryBody, { optional: true, each: true, maxItems: 20 })
  accessories?: AccessoryBody[];
}

/** A further record in the place of the one in force. A fine that is not mentioned stays. */
export class CommutationBody extends SentenceTerms {
  @OneOf(commutationBases)
  basis!: CommutationBasis;

  @TextField({ max: 500, description: 'The decree or the text it rests on' })
  basisText!: string;

  @DateField()
  decidedOn!: string;

  @DateField()
  effectiveFrom!: string;
}

export interface SentenceView {
  id: string;
  caseId: string;
  defendantId: string;
  countId: string | null;
  record: 'pronounced' | 'in_force';
  pronouncedId: string | null;
  supersedesId: string | null;
  /** Of a record in force: nothing took its place and the judgment behind it stands. */
  current: boolean;
  principalType: string;
  labelFr: string;
  labelEn: string;
  years: number | null;
  months: number | null;
  days: number | null;
  suspendedYears: number | null;
  suspendedMonths: number | null;
  suspendedDays: number | null;
  /** A decimal as text, so that no digit is lost. */
  fineAmount: string | null;
  currency: string;
  decidedOn: string;
  basis: string;
  basisText: string | null;
  effectiveFrom: string | null;
  annulledOn: string | null;
  annulledBecause: Supersession | 'amnesty' | null;
  sourceLabel: string | null;
  accessories: { kind: AccessoryKind; years: number | null; months: number | null; detail: string | null }[];
  version: number;
}

/** A sentence with all that became of it: as pronounced, then every record in force, oldest first. */
export interface SentenceHistory {
  /** The record asked for, or made. */
  id: string;
  pronounced: SentenceView;
  inForce: SentenceView[];
}
