import { Injectable } from '@nestjs/common';
import { NameSearchRepository } from '../people/name-search.repository.js';
import { AccessLog } from '../platform/audit/access-log.js';
import { ReadTransaction } from '../platform/database/read-transaction.js';
import { PAGE_SIZE } from '../platform/http/keyset.js';
import { IntField, TextField } from '../platform/http/fields.js';
import { CaseListItem, CaseListRow, toListItem } from './case.view.js';
import { LIST_COLUMNS } from './cases.repository.js';

/** What somebody remembers of a case: a number of ours or of another court, a name, an offence. */
export class CaseSearchBody {
  @TextField({ min: 2, max: 200, description: 'A number, a name in any spelling, or words of an offence' })
  words!: string;
  @IntField({ optional: true, min: 1, max: 100 })
  limit?: number;
}

export interface FoundCase extends CaseListItem {
  foundBy: 'number' | 'old_number' | 'defendant' | 'charge';
}

/** Finds cases among those one may see; logged without the words. */
@Injectable()
export class CaseSearch {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly names: NameSearchRepository,
    private readonly accessLog: AccessLog,
  ) {}

  async search({ words, limit = PAGE_SIZE }: CaseSearchBody): Promise<{ items: FoundCase[] }> {
    const people = await this.names.findIds(words);
    const rows = await this.reads.run<CaseListRow & { found_by: FoundCase['foundBy'] }>({
      name: 'case_search',
      text: `SELECT ${LIST_COLUMNS}, f.found_by
        FROM sec.find_cases($1, $2::uuid[], app.search_key($3), $4) WITH ORDINALITY f(case_id, found_by, place)
        JOIN app.cases c ON c.id = f.case_id
        JOIN app.offices o ON o.id = c.office_id LEFT JOIN app.places p ON p.id = c.place_id ORDER BY f.place`,
      values: [words.toUpperCase().replace(/[^A-Z0-9]/g, ''), people, words, limit],
    });
    const items = rows.map((row) => ({ ...toListItem(row), foundBy: row.found_by }));
    const ids = items.map(({ id }) => id);
    await this.accessLog.record({
      kind: 'search',
      table: 'cases',
      ids,
      caseIds: ids,
      detail: { count: ids.length, query: this.accessLog.fingerprint(words) },
    });
    return { items };
  }
}
