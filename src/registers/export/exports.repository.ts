import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/context/clock.js';
import { ReadTransaction } from '../../platform/database/read-transaction.js';
import { Forbidden, NotFound } from '../../platform/http/errors.js';
import { decodeCursor, Page, PAGE_SIZE, PageQuery, toPage } from '../../platform/http/keyset.js';
import { EXPORT_LIMITS } from './export-limits.js';
import { EXPORT_COLUMNS, ExportItem, ExportRow, toExportItem } from './export.view.js';

/** Reads of exports. Files are the maker's alone; what is said of them is also for who audits an office in them. */
@Injectable()
export class ExportsRepository {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly clock: Clock,
  ) {}

  /** My own, the newest first, expired ones too. */
  async list(query: PageQuery): Promise<Page<ExportItem>> {
    const limit = query.limit ?? PAGE_SIZE;
    const position = decodeCursor(query.cursor, 1);
    const view = (row: ExportRow) => toExportItem(row, this.clock.now());
    const page = {
      name: position ? 'exports_next' : 'exports',
      text: `SELECT ${EXPORT_COLUMNS} FROM app.exports e
             WHERE e.created_by = (SELECT sec.uid()) ${position ? 'AND e.id < $2::uuid' : ''} ORDER BY e.id DESC LIMIT $1`,
      values: [limit + 1, ...(position ?? [])],
    };
    if (query.total !== true) {
      const rows = await this.reads.run<ExportRow>(page);
      return toPage(rows, limit, (row) => [row.id], view);
    }
    const [rows, [counted]] = await this.reads.runAll<[ExportRow, { total: number }]>([
      page,
      {
        name: 'exports_count',
        text: 'SELECT count(*)::int AS total FROM app.exports e WHERE e.created_by = (SELECT sec.uid())',
      },
    ]);
    return toPage(rows, limit, (row) => [row.id], view, counted?.total);
  }

  /** @throws NotFound when it is neither mine nor of an office that I audit */
  async one(id: string): Promise<ExportItem> {
    const [row] = await this.reads.run<ExportRow>({
      name: 'export',
      text: `SELECT ${EXPORT_COLUMNS} FROM app.exports e WHERE e.id = $1`,
      values: [id],
    });
    if (!row) throw new NotFound('export.not_found');
    return toExportItem(row, this.clock.now());
  }

  /**
   * The file. It may hold sealed cases, so the events of its download commit with the read (ruling 4), one for every
   * few thousand cases in it.
   *
   * @throws NotFound when it is not mine, or has expired
   * @throws Forbidden when a case in it is no longer open to me: rights are those of today, not of the day it was made
   */
  async file(id: string): Promise<{ content: Buffer; about: ExportItem }> {
    const now = this.clock.now();
    const [row] = await this.reads.runLogged<ExportRow & { content: Buffer | null }>(
      {
        name: 'export_file_log',
        text: `SELECT audit.log_read('export', 'app.exports', ARRAY[e.id], f.case_ids[n : n + $3 - 1],
                 jsonb_build_object('download', true, 'format', e.format, 'rows', e.row_count))
               FROM app.export_files f JOIN app.exports e ON e.id = f.export_id,
                 generate_series(1, greatest(cardinality(f.case_ids), 1), $3) AS n
               WHERE e.id = $1 AND e.expires_at > $2 AND f.content IS NOT NULL`,
        values: [id, now, EXPORT_LIMITS.eventCases],
      },
      {
        name: 'export_file',
        text: `SELECT ${EXPORT_COLUMNS}, CASE WHEN NOT EXISTS (SELECT 1 FROM unnest(f.case_ids) AS x (id)
                 WHERE NOT EXISTS (SELECT 1 FROM app.cases c WHERE c.id = x.id)) THEN f.content END AS content
               FROM app.export_files f JOIN app.exports e ON e.id = f.export_id
               WHERE e.id = $1 AND e.expires_at > $2 AND f.content IS NOT NULL`,
        values: [id, now],
      },
    );
    if (!row) {
      const { expired } = await this.one(id);
      throw new NotFound(expired ? 'export.expired' : 'export.not_found');
    }
    if (row.content === null) throw new Forbidden('export.case_closed_to_you');
    return { content: row.content, about: toExportItem(row, now) };
  }
}
