import { inJurisdiction, Jurisdiction } from '../offences/jurisdiction.js';
import { Facts, factsDays } from './age-at-facts.js';

/** The specialized unit, as jurisdictions name it. */
const UNIT = 'PJS';

export interface CountedOffence {
  readonly countId: string;
  readonly code: string;
  /** The offence stood in the law from this day to before that one. */
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly jurisdictions: readonly Jurisdiction[];
}

/** Something a clerk should look at; it never blocks (an uncertain rule informs, it does not accuse). */
export interface OffenceWarning {
  readonly code: 'count.offence_not_in_force' | 'case.outside_jurisdiction';
  /** The count it is about; none when it is about the case. */
  readonly countId?: string;
  readonly vars: Readonly<Record<string, string>>;
}

/**
 * What is doubtful about the offences of a case: one that was not law at the facts, or none that the unit may try
 * (connected offences follow the others, so one in its jurisdiction is enough; domain notes §4.2).
 *
 * @param day the day that decides jurisdiction: the case's registration (a law of procedure applies at once)
 */
export function offenceWarnings(
  offences: readonly CountedOffence[],
  facts: Facts,
  { ofUnit, day }: { ofUnit: boolean; day: string },
): OffenceWarning[] {
  const happened = factsDays(facts);
  const warnings: OffenceWarning[] = [];
  for (const { countId, code, validFrom, validTo } of offences) {
    if (!happened || (happened.last >= validFrom && (validTo === null || happened.first < validTo))) continue;
    warnings.push({ code: 'count.offence_not_in_force', countId, vars: { offence: code } });
  }
  if (
    ofUnit &&
    offences.length > 0 &&
    offences.every(({ jurisdictions }) => !inJurisdiction(jurisdictions, UNIT, day))
  ) {
    warnings.push({ code: 'case.outside_jurisdiction', vars: { day } });
  }
  return warnings;
}
