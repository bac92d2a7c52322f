/** Closed lists of the case; the same as the CHECK constraints of migration 0020, and as the field's glossary. */
export const matters = ['criminal', 'civil', 'land'] as const;
export type Matter = (typeof matters)[number];

export const origins = [
  'complaint',
  'civil_party_petition',
  'denunciation',
  'police_record',
  'force_handover',
  'other_court',
  'un_notification',
  'own_initiative',
  'import',
] as const;
export type Origin = (typeof origins)[number];

export const precisions = ['day', 'month', 'year', 'estimated', 'unknown'] as const;
export type Precision = (typeof precisions)[number];

export const caseTags = [
  'terrorism',
  'organised_crime',
  'international_crime',
  'crsv',
  'emblematic',
  'against_un_personnel',
  'armed_conflict',
  'cyber',
  'economic',
  'gender_motive',
  'hate_motive',
] as const;
export type CaseTag = (typeof caseTags)[number];

export const aliasKinds = ['old_number', 'other_court', 'police', 'external', 'provisional'] as const;
export const caseStatuses = ['open', 'elsewhere', 'closing', 'closed', 'struck'] as const;
export type CaseStatus = (typeof caseStatuses)[number];

export const sexes = ['female', 'male', 'unknown'] as const;
export const personKinds = ['natural', 'legal'] as const;
export const nameKinds = ['written', 'alias', 'nom_de_guerre', 'former'] as const;
export const identifierKinds = ['national_id', 'passport', 'nina', 'registration', 'external'] as const;
export const arrestForces = [
  'barkhane',
  'minusma',
  'fama',
  'joint_patrol',
  'police',
  'gendarmerie',
  'other',
] as const;
export const countNatures = ['crime', 'misdemeanour', 'petty_offence'] as const;
export const countRoles = ['author', 'co_author', 'accomplice', 'instigator', 'superior'] as const;
export const lawyerModes = ['chosen', 'ex_officio'] as const;
export const victimRoles = ['victim', 'witness', 'victim_witness'] as const;
export const ageBands = ['0-11', '12-17', '18-24', '25-34', '35-49', '50-59', '60+', 'unknown'] as const;
export const victimCapacities = [
  'civilian',
  'un_personnel',
  'soldier',
  'official',
  'humanitarian',
  'unknown',
] as const;

/** How the context tags of an offence (catalogue) show on its case. */
export const tagOfOffence: Readonly<Record<string, CaseTag>> = {
  terrorism_related: 'terrorism',
  organised_crime_related: 'organised_crime',
  armed_conflict_related: 'armed_conflict',
  cyber_related: 'cyber',
  international_crime: 'international_crime',
  against_un_personnel: 'against_un_personnel',
  crsv: 'crsv',
  gender_motive: 'gender_motive',
  hate_motive: 'hate_motive',
  emblematic: 'emblematic',
};
