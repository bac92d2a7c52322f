/** A point in degrees (WGS 84), or none; `pointAsWritten` keeps what the source says when it cannot be true. */
export interface Point {
  readonly lon: number | null;
  readonly lat: number | null;
  readonly pointAsWritten: string | null;
}

/** Further from its sisters than this, in degrees (about 330 km), a village was written down wrongly. */
const STRAY_DEGREES = 3;
/** Fewer sisters than this say nothing about where the commune lies. */
const ENOUGH_SISTERS = 3;

/** Reads two cells. Empty cells are no point; letters, or a latitude of 140, are kept as written. */
export function readPoint(lonCell: string, latCell: string): Point {
  if (lonCell === '' && latCell === '') return { lon: null, lat: null, pointAsWritten: null };
  const lon = Number(lonCell || Number.NaN);
  const lat = Number(latCell || Number.NaN);
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90
    ? { lon, lat, pointAsWritten: null }
    : doubtful(`${lonCell}, ${latCell}`);
}

/**
 * Takes the point from a locality that lies far from the other localities of its commune: a slipped digit
 * (-70.17 for -7.17) would otherwise put a village into the sea. The text stays in `pointAsWritten`.
 */
export function withoutStrayPoints<T extends Point & { kind: string; parentCode: string | null }>(
  places: readonly T[],
): T[] {
  const sisters = new Map<string, { lon: number; lat: number }[]>();
  for (const { kind, parentCode, lon, lat } of places) {
    if (kind !== 'locality' || parentCode === null || lon === null || lat === null) continue;
    const family = sisters.get(parentCode);
    if (family) family.push({ lon, lat });
    else sisters.set(parentCode, [{ lon, lat }]);
  }
  const middles = new Map(
    [...sisters]
      .filter(([, family]) => family.length >= ENOUGH_SISTERS)
      .map(([parent, family]) => [
        parent,
        { lon: median(family.map((point) => point.lon)), lat: median(family.map((point) => point.lat)) },
      ]),
  );
  return places.map((place) => {
    const { lon, lat } = place;
    const middle = place.kind === 'locality' ? middles.get(place.parentCode ?? '') : undefined;
    if (!middle || lon === null || lat === null) return place;
    const stray = Math.abs(lon - middle.lon) > STRAY_DEGREES || Math.abs(lat - middle.lat) > STRAY_DEGREES;
    return stray ? { ...place, ...doubtful(`${lon}, ${lat}`) } : place;
  });
}

function doubtful(pointAsWritten: string): Point {
  return { lon: null, lat: null, pointAsWritten };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
