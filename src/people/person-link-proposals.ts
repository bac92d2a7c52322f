import { Injectable } from '@nestjs/common';
import { AccessLog } from '../platform/audit/access-log.js';
import type { Precision } from '../cases/case-codes.js';
import { ReadTransaction } from '../platform/database/read-transaction.js';
import { Tx } from '../platform/database/tx.js';
import { FoundPerson, NameSearchRepository } from './name-search.repository.js';
import { PersonLinksService } from './person-links.service.js';
import { reasonsOf } from './person.view.js';

/** Records looked at in one run; the next goes on where this one ended. */
const RUN = 200;
/** Below this a reader would have to look at more strangers than relatives. */
const CONVINCING = 85;
const CANDIDATES = 10;

interface PersonToCompare {
  id: string;
  name: string;
  date: string | null;
  precision: Precision;
  /** Records that share a case with this one, or that somebody decided about before. */
  settled: string[];
}

export interface ProposalRun {
  considered: number;
  proposed: number;
  /** Where to go on; absent when all were looked at. */
  next?: string;
}

/**
 * Proposes links between records that may be one person, across the offices that the actor sees (the registrar-in-chief,
 * the analyst): it runs under the actor's own rights, so that no hypothesis tells of a case hidden from them. It may
 * be run again at any time; a pair that was rejected or undone is not proposed anew.
 */
@Injectable()
export class PersonLinkProposals {
  constructor(
    private readonly reads: ReadTransaction,
    private readonly names: NameSearchRepository,
    private readonly links: PersonLinksService,
    private readonly tx: Tx,
    private readonly accessLog: AccessLog,
  ) {}

  async run(after?: string): Promise<ProposalRun> {
    const people = await this.people(after);
    const chosen: { person: PersonToCompare; other: FoundPerson }[] = [];
    for (const person of people.slice(0, RUN)) {
      for (const other of await this.likely(person)) chosen.push({ person, other });
    }
    const proposed = await this.tx.run(async () => {
      let made = 0;
      for (const { person, other } of chosen) {
        const id = await this.links.insert({
          personId: person.id,
          otherId: other.personId,
          score: Math.round(other.match.score),
          reasons: reasonsOf(other),
        });
        if (id !== undefined) made += 1;
      }
      return made;
    });
    const considered = Math.min(people.length, RUN);
    await this.accessLog.record({
      kind: 'search',
      table: 'people',
      detail: { purpose: 'links', considered, proposed },
    });
    const last = people[RUN - 1];
    return { considered, proposed, ...(people.length > RUN && last ? { next: last.id } : {}) };
  }

  private async people(after: string | undefined): Promise<PersonToCompare[]> {
    return this.reads.run<PersonToCompare>({
      name: 'people_to_link',
      text: `SELECT p.id, n.full_name AS name, p.birth_date::text AS date, p.birth_precision AS precision,
               ARRAY(SELECT d.person_id FROM app.defendants o JOIN app.defendants d ON d.case_id = o.case_id
                     WHERE o.person_id = p.id AND d.person_id IS NOT NULL
                     UNION SELECT CASE WHEN l.person_a = p.id THEN l.person_b ELSE l.person_a END
                     FROM app.person_links l WHERE l.person_a = p.id OR l.person_b = p.id) AS settled
             FROM app.people p JOIN app.person_names n ON n.person_id = p.id AND n.kind = 'written' AND n.replaced_by IS NULL
             WHERE p.kind = 'natural' AND ($1::uuid IS NULL OR p.id > $1) ORDER BY p.id LIMIT $2`,
      values: [after ?? null, RUN + 1],
    });
  }

  /** Each pair once: seen from the older record. */
  private async likely(person: PersonToCompare): Promise<FoundPerson[]> {
    const found = await this.names.find({
      name: person.name,
      birth: { date: person.date, precision: person.precision },
      limit: CANDIDATES,
    });
    return found.filter(
      (other) =>
        other.personId > person.id &&
        other.match.score >= CONVINCING &&
        other.match.birth?.code !== 'different' &&
        !person.settled.includes(other.personId),
    );
  }
}
