import type { Role } from '../platform/access/roles.js';

/** An account of the demonstration: at least one for each role, in an office where it has something to see. */
export interface DemoUser {
  readonly login: string;
  readonly role: Role;
  readonly office: string;
  readonly name: string;
  readonly locale: 'fr' | 'en';
}

const user = (
  login: string,
  role: Role,
  office: string,
  name: string,
  locale: 'fr' | 'en' = 'fr',
): DemoUser => ({
  login,
  role,
  office,
  name,
  locale,
});

// prettier-ignore
export const demoUsers: readonly DemoUser[] = [
  user('greffe.parquet', 'prosecution_clerk', 'PJS', 'Nana Ballo'),
  user('procureur', 'prosecutor', 'PJS', 'Zoumana Tangara'),
  user('greffier.chef', 'registrar_in_chief', 'PJS', 'Tenin Bagayoko'),
  user('juge.instruction1', 'investigating_judge', 'PJS-CAB-1', 'Harouna Samaké'),
  user('juge.instruction2', 'investigating_judge', 'PJS-CAB-2', 'Assitan Fofana'),
  user('greffe.cabinet1', 'chamber_clerk', 'PJS-CAB-1', 'Bintou Niaré'),
  user('juge.chambre', 'judge', 'PJS-CRIM', 'Nouhoum Berthé'),
  user('enqueteur', 'investigator', 'PJS-BIS', 'Tiémoko Togo'),
  user('analyste', 'crime_analyst', 'PJS', 'Korotoumou Dolo'),
  user('greffe.mopti', 'ordinary_court_officer', 'TGI-MOPTI', 'Allaye Karembé'),
  user('greffe.assises', 'ordinary_court_officer', 'CA-MOPTI', 'Ramata Kassogué'),
  user('greffe.militaire', 'ordinary_court_officer', 'TM-MOPTI', 'Demba Kanouté'),
  user('prison.greffe', 'prison_registry_officer', 'MC-BAMAKO', 'Salimata Cissouma'),
  user('prison.regisseur', 'prison_head', 'MC-BAMAKO', 'Lassana Kouyaté'),
  user('appui.victimes', 'victim_support_officer', 'PJS', 'Djénéba Poudiougou'),
  user('inspecteur', 'inspector', 'ML', 'Fousseyni Tembely'),
  user('statisticien', 'statistician', 'ML', 'Coumba Ouologuem'),
  user('onu.pointfocal', 'un_focal_point', 'UN-FOCAL', 'Safiatou Diabaté', 'en'),
  user('onu.lecteur', 'un_reader', 'UN-HQ', 'Hamidou Barry', 'en'),
  user('ministere', 'ministry', 'MJ', 'Yacouba Guindo'),
  user('admin', 'administrator', 'ML', 'Bréhima Sissoko'),
  user('securite', 'security_officer', 'ML', 'Maïmouna Doumbia'),
];

/** In whose name the demonstration is filled and moved: somebody who can never sign in. */
export const FILLER = { login: 'demonstration', name: 'Démonstration (données inventées)' } as const;

/** Courts with a bench and rooms of their own: how many judges, prosecutors and clerks each has. */
export const demoCourts: Readonly<
  Record<string, { judges: number; prosecutors: number; clerks: number; room: string | null }>
> = {
  'ASS-BAMAKO': { judges: 6, prosecutors: 2, clerks: 2, room: 'Grande salle des assises' },
  'ASS-MOPTI': { judges: 4, prosecutors: 1, clerks: 1, room: 'Salle des assises' },
  'TM-MOPTI': { judges: 3, prosecutors: 1, clerks: 1, room: 'Salle d’audience' },
  'PJS-CRIM': { judges: 4, prosecutors: 2, clerks: 2, room: 'Salle d’audience n° 1' },
  'TGI-MOPTI': { judges: 2, prosecutors: 1, clerks: 1, room: 'Salle d’audience' },
  'TGI-TOMBOUCTOU': { judges: 1, prosecutors: 1, clerks: 1, room: null },
  'TGI-GAO': { judges: 1, prosecutors: 1, clerks: 1, room: null },
  'JPCE-BANKASS': { judges: 1, prosecutors: 0, clerks: 1, room: null },
  'JPCE-DIRE': { judges: 1, prosecutors: 0, clerks: 1, room: null },
  'JPCE-DOUENTZA': { judges: 1, prosecutors: 0, clerks: 1, room: null },
  'JPCE-NIAFUNKE': { judges: 1, prosecutors: 0, clerks: 1, room: null },
};

/** Places of the demonstration: region in the edition of 2012, code in that of 2023. */
export const demoPlaces: Readonly<Record<string, { in2012: string; in2023: string }>> = {
  Bamako: { in2012: '00', in2023: '00' },
  Kayes: { in2012: '01', in2023: '0101' },
  Siby: { in2012: '02', in2023: '0204' },
  Sikasso: { in2012: '03', in2023: '0301' },
  Ségou: { in2012: '04', in2023: '0401' },
  Mopti: { in2012: '05', in2023: '0501' },
  Djenné: { in2012: '05', in2023: '0502' },
  Bandiagara: { in2012: '05', in2023: '1701' },
  Bankass: { in2012: '05', in2023: '1702' },
  Koro: { in2012: '05', in2023: '1703' },
  Douentza: { in2012: '05', in2023: '1901' },
  Tombouctou: { in2012: '06', in2023: '0601' },
  Diré: { in2012: '06', in2023: '0602' },
  Niafunké: { in2012: '06', in2023: '0605' },
  Gao: { in2012: '07', in2023: '0701' },
  Ansongo: { in2012: '07', in2023: '0702' },
  Ménaka: { in2012: '07', in2023: '1003' },
  Kidal: { in2012: '08', in2023: '0801' },
};
