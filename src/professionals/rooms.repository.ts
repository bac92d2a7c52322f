import { Injectable } from '@nestjs/common';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { decodeCursor, Page, PAGE_SIZE, toPage } from '../platform/http/keyset.js';
import { RoomQuery, RoomView } from './rooms.dto.js';

const COLUMNS = `id, office_id AS "officeId", name, valid_from::text AS "validFrom", valid_to::text AS "validTo", version
  FROM app.rooms`;

export function roomById(id: string): Statement {
  return { name: 'room', text: `SELECT ${COLUMNS} WHERE id = $1`, values: [id] };
}

@Injectable()
export class RoomsRepository {
  constructor(private readonly reads: ReadTransaction) {}

  async one(id: string): Promise<RoomView | undefined> {
    const [view] = await this.reads.run<RoomView>(roomById(id));
    return view;
  }

  /** By name. */
  async list(query: RoomQuery): Promise<Page<RoomView>> {
    const limit = query.limit ?? PAGE_SIZE;
    const after = decodeCursor(query.cursor, 2) ?? [null, null];
    const filters = [query.office ?? null, query.at ?? null];
    const where = `WHERE ($1::uuid IS NULL OR office_id = $1)
      AND ($2::date IS NULL OR valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2))`;
    const rows = await this.reads.run<RoomView>({
      name: 'rooms',
      text: `SELECT ${COLUMNS} ${where} AND ($3::text IS NULL OR (name, id) > ($3::text, $4::uuid)) ORDER BY name, id LIMIT $5`,
      values: [...filters, ...after, limit + 1],
    });
    const total =
      query.total === true
        ? await this.reads.run<{ total: number }>({
            name: 'rooms_total',
            text: `SELECT count(*)::int AS total FROM app.rooms ${where}`,
            values: filters,
          })
        : [];
    return toPage(
      rows,
      limit,
      (row) => [row.name, row.id],
      (row) => row,
      total[0]?.total,
    );
  }
}
