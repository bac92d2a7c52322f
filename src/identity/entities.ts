import { Office } from './offices/office.entity.js';
import { RoleHolding } from './roles/role-holding.entity.js';
import { User } from './users/user.entity.js';

/** The tables of this feature that commands work on. */
export const identityEntities = [Office, RoleHolding, User] as const;
