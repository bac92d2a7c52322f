import { Injectable } from '@nestjs/common';
import { AccessLog } from '../platform/audit/access-log.js';
import { protectedRead } from '../platform/audit/protected-read.js';
import { ReadTransaction } from '../platform/database/read-transaction.js';
import { NotFound } from '../platform/http/errors.js';
import { CaseOfFound, personText, PersonRow } from './person.view.js';

/** Cases shown of each person found; the record shows all. */
const CASES_SHOWN = 5;

/** Reads of people. A person is there only through a case that the reader may see (ruling 11). */
@Injectable()
export class PeopleRepository {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly accessLog: AccessLog,
  ) {}

  /** One person. Where a sealed case shows, it is read again in the transaction of its event (ruling 4). */
  async one(id: string): Promise<PersonRow> {
    const statement = { name: 'person_one', text: personText, values: [id] };
    const [person] = await this.reads.run<PersonRow>(statement);
    if (!person) throw new NotFound('person.not_found');
    const cases = [...person.cases, ...person.links.flatMap((link) => link.cases)];
    const event = {
      kind: 'read',
      table: 'people',
      ids: [id, ...person.links.map(({ otherId }) => otherId)],
      caseIds: cases.map(({ caseId }) => caseId),
    } as const;
    if (!cases.some(({ sealed }) => sealed)) {
      await this.accessLog.record(event);
      return person;
    }
    const [logged] = await this.reads.runLogged<PersonRow>(protectedRead(event), statement);
    if (!logged) throw new NotFound('person.not_found');
    return logged;
  }

  /** The newest visible cases of each of some people. */
  async casesOf(ids: readonly string[]): Promise<CaseOfFound[]> {
    if (ids.length === 0) return [];
    return this.reads.run<CaseOfFound>({
      name: 'people_cases',
      text: `SELECT p.id AS person_id, x.id, x.number FROM unnest($1::uuid[]) AS p(id) CROSS JOIN LATERAL (
               SELECT c.id, c.number FROM app.defendants d JOIN app.cases c ON c.id = d.case_id
               WHERE d.person_id = p.id ORDER BY c.registered_on DESC, c.id DESC LIMIT ${CASES_SHOWN}) x`,
      values: [ids],
    });
  }

  /** People with one of these papers, as far as they may be seen. */
  async withIdentifiers(identifiers: readonly { kind: string; value: string }[]): Promise<
    {
      id: string;
      kind: string;
      name: string | null;
      birth_date: string | null;
      birth_precision: string;
      sex: string;
    }[]
  > {
    if (identifiers.length === 0) return [];
    return this.reads.run({
      name: 'people_by_identifier',
      text: `SELECT DISTINCT ON (p.id) p.id, i.kind, n.full_name AS name, p.birth_date::text AS birth_date, p.birth_precision, p.sex
             FROM unnest($1::text[], $2::text[]) AS k(kind, value)
             JOIN app.person_identifiers i ON i.value = k.value AND i.kind = k.kind
             JOIN app.people p ON p.id = i.person_id
             LEFT JOIN app.person_names n ON n.person_id = p.id AND n.kind = 'written' AND n.replaced_by IS NULL
             ORDER BY p.id, i.kind LIMIT 50`,
      values: [identifiers.map(({ kind }) => kind), identifiers.map(({ value }) => value)],
    });
  }

  async sexes(ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.reads.run<{ id: string; sex: string }>({
      name: 'people_sexes',
      text: 'SELECT id, sex FROM app.people WHERE id = ANY ($1::uuid[])',
      values: [ids],
    });
    return new Map(rows.map(({ id, sex }) => [id, sex]));
  }
}
