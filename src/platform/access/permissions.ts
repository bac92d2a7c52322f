/**
 * Every verb of the system: `resource:verb`. The sentence that explains each one to people is in
 * i18n/{fr,en}/access.json under `permissions`. A permission that ends in `:read` only shows; all others change.
 */
export const permissions = [
  'case:read',
  'case:register',
  'case:update',
  'case:strike',
  'case:move',
  'case:assign',
  'case:share',
  'case:seal',
  'case:exclude',
  'case:access:read',
  'case:history:read',
  'case:extract:read',
  'sealed-register:read',
  'person:read',
  'person:write',
  'person:link',
  'defendant:read',
  'defendant:write',
  'defendant:move',
  'count:read',
  'count:write',
  'victim:read',
  'victim:write',
  'hearing:read',
  'hearing:schedule',
  'hearing:record',
  'outcome:read',
  'outcome:record',
  'remedy:record',
  'reference:read',
  'reference:write',
  'professional:read',
  'professional:write',
  'office:manage',
  'user:read',
  'user:manage',
  'user:approve',
  'key:manage',
  'import:run',
  'import:read',
  'export:create',
  'export:read',
  'statistics:read',
  'audit:read',
  'audit:own:read',
  'profile:read',
  'profile:write',
] as const;

export type Permission = (typeof permissions)[number];

/** Where a role's permission reaches: the subtree of the office it is held in, or only cases one is assigned to. */
export type Reach = 'office' | 'assigned';

export function onlyReads(permission: Permission): boolean {
  return permission.endsWith(':read');
}
