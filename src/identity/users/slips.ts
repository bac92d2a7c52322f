import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/context/clock.js';
import { newId } from '../../platform/database/ids.js';
import { Tx } from '../../platform/database/tx.js';
import { Conflict } from '../../platform/http/errors.js';
import { SlipKind } from '../activations/slip-kind.js';
import { digest, newSlipCode, readCode } from '../secrets.js';
import { PrintedSlip } from './user.views.js';
import { Users } from './users.js';

const DAY_MILLIS = 24 * 3600_000;

/** Printed slips: the administrator hands over a code, and never knows or chooses a password (ruling 29). */
@Injectable()
export class Slips {
  constructor(
    private readonly users: Users,
    private readonly tx: Tx,
    private readonly clock: Clock,
  ) {}

  /** A slip replaces the one before of its kind. @throws NotFound, Forbidden, Conflict */
  async print(userId: string, kind: SlipKind): Promise<PrintedSlip> {
    const code = newSlipCode();
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + DAY_MILLIS);
    const user = await this.tx.run(async () => {
      const user = await this.users.manageable(userId);
      const wanted = kind === 'activation' ? 'invited' : 'active';
      if (user.state !== wanted) throw new Conflict('user.wrong_state', { state: user.state });
      await this.tx.query('SELECT auth.issue_activation($1, $2, $3, $4, $5, $6)', [
        newId(),
        userId,
        kind,
        digest(readCode(code)),
        now,
        expiresAt,
      ]);
      return user;
    });
    const { login, displayName } = user;
    return { kind, login, displayName, code, expiresAt: expiresAt.toISOString() };
  }
}
