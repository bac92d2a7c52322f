import type { RowRef } from './case-bundle.js';
import type { Lineage } from './date-order.js';
import type {
  ArrestDraft,
  CaseDraft,
  CountDraft,
  OffenceDraft,
  OutcomeDraft,
  ParticipantDraft,
  ReferralDraft,
  SentenceDraft,
} from './drafts.js';
import { durationOf } from './duration.js';
import type { Fields } from './evaluate.js';
import type { RowProblem } from './problem.js';

export interface EntityNode {
  readonly ref: RowRef;
  readonly fields: Fields;
  readonly lineage: Lineage;
}
export interface KeyedNode extends EntityNode {
  readonly key: string;
}
export interface CountNode extends KeyedNode {
  readonly chargeKey: string;
  outcome?: EntityNode;
  readonly sentences: KeyedNode[];
}
export interface ParticipantNode extends KeyedNode {
  readonly counts: CountNode[];
}

/** Puts evaluated fields into the typed draft, without a key for what is not known. */
export function buildCase(
  key: string,
  regime: string,
  fields: Fields,
  participants: ReadonlyMap<string, ParticipantNode>,
  problems: RowProblem[],
): CaseDraft {
  const people = [...participants.values()].map((node) => participantDraft(node, problems));
  return {
    key,
    regime,
    matter: text(fields, 'matter') ?? '',
    receivedOn: text(fields, 'receivedOn') ?? '',
    participants: people,
    ...texts(fields, ['origin', 'factsOn', 'factsUntil', 'place']),
  };
}

function participantDraft(node: ParticipantNode, problems: RowProblem[]): ParticipantDraft {
  const { key, fields } = node;
  const age = fields.get('ageAtFacts')?.value;
  const arrest = arrestDraft(fields);
  return {
    key,
    name: text(fields, 'name') ?? key,
    referral: referralDraft(node, problems),
    counts: node.counts.map((count) => countDraft(count, problems)),
    ...texts(fields, ['sex', 'factsOn', 'factsUntil', 'place', 'arraignedOn']),
    ...(typeof age === 'number' ? { ageAtFacts: age } : {}),
    ...(arrest === undefined ? {} : { arrest }),
  };
}

function referralDraft({ ref, fields, counts }: ParticipantNode, problems: RowProblem[]): ReferralDraft {
  const result = text(fields, 'referralResult');
  if (result === undefined && counts.length === 0) {
    problems.push(ref.table.problem(ref.row, 'warning', 'import.referral_without_result', {}));
  }
  if (result === 'approved' && counts.length === 0) {
    problems.push(ref.table.problem(ref.row, 'warning', 'import.approved_never_charged', {}));
  }
  return {
    ...texts(fields, ['receivedOn', 'category', 'reviewedOn', 'reviewResult']),
    ...(result === undefined ? {} : { result }),
  };
}

/** A police force alone is no arrest: it only received the complaint. */
function arrestDraft(fields: Fields): ArrestDraft | undefined {
  const at = text(fields, 'arrestedAt');
  if (at === undefined) return undefined;
  const force = text(fields, 'arrestForce');
  const unit = text(fields, 'arrestUnit');
  return { at, ...(force === undefined ? {} : { force }), ...(unit === undefined ? {} : { unit }) };
}

function countDraft(node: CountNode, problems: RowProblem[]): CountDraft {
  const { key, chargeKey, fields } = node;
  const offence = offenceDraft(fields) ?? { code: '', label: '' };
  return {
    key,
    chargeKey,
    offence,
    primary: fields.get('primary')?.value === true,
    attempted: fields.get('attempted')?.value === true,
    sentences: sentenceDrafts(node.sentences, problems),
    ...texts(fields, ['category', 'laidOn', 'laidBy']),
    ...(node.outcome === undefined ? {} : { outcome: outcomeDraft(key, node.outcome.fields, offence) }),
  };
}

function outcomeDraft(key: string, fields: Fields, charged: OffenceDraft): OutcomeDraft {
  const decided = offenceDraft(fields);
  const requalified = decided !== undefined && !sameOffence(decided, charged);
  return {
    key,
    code: text(fields, 'code') ?? '',
    decidedOn: text(fields, 'decidedOn') ?? '',
    ...texts(fields, ['mode', 'label', 'reason', 'court', 'courthouse']),
    ...(requalified ? { requalifiedAs: decided } : {}),
  };
}

function offenceDraft(fields: Fields): OffenceDraft | undefined {
  const code = text(fields, 'offenceCode');
  const label = text(fields, 'offenceLabel');
  if (code === undefined || label === undefined) return undefined;
  const kind = text(fields, 'offenceClass');
  const nature = text(fields, 'nature');
  return {
    code,
    label,
    ...(kind === undefined ? {} : { class: kind }),
    ...(nature === undefined ? {} : { nature }),
  };
}

/** The text, the class and the title together: any of them changed is a requalification. */
function sameOffence(a: OffenceDraft, b: OffenceDraft): boolean {
  return a.code === b.code && a.class === b.class && a.label.toUpperCase() === b.label.toUpperCase();
}

function sentenceDrafts(nodes: readonly KeyedNode[], problems: RowProblem[]): SentenceDraft[] {
  const inOrder = nodes
    .map((node) => sentenceDraft(node, problems))
    .toSorted(
      (a, b) => a.pronouncedOn.localeCompare(b.pronouncedOn) || Number(a.inForce) - Number(b.inForce),
    );
  return inOrder.map((sentence, index) => {
    const before = inOrder[index - 1];
    return before === undefined || before.inForce ? sentence : { ...sentence, replaces: before.key };
  });
}

function sentenceDraft({ key, ref, fields }: KeyedNode, problems: RowProblem[]): SentenceDraft {
  const term = fields.get('term')?.value;
  const unit = text(fields, 'unit');
  const duration = typeof term === 'number' && unit !== undefined ? durationOf(term, unit) : undefined;
  if (duration === undefined) {
    const said = [term, unit].filter((part) => part !== undefined).join(' ');
    const code = said === '' ? 'import.sentence_without_term' : 'import.sentence_term_unclear';
    problems.push(ref.table.problem(ref.row, 'warning', code, { vars: { term: said } }));
  } else if (term === 0) {
    problems.push(ref.table.problem(ref.row, 'warning', 'import.sentence_term_zero', {}));
  }
  return {
    key,
    type: text(fields, 'type') ?? '',
    pronouncedOn: text(fields, 'pronouncedOn') ?? '',
    inForce: fields.get('inForce')?.value === true,
    ...texts(fields, ['phase', 'measure']),
    ...(duration === undefined ? {} : { duration }),
  };
}

function text(fields: Fields, name: string): string | undefined {
  const value = fields.get(name)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** Those of the named fields that are filled. */
function texts<K extends string>(fields: Fields, names: readonly K[]): Partial<Record<K, string>> {
  const filled: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = text(fields, name);
    if (value !== undefined) filled[name] = value;
  }
  return filled;
}
