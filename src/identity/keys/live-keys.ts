import { Injectable } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { Authenticated } from '../../platform/access/authenticator.js';
import { Clock } from '../../platform/context/clock.js';
import { Pool } from '../../platform/database/pool.js';
import { digest } from '../secrets.js';
import { callerOf } from '../sessions/caller.js';
import { isPermission, MyPermissions } from '../sessions/my-permissions.js';
import { ShortMemory } from '../sessions/short-memory.js';
import { readBearer } from './bearer.js';

interface LiveKey {
  id: string;
  user_id: string;
  scopes: string[];
  expires_at: Date;
}

interface Known {
  key: LiveKey;
  permissions: Authenticated['permissions'];
}

/** Recognises machines by a bearer key. A key acts as its maker, narrowed to its scopes, and never steps up. */
@Injectable()
export class LiveKeys {
  private readonly memory = new ShortMemory<Known>(async (hash) => this.find(hash));

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
    private readonly permissions: MyPermissions,
  ) {}

  async recognise(request: FastifyRequest): Promise<Authenticated | undefined> {
    const secret = readBearer(request.headers.authorization);
    if (secret === undefined) return undefined;
    const known = await this.memory.get(digest(secret).toString('hex'));
    if (!known || this.clock.millis() >= known.key.expires_at.getTime()) return undefined;
    const { requestId, address } = callerOf(request);
    const { id, user_id, scopes } = known.key;
    return {
      actor: { userId: user_id, sessionId: id, requestId, ip: address, scopes },
      kind: 'key',
      steppedUpAt: undefined,
      permissions: known.permissions,
    };
  }

  forget(): void {
    this.memory.clear();
  }

  private async find(hash: string): Promise<Known | undefined> {
    const [key] = await this.pool.query<LiveKey & Record<string, unknown>>({
      name: 'auth_key',
      text: 'SELECT * FROM auth.key_by_hash($1, $2)',
      values: [Buffer.from(hash, 'hex'), this.clock.now()],
    });
    if (!key) return undefined;
    const { id, user_id, scopes } = key;
    const held = await this.permissions.of({ userId: user_id, sessionId: id, requestId: '', ip: '', scopes });
    return { key, permissions: new Set(scopes.filter(isPermission).filter((scope) => held.has(scope))) };
  }
}
