import { Injectable } from '@nestjs/common';
import { RequestContext } from '../../platform/context/request-context.js';
import { NotFound } from '../../platform/http/errors.js';
import { decodeCursor, PAGE_SIZE, toPage, type Page, type PageQuery } from '../../platform/http/keyset.js';
import { Translator } from '../../platform/i18n/translator.js';
import { ImportStore, type ImportRow, type ProblemRow } from './import-store.js';
import type { ImportProblemView, ImportView, ProfileView, ReportQuery } from './imports.dto.js';
import { loadProfile, shippedProfiles } from './load-profile.js';
import type { RowProblem } from './problem.js';
import { sentenceOf } from './problem-texts.js';

/** Imports as they are shown, in the language of the request. */
@Injectable()
export class ImportsReader {
  constructor(
    private readonly store: ImportStore,
    private readonly context: RequestContext,
    private readonly texts: Translator,
  ) {}

  profiles(): ProfileView[] {
    const language = this.context.locale;
    return shippedProfiles().map((name) => {
      const { profile, title, source, licence, tables } = loadProfile(name);
      return { profile, title: title[language], source, licence, tables: tables.map(({ file }) => file) };
    });
  }

  /** @throws NotFound */
  async find(id: string): Promise<ImportView> {
    return view(await this.store.find(id));
  }

  /** The same inside the transaction that made it. */
  async findNow(id: string): Promise<ImportView> {
    return view(await this.store.findNow(id));
  }

  async list({ cursor, limit = PAGE_SIZE }: PageQuery): Promise<Page<ImportView>> {
    const after = decodeCursor(cursor, 1)?.[0] ?? null;
    const rows = await this.store.list(after === null ? null : String(after), limit + 1);
    return toPage(rows, limit, ({ id }) => [id], view);
  }

  async report(id: string, query: ReportQuery): Promise<Page<ImportProblemView>> {
    const { cursor, limit = PAGE_SIZE, severity = null } = query;
    const after = Number(decodeCursor(cursor, 1)?.[0] ?? 0);
    // A cursor is only ever a place in this report; anything else finds its beginning.
    const from = Number.isSafeInteger(after) ? after : 0;
    await this.find(id);
    const rows = await this.store.problems(id, severity, from, limit + 1);
    return toPage(
      rows,
      limit,
      ({ seq }) => [seq],
      (row) => this.problem(row),
    );
  }

  private problem(row: ProblemRow): ImportProblemView {
    const { severity, phase, code, vars, file, line, column_name: column, case_key: caseKey } = row;
    const place = {
      file,
      ...(line === null ? {} : { line }),
      ...(column === null ? {} : { column }),
      ...(caseKey === null ? {} : { caseKey }),
    };
    const problem: RowProblem = { severity, code, vars, ...place };
    return { severity, phase, code, message: sentenceOf(problem, this.context.locale, this.texts), ...place };
  }
}

function view(row: ImportRow | undefined): ImportView {
  if (row === undefined) throw new NotFound('request.not_found');
  return {
    id: row.id,
    officeId: row.office_id,
    profile: row.profile,
    state: row.state,
    found: row.found,
    made: row.made,
    casesTotal: row.cases_total,
    casesKnown: row.cases_known,
    casesRefused: row.cases_refused,
    casesDone: row.cases_done,
    errors: row.errors,
    warnings: row.warnings,
    ...(row.failure === null ? {} : { failure: row.failure }),
    startedBy: row.started_by,
    createdAt: row.created_at.toISOString(),
    ...(row.run_at === null ? {} : { runAt: row.run_at.toISOString() }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
    files: [...row.files],
    version: row.version,
  };
}
