import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { isUUID } from 'class-validator';
import { FastifyRequest } from 'fastify';
import { Clock } from '../context/clock.js';
import { RequestContext } from '../context/request-context.js';
import { ReadTransaction } from '../database/read-transaction.js';
import { Forbidden, NotFound, Unauthenticated } from '../http/errors.js';
import { Authenticator } from './authenticator.js';
import { Access, ACCESS, RequiresOptions } from './requires.js';

const STEP_UP_MILLIS = 5 * 60_000;

/**
 * Verbs. Who is it, and do they hold the permission anywhere? Which rows is decided by the database; a verb that
 * is missing answers 404 for a row out of scope and 403 for one in scope.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly context: RequestContext,
    private readonly reads: ReadTransaction,
    private readonly clock: Clock,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(ACCESS, execution.getHandler());
    // The boot check refuses such routes; this is for the one that slipped through.
    if (!access) throw new Forbidden('access.forbidden');
    if (access.open) return true;
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const found = await this.authenticator.authenticate(request);
    if (!found) throw new Unauthenticated('access.unauthenticated');
    this.context.setActor(found.actor);
    if (!found.permissions.has(access.permission)) {
      await this.refuse(access.options, request);
    }
    if (access.options.stepUp === true && !this.isSteppedUp(found.steppedUpAt)) {
      throw new Forbidden('access.step_up_required');
    }
    return true;
  }

  private isSteppedUp(at: Date | undefined): boolean {
    return at !== undefined && this.clock.millis() - at.getTime() < STEP_UP_MILLIS;
  }

  private async refuse({ row }: RequiresOptions, request: FastifyRequest): Promise<never> {
    if (row) {
      // Fastify types path parameters as unknown.
      const id = (request.params as Record<string, string>)[row.param];
      // The table is one of a closed list, never text of the caller.
      const text = `SELECT 1 FROM app.${row.table} WHERE id = $1`;
      const seen = isUUID(id) ? await this.reads.run({ name: `scope_${row.table}`, text, values: [id] }) : [];
      if (seen.length === 0) throw new NotFound('request.not_found');
    }
    throw new Forbidden('access.forbidden');
  }
}
