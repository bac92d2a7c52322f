import { readFileSync } from 'node:fs';
import type { ClientBase } from 'pg';
import type { Confidence } from '../procedure/stage-table.js';
import type { PlaceKind } from './place-file.js';
import { storeEdition, storeLinks, storePlaces, type Edition } from './place-store.js';

interface Gazetteer {
  readonly editions: readonly (Edition & {
    readonly places: readonly {
      readonly code: string;
      readonly kind: PlaceKind;
      readonly name: string;
      readonly parentCode: string | null;
      readonly confidence: Confidence;
    }[];
  })[];
  readonly links: readonly {
    readonly fromEdition: string;
    readonly fromCode: string;
    readonly toEdition: string;
    readonly toCode: string;
    readonly share: number | null;
    readonly confidence: Confidence;
  }[];
}

/**
 * The editions shipped with the software: `greffe-2023` (19 regions and the District of Bamako, cercles as
 * far as known) and `greffe-2012` (the eight regions before), with which old region each new one came from.
 */
export function builtInGazetteer(): Gazetteer {
  const text = readFileSync(new URL('./gazetteer.json', import.meta.url), 'utf8');
  // Our own file beside this one; gazetteer.spec.ts checks it.
  return JSON.parse(text) as Gazetteer;
}

/**
 * Puts the shipped editions into the database. May be repeated: what is there stays.
 * @param client as greffe_owner, after the migrations, inside the caller's transaction
 * @returns how many places and links are new
 */
export async function syncGazetteer(client: Pick<ClientBase, 'query'>): Promise<number> {
  const { editions, links } = builtInGazetteer();
  let created = 0;
  for (const { places, ...edition } of editions) {
    await storeEdition(client, edition);
    const rows = places.map((place) => ({ ...place, lon: null, lat: null, pointAsWritten: null }));
    created += await storePlaces(client, edition.code, rows);
  }
  return created + (await storeLinks(client, links));
}
