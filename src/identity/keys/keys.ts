import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/context/clock.js';
import { newId } from '../../platform/database/ids.js';
import { ReadTransaction } from '../../platform/database/read-transaction.js';
import { Tx } from '../../platform/database/tx.js';
import { Forbidden, Invalid, NotFound } from '../../platform/http/errors.js';
import { digest, newToken } from '../secrets.js';
import { bearerKey } from './bearer.js';
import { KeyBody, KeyView, NewKey } from './key.views.js';
import { LiveKeys } from './live-keys.js';

const YEAR_MILLIS = 366 * 24 * 3600_000;

interface KeyRow {
  id: string;
  user_id: string;
  owner: string;
  name: string;
  scopes: KeyView['scopes'];
  made_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
}

/** Bearer keys for machines: each acts as its maker, only with its scopes, until its last day. */
@Injectable()
export class Keys {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly live: LiveKeys,
  ) {}

  /** One's own; with user:manage everybody's. */
  async list(): Promise<KeyView[]> {
    const rows = await this.reads.run<KeyRow>({
      name: 'auth_keys',
      text: 'SELECT * FROM auth.keys() ORDER BY made_at DESC, id LIMIT 500',
    });
    return rows.map(viewOf);
  }

  /** @throws Forbidden when the maker does not hold a scope; Invalid for more than a year */
  async make({ name, scopes, lastDay }: KeyBody): Promise<NewKey> {
    const now = this.clock.now();
    const expiresAt = new Date(Date.parse(`${lastDay}T00:00:00Z`) + 24 * 3600_000);
    if (lastDay < this.clock.today() || expiresAt.getTime() - now.getTime() > YEAR_MILLIS) {
      throw new Invalid('key.too_long', {}, { fields: [{ field: 'lastDay', code: 'key.too_long' }] });
    }
    const id = newId();
    const key = bearerKey(newToken());
    await this.tx.run(async () => {
      const [row] = await this.tx.query<{ held: boolean }>(
        'SELECT $1::text[] <@ sec.my_permissions() AS held',
        [scopes],
      );
      if (row?.held !== true) throw new Forbidden('key.scopes_exceed');
      await this.tx.query('SELECT auth.make_key($1, $2, $3, $4, $5, $6)', [
        id,
        name,
        digest(key),
        [...new Set(scopes)],
        now,
        expiresAt,
      ]);
    });
    return { id, name, scopes, expiresAt: expiresAt.toISOString(), key };
  }

  /** @throws NotFound when it is not there, not one's own, or revoked already */
  async revoke(id: string): Promise<void> {
    const [row] = await this.tx.run(async () =>
      this.tx.query<{ done: boolean }>('SELECT auth.revoke_key($1, $2) AS done', [id, this.clock.now()]),
    );
    this.live.forget();
    if (row?.done !== true) throw new NotFound('request.not_found');
  }
}

function viewOf({ id, user_id, owner, name, scopes, made_at, expires_at, revoked_at }: KeyRow): KeyView {
  return {
    id,
    userId: user_id,
    owner,
    name,
    scopes,
    madeAt: made_at.toISOString(),
    expiresAt: expires_at.toISOString(),
    revokedAt: revoked_at?.toISOString() ?? null,
  };
}
