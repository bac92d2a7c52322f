import { Injectable } from '@nestjs/common';
import type { CaseEventKind, CaseEvents } from '../../cases/case-history.js';
import { Clock } from '../../platform/context/clock.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { newId } from '../../platform/database/ids.js';
import { Tx } from '../../platform/database/tx.js';
import { Invalid } from '../../platform/http/errors.js';
import { HandoverBody, HandoverView } from './handover.views.js';

interface Assignment {
  id: string;
  case_id: string;
  valid_from: string;
  valid_to: string | null;
}

/**
 * Rotation: all open cases of one person go to another from a day on, in one transaction whose events share its
 * number and its reason. Whoever does it moves what they may assign themselves; a sealed case that they cannot see
 * stays where it is, and is not counted.
 */
@Injectable()
export class Handover {
  constructor(
    private readonly tx: Tx,
    private readonly context: RequestContext,
    private readonly clock: Clock,
  ) {}

  /** @throws Invalid */
  async move(fromUser: string, { to, from, officeId, reason }: HandoverBody): Promise<HandoverView> {
    if (fromUser === to) throw new Invalid('handover.same_user');
    return this.tx.run(async () => {
      const [now] = await this.tx.query<{ today: string; active: boolean }>(
        // The day by which the database reckons rights.
        `SELECT sec.today()::text AS today, auth.is_active($1) AS active, set_config('app.reason', $2, true)`,
        [to, reason],
      );
      if (now === undefined || from < now.today) throw new Invalid('handover.past');
      if (!now.active) throw new Invalid('handover.to_inactive');
      const open = await this.openAssignments(fromUser, to, from, officeId);
      await this.end(open, from);
      await this.begin(open, to, from, reason);
      await this.tell(open, 'assignment_ended', { userId: fromUser, on: from });
      await this.tell(open, 'assigned', { userId: to, from });
      // Who answers for a case changes at once, so only when the day has come.
      const responsible = from > now.today ? 0 : await this.takeResponsibility(fromUser, to, officeId);
      return { assignments: open.length, responsible };
    });
  }

  /** Not those of which the new person is kept out: there somebody has to decide. */
  private async openAssignments(
    fromUser: string,
    to: string,
    from: string,
    officeId: string | undefined,
  ): Promise<Assignment[]> {
    return this.tx.query<Assignment>(
      `SELECT a.id, a.case_id, a.valid_from::text, a.valid_to::text
       FROM app.case_assignments a JOIN app.cases c ON c.id = a.case_id
       WHERE a.user_id = $1 AND (a.valid_to IS NULL OR a.valid_to > $3)
         AND ($4::uuid IS NULL OR c.office_id IN (SELECT o.descendant_id FROM app.office_closure o WHERE o.ancestor_id = $4))
         AND sec.may(c.id, 'case:assign')
         AND NOT EXISTS (SELECT 1 FROM app.case_exclusions e
                         WHERE e.case_id = c.id AND e.user_id = $2 AND (e.valid_to IS NULL OR e.valid_to > $3))
       ORDER BY a.id FOR UPDATE OF a`,
      [fromUser, to, from, officeId ?? null],
    );
  }

  /** What was to begin later never begins: its period is empty. */
  private async end(open: readonly Assignment[], from: string): Promise<void> {
    await this.tx.query(
      `UPDATE app.case_assignments SET valid_to = greatest(valid_from, $2::date), ended_by = $3 WHERE id = ANY ($1::uuid[])`,
      [open.map(({ id }) => id), from, this.context.user.userId],
    );
  }

  /** Where the new person works on the case already, that assignment stays as it is. */
  private async begin(open: readonly Assignment[], to: string, from: string, reason: string): Promise<void> {
    await this.tx.query(
      `INSERT INTO app.case_assignments (id, case_id, user_id, valid_from, valid_to, granted_by, reason)
       SELECT n.id, n.case_id, $5, n.valid_from, n.valid_to, $6, $7
       FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[]) AS n (id, case_id, valid_from, valid_to)
       ON CONFLICT DO NOTHING`,
      [
        open.map(() => newId()),
        open.map(({ case_id }) => case_id),
        open.map(({ valid_from }) => (valid_from > from ? valid_from : from)),
        open.map(({ valid_to }) => valid_to),
        to,
        this.context.user.userId,
        reason,
      ],
    );
  }

  private async takeResponsibility(
    fromUser: string,
    to: string,
    officeId: string | undefined,
  ): Promise<number> {
    const changed = await this.tx.query<{ case_id: string }>(
      `UPDATE app.cases c SET responsible_id = $2
       WHERE c.responsible_id = $1 AND sec.may(c.id, 'case:assign')
         AND ($3::uuid IS NULL OR c.office_id IN (SELECT o.descendant_id FROM app.office_closure o WHERE o.ancestor_id = $3))
         AND NOT EXISTS (SELECT 1 FROM app.case_exclusions e
                         WHERE e.case_id = c.id AND e.user_id = $2 AND (e.valid_to IS NULL OR e.valid_to > sec.today()))
       RETURNING c.id AS case_id`,
      [fromUser, to, officeId ?? null],
    );
    await this.tell(changed, 'changed', { fields: ['responsibleId'] });
    return changed.length;
  }

  /** The same line on the timeline of each case. */
  private async tell<K extends CaseEventKind>(
    cases: readonly { case_id: string }[],
    kind: K,
    payload: CaseEvents[K],
  ): Promise<void> {
    await this.tx.query(
      `INSERT INTO app.case_history (id, case_id, at, kind, actor_id, payload)
       SELECT n.id, n.case_id, $3, $4, $5, $6 FROM unnest($1::uuid[], $2::uuid[]) AS n (id, case_id)`,
      [
        cases.map(() => newId()),
        cases.map(({ case_id }) => case_id),
        this.clock.now(),
        kind,
        this.context.user.userId,
        JSON.stringify(payload),
      ],
    );
  }
}
