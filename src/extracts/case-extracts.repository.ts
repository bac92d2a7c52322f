import { Injectable } from '@nestjs/common';
import { AccessLog } from '../platform/audit/access-log.js';
import { protectedRead } from '../platform/audit/protected-read.js';
import { ReadTransaction } from '../platform/database/read-transaction.js';
import { decodeCursor, Page, PAGE_SIZE, PageQuery, toPage } from '../platform/http/keyset.js';

/** Which part of a case a role without a right to the case itself may see (ruling 8). */
export type ExtractGroup = 'prison' | 'victim_support' | 'inspector';

export interface CaseExtract {
  id: string;
  number: string;
  sealed: boolean;
  nextHearingAt: Date | null;
  offences: { code: string; labelFr: string; labelEn: string }[];
  [more: string]: unknown;
}

const COMMON =
  'e.id, e.number, e.sealed, e.registered_on::text AS "registeredOn", e.next_hearing_at AS "nextHearingAt", e.offences';
const COURT =
  'e.office_id AS "officeId", (SELECT o.name_fr FROM app.offices o WHERE o.id = e.office_id) AS "officeNameFr", (SELECT o.name_en FROM app.offices o WHERE o.id = e.office_id) AS "officeNameEn"';

/** One view of migration 0055 for each group: the columns here are all there are. */
const EXTRACTS: Readonly<Record<ExtractGroup, string>> = {
  prison: `${COMMON}, ${COURT} FROM app.case_extracts_prison e`,
  victim_support: `${COMMON} FROM app.case_extracts_victim_support e`,
  inspector: `${COMMON}, ${COURT}, e.received_on::text AS "receivedOn", e.stage, e.stage_min AS "stageMin", e.stage_max AS "stageMax",
    e.status, e.matter, e.tags, e.legal_texts AS "legalTexts", e.defendants FROM app.case_extracts_inspector e`,
};

@Injectable()
export class CaseExtractsRepository {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly accessLog: AccessLog,
  ) {}

  /** The group of the actor's roles; undefined for who sees whole cases or none. */
  async group(): Promise<ExtractGroup | undefined> {
    const [row] = await this.reads.run<{ name: ExtractGroup | null }>({
      name: 'extract_group',
      text: 'SELECT sec.extract_group() AS name',
    });
    return row?.name ?? undefined;
  }

  /** Newest registration first. */
  async list(group: ExtractGroup, query: PageQuery): Promise<Page<CaseExtract>> {
    const limit = query.limit ?? PAGE_SIZE;
    const statement = {
      name: `case_extracts_${group}`,
      text: `SELECT ${EXTRACTS[group]} WHERE $1::date IS NULL OR (e.registered_on, e.id) < ($1::date, $2::uuid)
             ORDER BY e.registered_on DESC, e.id DESC LIMIT $3`,
      values: [...(decodeCursor(query.cursor, 2) ?? [null, null]), limit + 1],
    };
    let rows = await this.reads.run<CaseExtract & { registeredOn: string }>(statement);
    const ids = rows.map(({ id }) => id);
    const event = {
      kind: 'list',
      table: 'app.cases',
      ids,
      caseIds: ids,
      detail: { extract: group },
    } as const;
    if (rows.some(({ sealed }) => sealed)) rows = await this.reads.runLogged(protectedRead(event), statement);
    else await this.accessLog.record(event);
    return toPage(
      rows,
      limit,
      (row) => [row.registeredOn, row.id],
      (row) => row,
    );
  }
}
