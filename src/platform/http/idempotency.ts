import { CallHandler, ExecutionContext, Injectable, NestInterceptor, SetMetadata } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { createHash } from 'node:crypto';
import { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, Observable } from 'rxjs';
import { RequestContext } from '../context/request-context.js';
import { Tx } from '../database/tx.js';
import { Invalid, Malformed } from './errors.js';

const CREATES = 'greffe:creates';

/** How the answer of a repeated request is made anew, under the rights of today (ruling 14). */
export type Replay<C> = (controller: C, id: string, params: Record<string, string>) => unknown;

/**
 * A POST that makes something: it asks for an Idempotency-Key, and the same key gives the same answer, with one
 * effect. What is stored is the status and the id of what was made, never the body.
 */
export function Creates<C>(replay: Replay<C>): MethodDecorator {
  return SetMetadata(CREATES, replay);
}

interface StoredKey {
  fingerprint: Buffer;
  status: number;
  resource_id: string | null;
}

/** Claims the key, does the work and keeps its result in one transaction. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly tx: Tx,
    private readonly context: RequestContext,
    private readonly modules: ModuleRef,
  ) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const replay = this.reflector.get<Replay<unknown> | undefined>(CREATES, execution.getHandler());
    return replay ? from(this.once(execution, next, replay)) : next.handle();
  }

  private async once(
    execution: ExecutionContext,
    next: CallHandler,
    replay: Replay<unknown>,
  ): Promise<unknown> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const reply = execution.switchToHttp().getResponse<FastifyReply>();
    const key = keyOf(request);
    const print = fingerprint(request);
    const outcome = await this.tx.run(async () => {
      const before = await this.claim(key, print);
      if (before) return { before };
      const made: unknown = await lastValueFrom(next.handle());
      await this.tx.execute({
        name: 'idempotency_keep',
        text: 'UPDATE app.idempotency_keys SET status = $3, resource_id = $4 WHERE actor_id = $1 AND key = $2',
        values: [this.context.user.userId, key, reply.statusCode, idOf(made)],
      });
      return { made };
    });
    if (outcome.before === undefined) return outcome.made;
    if (!outcome.before.fingerprint.equals(print)) throw new Invalid('idempotency.other_request');
    reply.status(outcome.before.status).header('idempotency-replayed', 'true');
    const controller: unknown = this.modules.get(execution.getClass(), { strict: false });
    // Fastify types path parameters as unknown.
    return replay(controller, outcome.before.resource_id ?? '', request.params as Record<string, string>);
  }

  /** A second request with the key waits here for the first one's end. */
  private async claim(key: string, print: Buffer): Promise<StoredKey | undefined> {
    const { userId } = this.context.user;
    const claimed = await this.tx.execute({
      name: 'idempotency_claim',
      text: 'INSERT INTO app.idempotency_keys (actor_id, key, fingerprint) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1',
      values: [userId, key, print],
    });
    if (claimed.length > 0) return undefined;
    const [stored] = await this.tx.query<StoredKey>(
      'SELECT fingerprint, status, resource_id FROM app.idempotency_keys WHERE actor_id = $1 AND key = $2',
      [userId, key],
    );
    return stored;
  }
}

function keyOf(request: FastifyRequest): string {
  const key = request.headers['idempotency-key'];
  if (typeof key === 'string' && /^[\w.:-]{8,100}$/.test(key)) return key;
  throw new Malformed(
    'request.fields',
    {},
    { fields: [{ field: 'Idempotency-Key', code: 'field.idempotency_key' }] },
  );
}

function fingerprint(request: FastifyRequest): Buffer {
  const path = request.url.split('?')[0] ?? '';
  return createHash('sha256')
    .update(JSON.stringify([request.method, path, request.body ?? null]))
    .digest();
}

function idOf(made: unknown): string | null {
  if (typeof made === 'object' && made !== null && 'id' in made && typeof made.id === 'string')
    return made.id;
  return null;
}
