import { FastifyRequest } from 'fastify';
import { Actor } from '../context/actor.js';
import { Permission } from './permissions.js';

/** Somebody whose session or key holds. */
export interface Authenticated {
  actor: Actor;
  kind: 'session' | 'key';
  /** When the password or a code was last given in this session. */
  steppedUpAt: Date | undefined;
  /** Everything the person may do somewhere; which rows is the database's matter. */
  permissions: ReadonlySet<Permission>;
}

/** Recognises who sends a request. Identity provides it; platform knows only this. */
export abstract class Authenticator {
  /** @returns undefined when nobody is signed in or the session is over */
  abstract authenticate(request: FastifyRequest): Promise<Authenticated | undefined>;
}
