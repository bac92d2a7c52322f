import { randomInt } from 'node:crypto';
import { newId } from '../platform/database/ids.js';
import { DefendantBody, PersonBody, VictimBody } from './register-case.dto.js';

/** Rows as the registering statements take them: one list per table, keys are column names. */
export interface PeopleRows {
  people: object[];
  names: {
    id: string;
    person_id: string;
    kind: string;
    full_name: string;
    given_names: string | null;
    family_name: string | null;
    order_known: boolean;
  }[];
  identifiers: object[];
}

export interface PartyRows extends PeopleRows {
  defendants: { id: string; person_id: string | null; unknown_label: string | null; stage: string }[];
  counts: { id: string; defendant_id: string; offence_id: string }[];
  lawyers: object[];
}

/**
 * The rows of some defendants with their persons, counts and lawyers.
 *
 * @param firstLabel number of the first unknown author (X1)
 */
export function partyRows(defendants: readonly DefendantBody[], firstLabel = 1): PartyRows {
  const rows: PartyRows = { people: [], names: [], identifiers: [], defendants: [], counts: [], lawyers: [] };
  let label = firstLabel;
  for (const one of defendants) {
    const id = newId();
    const personId = one.personId ?? (one.person ? addPerson(rows, one.person) : null);
    const defendant = {
      id,
      person_id: personId,
      unknown_label: personId === null ? `X${String(label++)}` : null,
      stage: personId === null ? 'D00' : 'D01',
      declared_age: one.declaredAge ?? null,
      arrest_date: one.arrest?.date ?? null,
      arrest_time: one.arrest?.time ?? null,
      arrest_force: one.arrest?.force ?? null,
      arrest_unit: one.arrest?.unit ?? null,
      arrest_place_id: one.arrest?.placeId ?? null,
      referred_on: one.referredOn ?? null,
    };
    rows.defendants.push(defendant);
    for (const [index, count] of (one.counts ?? []).entries()) {
      const row = {
        id: newId(),
        defendant_id: id,
        ordinal: index + 1,
        offence_id: count.offenceId,
        legal_text: count.legalText ?? null,
        nature: count.nature ?? null,
        attempted: count.attempted ?? false,
        role: count.role ?? 'author',
        charged_on: count.chargedOn ?? null,
      };
      rows.counts.push(row);
    }
    for (const lawyer of one.lawyers ?? []) {
      rows.lawyers.push({
        id: newId(),
        defendant_id: id,
        professional_id: lawyer.professionalId,
        mode: lawyer.mode,
        valid_from: lawyer.from,
      });
    }
  }
  return rows;
}

/** Adds the rows of a new person; returns their id. */
export function addPerson(rows: PeopleRows, person: PersonBody): string {
  const id = newId();
  rows.people.push({
    id,
    kind: person.kind,
    sex: person.sex ?? 'unknown',
    birth_date: person.birthDate ?? null,
    birth_precision: person.birthPrecision ?? 'unknown',
    nationalities: person.nationalities ?? [],
  });
  for (const name of person.names) {
    rows.names.push({
      id: newId(),
      person_id: id,
      kind: name.kind,
      full_name: name.fullName,
      given_names: name.givenNames ?? null,
      family_name: name.familyName ?? null,
      order_known: name.orderKnown ?? false,
    });
  }
  for (const { kind, value, issuer } of person.identifiers ?? []) {
    rows.identifiers.push({ id: newId(), person_id: id, kind, value, issuer: issuer ?? null });
  }
  return id;
}

export function victimRow(victim: VictimBody, pseudonym: string): object {
  return {
    id: newId(),
    role: victim.role,
    kind: victim.kind,
    pseudonym,
    legal_name: victim.legalName ?? null,
    sex: victim.sex ?? 'unknown',
    age_band: victim.ageBand ?? 'unknown',
    capacity: victim.capacity ?? 'unknown',
    crsv: victim.crsv ?? false,
    civil_party_on: victim.civilPartyOn ?? null,
  };
}

/** Crockford's signs: none that is read as another. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random, never derived from anything about the person; W for a witness, V for a victim. */
export function newPseudonym(role: VictimBody['role'], taken: ReadonlySet<string> = new Set()): string {
  for (;;) {
    const signs = Array.from({ length: 5 }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('');
    const pseudonym = `${role === 'witness' ? 'W' : 'V'}-${signs}`;
    if (!taken.has(pseudonym)) return pseudonym;
  }
}
