/** An office of the demonstration. Periods are half-open: on `validTo` it is no longer there. */
export interface DemoOffice {
  readonly code: string;
  readonly kind: DemoOfficeKind;
  readonly nameFr: string;
  readonly nameEn: string;
  /** Code of the office above, listed before this one; null for the root. */
  readonly parent: string | null;
  readonly seat: string | null;
  readonly validFrom: string;
  readonly validTo: string | null;
}

export type DemoOfficeKind =
  | 'root'
  | 'unit'
  | 'branch'
  | 'court'
  | 'prosecutor_office'
  | 'chamber'
  | 'registry'
  | 'police'
  | 'prison'
  | 'un'
  | 'ministry'
  | 'inspectorate';

type Row = readonly [
  code: string,
  kind: DemoOfficeKind,
  parent: string | null,
  nameFr: string,
  nameEn: string,
  seat: string | null,
  validFrom?: string,
  validTo?: string,
];

/** Older than any case of the demonstration; the day a court was founded was not read. */
const LONG_AGO = '1992-01-01';
/** Act 2013-016; the day is from memory. The unit works since 2017, its register reaches back to 2013. */
const UNIT_CREATED = '2013-05-21';
/** The 2024 code of criminal procedure abolishes assizes and indictment chambers that day. */
const NEW_PROCEDURE = '2025-06-13';

/**
 * Real institutions, named in public sources (domain notes §9.2–9.4); the number of cabinets, and every
 * court marked "probable" there, is an assumption. Courts stand side by side below the root, not below
 * their court of appeal: a right held in an office reaches everything under it, and a clerk of the court of
 * appeal has no business in the files of a first-instance court.
 */
