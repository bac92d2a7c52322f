import { FastifyInstance, FastifyRequest } from 'fastify';
import { ClsService } from 'nestjs-cls';
import { Locale } from '../context/request-context.js';
import { Forbidden, Unsupported } from './errors.js';
import { requestLocale } from './locale.js';

const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * What happens to every request before a route sees it: the request's context is opened (after the body has been
 * read, whose stream events would lose it), the language is chosen, and a change that another site sends with our
 * user's cookie is refused.
 */
export function addRequestHooks(fastify: FastifyInstance, cls: ClsService, fallback: Locale): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('cache-control', 'no-store').header('x-request-id', request.id);
    done(CHANGES.has(request.method) ? refusal(request) : undefined);
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    cls.run(() => {
      cls.set('locale', requestLocale(request, fallback));
      done();
    });
  });
}

/** Cross-site changes: Sec-Fetch-Site and Origin where the browser sends them, and no form content types. */
function refusal(request: FastifyRequest): Error | undefined {
  const { headers } = request;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return new Forbidden('request.cross_site');
  if (headers.origin !== undefined && !isOwnOrigin(headers.origin, headers.host))
    return new Forbidden('request.cross_site');
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== undefined && type !== 'application/json' && type !== 'multipart/form-data')
    return new Unsupported('request.media_type');
  return undefined;
}

function isOwnOrigin(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
