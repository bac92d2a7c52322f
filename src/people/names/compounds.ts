/**
 * Names made of several words that registers write together or apart: Abdoul Karim and Abdelkrim, Nour Eddine
 * and Noureddine, El Hadj and Elhadj. All of them become one token in one spelling.
 *
 * Source of the lists: general knowledge, confidence G.
 */

const ARTICLE = new Set([
  'el',
  'al',
  'oul',
  'ul',
  'ou',
  'er',
  'ar',
  'our',
  'es',
  'as',
  'ous',
  'en',
  'an',
  'ed',
  'ad',
  'oud',
  'ould',
]);
const SERVANT = new Set([
  'abd',
  'abdoul',
  'abdel',
  'abdul',
  'abdal',
  'abdou',
  'abdu',
  'abdi',
  'abdo',
  'abdol',
]);

/** The divine names after Abd, usual spelling first. */
const DIVINE = [
  'karim carim krim kerim karime',
  'kader kadir qader qadir kadr khader kadiri',
  'aziz azize azizou azise',
  'rahmane rahman raman ramane rahim rahime',
  'wahab wahhab ouahab wahabe wahabou',
  'wahid wahed ouahid',
  'salam salame selam salem',
  'latif latife latyf',
  'malik malick maleck',
  'hamid hamide amid',
  'majid madjid madjide medjid',
  'nasser nasir naser nassir nacer',
  'razak razack razzak razakou rezak',
  'ghani gani rani ghany',
  'fatah fattah fatahou',
  'jalil djalil jelil djelil',
  'hakim hakime akim hakem',
  'halim halime alim',
  'samad samade samed',
  'baki baqi baky',
  'moumine mumin moumin moumouni moumini',
  'moutalib moutaleb mutalib',
  'wadoud oudoud ouadoud wadud',
  'kafi kafy',
  'hai hay haye',
  'ghafar gafar ghaffar gaffar gafarou',
  'basit bassit bassirou baset',
  'bari bary',
].map((line) => line.split(' '));

const divineBySpelling = new Map(
  DIVINE.flatMap((line) => line.map((spelling) => [spelling, line[0] ?? spelling])),
);
const longestFirst = [...divineBySpelling.keys()].sort((a, b) => b.length - a.length);

/** First parts of names that end in -eddine. */
const OF_FAITH =
  'nour nur noor salah sala badr bedr chams shams saif seif sayf izz ezz ala alaa jamal djamal djemal kamal kemal zein zeine zaine zayn nasr nasser nasre chihab mohi mouhi mohy mouhy fakhr fahr hossam diya ziya imad tadj taj'.split(
    ' ',
  );
const FAITH = /^(?:e|a|i|ou|u)?(?:d|l|ld)?d(?:ine|in|een|yne|iny|ini)$/u;

/** First parts of names that end in -allah. */
const OF_GOD = new Set('habib khalil kalil ata atta nasr saif seif fath hamd hibat in rahmat'.split(' '));
const GOD = new Set(['allah', 'alla', 'lah', 'oullah', 'ullah', 'oulaye', 'olah', 'lahi', 'oulah']);

const single = (text: string): string => text.replace(/(.)\1+/gu, '$1');

/** The one spelling of a name "servant of …" written as one word; `undefined` when it is not one. */
const servantOf = (word: string): string | undefined => {
  if (!word.startsWith('abd')) return undefined;
  const bare = single(word);
  for (const spelling of longestFirst) {
    const ending = single(spelling);
    if (!bare.endsWith(ending)) continue;
    const divine = divineBySpelling.get(spelling);
    if (divine !== undefined && /^abd(?:e|a|i|ou|u|o)?[lrsnd]?$/u.test(bare.slice(0, -ending.length)))
      return `abdoul${divine}`;
  }
  return undefined;
};

/** The one spelling of a name in -eddine written as one word. */
const ofFaith = (word: string): string | undefined => {
  if (word.length < 7) return undefined;
  const stem = OF_FAITH.find((start) => word.startsWith(start) && FAITH.test(word.slice(start.length)));
  return stem === undefined ? undefined : `${faithStem(stem)}eddine`;
};

