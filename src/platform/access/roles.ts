import { Permission, permissions, Reach } from './permissions.js';

/** The roles of the access matrix (domain notes §11.2). */
export const roles = [
  'prosecution_clerk',
  'chamber_clerk',
  'prosecutor',
  'investigating_judge',
  'registrar_in_chief',
  'judge',
  'investigator',
  'crime_analyst',
  'ordinary_court_officer',
  'prison_registry_officer',
  'prison_head',
  'victim_support_officer',
  'inspector',
  'statistician',
  'un_focal_point',
  'un_reader',
  'ministry',
  'administrator',
  'security_officer',
] as const;

export type Role = (typeof roles)[number];

type Grants = Partial<Record<Permission, Reach>>;

/** Everybody may see and change their own profile, their own traces, and read the reference data. */
const everyone: Grants = {
  'profile:read': 'office',
  'profile:write': 'office',
  'audit:own:read': 'office',
  'reference:read': 'office',
};

const caseFile = [
  'case:read',
  'case:history:read',
  'person:read',
  'defendant:read',
  'count:read',
  'hearing:read',
  'outcome:read',
] as const satisfies readonly Permission[];

const registryWork = [
  'case:update',
  'person:write',
  'defendant:write',
  'defendant:move',
  'case:move',
  'count:write',
  'hearing:schedule',
  'hearing:record',
  'outcome:record',
  'remedy:record',
  'victim:read',
  'victim:write',
  'export:create',
  'export:read',
] as const satisfies readonly Permission[];

/**
 * Which permissions a role carries, and how far. No suffix in the matrix = the subtree of the office (`office`),
 * `o` = cases one is assigned to (`assigned`), ruling 8. Roles that see only parts of a case have
 * `case:extract:read`, never `case:read`; roles with S only (statistics) have no row right at all.
 */
export const roleGrants: Record<Role, Grants> = {
  // CRUXo: o is the own unit for the clerk who keeps its register; without it nobody could find what is unassigned.
  prosecution_clerk: {
    ...everyone,
    ...office(...caseFile, ...registryWork, 'case:register', 'professional:read', 'statistics:read'),
    ...office('import:run', 'import:read', 'professional:write'),
  },
  chamber_clerk: { ...everyone, ...assigned(...caseFile, ...registryWork), ...office('professional:read') },
  prosecutor: {
    ...everyone,
    ...office(
      ...caseFile,
      'case:update',
      'case:move',
      'defendant:move',
      'case:assign',
      'case:share',
      'case:seal',
      'case:exclude',
    ),
    ...office(
      'case:access:read',
      'case:register',
      'professional:read',
      'statistics:read',
      'export:create',
      'export:read',
    ),
    ...assigned('victim:read'),
  },
  investigating_judge: {
    ...everyone,
    ...assigned(
      ...caseFile,
      'case:update',
      'count:write',
      'defendant:write',
      'defendant:move',
      'case:move',
      'person:write',
    ),
    ...assigned('victim:read', 'hearing:schedule', 'hearing:record', 'case:seal', 'case:access:read'),
    ...office('professional:read', 'statistics:read'),
  },
  registrar_in_chief: {
    ...everyone,
    ...office(
      ...caseFile,
      'case:register',
      'case:update',
      'case:strike',
      'case:assign',
      'case:share',
      'case:exclude',
    ),
    ...office('case:move', 'defendant:move', 'defendant:write', 'count:write', 'person:write', 'person:link'),
    ...office(
      'hearing:schedule',
      'hearing:record',
      'outcome:record',
      'remedy:record',
      'case:access:read',
      'sealed-register:read',
    ),
    ...office(
      'professional:read',
      'professional:write',
      'reference:write',
      'statistics:read',
      'export:create',
      'export:read',
    ),
    ...office('import:run', 'import:read', 'audit:read', 'key:manage'),
  },
  judge: {
    ...everyone,
    ...assigned(...caseFile, 'victim:read'),
    ...office('professional:read', 'statistics:read'),
  },
  investigator: { ...everyone, ...assigned(...caseFile) },
  crime_analyst: {
    ...everyone,
    ...office(...caseFile, 'person:link', 'statistics:read', 'export:create', 'export:read'),
  },
  ordinary_court_officer: {
    ...everyone,
    ...office(
      ...caseFile,
      ...registryWork,
      'case:register',
      'professional:read',
      'professional:write',
      'statistics:read',
    ),
  },
  prison_registry_officer: { ...everyone, ...office('case:extract:read', 'statistics:read') },
  prison_head: { ...everyone, ...office('case:extract:read', 'statistics:read') },
  victim_support_officer: {
    ...everyone,
    ...office('case:extract:read', 'statistics:read'),
    ...assigned('victim:read', 'victim:write'),
  },
  inspector: { ...everyone, ...office('case:extract:read', 'statistics:read') },
  statistician: { ...everyone, ...office('statistics:read') },
  un_focal_point: { ...everyone },
  un_reader: { ...everyone },
  ministry: { ...everyone, ...office('statistics:read') },
  administrator: {
    ...everyone,
    ...office('user:read', 'user:manage', 'user:approve', 'office:manage', 'key:manage'),
  },
  security_officer: { ...everyone, ...office('audit:read', 'user:read', 'user:approve') },
};

/** One row per role and permission, as sec.role_permissions holds them. */
export function grantRows(): { role: Role; permission: Permission; reach: Reach }[] {
  return roles.flatMap((role) =>
    permissions.flatMap((permission) => {
      const reach = roleGrants[role][permission];
      return reach === undefined ? [] : [{ role, permission, reach }];
    }),
  );
}

function office(...list: Permission[]): Grants {
  return Object.fromEntries(list.map((permission) => [permission, 'office']));
}

function assigned(...list: Permission[]): Grants {
  return Object.fromEntries(list.map((permission) => [permission, 'assigned']));
}
