import type { CaseDraft } from './drafts.js';

/** Records by kind: what a source holds, or what a run made. */
export const RECORD_KINDS = ['case', 'person', 'defendant', 'count', 'outcome', 'sentence'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];
export type Totals = Partial<Record<RecordKind, number>>;

/** Adds the records of one draft. */
export function addTo(totals: Totals, draft: CaseDraft): void {
  const add = (kind: RecordKind, by = 1) => {
    if (by > 0) totals[kind] = (totals[kind] ?? 0) + by;
  };
  add('case');
  for (const participant of draft.participants) {
    add('person');
    add('defendant');
    for (const count of participant.counts) {
      add('count');
      add('outcome', count.outcome === undefined ? 0 : 1);
      add('sentence', count.sentences.length);
    }
  }
}
