import { Injectable } from '@nestjs/common';
import { INDEX_NAMES, nameTokenRows } from '../../people/names/name-index.js';
import { Clock } from '../../platform/context/clock.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { Tx } from '../../platform/database/tx.js';
import { NotFound } from '../../platform/http/errors.js';
import { RowBuilder, type BatchRows, type Row } from './case-rows.js';
import type { CaseDraft } from './drafts.js';
import { ImportedLaw } from './imported-law.js';
import type { ImportProfile } from './profile.js';

export interface WriteContext {
  readonly importId: string;
  readonly officeId: string;
  readonly profile: ImportProfile;
}

/** Rows and the table they go into, in an order that the foreign keys allow. */
const TABLES = [
  ['cases', 'cases'],
  ['case_aliases', 'case_aliases'],
  ['people', 'people'],
  ['person_names', 'person_names'],
  ['person_identifiers', 'person_identifiers'],
  ['defendants', 'defendants'],
  ['counts', 'counts'],
  ['requalifications', 'requalifications'],
  ['outcomes', 'outcomes'],
  ['sentences', 'sentences'],
  ['sentences_in_force', 'sentences'],
  ['case_history', 'case_history'],
  ['import_keys', 'import_keys'],
] as const satisfies readonly (readonly [keyof BatchRows, string])[];

/** Writes whole cases, in one statement for each table, under the rights of whoever imports. */
@Injectable()
export class CaseWriter {
  constructor(
    private readonly tx: Tx,
    private readonly law: ImportedLaw,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  /** Cases that are not there yet, in the transaction in hand. */
  async write(target: WriteContext, drafts: readonly CaseDraft[]): Promise<void> {
    const { importId, officeId, profile } = target;
    const builder = new RowBuilder({
      importId,
      officeId,
      officeCode: await this.officeCode(officeId),
      profile: profile.profile,
      series: profile.series,
      userId: this.context.user.userId,
      at: this.clock.now().toISOString(),
      law: await this.law.ensure(profile, drafts),
      nextSerial: await this.serials(officeId, profile.series, drafts),
    });
    for (const draft of drafts) builder.add(draft);
    for (const [rows, table] of TABLES) await this.insert(table, builder.rows[rows]);
    if (builder.names.length > 0) await this.tx.query(INDEX_NAMES, nameTokenRows(builder.names));
  }

  /** Column names come from our own rows, never from a source. */
  private async insert(table: string, rows: readonly Row[]): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const columns = Object.keys(first).join(', ');
    await this.tx.query(
      `INSERT INTO app.${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::app.${table}, $1::jsonb)`,
      [JSON.stringify(rows)],
    );
  }

  private async officeCode(officeId: string): Promise<string> {
    const [office] = await this.tx.query<{ code: string }>('SELECT code FROM app.offices WHERE id = $1', [
      officeId,
    ]);
    if (office === undefined) throw new NotFound('request.not_found');
    return office.code;
  }

  /** Draws as many numbers as each year needs, at once; a transaction that fails gives them all back. */
  private async serials(
    officeId: string,
    series: string,
    drafts: readonly CaseDraft[],
  ): Promise<(year: number) => number> {
    const wanted = Map.groupBy(drafts, ({ receivedOn }) => Number(receivedOn.slice(0, 4)));
    const next = new Map<number, number>();
    for (const [year, cases] of [...wanted].toSorted(([a], [b]) => a - b)) {
      const [row] = await this.tx.query<{ last: number }>(
        `INSERT INTO app.register_counters AS k (office_id, series, year, last) VALUES ($1, $2, $3, $4)
         ON CONFLICT (office_id, series, year) DO UPDATE SET last = k.last + excluded.last RETURNING last`,
        [officeId, series, year, cases.length],
      );
      next.set(year, (row?.last ?? 0) - cases.length + 1);
    }
    return (year) => {
      const serial = next.get(year) ?? 1;
      next.set(year, serial + 1);
      return serial;
    };
  }
}
