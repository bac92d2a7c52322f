import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { CaseAccess } from '../cases/case-access.js';
import { CaseHistory } from '../cases/case-history.js';
import { VictimBody } from '../cases/register-case.dto.js';
import { newPseudonym } from '../cases/registration.js';
import { Clock } from '../platform/context/clock.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, Invalid, NotFound, StaleVersion } from '../platform/http/errors.js';
import { PatchVictimBody } from './victim.dto.js';
import { toVictimView, VICTIM_COLUMNS, VictimRow, VictimView } from './victim.view.js';

/** Draws before we give up: with 33 million pseudonyms to a case even the second is rare. */
const DRAWS = 20;

/** Victims and witnesses, by pseudonym only (ruling 15). */
@Injectable()
export class VictimsService {
  constructor(
    private readonly tx: Tx,
    private readonly access: CaseAccess,
    private readonly history: CaseHistory,
    private readonly clock: Clock,
  ) {}

  @Transactional()
  async add(caseId: string, body: VictimBody): Promise<VictimView> {
    const found = await this.access.require(caseId, 'victim:write');
    if (found.status === 'struck') throw new Invalid('case.struck');
    this.check(body.kind, body.legalName, body.civilPartyOn);
    const id = newId();
    const row = await this.draw(id, caseId, body);
    await this.history.add(caseId, 'victim_added', { pseudonym: row.pseudonym, role: row.role });
    return toVictimView(row);
  }

  /** @throws StaleVersion when somebody changed it in between */
  @Transactional()
  async change(id: string, body: PatchVictimBody, version: number): Promise<void> {
    const [row] = await this.tx.query<VictimRow>(
      `SELECT ${VICTIM_COLUMNS} FROM app.victims v WHERE v.id = $1`,
      [id],
    );
    if (!row) throw new NotFound('victim.not_found');
    await this.access.require(row.case_id, 'victim:write');
    const [locked] = await this.tx.query<{ version: number }>(
      'SELECT version FROM app.victims WHERE id = $1 FOR NO KEY UPDATE',
      [id],
    );
    if (locked?.version !== version) throw new StaleVersion({ version: locked?.version ?? row.version });
    const changes = Object.entries(columnsOf(body)).filter(([, value]) => value !== undefined);
    if (changes.length === 0) return;
    this.check(row.kind, body.legalName ?? row.legal_name ?? undefined, body.civilPartyOn ?? undefined);
    const sets = changes.map(([column], index) => `${column} = $${String(index + 2)}`).join(', ');
    await this.tx.query(`UPDATE app.victims SET ${sets} WHERE id = $1`, [
      id,
      ...changes.map(([, value]) => value),
    ]);
    await this.history.add(row.case_id, 'victim_changed', {
      pseudonym: row.pseudonym,
      fields: changes.map(([column]) => column),
    });
  }

  private async draw(id: string, caseId: string, body: VictimBody): Promise<VictimRow> {
    for (let draw = 0; draw < DRAWS; draw++) {
      const [row] = await this.tx.query<VictimRow>(
        `INSERT INTO app.victims AS v (id, case_id, role, kind, pseudonym, legal_name, sex, age_band, capacity, crsv, civil_party_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (case_id, pseudonym) DO NOTHING RETURNING ${VICTIM_COLUMNS}`,
        [
          id,
          caseId,
          body.role,
          body.kind,
          newPseudonym(body.role),
          body.legalName ?? null,
          body.sex ?? 'unknown',
          body.ageBand ?? 'unknown',
          body.capacity ?? 'unknown',
          body.crsv ?? false,
          body.civilPartyOn ?? null,
        ],
      );
      if (row) return row;
    }
    throw new Conflict('victim.no_pseudonym_left');
  }

  private check(kind: string, legalName: string | undefined, civilPartyOn: string | undefined): void {
    if ((kind === 'legal') !== (legalName !== undefined)) {
      throw invalid('legalName', kind === 'legal' ? 'victim.legal_name_missing' : 'victim.no_name');
    }
    if (civilPartyOn !== undefined && civilPartyOn > this.clock.today())
      throw invalid('civilPartyOn', 'date.in_future');
  }
}

function columnsOf(body: PatchVictimBody): Record<string, unknown> {
  return {
    role: body.role,
    legal_name: body.legalName,
    sex: body.sex,
    age_band: body.ageBand,
    capacity: body.capacity,
    crsv: body.crsv,
    civil_party_on: body.civilPartyOn,
  };
}

function invalid(field: string, code: string): Invalid {
  return new Invalid('request.fields', {}, { fields: [{ field, code }] });
}