// prettier-ignore
const ROWS: readonly Row[] = [
  ['ML', 'root', null, 'Mali : juridictions et services', 'Mali: courts and services', null],

  ['PJS', 'unit', 'ML', 'Pôle judiciaire spécialisé', 'Specialized Judicial Unit', 'Bamako', UNIT_CREATED],
  ['PJS-PARQUET', 'prosecutor_office', 'PJS', 'Parquet spécialisé', 'Specialized prosecutor’s office', 'Bamako', UNIT_CREATED],
  ['PJS-CAB-1', 'chamber', 'PJS', 'Cabinet d’instruction n° 1', 'Investigating chamber no. 1', 'Bamako', UNIT_CREATED],
  ['PJS-CAB-2', 'chamber', 'PJS', 'Cabinet d’instruction n° 2', 'Investigating chamber no. 2', 'Bamako', UNIT_CREATED],
  ['PJS-CAB-3', 'chamber', 'PJS', 'Cabinet d’instruction n° 3', 'Investigating chamber no. 3', 'Bamako', UNIT_CREATED],
  ['PJS-CAB-4', 'chamber', 'PJS', 'Cabinet d’instruction n° 4', 'Investigating chamber no. 4', 'Bamako', UNIT_CREATED],
  ['PJS-GREFFE', 'registry', 'PJS', 'Greffe du pôle', 'Registry of the unit', 'Bamako', UNIT_CREATED],
  ['PJS-CORR', 'chamber', 'PJS', 'Chambre correctionnelle spécialisée', 'Specialized correctional chamber', 'Bamako', '2023-01-01'],
  ['PJS-CRIM', 'chamber', 'PJS', 'Chambre criminelle', 'Criminal chamber', 'Bamako', NEW_PROCEDURE],
  ['PJS-BIS', 'police', 'PJS', 'Brigade d’investigation spécialisée', 'Specialized investigation brigade', 'Bamako', UNIT_CREATED],
  ['PJS-BIS-SEVARE', 'police', 'PJS-BIS', 'Brigade d’investigation spécialisée, antenne de Sévaré', 'Specialized investigation brigade, Sévaré section', 'Sévaré', UNIT_CREATED],
  ['PJS-MOPTI', 'branch', 'PJS', 'Antenne régionale de Mopti', 'Mopti regional branch', 'Mopti', '2025-01-01'],
  ['PNEF', 'unit', 'ML', 'Pôle national économique et financier', 'National economic and financial unit', 'Bamako'],
  ['PN-CYBER', 'unit', 'ML', 'Pôle national de lutte contre la cybercriminalité', 'National cybercrime unit', 'Bamako', '2019-12-05'],

  ['CS', 'court', 'ML', 'Cour suprême', 'Supreme Court', 'Bamako'],
  ['CA-BAMAKO', 'court', 'ML', 'Cour d’appel de Bamako', 'Bamako Court of Appeal', 'Bamako'],
  ['CA-KAYES', 'court', 'ML', 'Cour d’appel de Kayes', 'Kayes Court of Appeal', 'Kayes'],
  ['CA-MOPTI', 'court', 'ML', 'Cour d’appel de Mopti', 'Mopti Court of Appeal', 'Mopti'],
  ['PG-BAMAKO', 'prosecutor_office', 'CA-BAMAKO', 'Parquet général de Bamako', 'Prosecutor General’s office, Bamako', 'Bamako'],
  ['PG-KAYES', 'prosecutor_office', 'CA-KAYES', 'Parquet général de Kayes', 'Prosecutor General’s office, Kayes', 'Kayes'],
  ['PG-MOPTI', 'prosecutor_office', 'CA-MOPTI', 'Parquet général de Mopti', 'Prosecutor General’s office, Mopti', 'Mopti'],
  ['CHAC-BAMAKO', 'chamber', 'CA-BAMAKO', 'Chambre d’accusation de Bamako', 'Indictment chamber, Bamako', 'Bamako', LONG_AGO, NEW_PROCEDURE],
  ['CHAC-KAYES', 'chamber', 'CA-KAYES', 'Chambre d’accusation de Kayes', 'Indictment chamber, Kayes', 'Kayes', LONG_AGO, NEW_PROCEDURE],
  ['CHAC-MOPTI', 'chamber', 'CA-MOPTI', 'Chambre d’accusation de Mopti', 'Indictment chamber, Mopti', 'Mopti', LONG_AGO, NEW_PROCEDURE],
  ['CCI-BAMAKO', 'chamber', 'CA-BAMAKO', 'Chambre de contrôle de l’instruction de Bamako', 'Investigation review chamber, Bamako', 'Bamako', NEW_PROCEDURE],
  ['CCI-KAYES', 'chamber', 'CA-KAYES', 'Chambre de contrôle de l’instruction de Kayes', 'Investigation review chamber, Kayes', 'Kayes', NEW_PROCEDURE],
  ['CCI-MOPTI', 'chamber', 'CA-MOPTI', 'Chambre de contrôle de l’instruction de Mopti', 'Investigation review chamber, Mopti', 'Mopti', NEW_PROCEDURE],
  ['ASS-BAMAKO', 'court', 'CA-BAMAKO', 'Cour d’assises de Bamako', 'Bamako Court of Assizes', 'Bamako', LONG_AGO, NEW_PROCEDURE],
  ['ASS-KAYES', 'court', 'CA-KAYES', 'Cour d’assises de Kayes', 'Kayes Court of Assizes', 'Kayes', LONG_AGO, NEW_PROCEDURE],
  ['ASS-MOPTI', 'court', 'CA-MOPTI', 'Cour d’assises de Mopti', 'Mopti Court of Assizes', 'Mopti', LONG_AGO, NEW_PROCEDURE],
  ['CRIM-BAMAKO', 'chamber', 'CA-BAMAKO', 'Chambre criminelle d’appel de Bamako', 'Criminal appeal chamber, Bamako', 'Bamako', NEW_PROCEDURE],

  ['TGI-BKO-1', 'court', 'ML', 'Tribunal de grande instance de Bamako, Commune I', 'Bamako High Court, Commune I', 'Bamako'],
  ['TGI-BKO-2', 'court', 'ML', 'Tribunal de grande instance de Bamako, Commune II', 'Bamako High Court, Commune II', 'Bamako'],
  ['TGI-BKO-3', 'court', 'ML', 'Tribunal de grande instance de Bamako, Commune III', 'Bamako High Court, Commune III', 'Bamako'],
  ['TGI-BKO-4', 'court', 'ML', 'Tribunal de grande instance de Bamako, Commune IV', 'Bamako High Court, Commune IV', 'Bamako'],
  ['TGI-BKO-5', 'court', 'ML', 'Tribunal de grande instance de Bamako, Commune V', 'Bamako High Court, Commune V', 'Bamako'],
  ['TGI-BKO-6', 'court', 'ML', 'Tribunal de grande instance de Bamako, Commune VI', 'Bamako High Court, Commune VI', 'Bamako'],
  ['TGI-KATI', 'court', 'ML', 'Tribunal de grande instance de Kati', 'Kati High Court', 'Kati'],
  ['TGI-KAYES', 'court', 'ML', 'Tribunal de grande instance de Kayes', 'Kayes High Court', 'Kayes'],
  ['TGI-KITA', 'court', 'ML', 'Tribunal de grande instance de Kita', 'Kita High Court', 'Kita'],
  ['TGI-KOULIKORO', 'court', 'ML', 'Tribunal de grande instance de Koulikoro', 'Koulikoro High Court', 'Koulikoro'],
  ['TGI-SIKASSO', 'court', 'ML', 'Tribunal de grande instance de Sikasso', 'Sikasso High Court', 'Sikasso'],
  ['TGI-KOUTIALA', 'court', 'ML', 'Tribunal de grande instance de Koutiala', 'Koutiala High Court', 'Koutiala'],
  ['TI-BOUGOUNI', 'court', 'ML', 'Tribunal d’instance de Bougouni', 'Bougouni Magistrate’s Court', 'Bougouni'],
  ['TGI-SEGOU', 'court', 'ML', 'Tribunal de grande instance de Ségou', 'Ségou High Court', 'Ségou'],
  ['TGI-MOPTI', 'court', 'ML', 'Tribunal de grande instance de Mopti', 'Mopti High Court', 'Mopti'],
  ['TGI-TOMBOUCTOU', 'court', 'ML', 'Tribunal de grande instance de Tombouctou', 'Timbuktu High Court', 'Tombouctou'],
  ['TGI-GAO', 'court', 'ML', 'Tribunal de grande instance de Gao', 'Gao High Court', 'Gao'],
  ['TGI-KIDAL', 'court', 'ML', 'Tribunal de grande instance de Kidal', 'Kidal High Court', 'Kidal'],
  ...jpce('Diré', 'Gourma-Rharous', 'Bankass', 'Niafunké', 'Goundam', 'Bandiagara', 'Douentza', 'Koro', 'Djenné', 'Ténenkou', 'Youwarou', 'Ansongo', 'Bourem', 'Ménaka', 'Niono', 'Nara', 'Kéniéba'),

  ['TM-BAMAKO', 'court', 'ML', 'Tribunal militaire de Bamako', 'Bamako Military Court', 'Bamako', '1995-04-20'],
  ['TM-KAYES', 'court', 'ML', 'Tribunal militaire de Kayes', 'Kayes Military Court', 'Kayes', '1995-04-20'],
  ['TM-MOPTI', 'court', 'ML', 'Tribunal militaire de Mopti', 'Mopti Military Court', 'Sévaré', '1995-04-20'],

  ['MJ', 'ministry', 'ML', 'Ministère de la justice', 'Ministry of Justice', 'Bamako'],
  ['ISJ', 'inspectorate', 'ML', 'Inspection des services judiciaires', 'Inspectorate of judicial services', 'Bamako'],
  ['DNAPES', 'ministry', 'ML', 'Direction nationale de l’administration pénitentiaire et de l’éducation surveillée', 'National Directorate for Prison Administration and Supervised Education', 'Bamako'],
  ['MC-BAMAKO', 'prison', 'DNAPES', 'Maison centrale d’arrêt de Bamako', 'Bamako Central Prison', 'Bamako'],
  ['MC-BOLLE-F', 'prison', 'DNAPES', 'Centre de détention de Bollé, femmes', 'Bollé detention centre, women', 'Bamako'],
  ['MC-BOLLE-M', 'prison', 'DNAPES', 'Centre de détention de Bollé, mineurs', 'Bollé detention centre, minors', 'Bamako'],
  ...prisons('Kéniéroba', 'Koulikoro', 'Dioïla', 'Kati', 'Kayes', 'Kita', 'Diéma', 'Sikasso', 'Bougouni', 'Koutiala', 'Ségou', 'Macina', 'Niono', 'Tominian', 'San', 'Fana', 'Baguinéda', 'Mopti', 'Bandiagara', 'Douentza', 'Tombouctou', 'Diré', 'Niafunké', 'Goundam', 'Gourma-Rharous', 'Gao', 'Ansongo'),

  ['UN', 'un', 'ML', 'Nations unies', 'United Nations', null, '2013-07-01'],
  ['UN-MISSION', 'un', 'UN', 'Mission de maintien de la paix, section justice', 'Peacekeeping mission, justice section', 'Bamako', '2013-07-01', '2024-01-01'],
  ['UN-FOCAL', 'un', 'UN', 'Point focal pour les crimes contre les Casques bleus', 'Focal point for crimes against peacekeepers', 'Bamako', '2013-07-01'],
  ['UN-HQ', 'un', 'UN', 'Siège des Nations unies', 'United Nations Headquarters', 'New York', '2013-07-01'],
];

export const demoOffices: readonly DemoOffice[] = ROWS.map(
  ([code, kind, parent, nameFr, nameEn, seat, validFrom, validTo]) => ({
    code,
    kind,
    nameFr,
    nameEn,
    parent,
    seat,
    validFrom: validFrom ?? LONG_AGO,
    validTo: validTo ?? null,
  }),
);

function jpce(...seats: string[]): Row[] {
  return seats.map((seat) => [
    `JPCE-${plain(seat)}`,
    'court',
    'ML',
    `Justice de paix à compétence étendue de ${seat}`,
    `${seat} Justice of the Peace with extended jurisdiction`,
    seat,
  ]);
}

function prisons(...seats: string[]): Row[] {
  return seats.map((seat) => [
    `MA-${plain(seat)}`,
    'prison',
    'DNAPES',
    `Maison d’arrêt de ${seat}`,
    `${seat} Prison`,
    seat,
  ]);
}

/** `Gourma-Rharous` → `GOURMA-RHAROUS`, `Diré` → `DIRE`: what an office code may hold. */
function plain(name: string): string {
  return name.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase();
}
