import { caseSorts } from '../cases/case.dto.js';
import { ObjectField, OneOf, TextField, UuidField } from '../platform/http/fields.js';
import { CaseFilters } from './case-filters.js';

export const viewResources = ['cases'] as const;

export class SaveViewBody {
  @TextField({ max: 100, description: 'How I call it; unique among my own' })
  name!: string;
  @OneOf(viewResources)
  resource!: (typeof viewResources)[number];
  @ObjectField(() => CaseFilters)
  filters!: CaseFilters;
  @OneOf(caseSorts, { optional: true })
  sort?: (typeof caseSorts)[number];
  @UuidField({ optional: true, description: 'Everybody who works in this office reads it' })
  sharedOfficeId?: string;
}

export class ChangeViewBody {
  @TextField({ optional: true, min: 1, max: 100 })
  name?: string;
  @ObjectField(() => CaseFilters, { optional: true })
  filters?: CaseFilters;
  @OneOf(caseSorts, { optional: true, nullable: true })
  sort?: (typeof caseSorts)[number] | null;
  @UuidField({ optional: true, nullable: true, description: 'null: for me alone' })
  sharedOfficeId?: string | null;
}
