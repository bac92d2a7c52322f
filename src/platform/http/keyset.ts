import { BoolField, IntField, TextField } from './fields.js';
import { Malformed } from './errors.js';

export const PAGE_SIZE = 25;

/** The query of every list: keyset pages, `total` only when asked for. */
export class PageQuery {
  @TextField({
    optional: true,
    max: 600,
    pattern: /^[A-Za-z0-9_-]+$/,
    description: 'Where the page before ended (its nextCursor)',
  })
  cursor?: string;

  @IntField({
    optional: true,
    min: 1,
    max: 100,
    fromText: true,
    description: `Rows a page; ${String(PAGE_SIZE)} when not given`,
  })
  limit?: number;

  @BoolField({ optional: true, fromText: true, description: 'Count all rows as well (slower)' })
  total?: boolean;
}

export interface Page<T> {
  items: T[];
  /** Where the next page begins; absent on the last one. */
  nextCursor?: string;
  total?: number;
}

/** The values of the sort columns of the last row of a page, the id last. */
export type Position = readonly (string | number | null)[];

export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws Malformed for a cursor that is not ours or belongs to another sort. */
export function decodeCursor(cursor: string | undefined, length: number): Position | undefined {
  if (cursor === undefined) return undefined;
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(position) && position.length === length && position.every(isPositionValue))
      return position;
  } catch {
    // Not JSON: refused below, like everything else that is not a cursor.
  }
  throw new Malformed('request.fields', {}, { fields: [{ field: 'cursor', code: 'field.cursor' }] });
}

/** Cuts a page out of `limit + 1` rows. */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  position: (row: Row) => Position,
  view: (row: Row) => T,
  total?: number,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    ...(rows.length > limit && last !== undefined ? { nextCursor: encodeCursor(position(last)) } : {}),
    ...(total === undefined ? {} : { total }),
  };
}

function isPositionValue(value: unknown): value is string | number | null {
  return (
    value === null ||
    typeof value === 'number' ||
    (typeof value === 'string' && value.length <= 300 && !value.includes('\0'))
  );
}
