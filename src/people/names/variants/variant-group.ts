/** How far apart two spellings of one group stand: one spelling habit, one name in two languages, or kin only. */
export type VariantStrength = 'same' | 'close' | 'related';

/**
 * Names that registers write for one another.
 *
 * Each entry of `forms` is one form of the name with all its spellings, separated by spaces, lower case and
 * without accents, the usual one first. Two spellings of one form are `same`; two forms of one group stand
 * `between` apart. A spelling is in one form only (held by a test), so that groups never merge by accident.
 *
 * `source` says where the group comes from. "G" is the confidence grade of the domain notes for general
 * knowledge that no written source was checked for; a magistrate or registrar may strike or mend a line.
 */
export interface VariantGroup {
  readonly name: string;
  readonly between: Exclude<VariantStrength, 'same'>;
  readonly source: string;
  readonly forms: readonly string[];
}

/** A group on one line: its name, how far its forms stand apart, where it comes from, the forms. */
export const group = (
  name: string,
  between: VariantGroup['between'],
  source: string,
  ...forms: string[]
): VariantGroup => ({ name, between, source, forms });
