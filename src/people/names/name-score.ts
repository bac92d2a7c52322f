import { type Birth, type BirthAgreement, birthWorth, compareBirths } from './birth-agreement.js';
import { compareTokens, type TokenMatch } from './compare-tokens.js';
import { type NameToken, type ParsedName, parseName } from './parse-name.js';

/** Why a name was found, the weakest link first: what a reader must check. */
export type MatchReason = 'exact' | 'order' | 'variant' | 'phonetic' | 'spelling' | 'partial';

/** One word of the query and the word of the found name it was matched with. */
export interface MatchedToken extends TokenMatch {
  readonly query: string;
  readonly target: string;
}

/** The result of comparing two names. */
export interface NameMatch {
  /** 0 to 100. */
  readonly score: number;
  readonly reason: MatchReason;
  readonly tokens: readonly MatchedToken[];
  /** Words of the query the name lacks, and words of the name the query lacks; particles included. */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  /** Whether the words stand in the same order. */
  readonly order: 'same' | 'different';
  /** Present when the query gave a date of birth. */
  readonly birth?: BirthAgreement;
}

/** From this score on two names are worth showing to a reader as perhaps one person. */
export const MATCH_THRESHOLD = 70;

const PARTICLE_WEIGHT = 0.12;
const INITIAL_WEIGHT = 0.4;
const ORDER_PENALTY = 0.01;
/** A word of the query that the name lacks weighs more than a word of the name nobody asked for. */
const QUERY_SHARE = 0.78;
const BIRTH_SHARE = 0.18;

const weight = (token: NameToken): number =>
  token.particle ? PARTICLE_WEIGHT : token.initial ? INITIAL_WEIGHT : 1;

interface Link {
  readonly from: number;
  readonly to: number;
  readonly match: TokenMatch;
}

/** Best links first; each word is used once. Names are short, so the greedy choice is as good as the optimal one. */
const align = (query: readonly NameToken[], target: readonly NameToken[]): Link[] => {
  const links: Link[] = [];
  query.forEach((queryToken, from) => {
    target.forEach((targetToken, to) => {
      const match = compareTokens(queryToken, targetToken);
      if (match !== undefined) links.push({ from, to, match });
    });
  });
  links.sort(
    (a, b) =>
      b.match.similarity - a.match.similarity ||
      Math.abs(a.from - a.to) - Math.abs(b.from - b.to) ||
      a.from - b.from,
  );
  const usedFrom = new Set<number>();
  const usedTo = new Set<number>();
  return links.filter(({ from, to }) => {
    if (usedFrom.has(from) || usedTo.has(to)) return false;
    usedFrom.add(from);
    usedTo.add(to);
    return true;
  });
};

/** Two neighbouring words of one name written as one word in the other (Sidi Baba, Sidibaba). */
const joinNeighbours = (tokens: readonly NameToken[], others: readonly NameToken[]): readonly NameToken[] => {
  const texts = new Set(others.map((token) => token.text));
  for (let at = 0; at + 1 < tokens.length; at += 1) {
    const [left, right] = [tokens[at], tokens[at + 1]];
    if (left === undefined || right === undefined || left.initial || right.initial) continue;
    const text = left.text + right.text;
    if (text.length >= 5 && texts.has(text) && !texts.has(left.text) && !texts.has(right.text)) {
      const joined: NameToken = {
        text,
        written: `${left.written} ${right.written}`,
        particle: false,
        initial: false,
      };
      return [...tokens.slice(0, at), joined, ...tokens.slice(at + 2)];
    }
  }
  return tokens;
};

const isOrdered = (links: readonly Link[]): boolean =>
  [...links]
    .sort((a, b) => a.from - b.from)
    .every((link, at, all) => at === 0 || (all[at - 1]?.to ?? -1) < link.to);

const RANK: readonly TokenMatch['reason'][] = [
  'exact',
  'accent',
  'joined',
  'variant',
  'phonetic',
  'spelling',
  'initial',
];

const reasonOf = (tokens: readonly MatchedToken[], complete: boolean, ordered: boolean): MatchReason => {
  if (!complete) return 'partial';
  const weakest = tokens.reduce((worst, token) => Math.max(worst, RANK.indexOf(token.reason)), 0);
  const reason = RANK[weakest];
  if (reason === 'variant' || reason === 'phonetic' || reason === 'spelling') return reason;
  if (reason === 'initial') return 'partial';
  return ordered ? 'exact' : 'order';
};

const scoreParsed = (queryName: ParsedName, targetName: ParsedName): NameMatch => {
  const query = joinNeighbours(queryName.tokens, targetName.tokens);
  const target = joinNeighbours(targetName.tokens, queryName.tokens);
  const links = align(query, target);
  const ordered = isOrdered(links);

  let agreed = 0;
  let usedOfTarget = 0;
  const tokens: MatchedToken[] = [];
  const foundFrom = new Set<number>();
  const foundTo = new Set<number>();
  for (const { from, to, match } of links.sort((a, b) => a.from - b.from)) {
    const [queryToken, targetToken] = [query[from], target[to]];
    if (queryToken === undefined || targetToken === undefined) continue;
    foundFrom.add(from);
    foundTo.add(to);
    agreed += match.similarity * weight(queryToken);
    usedOfTarget += match.similarity * weight(targetToken);
    const joined = queryToken.written.includes(' ') !== targetToken.written.includes(' ');
    tokens.push({
      ...match,
      reason: joined ? 'joined' : match.reason,
      query: queryToken.written,
      target: targetToken.written,
    });
  }
  const missing = query.filter((_, at) => !foundFrom.has(at));
  const extra = target.filter((_, at) => !foundTo.has(at));
  const sum = (list: readonly NameToken[]): number => list.reduce((total, token) => total + weight(token), 0);
  const strongLinks = links.filter(({ from }) => {
    const token = query[from];
    return token !== undefined && weight(token) === 1;
  }).length;
  const ofQuery = agreed / (sum(query) || 1);
  const ofTarget = usedOfTarget / (sum(target) || 1);
  let share = QUERY_SHARE * ofQuery + (1 - QUERY_SHARE) * ofTarget;
  if (!ordered) share -= ORDER_PENALTY;
  // One common word out of several proves nothing, whatever the share.
  if (strongLinks <= 1 && query.filter((token) => !token.particle).length > 1) share = Math.min(share, 0.66);
  const complete = [...missing, ...extra].every((token) => token.particle);
  return {
    score: Math.max(0, Math.round(share * 1000) / 10),
    reason: reasonOf(tokens, complete, ordered),
    tokens,
    missing: missing.map((token) => token.written),
    extra: extra.map((token) => token.written),
    order: ordered ? 'same' : 'different',
  };
};

/**
 * Compares a name somebody looks for with a name on record.
 * The order of the words counts little; accents, case, hyphens and apostrophes hardly; particles (Ag, Ould, El) little.
 * @param query the name looked for
 * @param target the name on record
 * @param births both dates of birth when the query gave one: the score then rests on them for 18 %
 */
export const scoreName = (
  query: string | ParsedName,
  target: string | ParsedName,
  births?: { readonly query: Birth; readonly target: Birth },
): NameMatch => {
  const match = scoreParsed(
    typeof query === 'string' ? parseName(query) : query,
    typeof target === 'string' ? parseName(target) : target,
  );
  if (births === undefined) return match;
  const birth = compareBirths(births.query, births.target);
  const score = match.score * (1 - BIRTH_SHARE + BIRTH_SHARE * birthWorth(birth));
  return { ...match, score: Math.round(score * 10) / 10, birth };
};
