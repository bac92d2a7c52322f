import type { IndexedName } from '../people/names/name-index.js';
import { newId } from '../platform/database/ids.js';
import type { PersonDraft } from './drafts.js';
import type { References } from './references.js';
import type { Rows } from './tables.js';

/** People and their names. */
export class PeopleRows {
  readonly names: IndexedName[] = [];
  private readonly ids = new Map<PersonDraft, string>();

  constructor(
    private readonly rows: Rows,
    private readonly references: References,
  ) {}

  /** One person, however many cases. */
  id(draft: PersonDraft): string {
    const known = this.ids.get(draft);
    if (known !== undefined) return known;
    const id = newId();
    this.ids.set(draft, id);
    this.rows.add('people', {
      id,
      kind: 'natural',
      sex: draft.sex,
      birth_date: draft.birth?.date ?? null,
      birth_precision: draft.birth?.precision ?? 'unknown',
      nationalities: draft.nationality === null ? [] : [draft.nationality],
      version: 1,
    });
    const { fullName, givenNames, familyName, orderKnown } = draft;
    this.addName(id, 'written', {
      full_name: fullName,
      given_names: givenNames,
      family_name: familyName,
      order_known: orderKnown,
    });
    if (draft.nickname !== null)
      this.addName(id, 'alias', {
        full_name: draft.nickname,
        given_names: null,
        family_name: null,
        order_known: false,
      });
    return id;
  }

  private addName(
    personId: string,
    kind: string,
    name: { full_name: string } & Record<string, unknown>,
  ): void {
    this.rows.add('person_names', {
      id: newId(),
      person_id: personId,
      kind,
      ...name,
      created_by: this.references.filler,
    });
    this.names.push({ personId, fullName: name.full_name });
  }
}
