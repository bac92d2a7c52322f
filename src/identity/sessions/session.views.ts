import { SecretField, TextField } from '../../platform/http/fields.js';

export class SignInBody {
  @TextField({ max: 64, description: 'Login; upper and lower case are the same' })
  login!: string;

  @SecretField()
  password!: string;

  @TextField({
    optional: true,
    max: 40,
    description:
      'Six digits of the authenticator, or a recovery code; asked for with 401 `session.mfa_required`',
  })
  code?: string;
}

export interface OpenedView {
  id: string;
  /** `enrolment`: a second factor is demanded and has to be enrolled before anything else. */
  stage: 'full' | 'enrolment';
  /** The session ends then at the latest. */
  expiresAt: string;
  /** It ends after so many minutes without a request. */
  idleMinutes: number;
}

export class StepUpBody {
  @SecretField({ optional: true, description: 'Where there is no second factor' })
  password?: string;

  @TextField({ optional: true, max: 40, description: 'Where there is a second factor' })
  code?: string;
}

export class CodeBody {
  @TextField({ max: 40, description: 'Six digits of the authenticator' })
  code!: string;
}

export interface EnrolmentView {
  /** Base 32, shown this once. */
  secret: string;
  /** otpauth:// address for a QR code. */
  uri: string;
}

export interface RecoveryCodesView {
  /** Shown this once; each holds once. */
  recoveryCodes: string[];
}

export interface SessionView {
  id: string;
  /** The session of this request. */
  current: boolean;
  openedAt: string;
  /** To the minute. */
  lastSeenAt: string;
  expiresAt: string;
  address: string;
  userAgent: string;
}

export interface SessionsView {
  items: SessionView[];
}
