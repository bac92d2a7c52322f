import { Injectable } from '@nestjs/common';

import { ReadTransaction, type Statement } from '../platform/database/read-transaction.js';
import { ESTIMATE_TOLERANCE, type Birth } from './names/birth-agreement.js';
import { MATCH_THRESHOLD, type NameMatch, scoreName } from './names/name-score.js';
import { parseName } from './names/parse-name.js';
import { searchKeys } from './names/search-keys.js';

/** What somebody looks for. */
export interface NameQuery {
  /** A name in any order and spelling. */
  readonly name: string;
  /** When given, the score rests on it too, and people born near that year are sought first. */
  readonly birth?: Birth;
  /** People wanted, at most {@link MAX_FOUND}. */
  readonly limit?: number;
}

/** Someone who may be meant. */
export interface FoundPerson {
  readonly personId: string;
  /** The name on record that fits best, and what kind of name it is. */
  readonly name: string;
  readonly nameKind: string;
  readonly birth: Birth;
  /** How well it fits and why: what the reader is shown. */
  readonly match: NameMatch;
}

/** No search gives more people: who finds a hundred has to say more of whom he means. */
export const MAX_FOUND = 100;

interface CandidateRow {
  person_id: string;
  name_kind: string;
  full_name: string;
  birth_date: string | null;
  birth_precision: Birth['precision'];
}

/**
 * Finding people by name. The database gives a bounded number of candidates among the persons of the cases that the
 * caller may see (ruling 11) and nothing of the others, not even a number; the score is computed here.
 */
@Injectable()
export class NameSearchRepository {
  constructor(private readonly read: ReadTransaction) {}

  /** People who may be meant, the best first; empty when the query holds no letter. */
  async find(query: NameQuery): Promise<FoundPerson[]> {
    const statement = candidatesStatement(query);
    return statement === undefined ? [] : rank(query, await this.read.run<CandidateRow>(statement));
  }

  /** Only their ids, for a search over cases by the names of defendants. */
  async findIds(name: string): Promise<string[]> {
    return (await this.find({ name, limit: MAX_FOUND })).map(({ personId }) => personId);
  }
}

const wantedOf = (query: NameQuery): number => Math.min(query.limit ?? 25, MAX_FOUND);

/** The years a person may be born in who was born as the query says; `null` when it does not say. */
const bornWithin = (birth: Birth | undefined): string | null => {
  if (birth?.date == null || birth.precision === 'unknown') return null;
  const year = Number(birth.date.slice(0, 4));
  const tolerance = birth.precision === 'estimated' ? ESTIMATE_TOLERANCE : 1;
  return `[${year - tolerance},${year + tolerance}]`;
};

/** The statement that gives the candidates; undefined when the query holds no letter. */
export const candidatesStatement = (query: NameQuery): Statement | undefined => {
  const keys = searchKeys(query.name);
  if (keys.length === 0) return undefined;
  return {
    name: 'people_search',
    text: `SELECT person_id, name_kind, full_name, birth_date, birth_precision
           FROM sec.search_people($1::int[], $2::text[], $3::text[], $4::int[], $5::int, $6::int4range)`,
    values: [
      keys.map((key) => key.position),
      keys.map((key) => key.kind),
      keys.map((key) => key.value),
      keys.map((key) => key.cost),
      // The database orders roughly; the best by score are among twice as many.
      Math.min(MAX_FOUND, 2 * wantedOf(query)),
      bornWithin(query.birth),
    ],
  };
};

/** The best name of each person, those that fit, the best first. */
const rank = (query: NameQuery, rows: readonly CandidateRow[]): FoundPerson[] => {
  const parsed = parseName(query.name);
  const best = new Map<string, FoundPerson>();
  for (const row of rows) {
    const birth = { date: row.birth_date, precision: row.birth_precision };
    const match = scoreName(parsed, row.full_name, query.birth && { query: query.birth, target: birth });
    if (match.score < MATCH_THRESHOLD || match.score <= (best.get(row.person_id)?.match.score ?? 0)) continue;
    best.set(row.person_id, {
      personId: row.person_id,
      name: row.full_name,
      nameKind: row.name_kind,
      birth,
      match,
    });
  }
  return [...best.values()]
    .sort((a, b) => b.match.score - a.match.score || (a.personId < b.personId ? -1 : 1))
    .slice(0, wantedOf(query));
};
