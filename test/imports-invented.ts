import { stringify } from 'csv-stringify/sync';

type Row = Record<string, string>;
export interface Invented {
  intake: Row[];
  initiation: Row[];
  dispositions: Row[];
  sentencing: Row[];
}

const CHARGE = { chapter: '720', act: '5', section: '19-1(a)', class: '2' };
const DECIDED = {
  disposition_charged_offense_title: 'BURGLARY',
  disposition_charged_chapter: '720',
  disposition_charged_act: '5',
  disposition_charged_section: '19-1(a)',
  disposition_charged_class: '2',
  disposition_date: '6/3/2019 12:00:00 AM',
  charge_disposition: 'Plea Of Guilty',
  charge_disposition_reason: '',
};
const COURT = { court_name: 'District 9 - Nowhere', court_facility: 'Nowhere Courthouse' };
const REPEATED = {
  age_at_incident: '30',
  gender: 'Male',
  incident_begin_date: '2019-03-01T00:00:00Z',
  incident_end_date: '',
  arrest_date: '2019-03-02T10:30:00Z',
  law_enforcement_agency: 'NOWHERE PD',
  incident_city: 'Nowhere',
  received_date: '2019-03-04T00:00:00Z',
  arraignment_date: '2019-04-01T00:00:00Z',
  updated_offense_category: 'Burglary',
};

/**
 * Invented cases in the form of the Cook County files, one person with one count, convicted and sentenced, each:
 * cases `<prefix>-1`…; `change` may spoil them.
 */
export function cookCounty(
  prefix: string,
  cases: number,
  change: (tables: Invented) => unknown = () => undefined,
): Record<string, string> {
  const keys = Array.from({ length: cases }, (_, index) => `${prefix}-${String(index + 1)}`);
  const who = (key: string) => ({ case_id: key, case_participant_id: `${key}-p` });
  const charge = (key: string) => ({
    ...who(key),
    offense_category: 'Burglary',
    primary_charge: 'true',
    charge_id: `${key}-c`,
  });
  const tables: Invented = {
    intake: keys.map((key) => ({
      ...who(key),
      received_date: '2019-03-04T04:00:00Z',
      offense_category: 'Burglary',
      participant_status: 'Approved',
      age_at_incident: '30',
      gender: 'Male',
      incident_begin_date: '2019-03-01T04:00:00Z',
      incident_end_date: '',
      law_enforcement_agency: 'NOWHERE PD',
      incident_city: 'Nowhere',
      arrest_date: '2019-03-02T14:30:00Z',
      felony_review_date: '2019-03-05T04:00:00Z',
      felony_review_result: 'Approved',
      update_offense_category: 'Burglary',
    })),
    initiation: keys.map((key) => ({
      ...charge(key),
      charge_offense_title: 'BURGLARY',
      ...CHARGE,
      event: 'Indictment',
      event_date: '2019-03-20T00:00:00Z',
      ...REPEATED,
    })),
    dispositions: keys.map((key) => ({ ...charge(key), ...DECIDED, ...COURT, ...REPEATED })),
    sentencing: keys.map((key) => ({
      ...charge(key),
      ...DECIDED,
      sentence_phase: 'Original Sentencing',
      sentence_date: '6/3/2019 12:00:00 AM',
      sentence_type: 'Probation',
      current_sentence: 'true',
      commitment_type: 'Probation',
      commitment_term: '2',
      commitment_unit: 'Year(s)',
      ...COURT,
      length_of_case_in_days: '60',
      ...REPEATED,
    })),
  };
  change(tables);
  return Object.fromEntries(
    Object.entries(tables).map(([name, rows]: [string, Row[]]) => [`${name}.csv`, csvOf(rows)]),
  );
}

export function csvOf(rows: readonly Row[]): string {
  return stringify([...rows], { header: true });
}
