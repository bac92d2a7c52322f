/** A row of app.exports as statements give it. */
export interface ExportRow {
  id: string;
  created_by: string;
  maker: string;
  created_at: Date;
  resource: string;
  format: 'csv' | 'xlsx';
  locale: string;
  filters: Record<string, string>;
  sort: string | null;
  columns: string[];
  purpose: string;
  recipient: string;
  row_count: number;
  bytes: number;
  sha256: string;
  expires_at: Date;
}

export interface ExportItem {
  id: string;
  resource: string;
  format: string;
  /** Language of the headings. */
  locale: string;
  filters: Record<string, string>;
  sort: string | null;
  columns: string[];
  purpose: string;
  recipient: string;
  rows: number;
  /** Bytes of the file. */
  size: number;
  /** SHA-256 of the file, in hexadecimal digits. */
  sha256: string;
  fileName: string;
  createdBy: string;
  createdAt: string;
  expiresAt: string;
  expired: boolean;
}

/** Columns of every statement that gives exports: `e` the export. */
export const EXPORT_COLUMNS = `e.id, e.created_by, sec.display_name(e.created_by) AS maker, e.created_at, e.resource, e.format, e.locale,
  e.filters, e.sort, e.columns, e.purpose, e.recipient, e.row_count, e.bytes, encode(e.sha256, 'hex') AS sha256, e.expires_at`;

/** A name that tells nobody anything: a file name is seen on screens, in mails and in logs. */
export function fileNameOf({ id, format }: { id: string; format: string }): string {
  return `greffe-${id}.${format}`;
}

export function toExportItem(row: ExportRow, now: Date): ExportItem {
  return {
    id: row.id,
    resource: row.resource,
    format: row.format,
    locale: row.locale,
    filters: row.filters,
    sort: row.sort,
    columns: row.columns,
    purpose: row.purpose,
    recipient: row.recipient,
    rows: row.row_count,
    size: row.bytes,
    sha256: row.sha256,
    fileName: fileNameOf(row),
    createdBy: row.maker,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    expired: row.expires_at <= now,
  };
}
