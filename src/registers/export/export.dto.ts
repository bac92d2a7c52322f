import { caseSorts } from '../../cases/case.dto.js';
import { MomentField, ObjectField, OneOf, TextField } from '../../platform/http/fields.js';
import { CaseFilters } from '../../saved-views/case-filters.js';
import { type ExportColumn, exportColumns } from './export-columns.js';
import { type ExportFormat, exportFormats } from './export-limits.js';

export const exportResources = ['cases'] as const;

export class CreateExportBody {
  @OneOf(exportResources)
  resource!: (typeof exportResources)[number];
  @ObjectField(() => CaseFilters, { description: 'As the list of cases takes them' })
  filters!: CaseFilters;
  @OneOf(caseSorts, { optional: true })
  sort?: (typeof caseSorts)[number];
  @OneOf(exportColumns, { each: true, minItems: 1, maxItems: exportColumns.length })
  columns!: ExportColumn[];
  @OneOf(exportFormats)
  format!: ExportFormat;
  @TextField({ min: 10, max: 500, description: 'What it is for; it stands in the file' })
  purpose!: string;
  @TextField({ min: 2, max: 200, description: 'Who gets it; it stands in the file' })
  recipient!: string;
  @MomentField({ description: 'Until when it can be downloaded: at most 30 days' })
  expiresAt!: string;
}
