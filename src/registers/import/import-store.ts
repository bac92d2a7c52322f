import { Injectable } from '@nestjs/common';
import { newId } from '../../platform/database/ids.js';
import { ReadTransaction } from '../../platform/database/read-transaction.js';
import { Tx } from '../../platform/database/tx.js';
import type { ImportState } from './imports.dto.js';
import type { RowProblem } from './problem.js';
import type { Totals } from './totals.js';

export interface ImportRow {
  readonly id: string;
  readonly office_id: string;
  readonly profile: string;
  readonly state: ImportState;
  readonly found: Totals;
  readonly made: Totals;
  readonly cases_total: number;
  readonly cases_known: number;
  readonly cases_refused: number;
  readonly cases_done: number;
  readonly errors: number;
  readonly warnings: number;
  readonly failure: string | null;
  readonly started_by: string;
  readonly created_at: Date;
  readonly run_at: Date | null;
  readonly finished_at: Date | null;
  readonly version: number;
  readonly files: readonly { name: string; bytes: number; sha256: string }[];
}

export interface ProblemRow {
  readonly seq: number;
  readonly phase: 'check' | 'run';
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly vars: RowProblem['vars'];
  readonly file: string;
  readonly line: number | null;
  readonly column_name: string | null;
  readonly case_key: string | null;
}

/** What a run works from. */
export interface RunRow {
  readonly office_id: string;
  readonly profile: string;
  readonly profile_body: unknown;
  readonly state: ImportState;
}

const COLUMNS = `i.id, i.office_id, i.profile, i.state, i.found, i.made, i.cases_total, i.cases_known, i.cases_refused,
  i.cases_done, i.errors, i.warnings, i.failure, i.started_by, i.created_at, i.run_at, i.finished_at, i.version,
  (SELECT coalesce(json_agg(json_build_object('name', f.name, 'bytes', f.bytes, 'sha256', encode(f.sha256, 'hex')) ORDER BY f.id), '[]')
     FROM app.import_files f WHERE f.import_id = i.id) AS files`;

const PROBLEMS_AT_ONCE = 1_000;

/** The statements about imports themselves; what they bring is written by CaseWriter. */
@Injectable()
export class ImportStore {
  constructor(
    private readonly tx: Tx,
    private readonly reads: ReadTransaction,
  ) {}

  async find(id: string): Promise<ImportRow | undefined> {
    const text = `SELECT ${COLUMNS} FROM app.imports i WHERE i.id = $1`;
    const [row] = await this.reads.run<ImportRow>({ name: 'import_find', text, values: [id] });
    return row;
  }

  /** The same inside a command's own transaction. */
  async findNow(id: string): Promise<ImportRow | undefined> {
    const [row] = await this.tx.query<ImportRow>(`SELECT ${COLUMNS} FROM app.imports i WHERE i.id = $1`, [
      id,
    ]);
    return row;
  }

  async list(after: string | null, limit: number): Promise<ImportRow[]> {
    const text = `SELECT ${COLUMNS} FROM app.imports i WHERE ($1::uuid IS NULL OR i.id < $1) ORDER BY i.id DESC LIMIT $2`;
    return this.reads.run<ImportRow>({ name: 'import_list', text, values: [after, limit] });
  }

  async problems(
    importId: string,
    severity: string | null,
    after: number,
    limit: number,
  ): Promise<ProblemRow[]> {
    const text = `SELECT seq, phase, severity, code, vars, file, line, column_name, case_key FROM app.import_problems
      WHERE import_id = $1 AND ($2::text IS NULL OR severity = $2) AND seq > $3 ORDER BY seq LIMIT $4`;
    return this.reads.run<ProblemRow>({
      name: 'import_problems',
      text,
      values: [importId, severity, after, limit],
    });
  }