const FAITH_STEMS = new Map(
  Object.entries({
    nur: 'nour',
    noor: 'nour',
    sala: 'salah',
    bedr: 'badr',
    shams: 'chams',
    seif: 'saif',
    sayf: 'saif',
    ezz: 'izz',
    alaa: 'ala',
    djamal: 'jamal',
    djemal: 'jamal',
    kemal: 'kamal',
    zeine: 'zein',
    zaine: 'zein',
    zayn: 'zein',
    nasser: 'nasr',
    nasre: 'nasr',
    mouhi: 'mohi',
    mohy: 'mohi',
    mouhy: 'mohi',
    fahr: 'fakhr',
    ziya: 'diya',
    tadj: 'taj',
  }),
);
const faithStem = (stem: string): string => FAITH_STEMS.get(stem) ?? stem;

/** Words that stand for another word or for two. */
const WHOLE = new Map<string, readonly string[]>(
  Object.entries({
    sidahmed: ['sidi', 'ahmed'],
    sidiahmed: ['sidi', 'ahmed'],
    sidahmad: ['sidi', 'ahmed'],
    sidmohamed: ['sidi', 'mohamed'],
    sidimohamed: ['sidi', 'mohamed'],
    mohamedlamine: ['mohamed', 'lamine'],
    mahamadoulamine: ['mahamadou', 'lamine'],
    mohamedelmoctar: ['mohamed', 'elmoctar'],
    mohamedali: ['mohamed', 'ali'],
    mohamedahmed: ['mohamed', 'ahmed'],
    cheickoumar: ['cheick', 'oumar'],
    cheickna: ['cheick', 'na'],
    fatoumatabinta: ['fatoumata', 'binta'],
  }),
);

const PILGRIM = new Set(['hadj', 'hadji', 'haj', 'haji', 'hadje', 'hage', 'hadja']);
const FATHER = new Set(['abou', 'abu', 'aboul']);
const BAKR = new Set(['bakr', 'bakar', 'bacar', 'baker', 'becr', 'bekr', 'bakary', 'bacry', 'bacrine']);
const PRENASAL = /^[bdfgjkptvsz]/u;

/** What the words at `at` join into: the token(s) and how many words they take. */
export interface Joined {
  readonly tokens: readonly string[];
  readonly length: number;
}

/**
 * Reads a compound at one place of a list of folded words.
 * @param words folded words of the name, in the order written
 * @param at index to read from
 * @returns the joined tokens and the number of words used, or `undefined` when no compound starts there
 */
export const compoundAt = (words: readonly string[], at: number): Joined | undefined => {
  const word = words[at];
  if (word === undefined) return undefined;
  const next = words[at + 1];
  const third = words[at + 2];

  if (next !== undefined) {
    if ((word === 'n' || word === 'm') && next.length > 1 && PRENASAL.test(next)) {
      return { tokens: [word + next], length: 2 };
    }
    if ((word === 'el' || word === 'al') && PILGRIM.has(next)) return { tokens: ['elhadj'], length: 2 };
    if (FATHER.has(word) && BAKR.has(next)) return { tokens: ['aboubacar'], length: 2 };
    if (SERVANT.has(word)) {
      const withArticle = third !== undefined && ARTICLE.has(next);
      const divine = divineBySpelling.get(withArticle ? third : next);
      if (divine !== undefined) return { tokens: [`abdoul${divine}`], length: withArticle ? 3 : 2 };
      if (GOD.has(next)) return { tokens: ['abdallah'], length: 2 };
    }
    if (OF_FAITH.includes(word)) {
      if (FAITH.test(next)) return { tokens: [`${faithStem(word)}eddine`], length: 2 };
      if (third !== undefined && ARTICLE.has(next) && FAITH.test(third)) {
        return { tokens: [`${faithStem(word)}eddine`], length: 3 };
      }
    }
    if (OF_GOD.has(word) && GOD.has(next)) return { tokens: [`${word}oullah`], length: 2 };
  }

  const whole = WHOLE.get(word);
  if (whole !== undefined) return { tokens: whole, length: 1 };
  const one = servantOf(word) ?? ofFaith(word);
  return one === undefined || one === word ? undefined : { tokens: [one], length: 1 };
};
