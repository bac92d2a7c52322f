import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { validate as isUuid } from 'uuid';
import { CONFIDENCES } from '../procedure/stage-table.js';
import { inJurisdiction } from './jurisdiction.js';
import { CONTEXT_TAGS, OFFENCE_NATURES, offenceCatalogue } from './offence-catalogue.js';

const catalogue = offenceCatalogue();
const texts = catalogue.offences.flatMap((offence) =>
  offence.texts.map((text) => ({ ...text, code: offence.code })),
);
const DAY = /^\d{4}-\d{2}-\d{2}$/;

describe('the offence catalogue', () => {
  it('has every family of the domain notes §4.2, and each code once', () => {
    const families = new Map<string, number>();
    for (const { code } of catalogue.offences) {
      families.set(code.slice(0, 3), (families.get(code.slice(0, 3)) ?? 0) + 1);
    }
    expect(Object.fromEntries(families)).toEqual({
      TER: 9,
      ORG: 13,
      PER: 10,
      BIE: 3,
      ETA: 4,
      INT: 6,
      MIL: 1,
    });
    expect(new Set(catalogue.offences.map((offence) => offence.code)).size).toBe(46);
    expect(catalogue.crsvForms.map((form) => form.code)).toEqual(
      Array.from({ length: 11 }, (_, index) => `CRSV-${String(index + 1).padStart(2, '0')}`),
    );
  });

  it('uses only known natures, tags, confidences, ICCS codes and dates', () => {
    for (const offence of catalogue.offences) {
      expect(OFFENCE_NATURES).toEqual(expect.arrayContaining([...offence.natures]));
      expect(CONTEXT_TAGS).toEqual(expect.arrayContaining([...offence.tags]));
      expect(offence.labelFr && offence.labelEn).toBeTruthy();
      for (const [code, confidence] of Object.entries(offence.iccs)) {
        expect(code).toMatch(/^\d{4,6}$/);
        expect(['V-P', 'G', 'U']).toContain(confidence);
      }
    }
    for (const text of texts) {
      expect(isUuid(text.id)).toBe(true);
      expect(CONFIDENCES).toContain(text.confidence);
      expect(text.validFrom).toMatch(DAY);
      if (text.validTo !== null) expect(text.validTo > text.validFrom).toBe(true);
      expect((text.legalTextFr === null) === (text.legalTextEn === null)).toBe(true);
    }
    expect(new Set(texts.map((text) => text.id)).size).toBe(texts.length);
  });

  it('never lets a text reach outside its regime, nor two texts of one offence overlap', () => {
    const regimes = new Map(catalogue.regimes.map((regime) => [regime.code, regime]));
    for (const text of texts) {
      const regime = regimes.get(text.regime);
      expect(regime && text.validFrom >= regime.validFrom).toBe(true);
      expect((text.validTo ?? '9999') <= (regime?.validTo ?? '9999')).toBe(true);
      const rivals = texts.filter(
        (other) =>
          other !== text &&
          other.code === text.code &&
          other.regime === text.regime &&
          other.validFrom < (text.validTo ?? '9999') &&
          text.validFrom < (other.validTo ?? '9999'),
      );
      expect(rivals).toEqual([]);
    }
  });

  it('never gives terrorism a code of its own for a killing: the underlying act and a tag (ICCS)', () => {
    const attack = catalogue.offences.find((offence) => offence.code === 'TER-01');
    expect(attack).toMatchObject({ iccsByUnderlyingAct: true, tags: ['terrorism_related'] });
    expect(Object.keys(attack?.iccs ?? {})).toContain('0101');
  });

  it.each(['fr', 'en'])('has a word for each tag, nature and confidence in the %s catalogue', (language) => {
    // Our own file; every key is compared below.
    const words = JSON.parse(
      readFileSync(new URL(`../i18n/${language}/offences.json`, import.meta.url), 'utf8'),
    ) as Record<string, Record<string, string>>;
    expect(Object.keys(words['tags'] ?? {}).sort()).toEqual([...CONTEXT_TAGS].sort());
    expect(Object.keys(words['natures'] ?? {})).toEqual([...OFFENCE_NATURES]);
    expect(Object.keys(words['confidence'] ?? {})).toEqual([...CONFIDENCES]);
  });
});

describe('the jurisdiction of the specialized unit', () => {
  const jurisdictionsOf = (code: string) =>
    catalogue.jurisdictions.filter((jurisdiction) => jurisdiction.offences.includes(code));

  it('covers terrorism from 2013 and international crimes from 2019 only', () => {
    expect(inJurisdiction(jurisdictionsOf('TER-01'), 'PJS', '2012-12-31')).toBeUndefined();
    expect(inJurisdiction(jurisdictionsOf('TER-01'), 'PJS', '2017-01-01')).toMatchObject({ confidence: 'G' });
    expect(inJurisdiction(jurisdictionsOf('INT-03'), 'PJS', '2019-07-23')).toBeUndefined();
    expect(inJurisdiction(jurisdictionsOf('INT-03'), 'PJS', '2019-07-24')).toBeDefined();
  });

  it('does not cover theft, nor another forum', () => {
    expect(inJurisdiction(jurisdictionsOf('BIE-01'), 'PJS', '2022-01-01')).toBeUndefined();
    expect(inJurisdiction(jurisdictionsOf('TER-01'), 'TM', '2022-01-01')).toBeUndefined();
  });

  it('names only offences of the catalogue', () => {
    const codes = catalogue.offences.map((offence) => offence.code);
    expect(codes).toEqual(
      expect.arrayContaining(catalogue.jurisdictions.flatMap((jurisdiction) => [...jurisdiction.offences])),
    );
  });
});
