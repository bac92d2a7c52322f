import { Injectable } from '@nestjs/common';
import { RequestContext } from '../platform/context/request-context.js';
import { ReadTransaction } from '../platform/database/read-transaction.js';
import { decodeCursor, Page, PAGE_SIZE, toPage } from '../platform/http/keyset.js';
import { CrsvFormView, Labels, OffenceQuery, OffenceView, RegimeView } from './offences.dto.js';

const LABELS = 'id, code, label_fr AS "labelFr", label_en AS "labelEn"';
/** Every word asked for begins a word of the code or of a label; spelling does not matter. */
const WORDS = `search_key LIKE ALL (ARRAY(SELECT '% ' || word || '%'
  FROM regexp_split_to_table(btrim(app.search_key($1)), ' ') AS word))`;
const PERIOD = 'valid_from::text AS "validFrom", valid_to::text AS "validTo"';
const OFFENCE = `SELECT ${LABELS}, regime, natures, iccs, iccs_by_underlying_act AS "iccsByUnderlyingAct", tags, ${PERIOD},
  legal_text_fr AS "legalTextFr", legal_text_en AS "legalTextEn", max_penalty AS "maxPenalty",
  gravity_order AS "gravityOrder", jurisdictions, source, confidence, version FROM app.offences`;

@Injectable()
export class OffencesRepository {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly context: RequestContext,
  ) {}

  async one(id: string): Promise<OffenceView | undefined> {
    const [offence] = await this.reads.run<Unlabelled<OffenceView>>({
      name: 'offence',
      text: `${OFFENCE} WHERE id = $1`,
      values: [id],
    });
    return offence && this.labelled(offence);
  }

  /** Gravest first, then by code and by date of the text. */
  async list(query: OffenceQuery): Promise<Page<OffenceView>> {
    const limit = query.limit ?? PAGE_SIZE;
    const after = decodeCursor(query.cursor, 3) ?? [null, null, null];
    const filters = [
      query.q ?? null,
      query.regime ?? null,
      query.at ?? null,
      query.tag ?? null,
      query.nature ?? null,
    ];
    const where = `WHERE ($1::text IS NULL OR app.search_key($1) <> ' ' AND ${WORDS})
      AND ($2::text IS NULL OR regime = $2) AND ($4::text IS NULL OR $4 = ANY (tags)) AND ($5::text IS NULL OR $5 = ANY (natures))
      AND ($3::date IS NULL OR valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3))`;
    const rows = await this.reads.run<Unlabelled<OffenceView>>({
      name: 'offences',
      text: `${OFFENCE} ${where} AND ($6::int IS NULL OR (gravity_order, code, id) > ($6::int, $7::text, $8::uuid))
             ORDER BY gravity_order, code, id LIMIT $9`,
      values: [...filters, ...after, limit + 1],
    });
    const total =
      query.total === true
        ? await this.reads.run<{ total: number }>({
            name: 'offences_total',
            text: `SELECT count(*)::int AS total FROM app.offences ${where}`,
            values: filters,
          })
        : [];
    return toPage(
      rows,
      limit,
      (row) => [row.gravityOrder, row.code, row.id],
      (row) => this.labelled(row),
      total[0]?.total,
    );
  }

  /** Oldest first; a handful. */
  async regimes(): Promise<RegimeView[]> {
    const regimes = await this.reads.run<Unlabelled<RegimeView>>({
      name: 'legal_regimes',
      text: `SELECT ${LABELS}, ${PERIOD}, procedure_from::text AS "procedureFrom", procedure_to::text AS "procedureTo",
               source, confidence FROM app.legal_regimes ORDER BY valid_from, code`,
    });
    return regimes.map((regime) => this.labelled(regime));
  }

  async crsvForms(): Promise<CrsvFormView[]> {
    const forms = await this.reads.run<Unlabelled<CrsvFormView>>({
      name: 'crsv_forms',
      text: `SELECT ${LABELS}, rome_statute AS "romeStatute", iccs, confidence FROM app.crsv_forms ORDER BY code`,
    });
    return forms.map((form) => this.labelled(form));
  }

  private labelled<Row extends Unlabelled<Labels>>(row: Row): Row & Labels {
    return { ...row, label: this.context.locale === 'fr' ? row.labelFr : row.labelEn };
  }
}

/** A row as stored: in both languages, nobody's yet. */
type Unlabelled<View extends Labels> = Omit<View, 'label'>;
