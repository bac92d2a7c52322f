import { createHmac } from 'node:crypto';

/** Who acts: a person with a session, a machine with a key, or a job in a person's name. */
export interface Actor {
  userId: string;
  /** Session or key that authenticated the request; empty for a job. */
  sessionId: string;
  requestId: string;
  /** Address of the caller as far as trusted; empty for a job. */
  ip: string;
  /** `*`, or the only permissions a key may use. */
  scopes: '*' | readonly string[];
}

/** Characters that may stand in a field of the context without moving its bars. */
const SAFE = /^[A-Za-z0-9:._,*-]*$/;

/**
 * The actor as the text that `sec.enter` verifies: user|session|request|issued_ms|ip|scopes|mac.
 *
 * @param key CONTEXT_KEY; the MAC is HMAC-SHA-256 over everything before the last bar
 * @param issuedAt system time in milliseconds, never the injected clock (ruling 6)
 */
export function signActor(actor: Actor, key: string, issuedAt: number): string {
  const scopes = actor.scopes === '*' ? '*' : actor.scopes.join(',');
  const fields = [actor.userId, actor.sessionId, actor.requestId, String(issuedAt), actor.ip, scopes];
  if (!fields.every((field) => SAFE.test(field)))
    throw new Error('a field of the actor context has a bar or a strange sign');
  const payload = fields.join('|');
  return `${payload}|${createHmac('sha256', key).update(payload).digest('hex')}`;
}
