import { Vars } from '../i18n/translator.js';

/** What went wrong, as far as HTTP is concerned; the filter turns it into a status. */
export const statusOf = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unsupported: 415,
  invalid: 422,
  version_required: 428,
  too_many: 429,
  unavailable: 503,
} as const;
export type ErrorKind = keyof typeof statusOf;

/** One field that is wrong: its path (`defendants.0.arrest.date`), a code, the code's variables. */
export interface FieldProblem {
  field: string;
  code: string;
  vars?: Vars;
}

export interface ErrorDetails {
  fields?: readonly FieldProblem[];
  /** Further members of the problem document (`current`, `possible`); never anything the caller may not see. */
  extra?: Readonly<Record<string, unknown>>;
  /** Seconds after which to try again. */
  retryAfter?: number;
  cause?: unknown;
}

/**
 * An error the caller can understand: a code that i18n/{fr,en} explains, and its variables. Everything else that
 * is thrown becomes a 500 without details.
 */
export abstract class DomainError extends Error {
  abstract readonly kind: ErrorKind;

  constructor(
    readonly code: string,
    readonly vars: Vars = {},
    readonly details: ErrorDetails = {},
  ) {
    super(code, { cause: details.cause });
  }
}

/** 400: the request itself cannot be read: unknown field, wrong type, impossible date. */
export class Malformed extends DomainError {
  readonly kind = 'malformed';
}
/** 401: nobody is signed in. */
export class Unauthenticated extends DomainError {
  readonly kind = 'unauthenticated';
}
/** 403: the row is in scope, the verb is not allowed. */
export class Forbidden extends DomainError {
  readonly kind = 'forbidden';
}
/** 404: not there, or out of the caller's scope: the two look the same. */
export class NotFound extends DomainError {
  readonly kind = 'not_found';
}
/** 409: the present state does not allow it. */
export class Conflict extends DomainError {
  readonly kind = 'conflict';
}
/** 412: somebody changed the row in between; `current` is what it is now. */
export class StaleVersion extends DomainError {
  readonly kind = 'stale';
  constructor(current: { version: number }) {
    super('version.stale', { version: current.version }, { extra: { current } });
  }
}
/** 422: readable, but against a rule of the domain. */
export class Invalid extends DomainError {
  readonly kind = 'invalid';
}
/** 428: a change without If-Match. */
export class VersionRequired extends DomainError {
  readonly kind = 'version_required';
}
export class TooMany extends DomainError {
  readonly kind = 'too_many';
}
export class TooLarge extends DomainError {
  readonly kind = 'too_large';
}
export class Unsupported extends DomainError {
  readonly kind = 'unsupported';
}
/** 503: try again in a moment; nothing was done, or an Idempotency-Key tells. */
export class Unavailable extends DomainError {
  readonly kind = 'unavailable';
}
