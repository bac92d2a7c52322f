/**
 * The title of a case, generated and never typed (ruling 15): the public prosecutor against the first defendant
 * by name, with the number of the others. Names as they are written, unknown persons as X.
 *
 * @param defendants names or labels (X1) in the order of the register
 */
export function caseTitle(matter: 'criminal' | 'civil' | 'land', defendants: readonly string[]): string {
  const [first, ...others] = defendants;
  const against = first ?? 'X';
  const opening = matter === 'criminal' ? 'MP c/ ' : 'c/ ';
  if (others.length === 0) return opening + against;
  return `${opening}${against} et ${others.length === 1 ? '1 autre' : `${String(others.length)} autres`}`;
}
