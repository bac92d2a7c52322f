import pg from 'pg';
import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';
import { Conflict, DomainError, Forbidden, Invalid, Malformed, Unavailable } from './errors.js';

const RETRY_SECONDS = 2;
const LOST_CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);

/**
 * The domain's words for what PostgreSQL refused, or undefined when it is our own fault (a 500).
 * A constraint's name is an error code: `constraint.uq_cases_number` in i18n; without a sentence of its own it
 * reads as the general one.
 */
export function fromDatabaseError(thrown: unknown): DomainError | undefined {
  // TypeORM wraps what the driver threw.
  const error: unknown = thrown instanceof QueryFailedError ? thrown.driverError : thrown;
  if (error instanceof pg.DatabaseError) return fromSqlState(error);
  // A connection that died between its checkout and a statement: TypeORM has let it go by then.
  if (error instanceof QueryRunnerAlreadyReleasedError) return unavailable(error);
  if (error instanceof QueryRunnerProviderAlreadyReleasedError) return unavailable(error);
  if (error instanceof Error && isConnectionError(error)) return unavailable(error);
  return undefined;
}

function fromSqlState(error: pg.DatabaseError): DomainError | undefined {
  const state = error.code ?? '';
  const constraint = error.constraint === undefined ? {} : { constraint: error.constraint };
  switch (state) {
    case '23505':
    case '23P01':
      return new Conflict('constraint.taken', constraint, { cause: error });
    case '23503':
      return new Invalid('constraint.unknown_reference', constraint, { cause: error });
    case '23514':
    case '23502':
      return new Invalid('constraint.broken', constraint, { cause: error });
    case '42501':
      return new Forbidden('access.forbidden', {}, { cause: error });
    case '22P02':
    case '22007':
    case '22008':
    case '22003':
    case '22021':
    case '22P05':
      return new Malformed('request.value', {}, { cause: error });
    case '55P03':
    case '40001':
    case '40P01':
    case '57014':
      return unavailable(error);
    default:
      return /^(08|53|57P|58|XX)/.test(state) ? unavailable(error) : undefined;
  }
}

function isConnectionError(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    LOST_CONNECTION.has(code) ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query read timeout)/.test(
      error.message,
    )
  );
}

function unavailable(cause: Error): Unavailable {
  return new Unavailable('service.unavailable', {}, { retryAfter: RETRY_SECONDS, cause });
}
