import { Injectable } from '@nestjs/common';
import { AccessLog } from '../platform/audit/access-log.js';
import { ReadTransaction } from '../platform/database/read-transaction.js';
import { NotFound } from '../platform/http/errors.js';
import { decodeCursor, Page, PAGE_SIZE, toPage } from '../platform/http/keyset.js';
import { LinkListQuery } from './person.dto.js';
import { LinkRow, linkText, LinkView, toLinkView } from './person-link.view.js';

/** Reads of links: there only for who sees both records. */
@Injectable()
export class PersonLinksRepository {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly accessLog: AccessLog,
  ) {}

  async one(id: string): Promise<LinkView> {
    const [row] = await this.reads.run<LinkRow>({
      name: 'person_link',
      text: `${linkText} WHERE l.id = $1`,
      values: [id],
    });
    if (!row) throw new NotFound('person_link.not_found');
    await this.accessLog.record({ kind: 'read', table: 'people', ids: [row.a.id, row.b.id] });
    return toLinkView(row);
  }

  /** Newest first. */
  async list(query: LinkListQuery): Promise<Page<LinkView>> {
    const limit = query.limit ?? PAGE_SIZE;
    const position = decodeCursor(query.cursor, 1);
    const rows = await this.reads.run<LinkRow>({
      name: 'person_links',
      text: `${linkText} WHERE ($1::text IS NULL OR l.state = $1) AND ($2::uuid IS NULL OR l.id < $2) ORDER BY l.id DESC LIMIT $3`,
      values: [query.state ?? null, position?.[0] ?? null, limit + 1],
    });
    const page = toPage(rows, limit, ({ id }) => [id], toLinkView);
    await this.accessLog.record({ kind: 'list', table: 'person_links', ids: page.items.map(({ id }) => id) });
    return page;
  }
}
