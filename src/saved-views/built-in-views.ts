import type { CaseTag } from '../cases/case-codes.js';

/** A view that everybody has. Its name is in i18n, `saved-views:builtIn`. */
export interface BuiltInView {
  code: string;
  resource: 'cases';
  filters: { tag: CaseTag };
  sort: '-registeredOn';
}

/**
 * The study's "inventory of cases involving terrorism-related crimes and international crimes", and of
 * conflict-related sexual violence (domain notes §1, US-18).
 */
export const builtInViews: readonly BuiltInView[] = (
  ['terrorism', 'international_crime', 'crsv'] as const
).map((tag) => ({ code: `inventory_${tag}`, resource: 'cases', filters: { tag }, sort: '-registeredOn' }));
