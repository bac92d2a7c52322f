import pg from 'pg';
import { onlyReads, permissions } from './permissions.js';
import { grantRows } from './roles.js';

/**
 * Makes sec.permissions and sec.role_permissions equal to what is written in the code; run as greffe_owner. Touches
 * only what differs, because both are audited: who gives a role more is in the log.
 */
export async function syncPermissions(owner: pg.ClientBase): Promise<void> {
  const rows = grantRows();
  const wanted = [
    rows.map((row) => row.role),
    rows.map((row) => row.permission),
    rows.map((row) => row.reach),
  ];
  await owner.query(
    `DELETE FROM sec.role_permissions r WHERE NOT EXISTS (
       SELECT 1 FROM unnest($1::text[], $2::text[], $3::text[]) w(role, permission, scope)
       WHERE (w.role, w.permission, w.scope) = (r.role, r.permission, r.scope))`,
    wanted,
  );
  await owner.query('DELETE FROM sec.permissions WHERE code <> ALL ($1::text[])', [permissions]);
  await owner.query(
    `INSERT INTO sec.permissions AS p (code, reads) SELECT * FROM unnest($1::text[], $2::boolean[])
     ON CONFLICT (code) DO UPDATE SET reads = excluded.reads WHERE p.reads <> excluded.reads`,
    [permissions, permissions.map(onlyReads)],
  );
  await owner.query(
    `INSERT INTO sec.role_permissions (role, permission, scope) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT DO NOTHING`,
    wanted,
  );
}
