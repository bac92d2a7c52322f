import { OneOf } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/keyset.js';
import type { Totals } from './totals.js';

export const IMPORT_STATES = ['checked', 'running', 'done', 'failed'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export interface ImportFileView {
  name: string;
  /** Bytes as sent */
  bytes: number;
  /** Of the file as sent, hexadecimal */
  sha256: string;
}

/** An import: checked by a dry run, then run. */
export interface ImportView {
  id: string;
  officeId: string;
  profile: string;
  state: ImportState;
  /** Records in the source, by kind */
  found: Totals;
  /** Records the run made, by kind */
  made: Totals;
  casesTotal: number;
  /** Made by an earlier import: left as they are */
  casesKnown: number;
  /** Kept out by an error in one of their rows */
  casesRefused: number;
  /** How many the run has come past */
  casesDone: number;
  errors: number;
  warnings: number;
  /** Code of what stopped a failed run */
  failure?: string;
  startedBy: string;
  createdAt: string;
  runAt?: string;
  finishedAt?: string;
  files: ImportFileView[];
  version: number;
}

/** One line of the report, in the language of the request. */
export interface ImportProblemView {
  severity: 'error' | 'warning';
  phase: 'check' | 'run';
  code: string;
  message: string;
  file: string;
  /** From 1, the heading being line 1 */
  line?: number;
  column?: string;
  /** The number of the case in the source */
  caseKey?: string;
}

export class ReportQuery extends PageQuery {
  @OneOf(['error', 'warning'], { optional: true })
  severity?: 'error' | 'warning';
}

export interface ProfileView {
  profile: string;
  title: string;
  source: string;
  licence: string;
  /** Files or sheets it expects, without ending */
  tables: string[];
}
