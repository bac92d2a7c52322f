import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { CaseHistory } from '../cases/case-history.js';
import { Clock } from '../platform/context/clock.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, Invalid, NotFound, StaleVersion } from '../platform/http/errors.js';
import { countText, CountRow, RequalificationRow, requalificationText } from './count.sql.js';
import { CountTags } from './count-tags.js';
import { DefendantAccess } from './defendant-access.js';
import { NewCountBody, PatchCountBody, RequalifyBody } from './defendant.dto.js';

interface Offence {
  id: string;
  code: string;
  tags: string[];
}

/** What a defendant is charged with, count by count. */
@Injectable()
export class CountsService {
  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly access: DefendantAccess,
    private readonly history: CaseHistory,
    private readonly tags: CountTags,
  ) {}

  @Transactional()
  async add(defendantId: string, body: NewCountBody): Promise<CountRow> {
    const { caseId } = await this.access.require(defendantId, 'count:write');
    this.notInFuture('chargedOn', body.chargedOn);
    const offence = await this.offence(body.offenceId);
    const id = newId();
    await this.tx.query(
      `INSERT INTO app.counts (id, case_id, defendant_id, ordinal, offence_id, legal_text, nature, attempted, role, tags, charged_on)
       VALUES ($1, $2, $3, (SELECT coalesce(max(k.ordinal), 0) + 1 FROM app.counts k WHERE k.defendant_id = $3), $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        caseId,
        defendantId,
        offence.id,
        body.legalText ?? null,
        body.nature ?? null,
        body.attempted ?? false,
        body.role ?? 'author',
        body.tags ?? [],
        body.chargedOn ?? null,
      ],
    );
    await this.history.add(caseId, 'count_added', { defendantId, countId: id, offence: offence.code });
    await this.tags.bring(caseId, [offence]);
    return this.row(id);
  }

  @Transactional()
  async change(id: string, body: PatchCountBody, version: number): Promise<void> {
    const count = await this.lock(id);
    if (count.version !== version) throw new StaleVersion({ version: count.version });
    this.notInFuture('chargedOn', body.chargedOn);
    this.notInFuture('withdrawnOn', body.withdrawnOn);
    const changes = Object.entries(columnsOf(body)).filter(([, value]) => value !== undefined);
    if (changes.length === 0) return;
    const sets = changes.map(([column], index) => `${column} = $${String(index + 2)}`).join(', ');
    await this.tx.query(`UPDATE app.counts SET ${sets} WHERE id = $1`, [
      id,
      ...changes.map(([, value]) => value),
    ]);
    await this.history.add(count.caseId, 'count_changed', { countId: id, fields: Object.keys(body).sort() });
  }

  /** The facts are held to be another offence; what they were before stays in the record. */
  @Transactional()
  async requalify(id: string, { offenceId, decidedOn, reason }: RequalifyBody): Promise<RequalificationRow> {
    const count = await this.lock(id);
    this.notInFuture('decidedOn', decidedOn);
    const offence = await this.offence(offenceId);
    if (offence.id === count.offenceId) throw new Conflict('count.same_offence');
    const requalification = newId();
    await this.tx.query(
      `INSERT INTO app.requalifications (id, case_id, count_id, from_offence_id, to_offence_id, decided_on, reason)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [requalification, count.caseId, id, count.offenceId, offence.id, decidedOn, reason ?? null],
    );
    await this.tx.query('UPDATE app.counts SET offence_id = $2 WHERE id = $1', [id, offence.id]);
    await this.history.add(count.caseId, 'count_requalified', {
      countId: id,
      from: count.offenceCode,
      to: offence.code,
      on: decidedOn,
    });
    await this.tags.bring(count.caseId, [offence]);
    const [row] = await this.tx.query<RequalificationRow>(requalificationText, [requalification]);
    if (!row) throw new NotFound('count.not_found');
    return row;
  }

  private async lock(
    id: string,
  ): Promise<{ caseId: string; offenceId: string; offenceCode: string; version: number }> {
    const select = `SELECT k.case_id AS "caseId", k.defendant_id AS "defendantId", k.offence_id AS "offenceId",
      f.code AS "offenceCode", k.version FROM app.counts k JOIN app.offences f ON f.id = k.offence_id WHERE k.id = $1`;
    const [seen] = await this.tx.query<{ defendantId: string }>(select, [id]);
    if (!seen) throw new NotFound('count.not_found');
    await this.access.require(seen.defendantId, 'count:write');
    // Read again under the lock of the case.
    const [row] = await this.tx.query<{
      caseId: string;
      offenceId: string;
      offenceCode: string;
      version: number;
    }>(select, [id]);
    if (!row) throw new NotFound('count.not_found');
    return row;
  }

  private async offence(id: string): Promise<Offence> {
    const [row] = await this.tx.query<Offence>('SELECT id, code, tags FROM app.offences WHERE id = $1', [id]);
    if (!row) throw invalid('offenceId', 'offence.not_found');
    return row;
  }

  private async row(id: string): Promise<CountRow> {
    const [row] = await this.tx.query<CountRow>(countText, [id]);
    if (!row) throw new NotFound('count.not_found');
    return row;
  }

  private notInFuture(field: string, date: string | null | undefined): void {
    if (date !== undefined && date !== null && date > this.clock.today())
      throw invalid(field, 'date.in_future');
  }
}

function columnsOf(body: PatchCountBody): Record<string, unknown> {
  return {
    legal_text: body.legalText,
    nature: body.nature,
    attempted: body.attempted,
    role: body.role,
    tags: body.tags,
    charged_on: body.chargedOn,
    withdrawn_on: body.withdrawnOn,
  };
}

function invalid(field: string, code: string): Invalid {
  return new Invalid('request.fields', {}, { fields: [{ field, code }] });
}
