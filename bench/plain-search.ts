import pg from 'pg';
import { candidatesStatement } from '../src/people/name-search.repository.js';

/**
 * The same search by name without rights: the function of migration 0030 copied into schema `bare`, with the
 * office given and every question about the caller taken out. What is compared is then the cost of the rights, of
 * scoring and of the application, not two different searches.
 */
export class PlainSearch {
  constructor(private readonly pool: pg.Pool) {}

  async prepare(): Promise<void> {
    await this.pool.query('CREATE SCHEMA IF NOT EXISTS bare');
    const { rows } = await this.pool.query<{ text: string }>(
      `SELECT pg_get_functiondef(oid) AS text FROM pg_proc WHERE proname = 'search_people' AND pronamespace = 'sec'::regnamespace`,
    );
    await this.pool.query(withoutRights(rows[0]?.text ?? ''));
  }

  async find(name: string, office: string): Promise<object[]> {
    const statement = candidatesStatement({ name });
    if (statement === undefined) return [];
    const { rows } = await this.pool.query<object>({
      name: 'search',
      text: statement.text
        .replace('sec.search_people', 'bare.search_people')
        .replace('$6::int4range)', '$6::int4range, $7::uuid)'),
      values: [...(statement.values ?? []), office],
    });
    return rows;
  }
}

function withoutRights(definition: string): string {
  const plain = definition
    .replace('sec.search_people(', 'bare.search_people(')
    .replace('range_born int4range)', 'range_born int4range, of_office uuid)')
    .replaceAll(/sec\.offices_for\('[a-z:]+'\)/g, 'ARRAY[of_office]')
    .replaceAll(/sec\.(cases_for\('[a-z:]+'\)|excluded_cases\(\)|named_cases\(\))/g, `'{}'::uuid[]`)
    .replace(`NOT sec.has('person:read')`, 'false');
  if (/\bsec\./.test(plain)) throw new Error('the plain search still asks about rights');
  return plain;
}
