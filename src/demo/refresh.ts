import type { ClientBase } from 'pg';
import type { Configuration } from '../platform/config/configuration.js';
import { Clock } from '../platform/context/clock.js';
import { daysBetween } from './days.js';
import { asOwner, demoMark, markOf } from './owner-transaction.js';

const TABLES = [
  'cases',
  'defendants',
  'defendant_lawyers',
  'counts',
  'hearings',
  'sittings',
  'sitting_judges',
  'outcomes',
  'sentences',
  'remedies',
  'case_assignments',
  'case_seal_members',
  'case_history',
] as const;

/** Dates of the rolling cases, table by table. Numbers stay: a number of a register is for ever. */
const SHIFTS: readonly string[] = [
  `UPDATE app.cases SET received_on = received_on + $2::int, registered_on = registered_on + $2::int, facts_from = facts_from + $2::int,
     facts_to = facts_to + $2::int, created_at = created_at + make_interval(days => $2::int) WHERE id = ANY ($1)`,
  'UPDATE app.defendants SET arrest_date = arrest_date + $2::int, referred_on = referred_on + $2::int WHERE case_id = ANY ($1)',
  'UPDATE app.defendant_lawyers SET valid_from = valid_from + $2::int, valid_to = valid_to + $2::int WHERE case_id = ANY ($1)',
  'UPDATE app.counts SET charged_on = charged_on + $2::int, withdrawn_on = withdrawn_on + $2::int WHERE case_id = ANY ($1)',
  'UPDATE app.hearings SET deliberation_until = deliberation_until + $2::int WHERE case_id = ANY ($1) AND deliberation_until IS NOT NULL',
  'UPDATE app.outcomes SET decided_on = decided_on + $2::int WHERE case_id = ANY ($1)',
  `UPDATE app.sentences SET decided_on = decided_on + $2::int, effective_from = effective_from + $2::int, annulled_on = annulled_on + $2::int
   WHERE case_id = ANY ($1)`,
  `UPDATE app.remedies SET lodged_on = lodged_on + $2::int, clock_from = clock_from + $2::int, due_on = due_on + $2::int, decided_on = decided_on + $2::int
   WHERE case_id = ANY ($1)`,
  // Days inside what a line says move with the line.
  `UPDATE app.case_history h SET at = least(at + make_interval(days => $2::int), now()), payload = h.payload || coalesce((
     SELECT jsonb_object_agg(key, to_jsonb(((value #>> '{}')::date + $2::int)::text)) FROM jsonb_each(h.payload)
     WHERE key IN ('on', 'from', 'date', 'to') AND value #>> '{}' ~ '^\\d{4}-\\d\\d-\\d\\d$'), '{}')
   WHERE case_id = ANY ($1)`,
];

export type Refreshed = { kind: 'moved'; cases: number; days: number; left: number } | { kind: 'no_demo' };

/**
 * Dates the rolling cases from today again (`greffe demo refresh`). All of them move by the same number of days, with
 * their hearings; a sitting that would then meet another of the same room or bench stays where it is (`left`).
 */
export async function refreshDemo(configuration: Configuration, clock = new Clock()): Promise<Refreshed> {
  const found = await demoMark(configuration);
  if (!found) return { kind: 'no_demo' };
  return asOwner(configuration, { actorId: found.filledBy, tables: TABLES }, async (client) => {
    // Read again under the lock: another refresh may have been faster.
    const { id, rollingOn, rollingCases: cases } = (await markOf(client)) ?? found;
    const today = clock.today();
    const days = daysBetween(rollingOn, today);
    if (days === 0) return { kind: 'moved', cases: cases.length, days, left: 0 };
    for (const shift of SHIFTS) await client.query(shift, [cases, days]);
    const left = await moveSittings(client, cases, days);
    await client.query('UPDATE app.installation SET rolling_on = $2 WHERE id = $1', [id, today]);
    return { kind: 'moved', cases: cases.length, days, left };
  });
}

/** One by one, those in front first, so that none has to pass through another. */
async function moveSittings(client: ClientBase, cases: readonly string[], days: number): Promise<number> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT s.id FROM app.sittings s WHERE s.session_id IS NULL
       AND EXISTS (SELECT FROM app.hearings h WHERE h.sitting_id = s.id AND h.case_id = ANY ($1))
     ORDER BY s.starts_at ${days > 0 ? 'DESC' : 'ASC'}`,
    [cases],
  );
  let left = 0;
  for (const { id } of rows) {
    await client.query('SAVEPOINT one');
    try {
      await client.query(
        'UPDATE app.sittings SET starts_at = starts_at + make_interval(days => $2::int), ends_at = ends_at + make_interval(days => $2::int) WHERE id = $1',
        [id, days],
      );
      await client.query('RELEASE SAVEPOINT one');
    } catch (error) {
      if (!isExclusion(error)) throw error;
      await client.query('ROLLBACK TO SAVEPOINT one');
      left += 1;
    }
  }
  return left;
}

function isExclusion(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23P01';
}
