export const exportFormats = ['csv', 'xlsx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const EXPORT_LIMITS = {
  /** Cases in one file. A workbook is built as a whole in memory by its library, a CSV piece by piece. */
  rows: { csv: 50_000, xlsx: 10_000 } satisfies Record<ExportFormat, number>,
  /** Cases read at a time. */
  batch: 500,
  /** Cases in one access event; what showed more writes several. */
  eventCases: 5_000,
  days: 30,
} as const;

export const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
