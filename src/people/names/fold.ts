/** Letters that Unicode does not decompose, as registers type them when the keyboard lacks them. */
const LETTERS: Readonly<Record<string, string>> = {
  ɛ: 'e',
  ɔ: 'o',
  ə: 'e',
  ǝ: 'e',
  ɲ: 'ny',
  ŋ: 'ng',
  ɓ: 'b',
  ɗ: 'd',
  ƴ: 'y',
  ƙ: 'k',
  ɣ: 'gh',
  œ: 'oe',
  æ: 'ae',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  ß: 'ss',
  ç: 's',
};

/**
 * Apostrophes and the signs that stand for hamza and ʿayn in transliteration. They are struck, not turned into
 * spaces: N'Golo and Ngolo, Sa'id and Said are one word.
 */
const APOSTROPHES = /['’‘‛`´ʼʻʽʾʿˈ′ʹˁˀ＇]/gu;

/** Marks of direction, zero-width joiners and other invisible signs. */
const INVISIBLE = /\p{Cf}/gu;

/** NFKC without apostrophes and invisible signs; capitals and accents are kept. */
export const clean = (text: string): string =>
  text.replace(APOSTROPHES, '').normalize('NFKC').replace(APOSTROPHES, '').replace(INVISIBLE, '');

/** Lower case without accents: the spelling tokens are compared and stored in. Expects `clean` text. */
export const fold = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[ɛɔəǝɲŋɓɗƴƙɣœæøđðłıßç]/gu, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
