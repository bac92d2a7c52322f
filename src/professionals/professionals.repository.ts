import { Injectable } from '@nestjs/common';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { decodeCursor, Page, PAGE_SIZE, toPage } from '../platform/http/keyset.js';
import { ProfessionalQuery, ProfessionalView } from './professionals.dto.js';

const COLUMNS = `id, kind, name, bar, office_id AS "officeId", specialty, languages,
  valid_from::text AS "validFrom", valid_to::text AS "validTo", version FROM app.professionals`;

export function professionalById(id: string): Statement {
  return { name: 'professional', text: `SELECT ${COLUMNS} WHERE id = $1`, values: [id] };
}

@Injectable()
export class ProfessionalsRepository {
  constructor(private readonly reads: ReadTransaction) {}

  async one(id: string): Promise<ProfessionalView | undefined> {
    const [view] = await this.reads.run<ProfessionalView>(professionalById(id));
    return view;
  }

  /** By name. The cursor holds an id, never a name: it travels in a URL. */
  async list(query: ProfessionalQuery): Promise<Page<ProfessionalView>> {
    const limit = query.limit ?? PAGE_SIZE;
    const [after] = decodeCursor(query.cursor, 1) ?? [null];
    const filters = [
      query.kind ?? null,
      query.office ?? null,
      query.at ?? null,
      query.language ?? null,
      query.bar ?? null,
    ];
    const where = `WHERE ($1::text IS NULL OR kind = $1) AND ($2::uuid IS NULL OR office_id = $2)
      AND ($3::date IS NULL OR valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3))
      AND ($4::text IS NULL OR $4 = ANY (languages))
      AND ($5::text IS NULL OR app.search_key(bar) = app.search_key($5))`;
    const rows = await this.reads.run<ProfessionalView>({
      name: 'professionals',
      text: `SELECT ${COLUMNS} ${where}
             AND ($6::uuid IS NULL OR (search_key, id) > (SELECT p.search_key, p.id FROM app.professionals p WHERE p.id = $6))
             ORDER BY search_key, id LIMIT $7`,
      values: [...filters, after, limit + 1],
    });
    const total =
      query.total === true
        ? await this.reads.run<{ total: number }>({
            name: 'professionals_total',
            text: `SELECT count(*)::int AS total FROM app.professionals ${where}`,
            values: filters,
          })
        : [];
    return toPage(
      rows,
      limit,
      (row) => [row.id],
      (row) => row,
      total[0]?.total,
    );
  }
}
