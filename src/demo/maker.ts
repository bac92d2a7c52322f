import { Calendar } from './calendar.js';
import { addDays, daysBetween } from './days.js';
import type { CaseDraft, CountDraft, DefendantDraft, Move, PersonDraft, VictimDraft } from './drafts.js';
import { Names, Sex } from './names.js';
import { Random } from './random.js';

/** Lawyers of the demonstration; drafts name them by their place in the list. */
export const LAWYERS = 14;
export const UNIT = 'PJS-PARQUET';
/** Where the cases of the unit come from: name of the place, as region of 2012 and as cercle of 2023. */
export const THEATRES = [
  'Mopti',
  'Bandiagara',
  'Koro',
  'Douentza',
  'Tombouctou',
  'Gao',
  'Ansongo',
  'Ménaka',
  'Kidal',
  'Ségou',
];

/** How many years old, and what is known of it. */
export interface Ages {
  from: number;
  to: number;
}

/** Invents people and cases from one seed. */
export class Maker {
  readonly random: Random;
  readonly names: Names;
  readonly calendar = new Calendar();

  constructor(seed: number) {
    this.random = new Random(seed);
    this.names = new Names(this.random);
  }

  person(
    factsOn: string,
    { from, to }: Ages = { from: 18, to: 58 },
  ): { person: PersonDraft; declaredAge: number | null } {
    const { random } = this;
    const sex: Sex = random.chance(0.06) ? 'female' : 'male';
    const age = random.int(from, to);
    const year = Number(factsOn.slice(0, 4)) - age - 1;
    const known = random.next();
    const birth =
      known < 0.4
        ? {
            date: `${String(year)}-${two(random.int(1, 12))}-${two(random.int(1, 28))}`,
            precision: 'day' as const,
          }
        : known < 0.8
          ? { date: `${String(year)}-01-01`, precision: 'year' as const }
          : null;
    const nationality = random.next();
    const person: PersonDraft = {
      ...this.names.next(sex),
      sex,
      birth,
      nationality:
        nationality < 0.86 ? 'ML' : nationality < 0.95 ? random.pick(['NE', 'BF', 'MR', 'DZ']) : null,
      nickname: random.chance(0.16) ? this.names.nickname() : null,
    };
    return { person, declaredAge: birth === null ? age : null };
  }

  defendant(factsOn: string, more: Partial<DefendantDraft> = {}, ages?: Ages): DefendantDraft {
    return {
      ...this.person(factsOn, ages),
      arrest: null,
      referredOn: null,
      moves: [],
      counts: [],
      judgments: [],
      lawyer: this.random.chance(0.7) ? this.random.int(0, LAWYERS - 1) : null,
      cassationOn: null,
      ...more,
    };
  }

  unknownAuthor(counts: CountDraft[]): DefendantDraft {
    return {
      person: null,
      declaredAge: null,
      arrest: null,
      referredOn: null,
      moves: [],
      counts,
      judgments: [],
      lawyer: null,
      cassationOn: null,
    };
  }

  count(offence: string, more: Partial<CountDraft> = {}): CountDraft {
    const tags = offence.startsWith('TER-') && offence !== 'TER-09' ? ['terrorism_related'] : [];
    return {
      offence,
      nature: 'crime',
      role: this.random.chance(0.8) ? 'author' : 'co_author',
      tags,
      chargedOn: null,
      ...more,
    };
  }

  victim(more: Partial<VictimDraft> = {}): VictimDraft {
    return {
      role: 'victim',
      sex: this.random.chance(0.4) ? 'female' : 'male',
      ageBand: this.random.pick(['12-17', '18-24', '25-34', '35-49', '50-59', '60+', 'unknown']),
      capacity: 'civilian',
      crsv: false,
      civilPartyOn: null,
      legalName: null,
      ...more,
    };
  }

  /** A case of the unit without anybody in it yet. */
  caseOf(receivedOn: string, more: Partial<CaseDraft> = {}): CaseDraft {
    const factsFrom = more.factsFrom ?? addDays(receivedOn, -this.random.int(2, 60));
    return {
      office: UNIT,
      registerOffice: UNIT,
      matter: 'criminal',
      regime: 'ML-2001',
      origin: this.random.pick(['police_record', 'force_handover', 'other_court', 'denunciation']),
      receivedOn,
      factsFrom,
      factsPrecision: this.random.chance(0.8) ? 'day' : 'estimated',
      place: this.random.pick(THEATRES),
      tags: ['terrorism'],
      moves: [],
      defendants: [],
      victims: [],
      hearings: [],
      aliases: [],
      responsible: null,
      assigned: [],
      sealedFor: [],
      rolling: false,
      ...more,
    };
  }
}

/** Stages one after the other, evenly from one day to another. */
export function along<S>(stages: readonly S[], from: string, to: string): Move<S>[] {
  const span = daysBetween(from, to);
  return stages.map((stage, index) => ({
    to: stage,
    on: addDays(from, Math.floor((span * index) / Math.max(1, stages.length - 1))),
  }));
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
