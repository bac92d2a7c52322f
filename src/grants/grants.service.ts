import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { CaseAccess } from '../cases/case-access.js';
import { CaseHistory } from '../cases/case-history.js';
import { RequestContext } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, Invalid, NotFound } from '../platform/http/errors.js';
import { AssignBody, ExcludeBody, ShareBody } from './grant.dto.js';
import { GrantKind, grantTables } from './grant-kinds.js';
import { GrantRow, GrantView, toGrantView } from './grant.view.js';
import { grantStatement } from './grants.repository.js';

/** A grant to be written; the days are those of the database, because its policies compare with them. */
interface NewGrant {
  userId: string | null;
  officeId?: string | null;
  level?: string;
  /** Today when not given. */
  from?: string | undefined;
  to?: string | undefined;
  reason: string | null;
}

/**
 * Gives a case to somebody or keeps it from them. Everything works at once, also for sessions that are open: the
 * policies ask anew in each transaction (domain notes §11.3, rules 1 and 14).
 */
@Injectable()
export class GrantsService {
  constructor(
    private readonly tx: Tx,
    private readonly access: CaseAccess,
    private readonly history: CaseHistory,
    private readonly context: RequestContext,
  ) {}

  @Transactional()
  async assign(caseId: string, body: AssignBody): Promise<GrantView> {
    await this.access.require(caseId, 'case:assign');
    const grant = await this.prepare('assignment', caseId, {
      userId: body.userId,
      from: body.from,
      to: body.to,
      reason: body.reason ?? null,
    });
    await this.history.add(caseId, 'assigned', {
      userId: body.userId,
      from: grant.valid_from,
      ...(grant.valid_to === null ? {} : { to: grant.valid_to }),
    });
    return this.insert('assignment', grant);
  }

  @Transactional()
  async share(caseId: string, body: ShareBody): Promise<GrantView> {
    await this.access.require(caseId, 'case:share');
    if ((body.userId === undefined) === (body.officeId === undefined))
      throw invalid('userId', 'share.one_recipient');
    const { userId, officeId, level, from, to, reason } = body;
    const grant = await this.prepare('share', caseId, {
      userId: userId ?? null,
      officeId: officeId ?? null,
      level,
      from,
      to,
      reason,
    });
    await this.history.add(caseId, 'shared', {
      ...(userId === undefined ? {} : { userId }),
      ...(officeId === undefined ? {} : { officeId }),
      level,
    });
    return this.insert('share', grant);
  }

  /** Deny wins: whatever else the person holds. Somebody may exclude themselves, and then sees nothing either. */
  @Transactional()
  async exclude(caseId: string, body: ExcludeBody): Promise<GrantView> {
    await this.access.require(caseId, 'case:exclude');
    const [before] = await this.tx.query(
      `SELECT 1 FROM app.case_exclusions e WHERE e.case_id = $1 AND e.user_id = $2
       AND (e.valid_to IS NULL OR e.valid_to > sec.today())`,
      [caseId, body.userId],
    );
    if (before) throw new Conflict('exclusion.already');
    const grant = await this.prepare('exclusion', caseId, body);
    // Before the exclusion itself: who excludes themselves could not write of the case afterwards.
    await this.history.add(caseId, 'excluded', { userId: body.userId });
    return this.insert('exclusion', grant);
  }

  /** Names one more person of a sealed case, whose row is locked. */
  async nameInSeal(caseId: string, userId: string, reason: string): Promise<GrantView> {
    const grant = await this.prepare('sealMember', caseId, { userId, reason });
    return this.insert('sealMember', grant);
  }

  /** Ends a grant today: from now on it no longer holds. @throws Conflict when it had ended before */
  @Transactional()
  async end(kind: Exclude<GrantKind, 'sealMember'>, caseId: string, id: string): Promise<GrantView> {
    const row = await this.toEnd(kind, caseId, id);
    const on = await this.today();
    const userId = row.user_id ?? '';
    if (kind === 'assignment') await this.history.add(caseId, 'assignment_ended', { userId, on });
    else if (kind === 'exclusion') await this.history.add(caseId, 'exclusion_ended', { userId, on });
    else {
      await this.history.add(caseId, 'share_ended', {
        ...(row.user_id === null ? {} : { userId }),
        ...(row.office_id === null ? {} : { officeId: row.office_id }),
        on,
      });
    }
    return this.close(kind, row);
  }

