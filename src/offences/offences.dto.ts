import type { Confidence } from '../procedure/stage-table.js';
import { DateField, OneOf, TextField } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/keyset.js';
import type { Jurisdiction } from './jurisdiction.js';
import { CONTEXT_TAGS, OFFENCE_NATURES, type OffenceNature } from './offence-catalogue.js';

export class OffenceQuery extends PageQuery {
  @TextField({
    optional: true,
    max: 100,
    description: 'Beginnings of words of the label or the code, without accents',
  })
  q?: string;

  @TextField({ optional: true, max: 32, example: 'ML-2001' })
  regime?: string;

  @DateField({ optional: true, description: 'Texts in force on that day' })
  at?: string;

  @OneOf(CONTEXT_TAGS, { optional: true })
  tag?: (typeof CONTEXT_TAGS)[number];

  @OneOf(OFFENCE_NATURES, { optional: true, description: 'May be of this nature: some texts allow two' })
  nature?: OffenceNature;
}

/** What law is called: in the reader's language, and in both, because an act quotes the French one. */
export interface Labels {
  label: string;
  labelFr: string;
  labelEn: string;
}

interface IccsCode {
  code: string;
  /** V-P seen in a source, G from memory, U uncertain. */
  confidence: Confidence;
}

/** One text of an offence. Periods are half-open, YYYY-MM-DD. */
export interface OffenceView extends Labels {
  id: string;
  code: string;
  regime: string;
  natures: OffenceNature[];
  iccs: IccsCode[];
  iccsByUnderlyingAct: boolean;
  tags: string[];
  validFrom: string;
  validTo: string | null;
  legalTextFr: string | null;
  legalTextEn: string | null;
  maxPenalty: Record<string, unknown> | null;
  /** Smaller is graver, at equal maximum penalty. */
  gravityOrder: number;
  jurisdictions: Jurisdiction[];
  source: string;
  confidence: Confidence;
  version: number;
}

export interface RegimeView extends Labels {
  id: string;
  code: string;
  /** Facts of these days fall under its offences. */
  validFrom: string;
  validTo: string | null;
  /** Its code of procedure was in force in these days. */
  procedureFrom: string;
  procedureTo: string | null;
  source: string;
  confidence: Confidence;
}

export interface CrsvFormView extends Labels {
  id: string;
  code: string;
  romeStatute: string | null;
  iccs: IccsCode[];
  confidence: Confidence;
}
