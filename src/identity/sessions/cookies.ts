import type {} from '@fastify/cookie';
import { FastifyReply, FastifyRequest } from 'fastify';

/** The prefix makes browsers refuse it without Secure, with a Domain, or from another path (ASVS 3.3.1). */
const SESSION = '__Host-greffe';
const DEVICE = '__Host-greffe-device';
const YEAR_SECONDS = 365 * 24 * 3600;

const attributes = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;

const TOKEN = /^[\w-]{43}$/;

export function sessionToken(request: FastifyRequest): string | undefined {
  return token(request, SESSION);
}

export function deviceToken(request: FastifyRequest): string | undefined {
  return token(request, DEVICE);
}

/** Without Max-Age: the browser forgets it when it closes; the server ends it much earlier. */
export function giveSession(reply: FastifyReply, value: string): void {
  reply.setCookie(SESSION, value, attributes);
}

export function giveDevice(reply: FastifyReply, value: string): void {
  reply.setCookie(DEVICE, value, { ...attributes, maxAge: YEAR_SECONDS });
}

/** Signed out: the session cookie goes, and with it all the browser stored (ASVS 14.3.1). The device stays known. */
export function takeSession(reply: FastifyReply): void {
  reply.clearCookie(SESSION, attributes);
  reply.header('clear-site-data', '"cache", "storage"');
}

function token(request: FastifyRequest, name: string): string | undefined {
  const value = request.cookies[name];
  return value !== undefined && TOKEN.test(value) ? value : undefined;
}
