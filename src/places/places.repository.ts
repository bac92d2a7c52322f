import { Injectable } from '@nestjs/common';
import { ReadTransaction, Statement } from '../platform/database/read-transaction.js';
import { decodeCursor, Page, PAGE_SIZE, toPage } from '../platform/http/keyset.js';
import { EditionView, PlaceFileView, PlaceLinkView, PlaceQuery, PlaceView } from './places.dto.js';

const PLACE = `p.id, p.edition, p.code, p.kind, p.name, p.parent_code AS "parentCode",
  (SELECT up.name FROM app.places up WHERE up.edition = p.edition AND up.code = p.parent_code) AS "parentName",
  p.lon::float8 AS lon, p.lat::float8 AS lat, p.point_as_written AS "pointAsWritten", p.confidence`;

interface ListedPlace extends PlaceView {
  /** 0: the name itself begins with the word that was asked for; 1: a later word of it does. */
  rank: number;
  searchKey: string;
}

@Injectable()
export class PlacesRepository {
  constructor(private readonly reads: ReadTransaction) {}

  async editions(): Promise<EditionView[]> {
    return this.reads.run<EditionView>({
      name: 'gazetteer_editions',
      text: `SELECT id, code, title, source, licence, published_on::text AS "publishedOn"
             FROM app.gazetteer_editions ORDER BY published_on DESC NULLS LAST, code`,
    });
  }

  /** By name; when a word is asked for, names that begin with it come first. Undefined: no such edition. */
  async list(query: PlaceQuery): Promise<Page<PlaceView> | undefined> {
    const limit = query.limit ?? PAGE_SIZE;
    const after = decodeCursor(query.cursor, 3) ?? [null, null, null];
    const filters = [
      query.edition,
      query.parent ?? null,
      query.kind ?? null,
      ...(query.q === undefined ? [] : [query.q]),
    ];
    // Two texts, so that the one with a word is planned for the trigram index.
    const word =
      query.q === undefined
        ? ''
        : `AND app.search_key($4) <> ' ' AND p.search_key LIKE '%' || app.search_key($4) || '%'`;
    const name = query.q === undefined ? 'places' : 'places_by_word';
    const where = `WHERE p.edition = $1 AND ($2::text IS NULL OR p.parent_code = $2) AND ($3::text IS NULL OR p.kind = $3) ${word}`;
    const rank = query.q === undefined ? '0' : '(NOT starts_with(p.search_key, app.search_key($4)))::int';
    const order = query.q === undefined ? 'p.search_key, p.id' : `${rank}, p.search_key, p.id`;
    const [afterRank, afterKey, afterId, size] = [1, 2, 3, 4].map(
      (n) => `$${String(filters.length + n)}`,
    ) as [string, string, string, string];
    const beyond =
      query.q === undefined
        ? `(p.search_key, p.id) > (${afterKey}::text, ${afterId}::uuid)`
        : `(${order}) > (${afterRank}::int, ${afterKey}::text, ${afterId}::uuid)`;
    const statements: Statement[] = [
      {
        name: 'edition_known',
        text: 'SELECT 1 FROM app.gazetteer_editions WHERE code = $1',
        values: [query.edition],
      },
      {
        name,
        text: `SELECT ${PLACE}, ${rank} AS rank, p.search_key AS "searchKey" FROM app.places p ${where}
               AND (${afterRank}::int IS NULL OR ${beyond}) ORDER BY ${order} LIMIT ${size}`,
        values: [...filters, ...after, limit + 1],
      },
      ...(query.total === true
        ? [
            {
              name: `${name}_total`,
              text: `SELECT count(*)::int AS total FROM app.places p ${where}`,
              values: filters,
            },
          ]
        : []),
    ];
    const [known, rows, total] =
      await this.reads.runAll<[unknown, ListedPlace, { total: number } | undefined]>(statements);
    if (known.length === 0) return undefined;
    return toPage(
      rows,
      limit,
      (row) => [row.rank, row.searchKey, row.id],
      toView,
      query.total === true ? total[0]?.total : undefined,
    );
  }

  /** One place, what it lies in, and the same ground in other editions. */
  async one(id: string): Promise<PlaceFileView | undefined> {
    const [places, within, cameFrom, became] = await this.reads.runAll<
      [PlaceView, PlaceFileView['within'][number], PlaceLinkView, PlaceLinkView]
    >([
      { name: 'place', text: `SELECT ${PLACE} FROM app.places p WHERE p.id = $1`, values: [id] },
      {
        name: 'place_within',
        text: `WITH RECURSIVE up AS (
                 SELECT p.*, 0 AS depth FROM app.places p WHERE p.id = $1
                 UNION ALL SELECT p.*, up.depth + 1 FROM up JOIN app.places p ON p.edition = up.edition AND p.code = up.parent_code
                 WHERE up.depth < 8)
               SELECT id, code, kind, name FROM up WHERE depth > 0 ORDER BY depth`,
        values: [id],
      },
      linked('came_from', 'from', 'to', id),
      linked('became', 'to', 'from', id),
    ]);
    const [place] = places;
    return place && { ...place, within, cameFrom, became };
  }
}

function toView(row: ListedPlace): PlaceView {
  const { id, edition, code, kind, name, parentCode, parentName, lon, lat, pointAsWritten, confidence } = row;
  return { id, edition, code, kind, name, parentCode, parentName, lon, lat, pointAsWritten, confidence };
}

/** The other ends of the links that have this place at their `end`. */
function linked(name: string, other: 'from' | 'to', end: 'from' | 'to', id: string): Statement {
  return {
    name: `place_${name}`,
    text: `SELECT o.id, o.edition, o.code, o.name, l.share::float8 AS share, l.confidence
           FROM app.places p
           JOIN app.place_links l ON l.${end}_edition = p.edition AND l.${end}_code = p.code
           JOIN app.places o ON o.edition = l.${other}_edition AND o.code = l.${other}_code
           WHERE p.id = $1 ORDER BY l.share DESC NULLS LAST, o.edition, o.code`,
    values: [id],
  };
}
