import { Injectable } from '@nestjs/common';
import { CaseReading } from '../cases/case-reading.js';
import { protectedRead } from '../platform/audit/protected-read.js';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { NotFound } from '../platform/http/errors.js';
import { decodeCursor, Page, PAGE_SIZE, PageQuery, toPage } from '../platform/http/keyset.js';
import { GrantKind, grantTables } from './grant-kinds.js';
import {
  AccessRow,
  Candidate,
  CandidateRow,
  GrantRow,
  GrantView,
  PersonWithAccess,
  SealedCase,
  SealedRow,
  toAccessList,
  toCandidates,
  toGrantView,
  toSealedCase,
} from './grant.view.js';

/** More grants than that no case has; they are shown together. */
const MOST = 500;

/** Reads of who may see a case. */
@Injectable()
export class GrantsRepository {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly cases: CaseReading,
  ) {}

  /** All grants of a kind, past ones too, the newest first. */
  async list(kind: GrantKind, caseId: string): Promise<{ items: GrantView[] }> {
    const statement = {
      name: `grants_${kind}`,
      text: `${selectGrants(kind)} WHERE g.case_id = $1 ORDER BY g.valid_from DESC, g.id DESC LIMIT ${MOST}`,
      values: [caseId],
    };
    const rows = await this.cases.rows<GrantRow>(
      caseId,
      'case:access:read',
      grantTables[kind].table,
      statement,
    );
    return { items: rows.map(toGrantView) };
  }

  /** One grant. @throws NotFound when it is not of this case, or not to be seen */
  async one(kind: GrantKind, caseId: string, id: string): Promise<GrantView> {
    const [row] = await this.cases.rows<GrantRow>(
      caseId,
      'case:access:read',
      grantTables[kind].table,
      grantStatement(kind, caseId, id),
    );
    if (!row) throw new NotFound('grant.not_found');
    return toGrantView(row);
  }

  /** Who may see the case today, and why. */
  async access(caseId: string): Promise<{ items: PersonWithAccess[] }> {
    const rows = await this.cases.rows<AccessRow>(caseId, 'case:access:read', 'case_access', {
      name: 'case_who_may_see',
      text: `SELECT user_id AS id, user_id, display_name, sees, why, grant_id, role, office_id, level,
               valid_from::text AS valid_from, valid_to::text AS valid_to FROM sec.who_may_see($1)`,
      values: [caseId],
    });
    return { items: toAccessList(rows) };
  }

  /** To whom the case can be given. */
  async candidates(caseId: string): Promise<{ items: Candidate[] }> {
    const rows = await this.cases.rows<CandidateRow>(caseId, 'case:assign', 'users', {
      name: 'case_candidates',
      text: 'SELECT user_id AS id, display_name, role, office_id FROM sec.case_candidates($1)',
      values: [caseId],
    });
    return { items: toCandidates(rows) };
  }

  /**
   * Numbers and owners of sealed cases (ruling 9): the gap in the register explained. The event with the cases
   * commits with the read.
   */
  async sealedCases(query: PageQuery): Promise<Page<SealedCase>> {
    const limit = query.limit ?? PAGE_SIZE;
    const position = decodeCursor(query.cursor, 2);
    const shown = await this.reads.run<{ id: string }>({
      name: position ? 'sealed_ids_next' : 'sealed_ids',
      text: `SELECT s.id FROM app.sealed_register s
             ${position ? 'WHERE (s.registered_on, s.id) < ($2::date, $3::uuid)' : ''}
             ORDER BY s.registered_on DESC, s.id DESC LIMIT $1`,
      values: [limit + 1, ...(position ?? [])],
    });
    const ids = shown.map(({ id }) => id);
    const rows = await this.reads.runLogged<SealedRow>(
      protectedRead({
        kind: 'list',
        table: 'sealed_register',
        ids: ids.slice(0, limit),
        caseIds: ids.slice(0, limit),
      }),
      {
        name: 'sealed_register',
        text: `SELECT s.id, s.number, s.registered_on::text AS registered_on, s.office_id, s.office_name_fr, s.office_name_en
               FROM app.sealed_register s WHERE s.id = ANY ($1::uuid[]) ORDER BY s.registered_on DESC, s.id DESC`,
        values: [ids],
      },
    );
    return toPage(rows, limit, (row) => [row.registered_on, row.id], toSealedCase);
  }
}

/** One grant of one case. */
export function grantStatement(kind: GrantKind, caseId: string, id: string): Statement {
  return {
    name: `grant_${kind}`,
    text: `${selectGrants(kind)} WHERE g.case_id = $1 AND g.id = $2`,
    values: [caseId, id],
  };
}

function selectGrants(kind: GrantKind): string {
  const { table, office } = grantTables[kind];
  return `SELECT g.id, g.case_id, g.user_id, CASE WHEN g.user_id IS NOT NULL THEN sec.display_name(g.user_id) END AS user_name,
      ${office ? 'g.office_id, g.level' : 'NULL::uuid AS office_id, NULL::text AS level'},
      g.valid_from::text AS valid_from, g.valid_to::text AS valid_to, sec.display_name(g.granted_by) AS granted_by,
      CASE WHEN g.ended_by IS NOT NULL THEN sec.display_name(g.ended_by) END AS ended_by, g.reason,
      g.valid_from <= sec.today() AND (g.valid_to IS NULL OR g.valid_to > sec.today()) AS active
    FROM app.${table} g`;
}
