import { describe, expect, it } from '@jest/globals';
import { CONFIDENCES } from '../procedure/stage-table.js';
import { builtInGazetteer } from './gazetteer.js';
import { PLACE_KINDS } from './place-file.js';

const { editions, links } = builtInGazetteer();
const edition = (code: string) => editions.find((one) => one.code === code)?.places ?? [];

describe('the built-in gazetteer', () => {
  it('has the 19 regions and the District of Bamako of 2023, and the 8 before', () => {
    expect(edition('greffe-2023').filter((place) => place.kind === 'region')).toHaveLength(20);
    expect(edition('greffe-2012').filter((place) => place.kind === 'region')).toHaveLength(9);
  });

  it('puts every place into one that the same edition has', () => {
    for (const { places } of editions) {
      const codes = new Set(places.map((place) => place.code));
      expect(codes.size).toBe(places.length);
      for (const place of places) {
        expect(PLACE_KINDS).toContain(place.kind);
        expect(CONFIDENCES).toContain(place.confidence);
        expect(place.parentCode === null ? place.kind : 'inside').toBe(
          place.parentCode === null ? 'country' : 'inside',
        );
        if (place.parentCode !== null) expect(codes).toContain(place.parentCode);
      }
    }
  });

  it('calls the list of cercles uncertain: two counts circulate', () => {
    const cercles = edition('greffe-2023').filter((place) => place.kind === 'cercle');
    expect(cercles.map((place) => place.name)).toContain('Ménaka');
    expect(new Set(cercles.map((place) => place.confidence))).toEqual(new Set(['U']));
  });

  it('says from which old region each new one came', () => {
    const regions = edition('greffe-2023').filter((place) => place.kind === 'region');
    expect(links.map((link) => link.toCode).sort()).toEqual(regions.map((region) => region.code).sort());
    const old = new Set(edition('greffe-2012').map((place) => place.code));
    for (const link of links) expect(old).toContain(link.fromCode);
    expect(links).toContainEqual(expect.objectContaining({ fromCode: '05', toCode: '17' })); // Bandiagara was Mopti's
    expect(links).toContainEqual(expect.objectContaining({ fromCode: '07', toCode: '10' })); // Ménaka was Gao's
  });
});
