import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/context/clock.js';
import { RequestContext } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';

/**
 * What the timeline of a case can say, and what each line carries: codes, ids, dates and numbers, never a name
 * (the timeline is read by people who may not see everybody). The sentences are in i18n/{fr,en}/history.json.
 */
export interface CaseEvents {
  registered: { number: string; defendants: number; counts: number; victims: number };
  struck: { reason: string };
  changed: { fields: string[] };
  moved: { from: string; to: string; on: string; justification?: string };
  defendant_added: { defendantId: string; unknownLabel?: string };
  defendant_changed: { defendantId: string; fields: string[] };
  defendant_identified: { defendantId: string; unknownLabel: string };
  defendant_moved: { defendantId: string; from: string; to: string; on: string; justification?: string };
  lawyer_added: { defendantId: string; lawyerId: string; mode: string };
  lawyer_ended: { defendantId: string; lawyerId: string; on: string };
  count_added: { defendantId: string; countId: string; offence: string };
  count_changed: { countId: string; fields: string[] };
  count_requalified: { countId: string; from: string; to: string; on: string };
  victim_added: { pseudonym: string; role: string };
  victim_changed: { pseudonym: string; fields: string[] };
  name_corrected: { personId: string };
  name_added: { personId: string; kind: string };
  identifier_added: { personId: string; kind: string };
  person_changed: { personId: string; fields: string[] };
  hearing_scheduled: { hearingId: string; date: string; kind: string };
  hearing_changed: { hearingId: string; fields: string[] };
  hearing_held: { hearingId: string; date: string; result: string };
  hearing_adjourned: { hearingId: string; date: string; reason: string };
  outcome_recorded: { defendantId: string; countId: string; outcome: string; mode: string; on: string };
  sentence_pronounced: { defendantId: string; sentenceId: string; type: string; on: string };
  sentence_in_force: { defendantId: string; sentenceId: string; type: string; from: string; basis: string };
  damages_awarded: { damagesId: string; pseudonym: string };
  remedy_lodged: { remedyId: string; kind: string; on: string };
  remedy_changed: { remedyId: string; status: string };
  assigned: { userId: string; from: string; to?: string };
  assignment_ended: { userId: string; on: string };
  shared: { userId?: string; officeId?: string; level: string };
  share_ended: { userId?: string; officeId?: string; on: string };
  excluded: { userId: string };
  exclusion_ended: { userId: string; on: string };
  sealed: { reason: string; named: number };
  unsealed: { reason: string };
  seal_member_added: { userId: string };
  seal_member_ended: { userId: string; on: string };
  imported: { profile: string; source: string };
}
export type CaseEventKind = keyof CaseEvents;

/** Writes the timeline, in the transaction of the act itself. */
@Injectable()
export class CaseHistory {
  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  async add<K extends CaseEventKind>(caseId: string, kind: K, payload: CaseEvents[K]): Promise<void> {
    await this.tx.query(
      'INSERT INTO app.case_history (id, case_id, at, kind, actor_id, payload) VALUES ($1, $2, $3, $4, $5, $6)',
      [newId(), caseId, this.clock.now(), kind, this.context.user.userId, JSON.stringify(payload)],
    );
  }
}
