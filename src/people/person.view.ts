import type { FoundPerson } from './name-search.repository.js';

export interface NameView {
  id: string;
  kind: string;
  fullName: string;
  givenNames: string | null;
  familyName: string | null;
  orderKnown: boolean;
  /** Another name took its place: kept, with why. */
  past: boolean;
  reason: string | null;
  createdAt: string;
  createdBy: string | null;
}

export interface CaseOfPerson {
  caseId: string;
  number: string;
  sealed: boolean;
  defendantId: string;
  stage: string;
}

export interface LinkOfPerson {
  id: string;
  state: string;
  score: number | null;
  otherId: string;
  otherName: string | null;
  cases: CaseOfPerson[];
}

/** A person as the statement gives it; the nested parts are already in the shape of the view. */
export interface PersonRow {
  id: string;
  kind: string;
  sex: string;
  birth_date: string | null;
  birth_precision: string;
  nationalities: string[];
  version: number;
  names: NameView[];
  identifiers: IdentifierView[];
  cases: CaseOfPerson[];
  links: LinkOfPerson[];
}

export interface IdentifierView {
  id: string;
  kind: string;
  value: string;
  issuer: string | null;
}

export interface PersonView {
  id: string;
  kind: string;
  /** As written in the file today. */
  name: string | null;
  sex: string;
  birthDate: string | null;
  birthPrecision: string;
  nationalities: string[];
  names: NameView[];
  identifiers: IdentifierView[];
  /** Their cases that the reader may see; of the others not even a number. */
  cases: CaseOfPerson[];
  /** Other records of the same person: both stay, a link can be undone. */
  links: LinkOfPerson[];
  version: number;
}

export const personText = `
SELECT p.id, p.kind, p.sex, p.birth_date::text AS birth_date, p.birth_precision, p.nationalities, p.version,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'kind', n.kind, 'fullName', n.full_name, 'givenNames', n.given_names,
      'familyName', n.family_name, 'orderKnown', n.order_known, 'past', n.replaced_by IS NOT NULL, 'reason', n.reason,
      'createdAt', n.created_at, 'createdBy', sec.display_name(n.created_by))
      ORDER BY (n.kind = 'written') DESC, n.replaced_by IS NOT NULL, n.created_at, n.id), '[]')
   FROM app.person_names n WHERE n.person_id = p.id) AS names,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'kind', i.kind, 'value', i.value, 'issuer', i.issuer) ORDER BY i.kind, i.value), '[]')
   FROM app.person_identifiers i WHERE i.person_id = p.id) AS identifiers,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('caseId', c.id, 'number', c.number, 'sealed', c.sealed, 'defendantId', d.id,
      'stage', d.stage) ORDER BY c.registered_on DESC, c.id DESC), '[]')
   FROM app.defendants d JOIN app.cases c ON c.id = d.case_id WHERE d.person_id = p.id) AS cases,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'state', l.state, 'score', l.score, 'otherId', o.id, 'otherName', n.full_name,
      'cases', (SELECT coalesce(jsonb_agg(jsonb_build_object('caseId', c.id, 'number', c.number, 'sealed', c.sealed, 'defendantId', d.id,
          'stage', d.stage) ORDER BY c.registered_on DESC, c.id DESC), '[]')
        FROM app.defendants d JOIN app.cases c ON c.id = d.case_id WHERE d.person_id = o.id)) ORDER BY l.state, l.id), '[]')
   FROM app.person_links l
   JOIN app.people o ON o.id = CASE WHEN l.person_a = p.id THEN l.person_b ELSE l.person_a END
   LEFT JOIN app.person_names n ON n.person_id = o.id AND n.kind = 'written' AND n.replaced_by IS NULL
   WHERE (l.person_a = p.id OR l.person_b = p.id) AND l.state IN ('confirmed', 'hypothesis')) AS links
FROM app.people p
WHERE p.id = $1`;

export function toPersonView(row: PersonRow): PersonView {
  return {
    id: row.id,
    kind: row.kind,
    name: row.names.find(({ kind, past }) => kind === 'written' && !past)?.fullName ?? null,
    sex: row.sex,
    birthDate: row.birth_date,
    birthPrecision: row.birth_precision,
    nationalities: row.nationalities,
    names: row.names,
    identifiers: row.identifiers,
    cases: row.cases,
    links: row.links,
    version: row.version,
  };
}

/** Why somebody was found: a code and its sentence. */
export interface ReasonView {
  code: string;
  message: string;
}

export interface FoundView {
  id: string;
  /** The name on record that fits best: perhaps an alias or an old one. */
  name: string;
  nameKind: string;
  birthDate: string | null;
  birthPrecision: string;
  /** 0 to 100. */
  score: number;
  reasons: ReasonView[];
  /** The newest of their cases that the reader may see. */
  cases: { id: string; number: string }[];
}

export interface CaseOfFound {
  person_id: string;
  id: string;
  number: string;
}

/** Codes of `people:reasons`: how the name agrees, and the birth where it was given. */
export function reasonsOf({ match }: FoundPerson): string[] {
  return [`name.${match.reason}`, ...(match.birth ? [`birth.${match.birth.code}`] : [])];
}
