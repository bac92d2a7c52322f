import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { Actor } from '../../platform/context/actor.js';
import { deviceToken, sessionToken } from './cookies.js';

/** Who knocks, before it is known who it is: what a request tells of the browser and the way it came. */
export interface Caller {
  requestId: string;
  /** Network address, as far as a trusted proxy tells it. */
  address: string;
  userAgent: string;
  /** The session cookie, whatever it is worth. */
  session: string | undefined;
  /** The cookie of a browser that signed somebody in before. */
  device: string | undefined;
}

export function callerOf(request: FastifyRequest): Caller {
  return {
    requestId: request.id,
    // The zone of a link-local IPv6 address may hold any sign.
    address: request.ip.replaceAll(/[^\w.:]/g, ''),
    userAgent: (request.headers['user-agent'] ?? '').replaceAll(/\p{C}/gu, '').slice(0, 200),
    session: sessionToken(request),
    device: deviceToken(request),
  };
}

/** The caller as a parameter of a handler. */
export const From = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The caller as whom they proved to be; for the log, before the request has an actor of its own. */
export function actorOf(userId: string, sessionId: string, { requestId, address }: Caller): Actor {
  return { userId, sessionId, requestId, ip: address, scopes: '*' };
}
