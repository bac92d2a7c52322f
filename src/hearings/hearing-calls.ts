import { Injectable } from '@nestjs/common';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { FieldProblem } from '../platform/http/errors.js';
import { isClosed } from '../procedure/case-progress.js';
import type { DefendantStage } from '../procedure/defendant-stage.js';
import { CalledBody } from './hearings.dto.js';
import { refuse } from './problems.js';

type Lists = Required<CalledBody>;

/** Who is called to a hearing. */
@Injectable()
export class HearingCalls {
  constructor(private readonly tx: Tx) {}

  /**
   * The lists as they will be written: all live defendants where none are named.
   *
   * @throws Invalid naming whoever is not of this case, or not to be seen
   */
  async resolve(caseId: string, body: CalledBody | undefined): Promise<Lists> {
    const defendants = await this.tx.query<{ id: string; stage: DefendantStage }>(
      'SELECT id, stage FROM app.defendants WHERE case_id = $1 ORDER BY created_at, id',
      [caseId],
    );
    const live = defendants.filter(({ stage }) => !isClosed(stage)).map(({ id }) => id);
    const lists = {
      defendantIds: [...new Set(body?.defendantIds ?? live)],
      victimIds: [...new Set(body?.victimIds)],
      professionalIds: [...new Set(body?.professionalIds)],
    };
    refuse([
      ...unknown('defendantIds', lists, new Set(defendants.map(({ id }) => id))),
      ...unknown(
        'victimIds',
        lists,
        await this.ids('app.victims WHERE case_id = $2 AND', lists.victimIds, caseId),
      ),
      ...unknown('professionalIds', lists, await this.ids('app.professionals WHERE', lists.professionalIds)),
    ]);
    return lists;
  }

  async write(
    caseId: string,
    hearingId: string,
    { defendantIds, victimIds, professionalIds }: Lists,
  ): Promise<void> {
    const rows = [
      ...defendantIds.map((id) => ({ id: newId(), defendant_id: id })),
      ...victimIds.map((id) => ({ id: newId(), victim_id: id })),
      ...professionalIds.map((id) => ({ id: newId(), professional_id: id })),
    ];
    if (rows.length === 0) return;
    await this.tx.query(
      `INSERT INTO app.hearing_called (id, case_id, hearing_id, defendant_id, victim_id, professional_id)
       SELECT r.id, $1, $2, r.defendant_id, r.victim_id, r.professional_id
       FROM jsonb_to_recordset($3) AS r (id uuid, defendant_id uuid, victim_id uuid, professional_id uuid)`,
      [caseId, hearingId, JSON.stringify(rows)],
    );
  }

  async replace(caseId: string, hearingId: string, lists: Lists): Promise<void> {
    await this.tx.query('UPDATE app.hearing_called SET active = false WHERE hearing_id = $1 AND active', [
      hearingId,
    ]);
    await this.write(caseId, hearingId, lists);
  }

  async copy(caseId: string, fromHearingId: string, toHearingId: string): Promise<void> {
    const called = await this.tx.query<{
      defendant_id: string | null;
      victim_id: string | null;
      professional_id: string | null;
    }>(
      'SELECT defendant_id, victim_id, professional_id FROM app.hearing_called WHERE hearing_id = $1 AND active',
      [fromHearingId],
    );
    await this.write(caseId, toHearingId, {
      defendantIds: called.flatMap((row) => row.defendant_id ?? []),
      victimIds: called.flatMap((row) => row.victim_id ?? []),
      professionalIds: called.flatMap((row) => row.professional_id ?? []),
    });
  }

  private async ids(where: string, wanted: readonly string[], caseId?: string): Promise<Set<string>> {
    if (wanted.length === 0) return new Set();
    const rows = await this.tx.query<{ id: string }>(`SELECT id FROM ${where} id = ANY ($1::uuid[])`, [
      wanted,
      ...(caseId === undefined ? [] : [caseId]),
    ]);
    return new Set(rows.map(({ id }) => id));
  }
}

function unknown(list: keyof Lists, lists: Lists, known: ReadonlySet<string>): FieldProblem[] {
  return lists[list].flatMap((id, index) =>
    known.has(id) ? [] : [{ field: `called.${list}.${String(index)}`, code: 'hearing.called_unknown' }],
  );
}
