import { Injectable } from '@nestjs/common';
import { CaseAccess, CaseInHand } from '../cases/case-access.js';
import type { Precision } from '../cases/case-codes.js';
import { Permission } from '../platform/access/permissions.js';
import { Tx } from '../platform/database/tx.js';
import { Invalid, NotFound, StaleVersion } from '../platform/http/errors.js';
import { DefendantStage } from '../procedure/defendant-stage.js';
import { Facts } from './age-at-facts.js';

/** A defendant in whose case the actor may do something; the case's row is locked until the end. */
export interface DefendantInHand {
  id: string;
  caseId: string;
  personId: string | null;
  unknownLabel: string | null;
  stage: DefendantStage;
  version: number;
  inCase: CaseInHand;
}

/** The first line of every command on a defendant or a count. */
@Injectable()
export class DefendantAccess {
  constructor(
    private readonly tx: Tx,
    private readonly cases: CaseAccess,
  ) {}

  /**
   * @param version the one the caller last saw; undefined where the act does not change the row itself
   * @throws NotFound, Forbidden, StaleVersion; Invalid in a struck case
   */
  async require(id: string, permission: Permission, version?: number): Promise<DefendantInHand> {
    const [seen] = await this.tx.query<{ case_id: string }>(
      'SELECT case_id FROM app.defendants WHERE id = $1',
      [id],
    );
    if (!seen) throw new NotFound('defendant.not_found');
    const inCase = await this.openCase(seen.case_id, permission);
    const [row] = await this.tx.query<Omit<DefendantInHand, 'inCase'>>(
      `SELECT id, case_id AS "caseId", person_id AS "personId", unknown_label AS "unknownLabel", stage, version
       FROM app.defendants WHERE id = $1`,
      [id],
    );
    if (!row) throw new NotFound('defendant.not_found');
    if (version !== undefined && row.version !== version) throw new StaleVersion({ version: row.version });
    return { ...row, inCase };
  }

  /** The case, locked, if it is one that things can still be added to. */
  async openCase(caseId: string, permission: Permission): Promise<CaseInHand> {
    const found = await this.cases.require(caseId, permission, 'lock');
    if (found.status === 'struck') throw new Invalid('case.struck');
    return found;
  }

  /** When the facts of a case happened, with their precision. */
  async facts(caseId: string): Promise<Facts> {
    const [row] = await this.tx.query<{ from: string | null; to: string | null; precision: Precision }>(
      'SELECT facts_from::text AS "from", facts_to::text AS "to", facts_precision AS precision FROM app.cases WHERE id = $1',
      [caseId],
    );
    if (!row) throw new NotFound('case.not_found');
    return row;
  }
}
