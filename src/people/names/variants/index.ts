import { familyNames } from './family-names.js';
import { mensNames } from './mens-names.js';
import { quranicNames } from './quranic-names.js';
import type { VariantGroup, VariantStrength } from './variant-group.js';
import { womensNames } from './womens-names.js';

export type { VariantGroup, VariantStrength } from './variant-group.js';

/** The whole reviewed table. */
export const variantGroups: readonly VariantGroup[] = [
  ...quranicNames,
  ...mensNames,
  ...womensNames,
  ...familyNames,
];

/** One form of a name: the spellings that differ by habit only. */
export interface VariantForm {
  readonly group: VariantGroup;
  readonly spellings: readonly string[];
}

const formBySpelling = new Map<string, VariantForm>();
const formsByGroup = new Map<VariantGroup, readonly VariantForm[]>();
for (const group of variantGroups) {
  const forms = group.forms.map((line) => ({ group, spellings: line.split(' ') }));
  formsByGroup.set(group, forms);
  for (const form of forms) for (const spelling of form.spellings) formBySpelling.set(spelling, form);
}

/** The form a spelling (folded, one token) is listed under, if the table knows it. */
export const variantForm = (spelling: string): VariantForm | undefined => formBySpelling.get(spelling);

/** All forms of a group. */
export const formsOf = (group: VariantGroup): readonly VariantForm[] => formsByGroup.get(group) ?? [];

/** Every form of the table. */
export const variantForms: readonly VariantForm[] = [...formsByGroup.values()].flat();

/** How near two forms stand; `undefined` when they are of different groups, that is different names. */
export const strengthBetween = (a: VariantForm, b: VariantForm): VariantStrength | undefined => {
  if (a === b) return 'same';
  return a.group === b.group ? a.group.between : undefined;
};
