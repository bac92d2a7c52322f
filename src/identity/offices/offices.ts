import { Injectable } from '@nestjs/common';
import { newId } from '../../platform/database/ids.js';
import { ReadTransaction } from '../../platform/database/read-transaction.js';
import { Tx } from '../../platform/database/tx.js';
import { Conflict, Forbidden, Invalid, NotFound, StaleVersion } from '../../platform/http/errors.js';
import { Office } from './office.entity.js';
import { EndOfficeBody, OfficeBody, OfficeChanges, OfficeView } from './office.views.js';

const columns = `id, parent_id AS "parentId", code, kind, name_fr AS "nameFr", name_en AS "nameEn", seat,
  valid_from::text AS "validFrom", valid_to::text AS "validTo", version`;

/** The tree of offices. */
@Injectable()
export class Offices {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly tx: Tx,
  ) {}

  /** The whole tree, a few hundred rows; parents come before their children. */
  async list(): Promise<OfficeView[]> {
    return this.reads.run<OfficeView>({
      name: 'offices',
      text: `SELECT ${columns} FROM app.offices o
             ORDER BY (SELECT count(*) FROM app.office_closure c WHERE c.descendant_id = o.id), code`,
    });
  }

  async one(id: string): Promise<OfficeView> {
    const [office] = await this.reads.run<OfficeView>({
      name: 'offices_one',
      text: `SELECT ${columns} FROM app.offices WHERE id = $1`,
      values: [id],
    });
    if (!office) throw new NotFound('request.not_found');
    return office;
  }

  /** @throws Forbidden below an office out of one's reach */
  async create({ seat, ...body }: OfficeBody): Promise<OfficeView> {
    const office: OfficeView = { id: newId(), ...body, seat: seat ?? null, validTo: null, version: 1 };
    await this.tx.run(async () => {
      await this.demandReach(body.parentId);
      await this.tx.repository(Office).insert(office);
    });
    return office;
  }

  /** @throws NotFound, Forbidden, StaleVersion */
  async change(id: string, version: number, changes: OfficeChanges): Promise<void> {
    await this.tx.run(async () => {
      const office = await this.changeable(id, version);
      if (changes.parentId !== undefined) await this.demandReach(changes.parentId);
      await this.tx.repository(Office).save(Object.assign(office, given(changes)));
    });
  }

  /** Not while something stands below it, or somebody holds a role in it. @throws Conflict, Invalid */
  async end(id: string, version: number, { on }: EndOfficeBody): Promise<void> {
    await this.tx.run(async () => {
      const office = await this.changeable(id, version);
      if (on <= office.validFrom) throw new Invalid('office.ends_before_it_begins');
      const [row] = await this.tx.query<{ children: boolean; roles: boolean }>(
        `SELECT EXISTS (SELECT 1 FROM app.offices WHERE parent_id = $1 AND (valid_to IS NULL OR valid_to > $2)) AS children,
           EXISTS (SELECT 1 FROM app.role_holdings WHERE office_id = $1 AND (valid_to IS NULL OR valid_to > $2)) AS roles`,
        [id, on],
      );
      if (row?.children === true) throw new Conflict('office.has_children');
      if (row?.roles === true) throw new Conflict('office.in_use');
      await this.tx.repository(Office).save(Object.assign(office, { validTo: on }));
    });
  }

  private async changeable(id: string, version: number): Promise<Office> {
    const office = await this.tx.repository(Office).findOneBy({ id });
    if (!office) throw new NotFound('request.not_found');
    await this.demandReach(id);
    if (office.version !== version) throw new StaleVersion({ version: office.version });
    return office;
  }

  private async demandReach(officeId: string): Promise<void> {
    const [row] = await this.tx.query<{ within: boolean }>(
      `SELECT $1::uuid = ANY (sec.offices_for('office:manage')) AS within`,
      [officeId],
    );
    if (row?.within !== true) throw new Forbidden('office.out_of_reach');
  }
}

/** What the change really says: a field that was left out stays. */
function given(changes: OfficeChanges): Partial<Office> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
