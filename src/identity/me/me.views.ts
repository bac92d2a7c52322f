import { Permission } from '../../platform/access/permissions.js';
import { Role } from '../../platform/access/roles.js';
import { OneOf, SecretField } from '../../platform/http/fields.js';

export interface OwnRoleView {
  id: string;
  role: Role;
  officeId: string;
  officeCode: string;
  officeNameFr: string;
  officeNameEn: string;
  validFrom: string;
  /** On this day the right is already gone. */
  validTo: string | null;
}

export interface MeView {
  id: string;
  login: string;
  displayName: string;
  locale: 'fr' | 'en';
  /** Held somewhere; which rows is another question. */
  permissions: Permission[];
  roles: OwnRoleView[];
  secondFactor: boolean;
  /** Recovery codes not used yet. */
  recoveryCodes: number;
  /** Notices not read yet. */
  unreadNotices: number;
}

export class ProfileBody {
  @OneOf(['fr', 'en'])
  locale!: 'fr' | 'en';
}

export class PasswordBody {
  @SecretField({ description: 'The present password' })
  current!: string;

  @SecretField({ description: 'The new one' })
  password!: string;
}

export class RemovalBody {
  @SecretField({ description: 'The present password' })
  password!: string;
}

/** What a notice may tell. */
export const noticeKinds = [
  'new_device',
  'password_changed',
  'reset_issued',
  'second_factor_added',
  'second_factor_removed',
  'second_factor_reset_issued',
  'recovery_code_used',
  'key_made',
] as const;

export interface NoticeView {
  id: string;
  kind: (typeof noticeKinds)[number];
  /** In the language of the request. */
  text: string;
  at: string;
  readAt: string | null;
}

export interface NoticesView {
  items: NoticeView[];
}
