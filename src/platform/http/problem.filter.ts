import { ArgumentsHost, Catch, ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { FastifyReply, FastifyRequest } from 'fastify';
import { AccessLog } from '../audit/access-log.js';
import { Locale, RequestContext } from '../context/request-context.js';
import { Translator, Vars } from '../i18n/translator.js';
import { fromDatabaseError } from './database-errors.js';
import {
  DomainError,
  FieldProblem,
  Malformed,
  NotFound,
  statusOf,
  TooLarge,
  Unauthenticated,
  Unsupported,
} from './errors.js';
import { requestLocale } from './locale.js';

/** A problem document (RFC 9457) as it is sent. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  /** The request's id, to be given to whoever looks after the system. */
  instance: string;
  fields?: { field: string; code: string; message: string }[];
  [member: string]: unknown;
}

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  constructor(
    private readonly translator: Translator,
    private readonly context: RequestContext,
    private readonly accessLog: AccessLog,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    let error = toDomainError(thrown);
    if (!error) this.logger.error({ err: thrown, reqId: request.id }, 'unexpected error');
    if (error && (error.kind === 'forbidden' || error.kind === 'not_found') && this.context.actor) {
      error = await this.logDenial(error, request);
    }
    const locale = requestLocale(request, this.context.locale);
    const problem = this.problem(error, request.id, locale);
    if (error?.details.retryAfter !== undefined)
      reply.header('retry-after', String(error.details.retryAfter));
    await reply
      .status(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .header('content-language', locale)
      .send(JSON.stringify(problem));
  }

  /** A denial that cannot be logged is answered with 503: no answer without its trace. */
  private async logDenial(error: DomainError, request: FastifyRequest): Promise<DomainError> {
    try {
      await this.accessLog.record({
        kind: 'denied',
        detail: {
          route: `${request.method} ${request.routeOptions.url ?? '-'}`,
          status: statusOf[error.kind],
          code: error.code,
        },
      });
      return error;
    } catch (failure) {
      return fromDatabaseError(failure) ?? error;
    }
  }

  private problem(error: DomainError | undefined, requestId: string, locale: Locale): Problem {
    const code = error?.code ?? 'internal';
    return {
      type: `urn:greffe:problem:${code}`,
      title: this.sentence(locale, code, error?.vars),
      status: error ? statusOf[error.kind] : 500,
      code,
      instance: requestId,
      ...(error?.details.fields
        ? { fields: error.details.fields.map((field) => this.field(locale, field)) }
        : {}),
      ...error?.details.extra,
    };
  }

  private field(
    locale: Locale,
    { field, code, vars }: FieldProblem,
  ): { field: string; code: string; message: string } {
    return { field, code, message: this.sentence(locale, code, vars) };
  }

  /** A broken constraint reads as its own sentence where it has one (`constraint.uq_cases_number`). */
  private sentence(locale: Locale, code: string, vars: Vars = {}): string {
    const constraint = vars['constraint'];
    const own =
      typeof constraint === 'string'
        ? this.translator.error(locale, `constraint.${constraint}`, vars)
        : undefined;
    return own ?? this.translator.error(locale, code, vars) ?? code;
  }
}

function toDomainError(thrown: unknown): DomainError | undefined {
  if (thrown instanceof DomainError) return thrown;
  return fromDatabaseError(thrown) ?? fromFramework(thrown);
}

/** What Fastify or Nest refuse before our code is reached. */
function fromFramework(thrown: unknown): DomainError | undefined {
  const status =
    thrown instanceof HttpException
      ? thrown.getStatus()
      : thrown instanceof Error && 'statusCode' in thrown
        ? Number(thrown.statusCode)
        : 500;
  switch (status) {
    case 401:
      return new Unauthenticated('access.unauthenticated');
    case 404:
      return new NotFound('request.route');
    case 413:
      return new TooLarge('request.too_large');
    case 415:
      return new Unsupported('request.media_type');
    default:
      return status >= 400 && status < 500
        ? new Malformed('request.unreadable', {}, { cause: thrown })
        : undefined;
  }
}
