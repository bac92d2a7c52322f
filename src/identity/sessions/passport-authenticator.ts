import { Injectable } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { Authenticated, Authenticator } from '../../platform/access/authenticator.js';
import { LiveKeys } from '../keys/live-keys.js';
import { LiveSessions } from './live-sessions.js';
import { Recognition } from './recognition.js';

/** People by their session cookie, machines by a bearer key. Who sends a key is judged by the key alone. */
@Injectable()
export class PassportAuthenticator extends Authenticator {
  private readonly people: Recognition<FastifyRequest, Authenticated>;
  private readonly machines: Recognition<FastifyRequest, Authenticated>;

  constructor(sessions: LiveSessions, keys: LiveKeys) {
    super();
    this.people = new Recognition({ session: async (request) => sessions.recognise(request) });
    this.machines = new Recognition({ key: async (request) => keys.recognise(request) });
  }

  async authenticate(request: FastifyRequest): Promise<Authenticated | undefined> {
    const recognition = request.headers.authorization === undefined ? this.people : this.machines;
    return recognition.of(request);
  }
}
