/** Lengths in characters (NIST SP 800-63B-4 §3.1.1.2: 15 alone; 8 with a second factor, we ask 12). */
const ALONE = 15;
const WITH_SECOND_FACTOR = 12;
export const LONGEST_PASSWORD = 256;

/** So many characters must remain once the names that anybody here would guess are taken out. */
const OWN_PART = 8;
/** Weaker than this many guesses (log10) is a word, a row of keys, a date or a repetition. */
const WEAKEST = 8;

/** Words of this system and its place, folded; names of offices, login and user come from the caller. */
const SYSTEM_WORDS = [
  'greffe', 'greffier', 'registre', 'registry', 'tribunal', 'parquet', 'procureur', 'prosecutor', 'justice', 'palais', 'cour', 'court',
  'pole', 'judiciaire', 'specialise', 'minusma', 'nations', 'unies', 'bamako', 'mali', 'password', 'passe', 'motdepasse', 'administrateur',
  'administrator', 'admin',
] as const; // prettier-ignore

export type PasswordProblem = 'password.too_short' | 'password.common' | 'password.local_name';

export interface PasswordCircumstances {
  /** Is, or will be, a second factor asked as well? */
  secondFactor: boolean;
  /** Login, name of the user, names of offices. */
  names: readonly string[];
}

/** The shortest password allowed, in characters. */
export function shortestPassword(secondFactor: boolean): number {
  return secondFactor ? WITH_SECOND_FACTOR : ALONE;
}

/**
 * What is wrong with a new password, or undefined. No rules of composition and no expiry (NIST SP 800-63B-4
 * §3.1.1.2): length, and not among what others guess first.
 */
export async function passwordProblem(
  password: string,
  { secondFactor, names }: PasswordCircumstances,
): Promise<PasswordProblem | undefined> {
  if (Array.from(password).length < shortestPassword(secondFactor)) return 'password.too_short';
  if (isMadeOfNames(password, names)) return 'password.local_name';
  return (await isCommon(password)) ? 'password.common' : undefined;
}

function isMadeOfNames(password: string, names: readonly string[]): boolean {
  const words = [...SYSTEM_WORDS, ...names.flatMap(wordsOf)].sort((a, b) => b.length - a.length);
  const folded = fold(password);
  const left = words.reduce((rest, word) => rest.replaceAll(word, ' '), folded);
  if (left === folded) return false;
  return left.replaceAll(/[\d\s\p{P}\p{S}]/gu, '').length < OWN_PART;
}

/** Short words (de, la, un) stand in half of all sentences and prove nothing. */
function wordsOf(name: string): string[] {
  return fold(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 4);
}

function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

type Judge = (password: string) => number;
let judge: Promise<Judge> | undefined;

async function isCommon(password: string): Promise<boolean> {
  judge ??= loadJudge();
  const guesses = await judge;
  return guesses(password.normalize('NFKC')) < WEAKEST;
}

/** Loaded when the first password is chosen: the dictionaries take some megabytes that most processes never need. */
async function loadJudge(): Promise<Judge> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const common = new Set(dictionary['passwords-common']);
  return (password) => (common.has(password.toLowerCase()) ? 0 : zxcvbn.check(password).guessesLog10);
}
