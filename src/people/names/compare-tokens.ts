import { editDistance } from './edit-distance.js';
import { type NameToken, withoutArticle } from './parse-name.js';
import { phoneticKey } from './phonetic.js';
import {
  strengthBetween,
  type VariantForm,
  variantForm,
  variantForms,
  type VariantStrength,
} from './variants/index.js';

/** Why two words of a name are taken for the same. */
export type TokenReason = 'exact' | 'accent' | 'variant' | 'phonetic' | 'spelling' | 'initial' | 'joined';

/** How well two words agree. */
export interface TokenMatch {
  readonly reason: TokenReason;
  /** 0 to 1. */
  readonly similarity: number;
  /** Only for `variant`. */
  readonly strength?: VariantStrength;
  /** Only for `spelling`: letters missing, added, changed or swapped. */
  readonly edits?: number;
}

const BY_STRENGTH: Readonly<Record<VariantStrength, number>> = { same: 0.96, close: 0.88, related: 0.76 };
const WITH_ARTICLE = 0.92;
const PHONETIC = 0.9;
const PHONETIC_VARIANT = 0.93;
const INITIAL = 0.5;

const formsByKey = new Map<string, VariantForm[]>();
for (const form of variantForms) {
  for (const key of new Set(form.spellings.map(phoneticKey))) {
    const forms = formsByKey.get(key);
    if (forms === undefined) formsByKey.set(key, [form]);
    else if (!forms.includes(form)) forms.push(form);
  }
}

/** The forms a word may be a spelling of: the listed one, else those that sound the same. */
export const formsLike = (text: string): readonly VariantForm[] => {
  const listed = variantForm(text) ?? variantForm(withoutArticle(text));
  if (listed !== undefined) return [listed];
  return text.length < 4 ? [] : (formsByKey.get(phoneticKey(text)) ?? []);
};

const ORDER: readonly VariantStrength[] = ['same', 'close', 'related'];

const byTable = (a: string, b: string): TokenMatch | undefined => {
  const listed = variantForm(a) !== undefined && variantForm(b) !== undefined;
  let best: VariantStrength | undefined;
  for (const formA of formsLike(a)) {
    for (const formB of formsLike(b)) {
      const strength = strengthBetween(formA, formB);
      if (strength !== undefined && (best === undefined || ORDER.indexOf(strength) < ORDER.indexOf(best)))
        best = strength;
    }
  }
  if (best === undefined) return undefined;
  return {
    reason: 'variant',
    strength: best,
    similarity: BY_STRENGTH[best] * (listed ? 1 : PHONETIC_VARIANT),
  };
};

/** The table lists both words, in different groups: they are known to be different names (Amadou, Mamadou). */
const knownApart = (a: string, b: string): boolean => {
  const formA = variantForm(a);
  const formB = variantForm(b);
  return formA !== undefined && formB !== undefined && formA.group !== formB.group;
};

/** How many slips a word of this length may have before it is another word. */
const slipsAllowed = (length: number): number => (length < 4 ? 0 : length < 7 ? 1 : 2);

const bySpelling = (a: string, b: string): TokenMatch | undefined => {
  const shorter = Math.min(a.length, b.length);
  const allowed = slipsAllowed(shorter);
  if (allowed === 0) return undefined;
  const edits = editDistance(a, b, allowed);
  if (edits > allowed) return undefined;
  // A wrong first letter makes another name far more often than it is a slip.
  const first = a.startsWith(b.slice(0, 1)) ? 0 : 0.08;
  const base = edits === 1 ? (shorter >= 6 ? 0.87 : shorter === 5 ? 0.82 : 0.74) : 0.74;
  return { reason: 'spelling', edits, similarity: base - first };
};

const compareTexts = (a: string, b: string): TokenMatch | undefined => {
  if (a === b) return { reason: 'exact', similarity: 1 };
  // A figure is a figure: "Participant 4711" is not a slip for 4712.
  if (/\p{N}/u.test(a + b)) return undefined;
  const table = byTable(a, b);
  if (table !== undefined) return table;
  if (withoutArticle(a) === withoutArticle(b))
    return { reason: 'variant', strength: 'close', similarity: WITH_ARTICLE };
  if (knownApart(a, b)) return undefined;
  const sound = phoneticKey(a);
  if (sound.length > 1 && sound === phoneticKey(b)) return { reason: 'phonetic', similarity: PHONETIC };
  return bySpelling(a, b);
};

/** Pairs already judged; names repeat, so most comparisons are a look-up. Emptied when full. */
const judged = new Map<string, TokenMatch | null>();
const MAX_JUDGED = 50_000;

const recall = (a: string, b: string): TokenMatch | undefined => {
  const key = a < b ? `${a} ${b}` : `${b} ${a}`;
  const known = judged.get(key);
  if (known !== undefined) return known ?? undefined;
  const match = compareTexts(a, b);
  if (judged.size >= MAX_JUDGED) judged.clear();
  judged.set(key, match ?? null);
  return match;
};

/**
 * Compares two words of names, whichever order they are given in.
 * @returns the best reason to take them for one name, or `undefined` when there is none
 */
export const compareTokens = (a: NameToken, b: NameToken): TokenMatch | undefined => {
  if (a.text === b.text) {
    if (a.written === b.written) return { reason: 'exact', similarity: 1 };
    const accentOnly = a.initial === b.initial && !hasOtherLetters(a, b);
    return accentOnly
      ? { reason: 'accent', similarity: 0.995 }
      : { reason: 'variant', strength: 'same', similarity: BY_STRENGTH.same };
  }
  if (a.particle !== b.particle) return undefined;
  if (a.initial || b.initial) {
    return a.text.startsWith(b.text.slice(0, 1)) ? { reason: 'initial', similarity: INITIAL } : undefined;
  }
  return recall(a.text, b.text);
};

/** One text from two spellings (Abdelkader, Abdoul Kader), as against one spelling with and without accents. */
const hasOtherLetters = (a: NameToken, b: NameToken): boolean =>
  a.written.normalize('NFD').replace(/\P{L}/gu, '') !== b.written.normalize('NFD').replace(/\P{L}/gu, '');
