import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { Clock } from '../platform/context/clock.js';
import { RequestContext } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, Invalid, NotFound, StaleVersion } from '../platform/http/errors.js';
import { LinkRow, linkText, LinkState, LinkView, toLinkView } from './person-link.view.js';

/** What decides a link, from which state, and the columns that say who, when and why. */
const verbs = {
  confirm: {
    from: 'hypothesis',
    to: 'confirmed',
    by: 'decided_by',
    at: 'decided_at',
    reason: 'decision_reason',
  },
  reject: {
    from: 'hypothesis',
    to: 'rejected',
    by: 'decided_by',
    at: 'decided_at',
    reason: 'decision_reason',
  },
  undo: { from: 'confirmed', to: 'undone', by: 'undone_by', at: 'undone_at', reason: 'undo_reason' },
} as const satisfies Record<
  string,
  { from: LinkState; to: LinkState; by: string; at: string; reason: string }
>;
export type LinkVerb = keyof typeof verbs;

export interface Hypothesis {
  personId: string;
  otherId: string;
  score: number | null;
  reasons: string[];
  note?: string;
}

/** Two records of one person: merging is a link that can be taken back, both records stay (ruling 11). */
@Injectable()
export class PersonLinksService {
  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  /** @throws Conflict when the pair is linked, or proposed, already */
  @Transactional()
  async propose(hypothesis: Hypothesis): Promise<LinkView> {
    if (hypothesis.personId === hypothesis.otherId) throw invalid('otherId', 'person_link.same_record');
    const seen = await this.tx.query<{ id: string }>(
      'SELECT id FROM app.people WHERE id = ANY ($1::uuid[])',
      [[hypothesis.personId, hypothesis.otherId]],
    );
    if (!seen.some(({ id }) => id === hypothesis.personId)) throw new NotFound('person.not_found');
    if (seen.length < 2) throw invalid('otherId', 'person.not_found');
    const id = await this.insert(hypothesis);
    if (id === undefined) throw new Conflict('person_link.already');
    return this.row(id);
  }

  /** Writes a hypothesis about two visible records. @returns undefined when the pair has one that stands */
  async insert({ personId, otherId, score, reasons, note }: Hypothesis): Promise<string | undefined> {
    const [a, b] = personId < otherId ? [personId, otherId] : [otherId, personId];
    const [made] = await this.tx.query<{ id: string }>(
      `INSERT INTO app.person_links (id, person_a, person_b, state, score, reasons, note, proposed_by, proposed_at)
       VALUES ($1, $2, $3, 'hypothesis', $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
      [newId(), a, b, score, reasons, note ?? null, this.context.user.userId, this.clock.now()],
    );
    return made?.id;
  }

  /** @throws Conflict when the link is not in the state that the verb starts from */
  @Transactional()
  async decide(id: string, verb: LinkVerb, reason: string, version: number): Promise<void> {
    const [link] = await this.tx.query<{ state: LinkState; version: number }>(
      'SELECT state, version FROM app.person_links WHERE id = $1 FOR NO KEY UPDATE',
      [id],
    );
    if (!link) throw new NotFound('person_link.not_found');
    if (link.version !== version) throw new StaleVersion({ version: link.version });
    const step = verbs[verb];
    if (link.state !== step.from) throw new Conflict(`person_link.not_${step.from}`, { state: link.state });
    await this.tx.query(
      `UPDATE app.person_links SET state = $2, ${step.by} = $3, ${step.at} = $4, ${step.reason} = $5 WHERE id = $1`,
      [id, step.to, this.context.user.userId, this.clock.now(), reason],
    );
  }

  private async row(id: string): Promise<LinkView> {
    const [row] = await this.tx.query<LinkRow>(`${linkText} WHERE l.id = $1`, [id]);
    if (!row) throw new NotFound('person_link.not_found');
    return toLinkView(row);
  }
}

function invalid(field: string, code: string): Invalid {
  return new Invalid('request.fields', {}, { fields: [{ field, code }] });
}
