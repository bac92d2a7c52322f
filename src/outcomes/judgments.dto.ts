import { BoolField, DateField, ObjectField, OneOf, TextField, UuidField } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/keyset.js';
import { judgmentModes, supersessions, type JudgmentMode, type Supersession } from './outcome-codes.js';

export class CountOutcomeBody {
  @UuidField()
  countId!: string;

  @TextField({ max: 63, description: 'Code of GET /outcome-types', example: 'convicted' })
  outcome!: string;

  @TextField({ optional: true, max: 500, description: 'Needed for an extinction: the legal text' })
  reason?: string;
}

/** One judgment on one defendant: count by count. */
export class JudgmentBody {
  @UuidField()
  defendantId!: string;

  @DateField()
  decidedOn!: string;

  @OneOf(judgmentModes, { optional: true, description: 'Needed when a count was tried' })
  mode?: JudgmentMode;

  @UuidField({ optional: true, description: 'The hearing at which it was given' })
  hearingId?: string;

  @OneOf(supersessions, {
    optional: true,
    description: 'Why it takes the place of the judgment these counts already have; both stay',
  })
  supersedes?: Supersession;

  @ObjectField(() => CountOutcomeBody, { each: true, minItems: 1 })
  counts!: CountOutcomeBody[];
}

export class OutcomeQuery extends PageQuery {
  @BoolField({ optional: true, fromText: true, description: 'Only those that stand' })
  current?: boolean;
}

export interface OutcomeView {
  id: string;
  caseId: string;
  judgmentId: string | null;
  defendantId: string;
  countId: string;
  outcome: string;
  labelFr: string;
  labelEn: string;
  tried: boolean;
  convicted: boolean;
  mode: JudgmentMode | null;
  decidedOn: string;
  hearingId: string | null;
  reason: string | null;
  /** Of an import: the source's own word and court. */
  sourceLabel: string | null;
  sourceCourt: string | null;
  supersededBy: string | null;
  supersededBecause: Supersession | null;
}

/** A judgment as recorded: `id` is what its outcomes share. */
export interface JudgmentView {
  id: string;
  caseId: string;
  defendantId: string;
  /** Stage of the defendant now. */
  stage: string;
  outcomes: OutcomeView[];
}
