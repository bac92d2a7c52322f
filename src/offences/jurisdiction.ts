import type { Confidence } from '../procedure/stage-table.js';

/** From when to when a forum may try an offence: [validFrom, validTo), either end open when null. */
export interface Jurisdiction {
  /** `PJS` is the specialized unit. */
  readonly forum: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly legalTextFr: string;
  readonly legalTextEn: string;
  readonly confidence: Confidence;
}

/**
 * May the forum try this offence on that day (YYYY-MM-DD)? The list of the unit's offences changes with the
 * law and was not read in full (domain notes §4.2): a "no" warns, it never blocks, and connected offences follow.
 */
export function inJurisdiction(
  jurisdictions: readonly Jurisdiction[],
  forum: string,
  day: string,
): Jurisdiction | undefined {
  return jurisdictions.find(
    (one) =>
      one.forum === forum &&
      (one.validFrom === null || one.validFrom <= day) &&
      (one.validTo === null || day < one.validTo),
  );
}
