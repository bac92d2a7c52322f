import { DateField, OneOf, UuidField } from '../platform/http/fields.js';
import type { Confidence } from '../procedure/stage-table.js';
import {
  appellants,
  remedyDecisions,
  remedyKinds,
  remedyScopes,
  type Appellant,
  type RemedyDecision,
  type RemedyKind,
  type RemedyScope,
  type RemedyStatus,
} from './outcome-codes.js';

export class RemedyBody {
  @UuidField({ description: 'Whose judgment is attacked' })
  defendantId!: string;

  @OneOf(remedyKinds)
  kind!: RemedyKind;

  @DateField()
  lodgedOn!: string;

  @OneOf(appellants)
  lodgedBy!: Appellant;

  @UuidField({ optional: true, description: 'The civil party, by its pseudonymous record' })
  victimId?: string;

  @OneOf(remedyScopes, { optional: true, description: 'all when not given; civil for a civil party' })
  scope?: RemedyScope;

  @DateField({
    optional: true,
    description: 'When the judgment was notified; the day of the judgment when not given',
  })
  notifiedOn?: string;
}

export class RemedyDecisionBody {
  @OneOf(remedyDecisions)
  status!: RemedyDecision;

  @DateField()
  decidedOn!: string;
}

export interface RemedyView {
  id: string;
  caseId: string;
  defendantId: string;
  kind: RemedyKind;
  lodgedOn: string;
  lodgedBy: Appellant;
  victimId: string | null;
  scope: RemedyScope;
  status: RemedyStatus;
  decidedOn: string | null;
  /** The time for lodging it. `dueOn` is null where the limit is uncertain; it informs and decides nothing. */
  clock: { from: string; dueOn: string | null; confidence: Confidence };
  version: number;
}
