import { readFileSync } from 'node:fs';
import type { ClientBase } from 'pg';
import type { Confidence } from '../procedure/stage-table.js';
import type { Jurisdiction } from './jurisdiction.js';

/** Context of a case or a count, apart from the offence itself (ICCS counts by these). Labels: `offences.json`, `tags`. */
export const CONTEXT_TAGS = [
  'terrorism_related',
  'organised_crime_related',
  'armed_conflict_related',
  'international_crime',
  'against_un_personnel',
  'cyber_related',
  'crsv',
  'gender_motive',
  'hate_motive',
  'emblematic',
] as const;

/** French criminal law knows three: crime, délit, contravention. Labels: `offences.json`, `natures`. */
export const OFFENCE_NATURES = ['crime', 'misdemeanour', 'petty_offence'] as const;
export type OffenceNature = (typeof OFFENCE_NATURES)[number];

/** ICCS code → confidence: V-P seen in a source, G from memory, U uncertain. */
export type IccsCodes = Readonly<Record<string, Confidence>>;

export interface RegimeData {
  readonly id: string;
  readonly code: string;
  readonly labelFr: string;
  readonly labelEn: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly procedureFrom: string;
  readonly procedureTo: string | null;
  readonly source: string;
  readonly confidence: Confidence;
}

/** One text of an offence: what the law said, under one regime, in [validFrom, validTo). */
export interface OffenceTextData {
  readonly id: string;
  readonly regime: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly legalTextFr: string | null;
  readonly legalTextEn: string | null;
  readonly confidence: Confidence;
  readonly source: string;
}

export interface OffenceData {
  readonly code: string;
  readonly labelFr: string;
  readonly labelEn: string;
  readonly natures: readonly OffenceNature[];
  readonly iccs: IccsCodes;
  readonly iccsByUnderlyingAct?: true;
  readonly tags: readonly (typeof CONTEXT_TAGS)[number][];
  readonly texts: readonly OffenceTextData[];
}

export interface CrsvFormData {
  readonly id: string;
  readonly code: string;
  readonly labelFr: string;
  readonly labelEn: string;
  readonly romeStatute: string | null;
  readonly iccs: IccsCodes;
  readonly confidence: Confidence;
}

export interface OffenceCatalogue {
  readonly regimes: readonly RegimeData[];
  readonly jurisdictions: readonly (Jurisdiction & { readonly offences: readonly string[] })[];
  /** Gravest first, at equal maximum penalty: the order is the tie-break of domain notes §8.1, rule 6. */
  readonly offences: readonly OffenceData[];
  readonly crsvForms: readonly CrsvFormData[];
}

/** The reviewed catalogue shipped with the software (domain notes §4.2, §4.3). Its spec holds its shape. */
export function offenceCatalogue(): OffenceCatalogue {
  const text = readFileSync(new URL('./offence-catalogue.json', import.meta.url), 'utf8');
  // Our own file beside this one; offence-catalogue.spec.ts checks every field that the type promises.
  return JSON.parse(text) as OffenceCatalogue;
}

/**
 * Brings regimes, offences and CRSV forms of the database to what the catalogue says. May be repeated:
 * equal rows stay as they are, rows of other regimes (brought by an import) are not touched.
 * @param client as greffe_owner, after the migrations, inside the caller's transaction
 * @returns how many rows were written
 */
export async function syncOffences(client: Pick<ClientBase, 'query'>): Promise<number> {
  const catalogue = offenceCatalogue();
  const offences = catalogue.offences.flatMap((offence, index) =>
    offence.texts.map((text) => ({
      ...offence,
      ...text,
      iccs: codes(offence.iccs),
      iccsByUnderlyingAct: offence.iccsByUnderlyingAct ?? false,
      gravityOrder: (index + 1) * 10,
      jurisdictions: jurisdictionsOf(offence.code, catalogue),
    })),
  );
  const forms = catalogue.crsvForms.map((form) => ({ ...form, iccs: codes(form.iccs) }));
  const written = [
    await client.query(UPSERT_REGIMES, [JSON.stringify(catalogue.regimes)]),
    await client.query(UPSERT_OFFENCES, [JSON.stringify(offences)]),
    await client.query(UPSERT_FORMS, [JSON.stringify(forms)]),
  ];
  return written.reduce((sum, result) => sum + (result.rowCount ?? 0), 0);
}

function jurisdictionsOf(code: string, catalogue: OffenceCatalogue): Jurisdiction[] {
  return catalogue.jurisdictions
    .filter((one) => one.offences.includes(code))
    .map(({ forum, validFrom, validTo, legalTextFr, legalTextEn, confidence }) => ({
      forum,
      validFrom,
      validTo,
      legalTextFr,
      legalTextEn,
      confidence,
    }));
}

function codes(iccs: IccsCodes): { code: string; confidence: Confidence }[] {
  return Object.entries(iccs).map(([code, confidence]) => ({ code, confidence }));
}

/** An upsert of JSON rows that leaves equal rows alone: no new version, no line in the history. */
function upsert(
  table: string,
  columns: Readonly<Record<string, readonly [field: string, type: string]>>,
): string {
  const names = Object.keys(columns);
  const fields = Object.values(columns);
  const record = fields.map(([field, type]) => `"${field}" ${type}`).join(', ');
  const values = fields
    .map(([field, type]) => (type === 'text[]' ? `coalesce("${field}", '{}')` : `"${field}"`))
    .join(', ');
  const changed = names.filter((name) => name !== 'id');
  return `
    INSERT INTO app.${table} AS t (${names.join(', ')})
    SELECT ${values} FROM jsonb_to_recordset($1::jsonb) AS r(${record})
    ON CONFLICT (id) DO UPDATE SET ${changed.map((name) => `${name} = excluded.${name}`).join(', ')}
    WHERE (${changed.map((name) => `t.${name}`).join(', ')}) IS DISTINCT FROM (${changed.map((name) => `excluded.${name}`).join(', ')})`;
}

const LABELS = { label_fr: ['labelFr', 'text'], label_en: ['labelEn', 'text'] } as const;

const UPSERT_REGIMES = upsert('legal_regimes', {
  id: ['id', 'uuid'],
  code: ['code', 'text'],
  ...LABELS,
  valid_from: ['validFrom', 'date'],
  valid_to: ['validTo', 'date'],
  procedure_from: ['procedureFrom', 'date'],
  procedure_to: ['procedureTo', 'date'],
  source: ['source', 'text'],
  confidence: ['confidence', 'text'],
});

const UPSERT_OFFENCES = upsert('offences', {
  id: ['id', 'uuid'],
  code: ['code', 'text'],
  regime: ['regime', 'text'],
  ...LABELS,
  natures: ['natures', 'text[]'],
  iccs: ['iccs', 'jsonb'],
  iccs_by_underlying_act: ['iccsByUnderlyingAct', 'boolean'],
  tags: ['tags', 'text[]'],
  valid_from: ['validFrom', 'date'],
  valid_to: ['validTo', 'date'],
  legal_text_fr: ['legalTextFr', 'text'],
  legal_text_en: ['legalTextEn', 'text'],
  gravity_order: ['gravityOrder', 'integer'],
  jurisdictions: ['jurisdictions', 'jsonb'],
  source: ['source', 'text'],
  confidence: ['confidence', 'text'],
});

const UPSERT_FORMS = upsert('crsv_forms', {
  id: ['id', 'uuid'],
  code: ['code', 'text'],
  ...LABELS,
  rome_statute: ['romeStatute', 'text'],
  iccs: ['iccs', 'jsonb'],
  confidence: ['confidence', 'text'],
});
