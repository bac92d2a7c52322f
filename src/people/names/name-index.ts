import { storedTokens } from './search-keys.js';

/** A name to be found by later. */
export interface IndexedName {
  readonly personId: string;
  readonly fullName: string;
}

/** The four lists `sec.index_names` takes: one place in each per person and word. */
export type NameTokenRows = readonly [
  persons: string[],
  tokens: string[],
  sounds: string[],
  skeletons: string[],
];

/** The words of names as the dictionary keeps them. A name without letters gives no row. */
export const nameTokenRows = (names: readonly IndexedName[]): NameTokenRows => {
  const rows: [string[], string[], string[], string[]] = [[], [], [], []];
  for (const { personId, fullName } of names) {
    for (const { token, sound, skeleton } of storedTokens(fullName)) {
      rows[0].push(personId);
      rows[1].push(token);
      rows[2].push(sound);
      rows[3].push(skeleton);
    }
  }
  return rows;
};

/**
 * Makes names findable, in the transaction that writes them, after their rows (people, names, defendants):
 * `await tx.query(INDEX_NAMES, nameTokenRows(names))`. One call for all names of a case; repeating it does no harm.
 */
export const INDEX_NAMES = 'SELECT sec.index_names($1::uuid[], $2::text[], $3::text[], $4::text[])';
