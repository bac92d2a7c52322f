/** A victim or witness as the statement gives it. */
export interface VictimRow {
  id: string;
  case_id: string;
  role: string;
  kind: string;
  pseudonym: string;
  legal_name: string | null;
  sex: string;
  age_band: string;
  capacity: string;
  crsv: boolean;
  civil_party_on: string | null;
  version: number;
}

export interface VictimView {
  id: string;
  caseId: string;
  role: string;
  kind: string;
  /** Random and of this case alone: somebody in two cases has two. */
  pseudonym: string;
  /** Of a legal person only (the State, a bank, an association). */
  legalName: string | null;
  sex: string;
  ageBand: string;
  capacity: string;
  crsv: boolean;
  civilPartyOn: string | null;
  version: number;
}

export const VICTIM_COLUMNS = `v.id, v.case_id, v.role, v.kind, v.pseudonym, v.legal_name, v.sex, v.age_band, v.capacity, v.crsv,
  v.civil_party_on::text AS civil_party_on, v.version`;

export function toVictimView(row: VictimRow): VictimView {
  return {
    id: row.id,
    caseId: row.case_id,
    role: row.role,
    kind: row.kind,
    pseudonym: row.pseudonym,
    legalName: row.legal_name,
    sex: row.sex,
    ageBand: row.age_band,
    capacity: row.capacity,
    crsv: row.crsv,
    civilPartyOn: row.civil_party_on,
    version: row.version,
  };
}
