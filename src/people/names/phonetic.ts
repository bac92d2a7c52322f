/**
 * A sound key for names in French and West African spelling. Words with one key are pronounced alike by a clerk
 * who writes what he hears; the key is for finding candidates and for a small bonus, never a proof.
 *
 * Rules, in order (source: French spelling and the national orthographies of Mali, confidence G):
 * doubled letters are one; ph=f, th=t, kh=k, gh=rh=g, dh=d; tch, tj, ch, sh, thi/ti + vowel = c; dj, di + vowel = j;
 * gn, ni + vowel = ny; ou = oo = u; ou, o, u + vowel = w; q, ck, hard c = k; soft c, z = s; w before consonant = u;
 * h is silent; e, i, y as vowels are one; o and u are one; m before b and p = n; a final e after a consonant is silent.
 */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/ou/gu, 'u'],
  [/oo/gu, 'u'],
  [/(.)\1+/gu, '$1'],
  [/ph/gu, 'f'],
  [/tch|tsh|tj|sch|ch|sh/gu, 'C'],
  [/th?[iy](?=[aou])/gu, 'C'],
  [/th/gu, 't'],
  [/kh/gu, 'k'],
  [/[gr]h/gu, 'g'],
  [/dh/gu, 'd'],
  [/dj[iy]?(?=[aeou])|dj|d[iy](?=[aeou])/gu, 'j'],
  [/gn[iy]?(?=[aeou])|n[iy](?=[aeou])/gu, 'ny'],
  [/ck|qu|q/gu, 'k'],
  [/gu(?=[eiy])/gu, 'g'],
  [/c(?=[eiy])|z|ç/gu, 's'],
  [/c/gu, 'k'],
  [/x/gu, 'ks'],
  [/h/gu, ''],
  [/[ou](?=[aeiy])|u(?=o)/gu, 'w'],
  [/w(?![aeiou])/gu, 'u'],
  [/[iy](?=[aeou])/gu, 'Y'],
  [/[eiy]+/gu, 'i'],
  [/[ou]+/gu, 'o'],
  [/m(?=[bp])/gu, 'n'],
  [/(.)\1+/gu, '$1'],
];

const SILENT_END = /(?<=[a-zA-Z]{2}[^aeiou])e$/u;

/** The sound key of one folded word; empty for a word with figures or with letters that are not Latin. */
export const phoneticKey = (word: string): string => {
  if (!/^[a-z]+$/u.test(word)) return '';
  let key = word.replace(SILENT_END, '');
  for (const [pattern, sound] of RULES) key = key.replace(pattern, sound);
  return key.toUpperCase();
};

/**
 * The consonants of the sound key, with A for a vowel at the start: a wider net for slips in vowels.
 * @returns an empty string when fewer than two sounds are left, which would catch everything
 */
export const skeletonKey = (word: string): string => {
  const key = phoneticKey(word);
  const skeleton = key
    .replace(/^[AIO]/u, '0')
    .replace(/[AIOYW]/gu, '')
    .replace('0', 'A');
  return skeleton.length < 2 ? '' : skeleton;
};
