import type { CaseBundle, RowRef } from './case-bundle.js';
import { buildCase, type CountNode, type EntityNode, type ParticipantNode } from './build-draft.js';
import { checkDateOrder, type Lineage } from './date-order.js';
import type { Evaluator, Fields, FieldValue } from './evaluate.js';
import type { CaseDraft } from './drafts.js';
import type { RowProblem } from './problem.js';
import type { ImportProfile, ProfileEntity } from './profile.js';
import type { EntityName } from './targets.js';

/** One case of the source: a draft, or the errors that keep it out (all or nothing). */
export interface MappedCase {
  readonly key: string;
  /** Where the case first stands in the source. */
  readonly file: string;
  readonly line: number;
  readonly draft?: CaseDraft;
  readonly problems: readonly RowProblem[];
}

/** Maps one case. Any error keeps the whole case out; warnings travel with it. */
export function mapCase(profile: ImportProfile, evaluator: Evaluator, bundle: CaseBundle): MappedCase {
  return new CaseMapping(profile, evaluator, bundle).run();
}

class CaseMapping {
  private readonly problems: RowProblem[] = [];
  private readonly participants = new Map<string, ParticipantNode>();
  private readonly counts = new Map<string, CountNode>();

  constructor(
    private readonly profile: ImportProfile,
    private readonly evaluator: Evaluator,
    private readonly bundle: CaseBundle,
  ) {}

  run(): MappedCase {
    const { key } = this.bundle;
    const fields = this.caseFields();
    const lineage: Lineage = { case: fields };
    this.note(checkDateOrder(this.profile.dateOrder, 'case', lineage));
    this.takeParticipants(lineage);
    this.takeCounts();
    this.takeOutcomes();
    this.takeSentences();
    const draft = buildCase(key, this.profile.regime.code, fields, this.participants, this.problems);
    const problems = withoutRepeats(this.problems);
    const failed = problems.some(({ severity }) => severity === 'error');
    const mapped = { key, ...this.bundle.place, problems };
    return failed ? mapped : { ...mapped, draft };
  }

  /** A case may stand on several rows, one for each participant: each field says which row speaks for it. */
  private caseFields(): Fields {
    const merged = new Map<string, FieldValue>();
    for (const { spec, ref } of this.rowsOf('case')) {
      const fields = this.evaluator.evaluate(spec, ref, this.bundle, this.problems);
      for (const { to, pick } of spec.fields) {
        const value = fields.get(to);
        const held = merged.get(to);
        if (value !== undefined && (held === undefined || wins(pick, value, held))) merged.set(to, value);
      }
    }
    return merged;
  }

  private takeParticipants(above: Lineage): void {
    for (const { spec, ref } of this.rowsOf('participant')) {
      const key = this.keyOf(ref, 'participantKey');
      if (key === undefined) continue;
      if (this.participants.has(key)) {
        // On a table with one row per charge the participant repeats, on one without it stands there twice.
        if (ref.table.spec.chargeKey === undefined) this.duplicate(ref, key);
        continue;
      }
      this.participants.set(key, { ...this.take(spec, ref, above), key, counts: [] });
    }
  }

  private takeCounts(): void {
    for (const { spec, ref } of this.rowsOf('count')) {
      const participantKey = this.keyOf(ref, 'participantKey');
      const chargeKey = this.keyOf(ref, 'chargeKey');
      if (participantKey === undefined || chargeKey === undefined) continue;
      const participant = this.participants.get(participantKey);
      const key = `${participantKey}/${chargeKey}`;
      if (participant === undefined) this.orphan(ref, participantKey);
      else if (this.counts.has(key)) this.duplicate(ref, key);
      else {
        const count = { ...this.take(spec, ref, participant.lineage), key, chargeKey, sentences: [] };
        this.counts.set(key, count);
        participant.counts.push(count);
      }
    }
  }

  private takeOutcomes(): void {
    for (const { spec, ref } of this.rowsOf('outcome')) {
      const count = this.countOf(ref);
      if (count === undefined) continue;
      if (count.outcome !== undefined) this.duplicate(ref, count.key);
      else count.outcome = this.take(spec, ref, count.lineage);
    }
  }

  private takeSentences(): void {
    const seen = new Set<string>();
    for (const { spec, ref } of this.rowsOf('sentence')) {
      const count = this.countOf(ref);
      if (count === undefined) continue;
      if (count.outcome === undefined) {
        this.error(ref, 'import.sentence_without_outcome', { key: count.key });
        continue;
      }
      const cells = (ref.table.spec.rowKey ?? []).map((column) => ref.table.cell(ref.row, column));
      const key = [count.key, ...cells].join('/');
      if (seen.has(key)) {
        this.duplicate(ref, key);
        continue;
      }
      seen.add(key);
      count.sentences.push({ ...this.take(spec, ref, count.outcome.lineage), key });
    }
  }

  private take(spec: ProfileEntity, ref: RowRef, above: Lineage): EntityNode {
    const fields = this.evaluator.evaluate(spec, ref, this.bundle, this.problems);
    const lineage: Lineage = { ...above, [spec.entity]: fields };
    this.note(checkDateOrder(this.profile.dateOrder, spec.entity, lineage));
    return { ref, fields, lineage };
  }

  private countOf(ref: RowRef): CountNode | undefined {
    const participantKey = this.keyOf(ref, 'participantKey');
    const chargeKey = this.keyOf(ref, 'chargeKey');
    if (participantKey === undefined || chargeKey === undefined) return undefined;
    const count = this.counts.get(`${participantKey}/${chargeKey}`);
    if (count === undefined) this.orphan(ref, `${participantKey}/${chargeKey}`);
    return count;
  }

  private rowsOf(entity: EntityName): { spec: ProfileEntity; ref: RowRef }[] {
    const spec = this.spec(entity);
    if (spec === undefined) return [];
    const { when } = spec;
    const rows = this.bundle.of(spec.table);
    const filled = when === undefined ? rows : rows.filter(({ table, row }) => table.cell(row, when) !== '');
    return filled.map((ref) => ({ spec, ref }));
  }

  private spec(entity: EntityName): ProfileEntity | undefined {
    return this.profile.entities.find((each) => each.entity === entity);
  }

  private keyOf(ref: RowRef, key: 'participantKey' | 'chargeKey'): string | undefined {
    const value = ref.table.keyOf(ref.row, key);
    if (value !== '') return value;
    const column = ref.table.spec[key] ?? key;
    this.note([ref.table.problem(ref.row, 'error', 'import.key_missing', { column, vars: { column } })]);
    return undefined;
  }

  private orphan(ref: RowRef, key: string): void {
    this.error(ref, 'import.row_without_parent', { key });
  }

  private duplicate(ref: RowRef, key: string): void {
    this.error(ref, 'import.duplicate_key', { key });
  }

  private error(ref: RowRef, code: string, vars: RowProblem['vars']): void {
    this.note([ref.table.problem(ref.row, 'error', code, { vars })]);
  }

  private note(problems: readonly RowProblem[]): void {
    this.problems.push(...problems);
  }
}

/** A cell that fills two fields is wrong once. */
function withoutRepeats(problems: readonly RowProblem[]): RowProblem[] {
  const byPlace = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...byPlace.values()];
}

function wins(
  pick: 'first' | 'earliest' | 'latest' | undefined,
  value: FieldValue,
  held: FieldValue,
): boolean {
  if (pick === 'earliest') return value.value < held.value;
  return pick === 'latest' && value.value > held.value;
}
