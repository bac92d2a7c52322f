import { describe, expect, it } from '@jest/globals';
import { demoOffices } from './offices.data.js';

describe('the offices of the demonstration', () => {
  it('are each below one that was listed before and existed as long', () => {
    const seen = new Map<string, string>();
    for (const office of demoOffices) {
      expect(office.code).toMatch(/^[A-Z0-9][A-Z0-9-]{0,23}$/);
      expect(seen.has(office.code)).toBe(false);
      if (office.parent !== null) expect(seen.get(office.parent) ?? '9999').not.toBe('9999');
      seen.set(office.code, office.validFrom);
      expect((seen.get(office.parent ?? office.code) ?? '') <= office.validFrom).toBe(true);
    }
    expect(demoOffices.filter((office) => office.parent === null)).toHaveLength(1);
  });

  it('hand the trial of crimes from the assizes to the criminal chambers on one day', () => {
    const bamako = (code: string) => demoOffices.find((office) => office.code === code);
    expect(bamako('ASS-BAMAKO')?.validTo).toBe(bamako('PJS-CRIM')?.validFrom);
  });
});
