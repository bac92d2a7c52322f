/**
 * What one import may weigh. A file over a limit is refused by name before it can fill the memory: these
 * bounds, not the machine, decide.
 */
export const IMPORT_LIMITS = {
  /** Bytes of one file as it was sent. */
  fileBytes: 64 * 1024 * 1024,
  /** Bytes of everything inside one workbook once unpacked (a "zip bomb" is small only outside). */
  unpackedBytes: 256 * 1024 * 1024,
  /** Entries inside one workbook. */
  zipEntries: 2_000,
  /** Rows of one table, heading excluded. */
  rows: 300_000,
  columns: 200,
  /** Characters in one cell: what a spreadsheet itself allows. */
  cellLength: 32_767,
  /** Characters in one row of a CSV file. */
  rowLength: 1024 * 1024,
} as const;

export type ImportLimits = { readonly [K in keyof typeof IMPORT_LIMITS]: number };
