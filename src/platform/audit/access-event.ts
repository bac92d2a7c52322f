import { Actor } from '../context/actor.js';

/** What can be said of a look, an attempt or a way in. Changes of rows log themselves in the database. */
export const accessKinds = [
  'read',
  'list',
  'search',
  'export',
  'denied',
  'sign_in',
  'sign_in_failed',
  'sign_out',
  'step_up',
  'step_up_failed',
] as const;

export type AccessKind = (typeof accessKinds)[number];

type Scalar = string | number | boolean | null;

/** One event of the access log. Nothing in it may be a name or a word that somebody typed. */
export interface AccessEvent {
  kind: AccessKind;
  /** The table, with its schema where that is not `app` (`people`, `victims`). */
  table?: string;
  /** The records that were shown. */
  ids?: readonly string[];
  /** Every case that the answer showed something of; each one's access list will have this event. */
  caseIds?: readonly string[];
  /** Counts, route patterns, codes, fingerprints; at most 4,000 characters of JSON. */
  detail?: Readonly<Record<string, Scalar | readonly Scalar[]>>;
  /** Who, when that is not the request's actor: at sign-in, before there is one. */
  actor?: Actor;
}
