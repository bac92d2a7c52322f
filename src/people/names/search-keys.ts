import { formsLike } from './compare-tokens.js';
import { type NameToken, parseName, significant, withoutArticle } from './parse-name.js';
import { phoneticKey, skeletonKey } from './phonetic.js';
import { formsOf, strengthBetween, type VariantStrength } from './variants/index.js';

/** What the dictionary of name tokens keeps of one word. */
export interface TokenKeys {
  readonly token: string;
  readonly sound: string;
  readonly skeleton: string;
}

/** Words of one name that are stored; pairs of them are, too, so their number grows with the square. */
const STORED_TOKENS = 7;
/** Words of a query that candidates are sought by; the score reads all of them. */
const QUERY_TOKENS = 5;

const keysOf = (text: string): TokenKeys => ({
  token: text,
  sound: phoneticKey(text),
  skeleton: skeletonKey(text),
});

const distinct = (tokens: readonly NameToken[], limit: number): string[] =>
  [...new Set(tokens.map((token) => token.text.slice(0, 40)))].slice(0, limit);

/** The words of a name that go into the dictionary, each once. */
export const storedTokens = (name: string): readonly TokenKeys[] =>
  distinct(significant(parseName(name)), STORED_TOKENS).map(keysOf);

/**
 * One way to find a word of the query in the dictionary. `cost` orders the ways: 0 is the word itself.
 * `half` is a part of the word, used only when the word itself is unknown.
 */
export interface SearchKey {
  /** Which word of the query, from 1. */
  readonly position: number;
  readonly kind: 'token' | 'sound' | 'skeleton' | 'half';
  readonly value: string;
  readonly cost: number;
}

const COST: Readonly<Record<VariantStrength, number>> = { same: 1, close: 3, related: 5 };
const SOUND = 2;
const NEIGHBOURS = 2;
const WITH_ARTICLE = 3;
const HALF = 4;
const SKELETON = 6;
const SHORTEST_HALF = 3;

const variantsOf = (text: string): [string, number][] =>
  formsLike(text).flatMap((form) =>
    formsOf(form.group).flatMap((other) => {
      const cost = COST[strengthBetween(form, other) ?? 'related'];
      return other.spellings.map((spelling): [string, number] => [spelling, cost]);
    }),
  );

/** The sound of the first spelling of each form: finds a slip in a variant. */
const soundsOf = (text: string): [string, number][] => {
  const kin = formsLike(text).flatMap((form) =>
    formsOf(form.group).flatMap((other): [string, number][] => {
      const [first] = other.spellings;
      return first === undefined
        ? []
        : [[phoneticKey(first), SOUND + COST[strengthBetween(form, other) ?? 'related']]];
    }),
  );
  return [[phoneticKey(text), SOUND], [phoneticKey(withoutArticle(text)), SOUND + WITH_ARTICLE], ...kin];
};

const halvesOf = (text: string): string[] =>
  Array.from(
    { length: Math.max(0, text.length - 2 * SHORTEST_HALF + 1) },
    (_, at) => at + SHORTEST_HALF,
  ).flatMap((cut) => [text.slice(0, cut), text.slice(cut)]);

const wordKeys = (text: string, neighbours: readonly string[]): Map<string, SearchKey> => {
  const keys = new Map<string, SearchKey>();
  const add = (kind: SearchKey['kind'], value: string, cost: number): void => {
    const id = `${kind} ${value}`;
    if (value !== '' && cost < (keys.get(id)?.cost ?? Infinity))
      keys.set(id, { position: 0, kind, value, cost });
  };
  add('token', text, 0);
  for (const [spelling, cost] of variantsOf(text)) add('token', spelling, cost);
  for (const joined of neighbours) add('token', joined, NEIGHBOURS);
  for (const bare of [withoutArticle(text), `el${text}`, `al${text}`]) add('token', bare, WITH_ARTICLE);
  for (const [sound, cost] of soundsOf(text)) add('sound', sound, cost);
  for (const half of halvesOf(text)) add('half', half, HALF);
  add('skeleton', skeletonKey(text), SKELETON);
  return keys;
};

/**
 * Everything a query may be found by.
 * @returns no key when the query holds no letter
 */
export const searchKeys = (query: string): readonly SearchKey[] => {
  const texts = distinct(significant(parseName(query)), QUERY_TOKENS);
  return texts.flatMap((text, at) => {
    const neighbours = [
      ...texts.slice(Math.max(0, at - 1), at).map((left) => left + text),
      ...texts.slice(at + 1, at + 2).map((right) => text + right),
    ];
    return [...wordKeys(text, neighbours).values()].map((key) => ({ ...key, position: at + 1 }));
  });
};
