import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { createHash } from 'node:crypto';
import { protectedRead } from '../../platform/audit/protected-read.js';
import { Clock } from '../../platform/context/clock.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { newId } from '../../platform/database/ids.js';
import { Tx } from '../../platform/database/tx.js';
import { Invalid, TooMany } from '../../platform/http/errors.js';
import { Translator } from '../../platform/i18n/translator.js';
import { keptFilters } from '../../saved-views/case-filters.js';
import { CaseRowsRepository } from './case-rows.repository.js';
import { cellsOf } from './export-columns.js';
import { exportFile, FileHead } from './export-file.js';
import { EXPORT_LIMITS } from './export-limits.js';
import { CreateExportBody } from './export.dto.js';
import { EXPORT_COLUMNS, ExportItem, ExportRow, toExportItem } from './export.view.js';

const DAY_MILLIS = 24 * 60 * 60_000;
const RETRY_SECONDS = 5;

/** Files that leave the register: purpose, recipient, expiry, watermark, digest, trace (domain notes §11.3, rule 8). */
@Injectable()
export class ExportsService {
  constructor(
    private readonly tx: Tx,
    private readonly rows: CaseRowsRepository,
    private readonly clock: Clock,
    private readonly context: RequestContext,
    private readonly translator: Translator,
  ) {}

  /**
   * Writes the cases that the caller sees now into a file. File, row and access events commit together.
   *
   * @throws Invalid for an expiry in the past or too far, and for more cases than a file may hold
   */
  @Transactional()
  async create(body: CreateExportBody): Promise<ExportItem> {
    const now = this.clock.now();
    const expiresAt = new Date(body.expiresAt);
    if (expiresAt <= now || expiresAt.getTime() > now.getTime() + EXPORT_LIMITS.days * DAY_MILLIS) {
      const vars = { days: EXPORT_LIMITS.days };
      throw new Invalid(
        'request.fields',
        {},
        { fields: [{ field: 'expiresAt', code: 'export.expiry', vars }] },
      );
    }
    await this.oneAtATime();
    const filters = keptFilters(body.filters);
    const query = { ...filters, ...(body.sort === undefined ? {} : { sort: body.sort }) };
    const limit = EXPORT_LIMITS.rows[body.format];
    const total = await this.rows.count(query);
    if (total > limit) throw new Invalid('export.too_many_rows', { rows: total, limit });

    const id = newId();
    const { locale } = this.context;
    const columns = [...new Set(body.columns)];
    const file = exportFile(body.format, await this.head(id, body, columns, now, expiresAt));
    const stageLabel = (stage: string) => this.translator.text(locale, `procedure:caseStages/${stage}`);
    const caseIds: string[] = [];
    const officeIds = new Set<string>();
    for await (const batch of this.rows.batches(query, columns)) {
      file.add(batch.map((row) => cellsOf(row, columns, locale, stageLabel)));
      for (const row of batch) {
        caseIds.push(row.id);
        officeIds.add(row.office_id);
      }
      // Cases registered since they were counted.
      if (caseIds.length > limit) throw new Invalid('export.too_many_rows', { rows: caseIds.length, limit });
    }
    const content = await file.bytes();
    await this.tx.query(
      `INSERT INTO app.exports (id, created_by, created_at, resource, format, locale, filters, sort, columns, purpose, recipient,
         row_count, bytes, sha256, office_ids, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [
        id,
        this.context.user.userId,
        now,
        body.resource,
        body.format,
        locale,
        filters,
        body.sort ?? null,
        columns,
        body.purpose,
        body.recipient,
        caseIds.length,
        content.length,
        createHash('sha256').update(content).digest(),
        [...officeIds],
        expiresAt,
      ],
    );
    await this.tx.query(
      'INSERT INTO app.export_files (id, export_id, content, case_ids) VALUES ($1, $2, $3, $4)',
      [newId(), id, content, caseIds],
    );
    await this.log(id, body, caseIds);
    const [row] = await this.tx.query<ExportRow>(
      `SELECT ${EXPORT_COLUMNS} FROM app.exports e WHERE e.id = $1`,
      [id],
    );
    if (!row) throw new Error('the export is not there');
    return toExportItem(row, now);
  }

  /** Each file takes memory and a connection for seconds: nobody makes two at once. */
  private async oneAtATime(): Promise<void> {
    const [row] = await this.tx.query<{ free: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('export ' || sec.uid()::text, 0)) AS free`,
    );
    if (row?.free !== true) throw new TooMany('export.one_at_a_time', {}, { retryAfter: RETRY_SECONDS });
  }

  /** In this transaction, for a sealed case may be among them: no event, no file (ruling 4). */
  private async log(id: string, { format }: CreateExportBody, caseIds: readonly string[]): Promise<void> {
    for (let from = 0; from === 0 || from < caseIds.length; from += EXPORT_LIMITS.eventCases) {
      await this.tx.execute(
        protectedRead({
          kind: 'export',
          table: 'exports',
          ids: [id],
          caseIds: caseIds.slice(from, from + EXPORT_LIMITS.eventCases),
          detail: { download: false, format, rows: caseIds.length },
        }),
      );
    }
  }

  private async head(
    id: string,
    { purpose, recipient }: CreateExportBody,
    columns: readonly string[],
    now: Date,
    expiresAt: Date,
  ): Promise<FileHead> {
    const text = (key: string) => this.translator.text(this.context.locale, `exports:${key}`);
    const [maker] = await this.tx.query<{ login: string; display_name: string }>(
      'SELECT u.login, u.display_name FROM app.users u WHERE u.id = sec.uid()',
    );
    // Label and text are put side by side, never one into the other: a text of the caller is no template.
    return {
      sheet: text('sheet'),
      headings: columns.map((column) => text(`columns/${column}`)),
      watermark: [
        [text('watermark/user'), `${maker?.display_name ?? ''} (${maker?.login ?? ''})`],
        [text('watermark/moment'), now.toISOString()],
        [text('watermark/recipient'), recipient],
        [text('watermark/purpose'), purpose],
        [text('watermark/expires'), expiresAt.toISOString()],
        [text('watermark/reference'), id],
      ],
      reference: id,
    };
  }
}
