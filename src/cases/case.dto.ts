import { PageQuery } from '../platform/http/keyset.js';
import { DateField, ObjectField, OneOf, TextField, UuidField } from '../platform/http/fields.js';
import { CASE_STAGES, type CaseStage } from '../procedure/case-stage.js';
import {
  caseStatuses,
  type CaseStatus,
  caseTags,
  type CaseTag,
  type Matter,
  matters,
  type Origin,
  origins,
} from './case-codes.js';
import { FactsBody } from './register-case.dto.js';

export const caseSorts = ['-registeredOn', 'registeredOn'] as const;

/** Filters of the list: codes, dates and ids only, never a name (ruling 12). */
export class CaseListQuery extends PageQuery {
  @UuidField({ optional: true })
  office?: string;
  @OneOf(CASE_STAGES, { optional: true })
  stage?: CaseStage;
  @OneOf(caseStatuses, { optional: true })
  status?: CaseStatus;
  @OneOf(caseTags, { optional: true })
  tag?: CaseTag;
  @OneOf(matters, { optional: true })
  matter?: Matter;
  @UuidField({ optional: true })
  responsible?: string;
  @UuidField({ optional: true, description: 'Cases with a count of this offence' })
  offence?: string;
  @DateField({ optional: true })
  registeredFrom?: string;
  @DateField({ optional: true })
  registeredTo?: string;
  @TextField({ optional: true, max: 60, description: 'An exact number of ours, with its check sign' })
  number?: string;
  @OneOf(caseSorts, { optional: true })
  sort?: (typeof caseSorts)[number];
}

export class PatchCaseBody {
  @OneOf(origins, { optional: true })
  origin?: Origin;
  @DateField({ optional: true })
  receivedOn?: string;
  @ObjectField(() => FactsBody, { optional: true })
  facts?: FactsBody;
  @UuidField({ optional: true, nullable: true })
  placeId?: string | null;
  @OneOf(caseTags, { optional: true, each: true, maxItems: 11 })
  tags?: CaseTag[];
  @UuidField({ optional: true, nullable: true })
  responsibleId?: string | null;
}

export class StrikeBody {
  @TextField({ min: 10, max: 500, description: 'Why the registration was wrong' })
  reason!: string;
}

export class MoveCaseBody {
  @OneOf(CASE_STAGES)
  to!: CaseStage;
  @DateField({ description: 'Legal date of the act' })
  on!: string;
  @TextField({ optional: true, max: 500 })
  justification?: string;
}
