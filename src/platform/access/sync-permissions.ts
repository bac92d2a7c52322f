import pg from 'pg';
import { onlyReads, permissions } from './permissions.js';
import { grantRows } from './roles.js';

/** Makes sec.permissions and sec.role_permissions equal to what is written in the code; run as greffe_owner. */
export async function syncPermissions(owner: pg.ClientBase): Promise<void> {
  const rows = grantRows();
  await owner.query('DELETE FROM sec.role_permissions');
  await owner.query('DELETE FROM sec.permissions WHERE code <> ALL ($1::text[])', [permissions]);
  await owner.query(
    `INSERT INTO sec.permissions (code, reads) SELECT * FROM unnest($1::text[], $2::boolean[])
     ON CONFLICT (code) DO UPDATE SET reads = excluded.reads`,
    [permissions, permissions.map(onlyReads)],
  );
  await owner.query(
    'INSERT INTO sec.role_permissions (role, permission, scope) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])',
    [rows.map((row) => row.role), rows.map((row) => row.permission), rows.map((row) => row.reach)],
  );
}
