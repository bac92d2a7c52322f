import { compoundAt } from './compounds.js';
import { clean, fold } from './fold.js';

/** One word of a name. */
export interface NameToken {
  /** Lower case, no accents, compounds in one spelling: what is compared, stored and looked up. */
  readonly text: string;
  /** As written, lower case, with its accents. */
  readonly written: string;
  /** Ag, Ould, Ben, Bint, Walet, El…: says whose child, hardly tells people apart. */
  readonly particle: boolean;
  /** A single letter: "M." for any name in M. */
  readonly initial: boolean;
}

/** A name read into tokens, in the order written. */
export interface ParsedName {
  readonly tokens: readonly NameToken[];
}

/** Longer names are cut: no register needs more, and pairs of tokens grow with the square. */
export const MAX_TOKENS = 10;

const PARTICLES = new Map<string, string>(
  Object.entries({
    ag: 'ag agg ak',
    ould: 'ould wuld weld oueld uld wld would',
    ben: 'ben bin ibn',
    bint: 'bint bent mint ment minte',
    walet: 'walet oualet wallet ouallet welet wellet walett oualett ult',
    el: 'el al ech er es ul oul',
    de: 'de du la le van di',
  }).flatMap(([particle, spellings]) =>
    spellings.split(' ').map((spelling): [string, string] => [spelling, particle]),
  ),
);

/** Words between names that are no names: "dit", "née", "fils de"… */
const NO_NAMES = new Set(
  'dit dite dits alias surnomme surnommee nee veuve vve epouse epse fils fille feu feue mr mme mlle dr pr et ou aka'.split(
    ' ',
  ),
);

/** A glued "Ould": Ouldahmed is Ould Ahmed. */
const GLUED_OULD = /^ould(?=[a-z]{4})/u;

const plain = (text: string, written: string): NameToken => ({
  text: PARTICLES.get(text) ?? text,
  written,
  particle: PARTICLES.has(text),
  initial: /^.$/u.test(text),
});

const words = (name: string): { written: string; text: string; dotted: boolean }[] =>
  [
    ...clean(name.slice(0, 400))
      .replace(GLUED_OULD, 'ould ')
      .matchAll(/[\p{L}\p{M}\p{N}]+\.?/gu),
  ].map(([word]) => {
    const written = word.replace('.', '').toLowerCase();
    return { written, text: fold(written), dotted: word.endsWith('.') };
  });

/**
 * Reads a name as a register writes it, in any order, case, accent or hyphenation.
 * @param name the full name; only its first 400 characters are read
 * @returns at most {@link MAX_TOKENS} tokens; none when the text holds no letter
 */
export const parseName = (name: string): ParsedName => {
  const all = words(name).flatMap((word) =>
    GLUED_OULD.test(word.text)
      ? [
          { written: 'ould', text: 'ould', dotted: false },
          { written: word.written.slice(4), text: word.text.slice(4), dotted: false },
        ]
      : [word],
  );
  const named = all.filter((word) => !NO_NAMES.has(word.text));
  const kept = (named.length > 0 ? named : all).filter((word) => word.text !== '');
  const texts = kept.map((word) => (word.dotted && word.text.length === 1 ? `${word.text}.` : word.text));
  const tokens: NameToken[] = [];
  for (let at = 0; at < kept.length && tokens.length < MAX_TOKENS;) {
    const word = kept[at];
    if (word === undefined) break;
    const joined = compoundAt(texts, at);
    if (joined === undefined) {
      tokens.push(plain(word.text, word.written));
      at += 1;
      continue;
    }
    const written = kept
      .slice(at, at + joined.length)
      .map((part) => part.written)
      .join('');
    for (const text of joined.tokens) tokens.push({ text, written, particle: false, initial: false });
    at += joined.length;
  }
  const onlyParticles = tokens.every((token) => token.particle);
  return { tokens: onlyParticles ? tokens.map((token) => ({ ...token, particle: false })) : tokens };
};

/** The tokens that tell people apart: without particles and initials, unless there is nothing else. */
export const significant = (name: ParsedName): readonly NameToken[] => {
  const strong = name.tokens.filter((token) => !token.particle && !token.initial);
  return strong.length > 0 ? strong : name.tokens;
};

/** The word without a glued Arabic article: Elmoctar and Almoctar are Moctar. */
export const withoutArticle = (text: string): string =>
  /^(?:el|al)[a-z]{5}/u.test(text) ? text.slice(2) : text;
