import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { CaseAccess } from '../cases/case-access.js';
import { CaseHistory } from '../cases/case-history.js';
import { Clock } from '../platform/context/clock.js';
import { RequestContext } from '../platform/context/request-context.js';
import { newId } from '../platform/database/ids.js';
import { Tx } from '../platform/database/tx.js';
import { Conflict, FieldProblem, Invalid, NotFound } from '../platform/http/errors.js';
import { OutcomeReader } from './outcome-reader.js';
import { isGraver, SentenceKind, termProblems } from './sentence-rules.js';
import { Sentence } from './sentence.entity.js';
import {
  CommutationBody,
  SentenceBody,
  SentenceHistory,
  SentenceTerms,
  SentenceView,
} from './sentences.dto.js';
import { sentenceOf, toHistory } from './sentences.repository.js';

/** Sentences: two records when pronounced, one more whenever the one in force changes. Nothing is written over. */
@Injectable()
export class SentencesService {
  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly context: RequestContext,
    private readonly cases: CaseAccess,
    private readonly history: CaseHistory,
    private readonly reader: OutcomeReader,
  ) {}

  /** @throws Conflict when the defendant stands under a sentence for that already */
  @Transactional()
  async pronounce(caseId: string, body: SentenceBody): Promise<SentenceHistory> {
    const { defendantId, countId, decidedOn, effectiveFrom, accessories = [], ...terms } = body;
    const found = await this.cases.require(caseId, 'outcome:record');
    if (found.status === 'struck') throw new Invalid('case.struck');
    await this.reader.defendant(caseId, defendantId);
    const kind = await this.kind(terms.principalType, found.regime);
    refuse([
      ...termProblems(terms, kind),
      ...(decidedOn > this.clock.today() ? [{ field: 'decidedOn', code: 'date.in_future' }] : []),
      ...(effectiveFrom !== undefined && effectiveFrom < decidedOn
        ? [{ field: 'effectiveFrom', code: 'date.before_start' }]
        : []),
      ...(await this.convictionProblems(defendantId, countId)),
    ]);
    const standing = await this.tx.query(
      `SELECT 1 FROM app.sentences WHERE defendant_id = $1 AND record = 'pronounced' AND annulled_on IS NULL
         AND (count_id IS NULL OR $2::uuid IS NULL OR count_id = $2) LIMIT 1`,
      [defendantId, countId ?? null],
    );
    if (standing.length > 0) throw new Conflict('sentence.exists');
    const pronouncedId = newId();
    const common = {
      ...columnsOf(terms),
      caseId,
      defendantId,
      countId: countId ?? null,
      decidedOn,
      basis: 'judgment' as const,
      createdBy: this.context.user.userId,
    };
    const inForceId = newId();
    const from = effectiveFrom ?? decidedOn;
    await this.tx.repository(Sentence).insert({ ...common, id: pronouncedId, record: 'pronounced' });
    await this.tx
      .repository(Sentence)
      .insert({ ...common, id: inForceId, record: 'in_force', pronouncedId, effectiveFrom: from });
    for (const { kind: accessory, years, months, detail } of accessories) {
      await this.tx.query(
        `INSERT INTO app.sentence_accessories (id, case_id, sentence_id, kind, years, months, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [newId(), caseId, pronouncedId, accessory, years ?? null, months ?? null, detail ?? null],
      );
    }
    const type = terms.principalType;
    await this.history.add(caseId, 'sentence_pronounced', {
      defendantId,
      sentenceId: pronouncedId,
      type,
      on: decidedOn,
    });
    await this.history.add(caseId, 'sentence_in_force', {
      defendantId,
      sentenceId: inForceId,
      type,
      from,
      basis: 'judgment',
    });
    return this.view(pronouncedId);
  }

  /**
   * Puts another record in force: a commutation, a pardon, a remission. Never a graver one, except to correct.
   *
   * @throws Conflict when the record is not (or no longer) the one in force
   */
  @Transactional()
  async commute(id: string, body: CommutationBody): Promise<SentenceHistory> {
    const history = toHistory(id, await this.records(id));
    if (!history) throw new NotFound('sentence.not_found');
    const found = await this.cases.require(history.pronounced.caseId, 'outcome:record');
    if (found.status === 'struck') throw new Invalid('case.struck');
    const before = history.inForce.find((record) => record.id === id);
    if (before?.current !== true) throw new Conflict('sentence.not_in_force');
    const { basis, basisText, decidedOn, effectiveFrom, ...terms } = body;
    const kind = await this.kind(terms.principalType, found.regime);
    const oldKind = await this.kind(before.principalType, found.regime);
    const graver =
      basis !== 'correction' &&
      kind !== undefined &&
      oldKind !== undefined &&
      isGraver({ kind: oldKind, terms: { ...before, fineAmount: null } }, { kind, terms });
    refuse([
      ...termProblems(terms, kind),
      ...(graver ? [{ field: 'principalType', code: 'sentence.graver' }] : []),
      ...(decidedOn > this.clock.today() ? [{ field: 'decidedOn', code: 'date.in_future' }] : []),
      ...(decidedOn < before.decidedOn
        ? [{ field: 'decidedOn', code: 'sentence.before_pronounced', vars: { date: before.decidedOn } }]
        : []),
      ...(effectiveFrom < (before.effectiveFrom ?? before.decidedOn)
        ? [
            {
              field: 'effectiveFrom',
              code: 'sentence.before_in_force',
              vars: { date: before.effectiveFrom ?? before.decidedOn },
            },
          ]
        : []),
    ]);
    const newRecord = newId();
    const { caseId, defendantId } = before;
    await this.tx.repository(Sentence).insert({
      ...columnsOf(terms),
      fineAmount: terms.fineAmount === undefined ? before.fineAmount : String(terms.fineAmount),
      id: newRecord,
      caseId,
      defendantId,
      countId: before.countId,
      record: 'in_force',
      pronouncedId: history.pronounced.id,
      supersedesId: before.id,
      decidedOn,
      basis,
      basisText,
      effectiveFrom,
      createdBy: this.context.user.userId,
    });
    const type = terms.principalType;
    await this.history.add(caseId, 'sentence_in_force', {
      defendantId,
      sentenceId: newRecord,
      type,
      from: effectiveFrom,
      basis,
    });
    return this.view(newRecord);
  }

  private async convictionProblems(
    defendantId: string,
    countId: string | undefined,
  ): Promise<FieldProblem[]> {
    if (await this.reader.isConvicted(defendantId, countId)) return [];
    return [{ field: countId === undefined ? 'defendantId' : 'countId', code: 'sentence.no_conviction' }];
  }

  private async kind(code: string, regime: string): Promise<SentenceKind | undefined> {
    const [kind] = await this.tx.query<SentenceKind>(
      'SELECT code, duration, severity FROM app.sentence_types WHERE code = $1 AND (regime IS NULL OR regime = $2)',
      [code, regime],
    );
    return kind;
  }

  private async records(id: string): Promise<SentenceView[]> {
    const { text, values } = sentenceOf(id);
    return this.tx.query(text, values);
  }

  private async view(id: string): Promise<SentenceHistory> {
    const history = toHistory(id, await this.records(id));
    if (!history) throw new NotFound('sentence.not_found');
    return history;
  }
}

/** The terms as columns; a duration left out is null, not zero. */
function columnsOf({ fineAmount, ...terms }: TermValues): TermColumns {
  return { ...terms, fineAmount: fineAmount === undefined || fineAmount === 0 ? null : String(fineAmount) };
}

type TermValues = Pick<SentenceTerms, keyof SentenceTerms>;
type TermColumns = Omit<TermValues, 'fineAmount'> & { fineAmount: string | null };

function refuse(fields: readonly FieldProblem[]): void {
  if (fields.length > 0) throw new Invalid('request.fields', {}, { fields });
}
