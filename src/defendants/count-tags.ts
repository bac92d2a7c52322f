import { Injectable } from '@nestjs/common';
import { tagOfOffence } from '../cases/case-codes.js';
import { Tx } from '../platform/database/tx.js';

/** What an offence says of its case: a terrorist offence makes it a terrorism case. */
@Injectable()
export class CountTags {
  constructor(private readonly tx: Tx) {}

  /** Adds the tags that offences bring to those the case has; takes none away. */
  async bring(caseId: string, offences: readonly { tags: readonly string[] }[]): Promise<void> {
    const brought = [
      ...new Set(offences.flatMap(({ tags }) => tags.flatMap((tag) => tagOfOffence[tag] ?? []))),
    ];
    if (brought.length === 0) return;
    await this.tx.query(
      `UPDATE app.cases SET tags = (SELECT array_agg(DISTINCT t ORDER BY t) FROM unnest(tags || $2::text[]) AS t)
       WHERE id = $1 AND NOT tags @> $2::text[]`,
      [caseId, brought],
    );
  }
}
