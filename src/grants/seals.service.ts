import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { CaseAccess } from '../cases/case-access.js';
import { CaseHistory } from '../cases/case-history.js';
import { RequestContext } from '../platform/context/request-context.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, Invalid } from '../platform/http/errors.js';
import { SealBody, SealMemberBody } from './grant.dto.js';
import { GrantView } from './grant.view.js';
import { GrantsService } from './grants.service.js';

/** A case and the only people who see it while it is sealed. */
export interface SealView {
  /** The case. */
  id: string;
  members: GrantView[];
}

/** Sealing: a case that is there for its named people only (domain notes §11.3, rule 2; ruling 9). */
@Injectable()
export class SealsService {
  constructor(
    private readonly tx: Tx,
    private readonly access: CaseAccess,
    private readonly history: CaseHistory,
    private readonly grants: GrantsService,
    private readonly context: RequestContext,
  ) {}

  /** Seals, and ends the shares that were made before. @throws Conflict when it is sealed */
  @Transactional()
  async seal(caseId: string, { members, reason }: SealBody): Promise<SealView> {
    const found = await this.access.require(caseId, 'case:seal', 'lock');
    if (found.sealed) throw new Conflict('seal.already');
    const named = [...new Set(members.map((id) => id.toLowerCase()))];
    if (!named.includes(this.context.user.userId)) {
      throw new Invalid('request.fields', {}, { fields: [{ field: 'members', code: 'seal.not_oneself' }] });
    }
    // The named first: the policy shows the sealed row to them alone, also to this very transaction.
    const views: GrantView[] = [];
    for (const userId of named) views.push(await this.grants.nameInSeal(caseId, userId, reason));
    await this.tx.query(
      `UPDATE app.case_shares SET valid_to = greatest(valid_from, sec.today()), ended_by = $2
       WHERE case_id = $1 AND (valid_to IS NULL OR valid_to > sec.today())`,
      [caseId, this.context.user.userId],
    );
    await this.tx.query('UPDATE app.cases SET sealed = true WHERE id = $1', [caseId]);
    await this.history.add(caseId, 'sealed', { reason, named: named.length });
    return { id: caseId, members: views };
  }

  /** Opens the case again to whoever may see it otherwise; its named people are no longer a list. */
  @Transactional()
  async unseal(caseId: string, reason: string): Promise<SealView> {
    await this.requireSealed(caseId);
    await this.tx.query('UPDATE app.cases SET sealed = false WHERE id = $1', [caseId]);
    await this.tx.query(
      `UPDATE app.case_seal_members SET valid_to = greatest(valid_from, sec.today()), ended_by = $2
       WHERE case_id = $1 AND (valid_to IS NULL OR valid_to > sec.today())`,
      [caseId, this.context.user.userId],
    );
    await this.history.add(caseId, 'unsealed', { reason });
    return { id: caseId, members: [] };
  }

  @Transactional()
  async addMember(caseId: string, { userId, reason }: SealMemberBody): Promise<GrantView> {
    await this.requireSealed(caseId);
    await this.history.add(caseId, 'seal_member_added', { userId });
    return this.grants.nameInSeal(caseId, userId, reason);
  }

  /** @throws Conflict for the last one: a sealed case that nobody is named of would be lost to everybody */
  @Transactional()
  async endMember(caseId: string, id: string): Promise<GrantView> {
    await this.requireSealed(caseId);
    const row = await this.grants.toEnd('sealMember', caseId, id);
    const [other] = await this.tx.query(
      `SELECT 1 FROM app.case_seal_members m WHERE m.case_id = $1 AND m.id <> $2
       AND m.valid_from <= sec.today() AND (m.valid_to IS NULL OR m.valid_to > sec.today()) AND sec.is_active_user(m.user_id) LIMIT 1`,
      [caseId, id],
    );
    if (!other) throw new Conflict('seal.last_member');
    const [today] = await this.tx.query<{ day: string }>('SELECT sec.today()::text AS day');
    await this.history.add(caseId, 'seal_member_ended', { userId: row.user_id ?? '', on: today?.day ?? '' });
    return this.grants.close('sealMember', row);
  }

  private async requireSealed(caseId: string): Promise<void> {
    const found = await this.access.require(caseId, 'case:seal', 'lock');
    if (!found.sealed) throw new Conflict('seal.not_sealed');
  }
}
