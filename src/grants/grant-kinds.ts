import { Permission } from '../platform/access/permissions.js';

/** The four ways in which one case is given to, or kept from, somebody. */
export const grantKinds = ['assignment', 'share', 'exclusion', 'sealMember'] as const;
export type GrantKind = (typeof grantKinds)[number];

interface KindOfGrant {
  table: string;
  /** Who may make and end one. */
  permission: Permission;
  /** Only a share can be for an office and has a level. */
  office: boolean;
}

export const grantTables: Readonly<Record<GrantKind, KindOfGrant>> = {
  assignment: { table: 'case_assignments', permission: 'case:assign', office: false },
  share: { table: 'case_shares', permission: 'case:share', office: true },
  exclusion: { table: 'case_exclusions', permission: 'case:exclude', office: false },
  sealMember: { table: 'case_seal_members', permission: 'case:seal', office: false },
};
