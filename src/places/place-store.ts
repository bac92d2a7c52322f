import type { ClientBase } from 'pg';
import type { Confidence } from '../procedure/stage-table.js';
import { newId } from '../platform/database/ids.js';
import type { PlaceKind } from './place-file.js';

type Client = Pick<ClientBase, 'query'>;

/** What is said about an edition of a gazetteer. */
export interface Edition {
  readonly code: string;
  readonly title: string;
  readonly source: string;
  readonly licence: string | null;
  readonly publishedOn: string | null;
}

export interface StoredPlace {
  readonly code: string;
  readonly kind: PlaceKind;
  readonly name: string;
  readonly parentCode: string | null;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly pointAsWritten: string | null;
  readonly confidence: Confidence;
}

export interface StoredLink {
  readonly fromEdition: string;
  readonly fromCode: string;
  readonly toEdition: string;
  readonly toCode: string;
  readonly share: number | null;
  readonly confidence: Confidence;
}

/** An edition is described once; a later import under the same code adds places, it does not rename it. */
export async function storeEdition(client: Client, edition: Edition): Promise<void> {
  await client.query(
    `INSERT INTO app.gazetteer_editions (id, code, title, source, licence, published_on)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (code) DO NOTHING`,
    [newId(), edition.code, edition.title, edition.source, edition.licence, edition.publishedOn],
  );
}

const RECORD = `jsonb_to_recordset($2::jsonb) AS r(id uuid, code text, kind text, name text, "parentCode" text,
  lon numeric(8, 5), lat numeric(8, 5), "pointAsWritten" text, confidence text)`;

/** Adds the places that are not there yet; parents may come in a later batch of the same transaction. */
export async function storePlaces(
  client: Client,
  edition: string,
  places: readonly StoredPlace[],
): Promise<number> {
  const { rowCount } = await client.query(
    `INSERT INTO app.places (id, edition, code, kind, name, parent_code, lon, lat, point_as_written, confidence)
     SELECT id, $1, code, kind, name, "parentCode", lon, lat, "pointAsWritten", confidence FROM ${RECORD}
     ON CONFLICT (edition, code) DO NOTHING`,
    [edition, JSON.stringify(places.map((place) => ({ id: newId(), ...place })))],
  );
  return rowCount ?? 0;
}

/** Codes whose stored place is another one than the given: an edition, once published, does not change. */
export async function contradictions(
  client: Client,
  edition: string,
  places: readonly StoredPlace[],
): Promise<{ code: string; stored: string }[]> {
  const { rows } = await client.query<{ code: string; stored: string }>(
    `SELECT p.code, p.name AS stored FROM app.places p JOIN ${RECORD} ON r.code = p.code
     WHERE p.edition = $1 AND (p.kind, p.name, p.parent_code, p.lon, p.lat, p.point_as_written)
       IS DISTINCT FROM (r.kind, r.name, r."parentCode", r.lon, r.lat, r."pointAsWritten")`,
    [edition, JSON.stringify(places)],
  );
  return rows;
}

/** Adds the links that are not there yet. Both ends must be stored, else fk_place_links_from or _to fails. */
export async function storeLinks(client: Client, links: readonly StoredLink[]): Promise<number> {
  const { rowCount } = await client.query(
    `INSERT INTO app.place_links (id, from_edition, from_code, to_edition, to_code, share, confidence)
     SELECT id, "fromEdition", "fromCode", "toEdition", "toCode", share, confidence
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "fromEdition" text, "fromCode" text, "toEdition" text,
       "toCode" text, share numeric(4, 3), confidence text)
     ON CONFLICT (from_edition, from_code, to_edition, to_code) DO NOTHING`,
    [JSON.stringify(links.map((link) => ({ id: newId(), ...link })))],
  );
  return rowCount ?? 0;
}

/** Of these codes, those that the edition does not have. */
export async function missingCodes(
  client: Client,
  edition: string,
  codes: readonly string[],
): Promise<Set<string>> {
  const { rows } = await client.query<{ code: string }>(
    `SELECT c.code FROM unnest($2::text[]) AS c(code)
     WHERE NOT EXISTS (SELECT FROM app.places p WHERE p.edition = $1 AND p.code = c.code)`,
    [edition, codes],
  );
  return new Set(rows.map((row) => row.code));
}
