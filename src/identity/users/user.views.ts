import { type SlipKind, slipKinds } from '../activations/slip-kind.js';
import { PageQuery } from '../../platform/http/keyset.js';
import { OneOf, TextField, UuidField } from '../../platform/http/fields.js';
import { type Role, roles } from '../../platform/access/roles.js';
import { type UserState, userStates } from './user.entity.js';

const LOGIN = /^[a-z0-9][a-z0-9._-]{1,63}$/;

export class UserBody {
  @TextField({ max: 64, pattern: LOGIN, description: 'Never changes afterwards' })
  login!: string;

  @TextField({ max: 200 })
  displayName!: string;

  @OneOf(['fr', 'en'], { optional: true })
  locale?: 'fr' | 'en';
}

export class UserChanges {
  @TextField({ max: 200, optional: true })
  displayName?: string;

  @OneOf(['fr', 'en'], { optional: true })
  locale?: 'fr' | 'en';
}

export class ReasonBody {
  @TextField({ max: 500, description: 'Goes into the log' })
  reason!: string;
}

export class UserQuery extends PageQuery {
  @OneOf(userStates, { optional: true })
  state?: UserState;

  @OneOf(roles, { optional: true, description: 'Who holds it today' })
  role?: Role;

  @UuidField({ optional: true, description: 'Who holds a role there today' })
  officeId?: string;
}

export interface UserView {
  id: string;
  login: string;
  displayName: string;
  locale: 'fr' | 'en';
  state: UserState;
  createdAt: string;
  version: number;
}

export interface AccountView extends UserView {
  hasPassword: boolean;
  hasSecondFactor: boolean;
  /** A slip that was printed and not used. */
  openSlip: SlipKind | null;
  openSlipExpiresAt: string | null;
  /** Whether the caller may administer this user. */
  manageable: boolean;
}

export class SlipRequest {
  @OneOf(slipKinds)
  kind!: SlipKind;
}

export interface PrintedSlip {
  kind: SlipKind;
  login: string;
  displayName: string;
  /** Shown this once, to be printed and handed over. */
  code: string;
  expiresAt: string;
}
