import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { CaseHistory } from '../cases/case-history.js';
import { LawyerBody } from '../cases/register-case.dto.js';
import { Clock } from '../platform/context/clock.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, Invalid, NotFound } from '../platform/http/errors.js';
import { DefendantAccess } from './defendant-access.js';
import { LawyerView } from './defendant.view.js';

const LAWYER = `SELECT l.id, l.professional_id AS "professionalId", p.name, l.mode, l.valid_from::text AS "from", l.valid_to::text AS "to"
  FROM app.defendant_lawyers l LEFT JOIN app.professionals p ON p.id = l.professional_id WHERE l.id = $1 AND l.defendant_id = $2`;

/** Who defends, chosen or appointed, from when to when. */
@Injectable()
export class LawyersService {
  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly access: DefendantAccess,
    private readonly history: CaseHistory,
  ) {}

  @Transactional()
  async add(defendantId: string, { professionalId, mode, from }: LawyerBody): Promise<LawyerView> {
    const { caseId } = await this.access.require(defendantId, 'defendant:write');
    const [lawyer] = await this.tx.query(
      `SELECT 1 FROM app.professionals p WHERE p.id = $1 AND p.kind = 'lawyer'
       AND p.valid_from <= $2::date AND (p.valid_to IS NULL OR p.valid_to > $2::date)`,
      [professionalId, from],
    );
    if (!lawyer) throw invalid('professionalId', 'lawyer.not_at_the_bar');
    const id = newId();
    await this.tx.query(
      `INSERT INTO app.defendant_lawyers (id, case_id, defendant_id, professional_id, mode, valid_from) VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, caseId, defendantId, professionalId, mode, from],
    );
    await this.history.add(caseId, 'lawyer_added', { defendantId, lawyerId: id, mode });
    return this.row(defendantId, id);
  }

  /** @throws Conflict when it has ended; Invalid when the end is not after the beginning */
  @Transactional()
  async end(defendantId: string, id: string, on = this.clock.today()): Promise<LawyerView> {
    const { caseId } = await this.access.require(defendantId, 'defendant:write');
    const row = await this.row(defendantId, id);
    if (row.to !== null) throw new Conflict('lawyer.ended');
    if (on <= row.from) throw invalid('on', 'date.before_start');
    await this.tx.query('UPDATE app.defendant_lawyers SET valid_to = $2 WHERE id = $1', [id, on]);
    await this.history.add(caseId, 'lawyer_ended', { defendantId, lawyerId: id, on });
    return { ...row, to: on };
  }

  private async row(defendantId: string, id: string): Promise<LawyerView> {
    const [row] = await this.tx.query<LawyerView>(LAWYER, [id, defendantId]);
    if (!row) throw new NotFound('lawyer.not_found');
    return row;
  }
}

function invalid(field: string, code: string): Invalid {
  return new Invalid('request.fields', {}, { fields: [{ field, code }] });
}
