import { Injectable } from '@nestjs/common';
import { RequestContext } from '../../platform/context/request-context.js';
import { newId } from '../../platform/database/ids.js';
import { ReadTransaction } from '../../platform/database/read-transaction.js';
import { Tx } from '../../platform/database/tx.js';
import { Conflict, Forbidden, Invalid, NotFound } from '../../platform/http/errors.js';
import { LiveKeys } from '../keys/live-keys.js';
import { LiveSessions } from '../sessions/live-sessions.js';
import { User } from '../users/user.entity.js';
import { RoleHolding } from './role-holding.entity.js';
import { EndRoleBody, HoldingView, RoleBody } from './role.views.js';

type Row = Omit<HoldingView, 'awaitsApproval'>;

/** Roles that people hold in offices for a time: who gives and ends them, and the second person for administrators. */
@Injectable()
export class RoleHoldings {
  constructor(
    private readonly context: RequestContext,
    private readonly reads: ReadTransaction,
    private readonly tx: Tx,
    private readonly sessions: LiveSessions,
    private readonly keys: LiveKeys,
  ) {}

  /** All of a user's, past and to come. */
  async list(userId: string): Promise<HoldingView[]> {
    const rows = await this.reads.run<Row>({
      name: 'role_holdings',
      text: `SELECT id, user_id AS "userId", role, office_id AS "officeId", valid_from::text AS "validFrom",
               valid_to::text AS "validTo", granted_by AS "grantedBy", approved_by AS "approvedBy", ended_by AS "endedBy",
               end_reason AS "endReason"
             FROM app.role_holdings WHERE user_id = $1 ORDER BY valid_from DESC, id DESC LIMIT 500`,
      values: [userId],
    });
    return rows.map(viewOf);
  }

  /** @throws NotFound, Invalid, Forbidden outside one's own reach */
  async grant(userId: string, { role, officeId, validFrom, validTo }: RoleBody): Promise<HoldingView> {
    const grantedBy = this.context.user.userId;
    if (userId === grantedBy) throw new Invalid('role.own');
    const held = await this.tx.run(async () => {
      const holding: Row = {
        id: newId(),
        userId,
        role,
        officeId,
        validFrom: validFrom ?? (await this.today()),
        validTo: validTo ?? null,
        grantedBy,
        approvedBy: null,
        endedBy: null,
        endReason: null,
      };
      if (validTo !== undefined && validTo <= holding.validFrom)
        throw new Invalid('role.ends_before_it_begins');
      if (!(await this.tx.repository(User).existsBy({ id: userId }))) throw new NotFound('request.not_found');
      await this.demandReach(officeId);
      await this.tx.repository(RoleHolding).insert(holding);
      return holding;
    });
    this.forget();
    return viewOf(held);
  }

  /** On `on` the right is gone, the same day the post ends. @throws NotFound, Conflict, Invalid */
  async end(userId: string, holdingId: string, { on, reason }: EndRoleBody): Promise<HoldingView> {
    const ended = await this.tx.run(async () => {
      const today = await this.today();
      const day = on ?? today;
      await this.tx.query(`SELECT set_config('app.reason', $1, true)`, [reason]);
      const holding = await this.holding(userId, holdingId);
      await this.demandReach(holding.officeId);
      if (holding.validTo !== null && holding.validTo <= today) throw new Conflict('role.already_ended');
      if (day < holding.validFrom) throw new Invalid('role.ends_before_it_begins');
      const endedBy = this.context.user.userId;
      return this.tx
        .repository(RoleHolding)
        .save(Object.assign(holding, { validTo: day, endedBy, endReason: reason }));
    });
    this.forget();
    return viewOf(ended);
  }

  /** The second person of ruling 29. @throws NotFound, Conflict, Forbidden */
  async approve(userId: string, holdingId: string): Promise<HoldingView> {
    const approver = this.context.user.userId;
    const approved = await this.tx.run(async () => {
      const holding = await this.holding(userId, holdingId);
      if (holding.grantedBy === approver || userId === approver) throw new Forbidden('role.second_person');
      const [row] = await this.tx.query<{ done: boolean }>('SELECT auth.approve_holding($1) AS done', [
        holdingId,
      ]);
      if (row?.done !== true) throw new Conflict('role.not_to_approve');
      return { ...viewOf(holding), approvedBy: approver, awaitsApproval: false };
    });
    this.forget();
    return approved;
  }

  private async holding(userId: string, id: string): Promise<RoleHolding> {
    const holding = await this.tx.repository(RoleHolding).findOneBy({ id, userId });
    if (!holding) throw new NotFound('request.not_found');
    return holding;
  }

  private async demandReach(officeId: string): Promise<void> {
    const [row] = await this.tx.query<{ within: boolean }>(
      `SELECT $1::uuid = ANY (sec.offices_for('user:manage')) AS within`,
      [officeId],
    );
    if (row?.within !== true) throw new Forbidden('role.office_out_of_reach');
  }

  /** The day by which the database reckons rights: a role given today holds at once whatever the clocks say. */
  private async today(): Promise<string> {
    const [row] = await this.tx.query<{ today: string }>('SELECT sec.today()::text AS today');
    return row?.today ?? '';
  }

  /** Rights change at the next request, not half a second later. */
  private forget(): void {
    this.sessions.forget();
    this.keys.forget();
  }
}

function viewOf(row: Row): HoldingView {
  const { id, userId, role, officeId, validFrom, validTo, grantedBy, approvedBy, endedBy, endReason } = row;
  const awaitsApproval = role === 'administrator' && grantedBy !== null && approvedBy === null;
  return {
    id,
    userId,
    role,
    officeId,
    validFrom,
    validTo,
    grantedBy,
    approvedBy,
    endedBy,
    endReason,
    awaitsApproval,
  };
}
