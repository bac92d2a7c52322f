/** A grant as the statement gives it; dates are legal dates. */
export interface GrantRow {
  id: string;
  case_id: string;
  user_id: string | null;
  user_name: string | null;
  office_id: string | null;
  level: string | null;
  valid_from: string;
  valid_to: string | null;
  granted_by: string | null;
  ended_by: string | null;
  reason: string | null;
  active: boolean;
}

export interface GrantView {
  id: string;
  caseId: string;
  user: { id: string; name: string | null } | null;
  /** Of a share to a whole office. */
  officeId: string | null;
  level: string | null;
  from: string;
  /** First day on which it no longer holds. */
  to: string | null;
  grantedBy: string | null;
  endedBy: string | null;
  reason: string | null;
  /** Does it hold today? */
  active: boolean;
}

export function toGrantView(row: GrantRow): GrantView {
  return {
    id: row.id,
    caseId: row.case_id,
    user: row.user_id === null ? null : { id: row.user_id, name: row.user_name },
    officeId: row.office_id,
    level: row.level,
    from: row.valid_from,
    to: row.valid_to,
    grantedBy: row.granted_by,
    endedBy: row.ended_by,
    reason: row.reason,
    active: row.active,
  };
}

/** One reason why somebody sees a case, or does not. */
export interface AccessRow {
  id: string;
  user_id: string;
  display_name: string;
  sees: boolean;
  why: 'office' | 'assignment' | 'share' | 'seal' | 'exclusion';
  grant_id: string;
  role: string | null;
  office_id: string | null;
  level: string | null;
  valid_from: string;
  valid_to: string | null;
}

export interface Ground {
  why: AccessRow['why'];
  grantId: string;
  role: string | null;
  officeId: string | null;
  level: string | null;
  from: string;
  to: string | null;
}

export interface PersonWithAccess {
  userId: string;
  name: string;
  /** False for the excluded, and for those whose grant has no effect (not among the named, no role that reads). */
  sees: boolean;
  grounds: Ground[];
}

export function toAccessList(rows: readonly AccessRow[]): PersonWithAccess[] {
  const people = new Map<string, PersonWithAccess>();
  for (const row of rows) {
    const person = people.get(row.user_id) ?? {
      userId: row.user_id,
      name: row.display_name,
      sees: row.sees,
      grounds: [],
    };
    person.grounds.push({
      why: row.why,
      grantId: row.grant_id,
      role: row.role,
      officeId: row.office_id,
      level: row.level,
      from: row.valid_from,
      to: row.valid_to,
    });
    people.set(row.user_id, person);
  }
  return [...people.values()];
}

export interface CandidateRow {
  id: string;
  display_name: string;
  role: string;
  office_id: string;
}

/** A colleague to whom a case can be given, with the roles they hold today. */
export interface Candidate {
  userId: string;
  name: string;
  roles: { role: string; officeId: string }[];
}

export function toCandidates(rows: readonly CandidateRow[]): Candidate[] {
  const people = new Map<string, Candidate>();
  for (const { id, display_name, role, office_id } of rows) {
    const one = people.get(id) ?? { userId: id, name: display_name, roles: [] };
    one.roles.push({ role, officeId: office_id });
    people.set(id, one);
  }
  return [...people.values()];
}

export interface SealedRow {
  id: string;
  number: string;
  registered_on: string;
  office_id: string;
  office_name_fr: string;
  office_name_en: string;
}

/** All that is told of a sealed case: its number and who answers for it. */
export interface SealedCase {
  number: string;
  registeredOn: string;
  office: { id: string; nameFr: string; nameEn: string };
}

export function toSealedCase(row: SealedRow): SealedCase {
  return {
    number: row.number,
    registeredOn: row.registered_on,
    office: { id: row.office_id, nameFr: row.office_name_fr, nameEn: row.office_name_en },
  };
}