  async create(row: {
    id: string;
    officeId: string;
    profile: string;
    profileBody: string;
    found: Totals;
    casesTotal: number;
    casesKnown: number;
    casesRefused: number;
    errors: number;
    warnings: number;
    startedBy: string;
    scopes: string;
    at: Date;
  }): Promise<void> {
    await this.tx.query(
      `INSERT INTO app.imports (id, office_id, profile, profile_body, state, found, cases_total, cases_known,
         cases_refused, errors, warnings, started_by, scopes, created_at)
       VALUES ($1, $2, $3, $4, 'checked', $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        row.id,
        row.officeId,
        row.profile,
        row.profileBody,
        JSON.stringify(row.found),
        row.casesTotal,
        row.casesKnown,
        row.casesRefused,
        row.errors,
        row.warnings,
        row.startedBy,
        row.scopes,
        row.at,
      ],
    );
  }

  async addFile(
    importId: string,
    file: { name: string; bytes: number; sha256: string; content: Buffer },
  ): Promise<void> {
    await this.tx.query(
      'INSERT INTO app.import_files (id, import_id, name, bytes, sha256, content) VALUES ($1, $2, $3, $4, $5, $6)',
      [newId(), importId, file.name, file.bytes, Buffer.from(file.sha256, 'hex'), file.content],
    );
  }

  /**
   * Adds remarks behind those there are. What a run says of a case it says once, however often it is taken up.
   *
   * @returns how many were new
   */
  async addProblems(
    importId: string,
    phase: 'check' | 'run',
    problems: readonly RowProblem[],
  ): Promise<number> {
    let added = 0;
    for (let from = 0; from < problems.length; from += PROBLEMS_AT_ONCE) {
      const part = problems
        .slice(from, from + PROBLEMS_AT_ONCE)
        .map((problem, index) => ({ id: newId(), n: index + 1, ...problem }));
      const rows = await this.tx.query(
        `INSERT INTO app.import_problems (id, import_id, seq, phase, severity, code, vars, file, line, column_name, case_key)
         SELECT p.id, $1, p.n + (SELECT coalesce(max(seq), 0) FROM app.import_problems WHERE import_id = $1), $2,
           p.severity, p.code, p.vars, p.file, p.line, p."column", p."caseKey"
         FROM jsonb_to_recordset($3::jsonb) AS p (id uuid, n int, severity text, code text, vars jsonb, file text,
           line int, "column" text, "caseKey" text)
         WHERE $2 = 'check' OR NOT EXISTS (SELECT 1 FROM app.import_problems o
           WHERE o.import_id = $1 AND o.phase = 'run' AND o.code = p.code AND o.case_key = p."caseKey")
         RETURNING 1`,
        [importId, phase, JSON.stringify(part)],
      );
      added += rows.length;
    }
    return added;
  }

  /** Takes the import for this transaction, so that two runs of it take turns. */
  async lock(id: string): Promise<RunRow | undefined> {
    const [row] = await this.tx.query<RunRow>(
      'SELECT office_id, profile, profile_body, state FROM app.imports WHERE id = $1 FOR UPDATE',
      [id],
    );
    return row;
  }

  async files(importId: string): Promise<{ name: string; content: Buffer | null }[]> {
    return this.tx.query('SELECT name, content FROM app.import_files WHERE import_id = $1 ORDER BY id', [
      importId,
    ]);
  }

  async started(id: string, at: Date): Promise<void> {
    await this.tx.query(
      `UPDATE app.imports SET state = 'running', run_at = $2, finished_at = NULL, failure = NULL, cases_done = 0 WHERE id = $1`,
      [id, at],
    );
  }

  async progressed(id: string, casesDone: number, refused: number): Promise<void> {
    await this.tx.query(
      `UPDATE app.imports SET cases_done = greatest(cases_done, $2), cases_refused = cases_refused + $3,
         errors = errors + $3 WHERE id = $1`,
      [id, casesDone, refused],
    );
  }

  /** The records are in the register now: the files are no longer needed, their digests stay. */
  async finished(id: string, at: Date): Promise<void> {
    await this.tx.query(
      `UPDATE app.imports SET state = 'done', finished_at = $2, cases_done = cases_total, made = (
         SELECT coalesce(jsonb_object_agg(k.kind, k.n), '{}')
         FROM (SELECT kind, count(*) AS n FROM app.import_keys WHERE import_id = $1 GROUP BY kind) k
       ) WHERE id = $1`,
      [id, at],
    );
    await this.tx.query('UPDATE app.import_files SET content = NULL WHERE import_id = $1', [id]);
  }

  async failed(id: string, failure: string, at: Date): Promise<void> {
    await this.tx.query(
      `UPDATE app.imports SET state = 'failed', failure = $2, finished_at = $3 WHERE id = $1 AND state = 'running'`,
      [id, failure, at],
    );
  }

  /** Of these cases, those that an import of the same profile has already made in the office, with their digest. */
  async knownCases(
    officeId: string,
    profile: string,
    keys: readonly string[],
  ): Promise<Map<string, string | null>> {
    const rows = await this.tx.query<{ external_key: string; digest: string | null }>(
      `SELECT external_key, digest FROM app.import_keys
       WHERE office_id = $1 AND profile = $2 AND kind = 'case' AND external_key = ANY ($3::text[])`,
      [officeId, profile, keys],
    );
    return new Map(rows.map((row) => [row.external_key, row.digest]));
  }
}
