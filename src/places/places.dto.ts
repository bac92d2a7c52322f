import type { Confidence } from '../procedure/stage-table.js';
import { OneOf, TextField } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/keyset.js';
import { PLACE_KINDS, type PlaceKind } from './place-file.js';

export class PlaceQuery extends PageQuery {
  @TextField({ max: 40, example: 'greffe-2023', description: 'A code means something only with its edition' })
  edition!: string;

  @TextField({
    optional: true,
    max: 100,
    description: 'Beginning of a word of the name, or of the code, without accents',
  })
  q?: string;

  @TextField({ optional: true, max: 64, description: 'Code of the place around it, in the same edition' })
  parent?: string;

  @OneOf(PLACE_KINDS, { optional: true })
  kind?: PlaceKind;
}

export interface EditionView {
  id: string;
  code: string;
  title: string;
  source: string;
  licence: string | null;
  publishedOn: string | null;
}

export interface PlaceView {
  id: string;
  edition: string;
  code: string;
  kind: PlaceKind;
  name: string;
  parentCode: string | null;
  parentName: string | null;
  /** Degrees, WGS 84. */
  lon: number | null;
  lat: number | null;
  /** What the source says where it cannot be true; lon and lat are then empty. */
  pointAsWritten: string | null;
  confidence: Confidence;
}

/** The same ground in another edition. */
export interface PlaceLinkView {
  id: string;
  edition: string;
  code: string;
  name: string;
  /** Part of the older unit's area, 0 to 1; null where nobody measured it. */
  share: number | null;
  confidence: Confidence;
}

export interface PlaceFileView extends PlaceView {
  /** What the place lies in, nearest first. */
  within: { id: string; code: string; kind: PlaceKind; name: string }[];
  /** Which unit of another edition it came from, and which it became. */
  cameFrom: PlaceLinkView[];
  became: PlaceLinkView[];
}
