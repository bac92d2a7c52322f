import { Injectable } from '@nestjs/common';
import { Permission } from '../../platform/access/permissions.js';
import { Clock } from '../../platform/context/clock.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { ReadTransaction } from '../../platform/database/read-transaction.js';
import { Tx } from '../../platform/database/tx.js';
import { Unauthenticated } from '../../platform/http/errors.js';
import { Translator } from '../../platform/i18n/translator.js';
import { MeView, NoticeView, OwnRoleView } from './me.views.js';

type Person = Pick<
  MeView,
  'id' | 'login' | 'displayName' | 'locale' | 'secondFactor' | 'recoveryCodes' | 'unreadNotices'
>;

interface NoticeRow {
  id: string;
  kind: NoticeView['kind'];
  at: Date;
  address: string;
  read_at: Date | null;
}

/** One's own account as it is shown to oneself. */
@Injectable()
export class Profile {
  constructor(
    private readonly context: RequestContext,
    private readonly reads: ReadTransaction,
    private readonly tx: Tx,
    private readonly translator: Translator,
    private readonly clock: Clock,
  ) {}

  async show(): Promise<MeView> {
    const { userId } = this.context.user;
    const now = this.clock.now();
    const [[person], roles, [rights]] = await this.reads.runAll<
      [Person, OwnRoleView, { permissions: Permission[] }]
    >([
      {
        name: 'me_person',
        text: `SELECT u.id, u.login, u.display_name AS "displayName", u.locale, a.has_second_factor AS "secondFactor",
                 a.recovery_codes AS "recoveryCodes",
                 (SELECT count(*)::int FROM auth.my_notices() n WHERE n.read_at IS NULL) AS "unreadNotices"
               FROM app.users u, auth.account_of(u.id, $2) a WHERE u.id = $1`,
        values: [userId, now],
      },
      {
        name: 'me_roles',
        text: `SELECT h.id, h.role, h.office_id AS "officeId", o.code AS "officeCode", o.name_fr AS "officeNameFr",
                 o.name_en AS "officeNameEn", h.valid_from::text AS "validFrom", h.valid_to::text AS "validTo"
               FROM app.role_holdings h JOIN app.offices o ON o.id = h.office_id
               WHERE h.user_id = $1 AND (h.valid_to IS NULL OR h.valid_to > sec.today()) ORDER BY h.valid_from, h.id`,
        values: [userId],
      },
      { name: 'me_permissions', text: 'SELECT sec.my_permissions() AS permissions' },
    ]);
    if (!person) throw new Unauthenticated('access.unauthenticated');
    return { ...person, roles, permissions: rights?.permissions ?? [] };
  }

  async setLocale(locale: 'fr' | 'en'): Promise<void> {
    const { userId } = this.context.user;
    await this.tx.run(async () =>
      this.tx.query('UPDATE app.users SET locale = $2 WHERE id = $1 AND locale <> $2', [userId, locale]),
    );
  }

  async notices(): Promise<NoticeView[]> {
    const rows = await this.reads.run<NoticeRow>({
      name: 'me_notices',
      text: 'SELECT * FROM auth.my_notices()',
    });
    return rows.map(({ id, kind, at, address, read_at }) => ({
      id,
      kind,
      text: this.translator.text(this.context.locale, `identity:notices/${kind}`, { address }),
      at: at.toISOString(),
      readAt: read_at?.toISOString() ?? null,
    }));
  }

  async readNotices(): Promise<void> {
    await this.tx.run(async () => this.tx.query('SELECT auth.read_notices($1)', [this.clock.now()]));
  }
}
