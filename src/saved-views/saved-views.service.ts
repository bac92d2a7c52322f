import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { Clock } from '../platform/context/clock.js';
import { RequestContext } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { ReadTransaction } from '../platform/database/read-transaction.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, Forbidden, NotFound, StaleVersion } from '../platform/http/errors.js';
import { decodeCursor, Page, PAGE_SIZE, PageQuery, toPage } from '../platform/http/keyset.js';
import { keptFilters } from './case-filters.js';
import { ChangeViewBody, SaveViewBody } from './saved-view.dto.js';
import { SAVED_VIEW_COLUMNS, SavedViewItem, SavedViewRow, toSavedView } from './saved-view.view.js';

/** More views of one person are a script gone wrong. */
const MOST = 200;

/** Views of the list of cases that people keep, for themselves or for an office where they work. */
@Injectable()
export class SavedViewsService {
  constructor(
    private readonly tx: Tx,
    private readonly reads: ReadTransaction,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  /** My own and those shared where I work, the newest first. */
  async list(query: PageQuery): Promise<Page<SavedViewItem>> {
    const limit = query.limit ?? PAGE_SIZE;
    const position = decodeCursor(query.cursor, 1);
    const page = {
      name: position ? 'saved_views_next' : 'saved_views',
      text: `SELECT ${SAVED_VIEW_COLUMNS} FROM app.saved_views v
             WHERE v.ended_at IS NULL ${position ? 'AND v.id < $2::uuid' : ''} ORDER BY v.id DESC LIMIT $1`,
      values: [limit + 1, ...(position ?? [])],
    };
    const count = {
      name: 'saved_views_count',
      text: 'SELECT count(*)::int AS total FROM app.saved_views v WHERE v.ended_at IS NULL',
    };
    if (query.total !== true) {
      const rows = await this.reads.run<SavedViewRow>(page);
      return toPage(rows, limit, (row) => [row.id], toSavedView);
    }
    const [rows, [counted]] = await this.reads.runAll<[SavedViewRow, { total: number }]>([page, count]);
    return toPage(rows, limit, (row) => [row.id], toSavedView, counted?.total);
  }

  /** @throws NotFound when it is neither mine nor shared where I work */
  async one(id: string): Promise<SavedViewItem> {
    const [row] = await this.reads.run<SavedViewRow>({ name: 'saved_view', text: ONE, values: [id] });
    if (!row) throw new NotFound('saved_view.not_found');
    return toSavedView(row);
  }

  @Transactional()
  async save(body: SaveViewBody): Promise<SavedViewItem> {
    const [{ count } = { count: 0 }] = await this.tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM app.saved_views v WHERE v.user_id = sec.uid() AND v.ended_at IS NULL',
    );
    if (count >= MOST) throw new Conflict('saved_view.too_many', { most: MOST });
    const { name, resource, filters, sort, sharedOfficeId } = body;
    await this.requireWorksIn(sharedOfficeId);
    const id = newId();
    await this.tx.query(
      `INSERT INTO app.saved_views (id, user_id, name, resource, filters, sort, shared_office_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        this.context.user.userId,
        name,
        resource,
        keptFilters(filters),
        sort ?? null,
        sharedOfficeId ?? null,
        this.clock.now(),
      ],
    );
    return toSavedView(await this.found(id));
  }

  /** @throws StaleVersion when somebody (oneself, elsewhere) changed it in between */
  @Transactional()
  async change(id: string, body: ChangeViewBody, version: number): Promise<SavedViewItem> {
    const before = await this.own(id);
    if (before.version !== version) throw new StaleVersion({ version: before.version });
    await this.requireWorksIn(body.sharedOfficeId);
    await this.tx.query(
      'UPDATE app.saved_views SET name = $2, filters = $3, sort = $4, shared_office_id = $5 WHERE id = $1',
      [
        id,
        body.name ?? before.name,
        body.filters === undefined ? before.filters : keptFilters(body.filters),
        body.sort === undefined ? before.sort : body.sort,
        body.sharedOfficeId === undefined ? before.shared_office_id : body.sharedOfficeId,
      ],
    );
    return toSavedView(await this.found(id));
  }

  /** Hides it from everybody's lists; the row stays. */
  @Transactional()
  async end(id: string): Promise<SavedViewItem> {
    await this.own(id);
    await this.tx.query('UPDATE app.saved_views SET ended_at = $2 WHERE id = $1', [id, this.clock.now()]);
    return toSavedView(await this.found(id));
  }

  /** My own view, locked. A colleague's can be read and no more. */
  private async own(id: string): Promise<SavedViewRow> {
    const seen = await this.found(id);
    if (!seen.mine) throw new Forbidden('saved_view.not_yours');
    await this.tx.query('SELECT 1 FROM app.saved_views WHERE id = $1 FOR UPDATE', [id]);
    const row = await this.found(id);
    if (row.ended_at) throw new Conflict('saved_view.ended');
    return row;
  }

  private async found(id: string): Promise<SavedViewRow> {
    const [row] = await this.tx.query<SavedViewRow>(ONE, [id]);
    if (!row) throw new NotFound('saved_view.not_found');
    return row;
  }

  /** An office one does not work in, and an office that is not there, are refused alike. */
  private async requireWorksIn(officeId: string | null | undefined): Promise<void> {
    if (officeId === undefined || officeId === null) return;
    const [row] = await this.tx.query<{ works: boolean }>(
      `SELECT $1::uuid = ANY (sec.offices_for('profile:write')) AS works`,
      [officeId],
    );
    if (row?.works !== true) throw new Forbidden('saved_view.office_elsewhere');
  }
}

const ONE = `SELECT ${SAVED_VIEW_COLUMNS} FROM app.saved_views v WHERE v.id = $1`;
