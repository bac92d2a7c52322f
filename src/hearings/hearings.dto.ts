import { DateField, IntField, ObjectField, OneOf, UuidField } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/keyset.js';
import {
  adjournmentReasons,
  closedReasons,
  hearingKinds,
  hearingResults,
  publicities,
  type AdjournmentReason,
  type ClosedReason,
  type HearingKind,
  type HearingResult,
  type Publicity,
} from './hearing-codes.js';

export class CalledBody {
  @UuidField({ optional: true, each: true, description: 'All live defendants of the case when not given' })
  defendantIds?: string[];

  @UuidField({
    optional: true,
    each: true,
    description: 'Victims and witnesses, by their pseudonymous record',
  })
  victimIds?: string[];

  @UuidField({ optional: true, each: true, description: 'Lawyers, experts, interpreters' })
  professionalIds?: string[];
}

export class HearingBody {
  @UuidField({ description: 'The sitting on whose roll the case is put' })
  sittingId!: string;

  @OneOf(hearingKinds)
  kind!: HearingKind;

  @OneOf(publicities, { optional: true, description: 'public when not given' })
  publicity?: Publicity;

  @OneOf(closedReasons, { optional: true, description: 'Needed, and only there, for a closed hearing' })
  closedReason?: ClosedReason;

  @IntField({ optional: true, min: 1, max: 9999, description: 'Wished place on the roll' })
  rollPosition?: number;

  @ObjectField(() => CalledBody, { optional: true })
  called?: CalledBody;
}

export class HearingChange {
  @OneOf(hearingKinds, { optional: true })
  kind?: HearingKind;

  @OneOf(publicities, { optional: true })
  publicity?: Publicity;

  @OneOf(closedReasons, { optional: true, nullable: true })
  closedReason?: ClosedReason | null;

  @IntField({ optional: true, nullable: true, min: 1, max: 9999 })
  rollPosition?: number | null;

  @ObjectField(() => CalledBody, {
    optional: true,
    description: 'Everybody called; who is not in a list is called no more',
  })
  called?: CalledBody;
}

export class HearingResultBody {
  @OneOf(hearingResults)
  result!: HearingResult;

  @OneOf(adjournmentReasons, {
    optional: true,
    description: 'Needed, and only there, for an adjournment (act A68)',
  })
  adjournmentReason?: AdjournmentReason;

  @DateField({ optional: true, description: 'Of a reserved judgment: when it is to be given (act A70)' })
  deliberationUntil?: string;

  @UuidField({ optional: true, description: 'Puts the case on the roll of this sitting next' })
  nextSittingId?: string;
}

export class HearingQuery extends PageQuery {
  @DateField({ optional: true })
  from?: string;

  @DateField({ optional: true, description: 'This day included' })
  to?: string;

  @UuidField({ optional: true })
  court?: string;
}

/** A hearing in a list. */
export interface HearingListItem {
  id: string;
  caseId: string;
  caseNumber: string;
  caseTitle: string;
  sealed: boolean;
  sittingId: string;
  courtId: string;
  roomId: string | null;
  date: string;
  startsAt: Date;
  endsAt: Date;
  sittingCancelled: boolean;
  kind: HearingKind;
  publicity: Publicity;
  closedReason: ClosedReason | null;
  rollPosition: number | null;
  result: HearingResult | null;
  adjournmentReason: AdjournmentReason | null;
  deliberationUntil: string | null;
  nextHearingId: string | null;
  version: number;
}

export interface Called {
  defendantId: string | null;
  victimId: string | null;
  pseudonym: string | null;
  professionalId: string | null;
}

/** Somebody of this hearing is called elsewhere at the same time: who and when, and nothing of where. */
export interface Clash {
  kind: 'defendant' | 'professional';
  id: string;
  from: string;
  to: string;
}

/** One hearing. Warnings inform; they hold nobody back. */
export interface HearingView extends HearingListItem {
  called: Called[];
  warnings: Clash[];
}
