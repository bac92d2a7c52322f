import { type Permission, permissions } from '../../platform/access/permissions.js';
import { DateField, OneOf, TextField } from '../../platform/http/fields.js';

/** Rights over accounts and over oneself stay with people: a stolen key must not be able to make more keys. */
const PEOPLE_ONLY: readonly Permission[] = [
  'profile:write',
  'key:manage',
  'user:manage',
  'user:approve',
  'office:manage',
];

export const keyScopes = permissions.filter((permission) => !PEOPLE_ONLY.includes(permission));

export class KeyBody {
  @TextField({ max: 100, description: 'What the key is for' })
  name!: string;

  @OneOf(keyScopes, { each: true, minItems: 1, description: 'What it may do; nothing its maker may not' })
  scopes!: Permission[];

  @DateField({ description: 'The last day it holds; a year ahead at most' })
  lastDay!: string;
}

export interface KeyView {
  id: string;
  userId: string;
  owner: string;
  name: string;
  scopes: Permission[];
  madeAt: string;
  expiresAt: string;
  revokedAt: string | null;
}

export interface NewKey {
  id: string;
  name: string;
  scopes: Permission[];
  expiresAt: string;
  /** Shown this once; sent as `Authorization: Bearer …`. */
  key: string;
}
