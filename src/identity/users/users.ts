import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/context/clock.js';
import { newId } from '../../platform/database/ids.js';
import { ReadTransaction } from '../../platform/database/read-transaction.js';
import { Tx } from '../../platform/database/tx.js';
import { Conflict, Forbidden, NotFound, StaleVersion } from '../../platform/http/errors.js';
import { decodeCursor, Page, PAGE_SIZE, toPage } from '../../platform/http/keyset.js';
import { LiveKeys } from '../keys/live-keys.js';
import { LiveSessions } from '../sessions/live-sessions.js';
import { User } from './user.entity.js';
import { AccountView, UserBody, UserChanges, UserQuery, UserView } from './user.views.js';

/** Two administrators who disable each other at the same moment take turns; the number is arbitrary. */
const LAST_ADMINISTRATOR = 7_203_118;

const columns = `u.id, u.login, u.display_name AS "displayName", u.locale, u.state, u.created_at AS "createdAt", u.version`;

const matches = `($1::text IS NULL OR u.state = $1)
  AND ($2::text IS NULL AND $3::uuid IS NULL OR EXISTS (
    SELECT 1 FROM app.role_holdings h WHERE h.user_id = u.id AND ($2::text IS NULL OR h.role = $2)
      AND ($3::uuid IS NULL OR h.office_id = $3) AND h.valid_from <= sec.today() AND (h.valid_to IS NULL OR h.valid_to > sec.today())))`;

type UserRow = Omit<UserView, 'createdAt'> & { createdAt: Date };
type AccountRow = UserRow &
  Omit<AccountView, keyof UserView | 'openSlipExpiresAt'> & { openSlipExpiresAt: Date | null };

/** Accounts, as administrators see and change them. */
@Injectable()
export class Users {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly sessions: LiveSessions,
    private readonly keys: LiveKeys,
  ) {}

  async list({ cursor, limit = PAGE_SIZE, total = false, ...query }: UserQuery): Promise<Page<UserView>> {
    const [after] = decodeCursor(cursor, 1) ?? [null];
    const filter = [query.state ?? null, query.role ?? null, query.officeId ?? null];
    const [rows, counted] = await this.reads.runAll<[UserRow, { total: number }?]>([
      {
        name: 'users_page',
        text: `SELECT ${columns} FROM app.users u WHERE ${matches} AND ($4::uuid IS NULL OR u.id > $4) ORDER BY u.id LIMIT $5`,
        values: [...filter, after, limit + 1],
      },
      ...(total
        ? [
            {
              name: 'users_count',
              text: `SELECT count(*)::int AS total FROM app.users u WHERE ${matches}`,
              values: filter,
            },
          ]
        : []),
    ]);
    return toPage(rows, limit, ({ id }) => [id], viewOf, counted?.[0]?.total);
  }

  /** @throws NotFound */
  async one(id: string): Promise<AccountView> {
    const [row] = await this.reads.run<AccountRow>({
      name: 'users_one',
      text: `SELECT ${columns}, a.has_password AS "hasPassword", a.has_second_factor AS "hasSecondFactor",
               a.slip AS "openSlip", a.slip_expires_at AS "openSlipExpiresAt", auth.may_manage(u.id) AS manageable
             FROM app.users u, auth.account_of(u.id, $2) a WHERE u.id = $1`,
      values: [id, this.clock.now()],
    });
    if (!row) throw new NotFound('request.not_found');
    return { ...row, ...viewOf(row), openSlipExpiresAt: row.openSlipExpiresAt?.toISOString() ?? null };
  }

  /** @throws NotFound when there is no such user, or none the caller may see */
  async demand(id: string): Promise<void> {
    const text = 'SELECT 1 FROM app.users WHERE id = $1';
    const found = await this.reads.run({ name: 'users_demand', text, values: [id] });
    if (found.length === 0) throw new NotFound('request.not_found');
  }

  /** Makes an account that nobody can sign in to before its activation. */
  async create({ login, displayName, locale = 'fr' }: UserBody): Promise<AccountView> {
    const user: UserRow = {
      id: newId(),
      login,
      displayName,
      locale,
      state: 'invited',
      createdAt: this.clock.now(),
      version: 1,
    };
    await this.tx.run(async () => this.tx.repository(User).insert(user));
    return {
      ...viewOf(user),
      hasPassword: false,
      hasSecondFactor: false,
      openSlip: null,
      openSlipExpiresAt: null,
      manageable: true,
    };
  }

  /** @throws NotFound, Forbidden, StaleVersion */
  async change(id: string, version: number, changes: UserChanges): Promise<void> {
    await this.tx.run(async () => {
      const user = await this.manageable(id);
      if (user.version !== version) throw new StaleVersion({ version: user.version });
      const { displayName = user.displayName, locale = user.locale } = changes;
      await this.tx.repository(User).save(Object.assign(user, { displayName, locale }));
    });
  }

  /** Within a second nothing of the user's is let in any more: sessions, keys, slips. */
  async disable(id: string, reason: string): Promise<void> {
    await this.tx.run(async () => {
      await this.tx.query(`SELECT pg_advisory_xact_lock($1), set_config('app.reason', $2, true)`, [
        LAST_ADMINISTRATOR,
        reason,
      ]);
      const user = await this.manageable(id);
      if (user.state === 'disabled') throw new Conflict('user.already_disabled');
      const [row] = await this.tx.query<{ others: number }>(
        'SELECT auth.other_administrators($1) AS others',
        [id],
      );
      if (row?.others === 0) throw new Conflict('user.last_administrator');
      await this.tx.repository(User).save(Object.assign(user, { state: 'disabled' }));
      await this.tx.query('SELECT auth.shut_out($1, $2)', [id, this.clock.now()]);
    });
    this.sessions.forget();
    this.keys.forget();
  }

  async enable(id: string, reason: string): Promise<void> {
    await this.tx.run(async () => {
      await this.tx.query(`SELECT set_config('app.reason', $1, true)`, [reason]);
      const user = await this.manageable(id);
      if (user.state !== 'disabled') throw new Conflict('user.not_disabled');
      const [account] = await this.tx.query<{ has_password: boolean }>(
        'SELECT * FROM auth.account_of($1, $2)',
        [id, this.clock.now()],
      );
      await this.tx
        .repository(User)
        .save(Object.assign(user, { state: account?.has_password === true ? 'active' : 'invited' }));
    });
  }

  /**
   * In a transaction: a user whose every role lies within the actor's reach.
   * @throws NotFound, Forbidden
   */
  async manageable(id: string): Promise<User> {
    const user = await this.tx.repository(User).findOneBy({ id });
    if (!user) throw new NotFound('request.not_found');
    const [row] = await this.tx.query<{ may: boolean }>('SELECT auth.may_manage($1) AS may', [id]);
    if (row?.may !== true) throw new Forbidden('user.out_of_reach');
    return user;
  }
}

function viewOf({ id, login, displayName, locale, state, createdAt, version }: UserRow): UserView {
  return { id, login, displayName, locale, state, createdAt: createdAt.toISOString(), version };
}
