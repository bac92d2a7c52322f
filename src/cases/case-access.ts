import { Injectable } from '@nestjs/common';
import { Permission } from '../platform/access/permissions.js';
import { Tx } from '../platform/database/tx.js';
import { Forbidden, NotFound } from '../platform/http/errors.js';
import type { CaseStage } from '../procedure/case-stage.js';
import type { CaseStatus, Matter } from './case-codes.js';

/** What commands on a case need to know of it. */
export interface CaseInHand {
  id: string;
  officeId: string;
  number: string;
  matter: Matter;
  regime: string;
  stage: CaseStage;
  status: CaseStatus;
  sealed: boolean;
  receivedOn: string;
  registeredOn: string;
  factsFrom: string | null;
  factsTo: string | null;
  version: number;
}

/** The first line of every command on a case. */
@Injectable()
export class CaseAccess {
  constructor(private readonly tx: Tx) {}

  /**
   * The case, if the actor may do this in it. The row stays locked for the transaction (`lock`), so that two
   * acts on one case follow each other.
   *
   * @throws NotFound when it is out of scope, Forbidden when it is in scope without the permission
   */
  async require(
    caseId: string,
    permission: Permission,
    lock: 'lock' | 'no lock' = 'no lock',
  ): Promise<CaseInHand> {
    const [found] = await this.tx.query<CaseInHand & { allowed: boolean }>(
      `SELECT c.id, c.office_id AS "officeId", c.number, c.matter, c.regime, c.stage, c.status, c.sealed,
              c.received_on::text AS "receivedOn", c.registered_on::text AS "registeredOn",
              c.facts_from::text AS "factsFrom", c.facts_to::text AS "factsTo", c.version, sec.may(c.id, $2) AS allowed
       FROM app.cases c WHERE c.id = $1`,
      [caseId, permission],
    );
    if (!found) throw new NotFound('case.not_found');
    if (!found.allowed) throw new Forbidden('access.forbidden');
    if (lock === 'lock') {
      const [fresh] = await this.tx.query<Pick<CaseInHand, 'stage' | 'status' | 'sealed' | 'version'>>(
        'SELECT stage, status, sealed, version FROM app.cases WHERE id = $1 FOR NO KEY UPDATE',
        [caseId],
      );
      if (!fresh) throw new Forbidden('access.forbidden');
      return { ...found, ...fresh };
    }
    return found;
  }
}