  /** A grant that still holds, or will, and that the actor may end. */
  async toEnd(kind: GrantKind, caseId: string, id: string): Promise<GrantRow> {
    await this.access.require(caseId, grantTables[kind].permission);
    const { text, values } = grantStatement(kind, caseId, id);
    const [row] = await this.tx.query<GrantRow>(text, values);
    if (!row) throw new NotFound('grant.not_found');
    if (row.valid_to !== null && row.valid_to <= (await this.today())) throw new Conflict('grant.ended');
    return row;
  }

  /** Writes the end; the answer is made from what is known, for one's own end hides the row. */
  async close(kind: GrantKind, row: GrantRow): Promise<GrantView> {
    const [said] = await this.tx.query<{ me: string }>('SELECT sec.display_name(sec.uid()) AS me');
    const today = await this.today();
    const to = row.valid_from > today ? row.valid_from : today;
    await this.tx.query(
      `UPDATE app.${grantTables[kind].table} SET valid_to = $2, ended_by = $3 WHERE id = $1`,
      [row.id, to, this.context.user.userId],
    );
    return toGrantView({ ...row, valid_to: to, ended_by: said?.me ?? null, active: false });
  }

  private async today(): Promise<string> {
    const [row] = await this.tx.query<{ day: string }>('SELECT sec.today()::text AS day');
    if (!row) throw new Error('the database has no day');
    return row.day;
  }

  private async prepare(kind: GrantKind, caseId: string, grant: NewGrant): Promise<GrantRow> {
    const [known] = await this.tx.query<{
      today: string;
      name: string | null;
      me: string;
      office: boolean;
      person: boolean;
    }>(
      `SELECT sec.today()::text AS today, sec.display_name($1::uuid) AS name, sec.display_name(sec.uid()) AS me,
         EXISTS (SELECT 1 FROM app.offices o WHERE o.id = $2::uuid) AS office, sec.is_active_user($1::uuid) AS person`,
      [grant.userId, grant.officeId ?? null],
    );
    if (!known) throw new Error('the database gave no answer');
    const { userId, officeId = null } = grant;
    if (userId !== null && !known.person) throw invalid('userId', 'grant.unknown_user');
    if (officeId !== null && !known.office) throw invalid('officeId', 'grant.unknown_office');
    const from = grant.from ?? known.today;
    const to = grant.to ?? null;
    if (to !== null && to <= from) throw invalid('to', 'grant.ends_before_it_begins');
    return {
      id: newId(),
      case_id: caseId,
      user_id: userId,
      user_name: known.name,
      office_id: officeId,
      level: grant.level ?? null,
      valid_from: from,
      valid_to: to,
      granted_by: known.me,
      ended_by: null,
      reason: grant.reason,
      active: from <= known.today && (to === null || to > known.today),
    };
  }

  private async insert(kind: GrantKind, row: GrantRow): Promise<GrantView> {
    const { table, office } = grantTables[kind];
    const values = [
      row.id,
      row.case_id,
      row.user_id,
      row.valid_from,
      row.valid_to,
      this.context.user.userId,
      row.reason,
    ];
    await this.tx.query(
      `INSERT INTO app.${table} (id, case_id, user_id, valid_from, valid_to, granted_by, reason${office ? ', office_id, level' : ''})
       VALUES ($1, $2, $3, $4, $5, $6, $7${office ? ', $8, $9' : ''})`,
      office ? [...values, row.office_id, row.level] : values,
    );
    return toGrantView(row);
  }
}

function invalid(field: string, code: string): Invalid {
  return new Invalid('request.fields', {}, { fields: [{ field, code }] });
}
