import type { CaseDraft, SentenceDraft, SessionDraft, SittingDraft } from './drafts.js';
import type { Maker } from './maker.js';
import { judgedCase, type Trial, type Verdict } from './trials.js';

/** The arresting forces that the study names (F02). */
const FORCES = ['barkhane', 'barkhane', 'minusma', 'fama', 'fama', 'fama', 'joint_patrol'];
const ASSIZES = 'ASS-BAMAKO';

const ORDINARY: readonly (readonly [label: string, from: string, to: string])[] = [
  ['Session ordinaire, novembre 2017', '2017-11-06', '2017-12-08'],
  ['Session ordinaire, avril 2018', '2018-04-09', '2018-05-04'],
  ['Session ordinaire, novembre 2018', '2018-11-05', '2018-11-30'],
  ['Session ordinaire, avril 2019', '2019-04-08', '2019-05-03'],
  ['Session ordinaire, novembre 2019', '2019-11-04', '2019-11-29'],
  ['Session ordinaire, septembre 2020', '2020-09-07', '2020-10-02'],
  ['Session ordinaire, mars 2021', '2021-03-08', '2021-04-02'],
  ['Session ordinaire, mai 2022', '2022-05-09', '2022-06-03'],
  ['Session ordinaire, novembre 2022', '2022-11-07', '2022-12-02'],
  ['Session ordinaire, janvier 2023', '2023-01-09', '2023-02-03'],
  ['Session ordinaire, juin 2023', '2023-06-05', '2023-06-30'],
];

/** Defendants per case: 110 cases, 190 people. */
const SIZES = [...times(60, 1), ...times(30, 2), ...times(14, 3), ...times(4, 5), ...times(2, 4)];
/** F03: 18 cases, 54 people. */
const SESSION_2021_SIZES = [...times(2, 1), ...times(4, 2), ...times(6, 3), ...times(4, 4), ...times(2, 5)];

/**
 * The unit's trials until the day of the study. Of the 255 people tried for terrorism (F01, F02) 54 stood before the
 * special session of 2021 (F03), 10 are the convicted of F05, 1 is the third published judgment, and 190 the others.
 */
export function unitTrials(maker: Maker): CaseDraft[] {
  const { calendar } = maker;
  const sessions = ORDINARY.map(([label, from, to]) =>
    calendar.session(ASSIZES, 'ordinary', label, [from, to]),
  );
  return [
    ...publishedJudgments(maker, sessions),
    ...specialSession2021(maker),
    ...ordinarySessions(maker, sessions),
    ...organisedCrime(maker, sessions),
  ];
}

/** Domain notes §6.9: three judgments by their date and place alone; everybody in them is invented. */
function publishedJudgments(maker: Maker, sessions: readonly SessionDraft[]): CaseDraft[] {
  const { calendar } = maker;
  const on = (day: string): SittingDraft => {
    const session = sessions.find(({ startsOn, endsOn }) => startsOn <= day && day <= endsOn);
    if (!session) throw new Error(`no session on ${day}`);
    return calendar.sitting({ office: ASSIZES, session, formation: 'assizes' }, day);
  };
  const life = sentence('LIFE');
  const attack = {
    forces: ['fama'],
    way: 'crime',
    charges: () => [
      maker.count('TER-01'),
      maker.count('PER-02', killing),
      maker.count('ORG-08', illegalArms),
    ],
  } as const;
  const peacekeepers = (number: number) =>
    Array.from({ length: number }, () => maker.victim({ capacity: 'un_personnel', sex: 'male' }));
  return [
    judgedCase(maker, {
      ...attack,
      at: on('2021-03-24'),
      facts: '2015-05-20',
      verdicts: [guilty(life), ...Array.from({ length: 8 }, () => guilty(life, 'in_absentia'))],
      more: {
        place: 'Bamako',
        tags: ['terrorism', 'against_un_personnel'],
        victims: peacekeepers(3),
        factsPrecision: 'month',
      },
    }),
    judgedCase(maker, {
      ...attack,
      at: on('2023-01-24'),
      facts: '2019-02-22',
      verdicts: [guilty(sentence('DEATH'))],
      more: {
        place: 'Siby',
        tags: ['terrorism', 'against_un_personnel'],
        victims: peacekeepers(5),
        factsPrecision: 'day',
      },
    }),
    // Counted as terrorism, not as an attack on the mission (domain notes §6.9), so without that tag.
    judgedCase(maker, {
      ...attack,
      at: on('2020-09-21'),
      facts: '2016-06-02',
      charges: () => [maker.count('TER-05'), maker.count('PER-02', killing)],
      verdicts: [guilty(life)],
      more: { place: 'Kidal', tags: ['terrorism'], factsPrecision: 'month' },
    }),
  ];
}

/** F03: 27 of the 54 are convicted. */
function specialSession2021(maker: Maker): CaseDraft[] {
  const { calendar, random } = maker;
  const session = calendar.session(
    ASSIZES,
    'special',
    'Session spéciale 2021',
    ['2021-11-15', '2021-12-10'],
    'Crimes économiques et financiers',
  );
  const verdicts = random.shuffle([
    ...Array.from({ length: 27 }, () =>
      guilty({ ...terms(maker, random.chance(0.6) ? 'crime' : 'prison'), fine: random.int(2, 40) * 250_000 }),
    ),
    ...times(21, notGuilty('acquitted')),
    ...times(6, notGuilty('absolved')),
  ]);
  const sizes = random.shuffle(SESSION_2021_SIZES);
  const seats = calendar.seats(session, 'assizes', sizes.length);
  return sizes.map((size, index) =>
    judgedCase(maker, {
      at: seat(seats, index),
      verdicts: verdicts.splice(0, size),
      forces: FORCES,
      way: 'crime',
      charges: () => [
        maker.count('TER-03'),
        ...(random.chance(0.6) ? [maker.count('ORG-02', moneyLaundering)] : []),
      ],
      more: { tags: ['terrorism', 'economic'] },
    }),
  );
}

function ordinarySessions(maker: Maker, sessions: readonly SessionDraft[]): CaseDraft[] {
  const { calendar, random } = maker;
  const verdicts = random.shuffle([
    ...absent(maker),
    ...times(11, guilty(sentence('DEATH'))),
    ...times(21, guilty(sentence('LIFE'))),
    ...Array.from({ length: 56 }, () => guilty(terms(maker, 'crime'))),
    // The shortest there is (F02): 18 months.
    ...times(3, guilty({ ...sentence('IMPRISONMENT'), years: 1, months: 6 })),
    ...Array.from({ length: 35 }, () => guilty(terms(maker, 'prison'))),
    ...times(14, notGuilty('acquitted')),
    ...times(6, notGuilty('absolved')),
  ]);
  const sizes = random.shuffle(SIZES);
  const retrials = { convicted: 3, acquitted: 1 };
  return spread(sizes.length, sessions).map((session, index) => {
    const size = sizes[index] ?? 1;
    const mine = verdicts.splice(0, size);
    const before = sessions[sessions.indexOf(session) - 1];
    const earlier = before && calendar.seats(before, 'assizes', 20)[random.int(0, 19)];
    const main = random.pick(['TER-01', 'TER-01', 'TER-02', 'TER-02', 'TER-05', 'TER-08']);
    const trial: Trial = {
      at: seatOf(maker, session, index),
      verdicts: mine,
      forces: FORCES,
      way: 'crime',
      charges: () => chargesWith(maker, main),
      fugitive: index % 9 === 4,
      // The first session reaches back to the arrests of 2013, the last has those of 2022 (F02).
      span: before === undefined ? [900, 1690] : session === sessions.at(-1) ? [200, 520] : [430, 1600],
      more: { tags: ['terrorism'], victims: random.chance(0.3) ? [maker.victim(), maker.victim()] : [] },
    };
    const [only] = mine;
    if (
      earlier &&
      size === 1 &&
      only?.mode === 'adversarial' &&
      only.outcome !== 'absolved' &&
      retrials[only.outcome] > 0
    ) {
      retrials[only.outcome] -= 1;
      return judgedCase(maker, {
        ...trial,
        fugitive: false,
        retrialOf: { at: earlier, sentence: terms(maker, 'crime') },
      });
    }
    return judgedCase(maker, earlier && random.chance(0.18) ? { ...trial, adjournedFrom: earlier } : trial);
  });
}

/** Of the 170 convicted in ordinary sessions, 44 were not there. */
function absent(maker: Maker): Verdict[] {
  return [
    ...times(12, guilty(sentence('DEATH'), 'in_absentia')),
    ...times(14, guilty(sentence('LIFE'), 'in_absentia')),
    ...Array.from({ length: 18 }, () => guilty(terms(maker, 'crime'), 'in_absentia')),
  ];
}

/** The unit's other field: tried, but not for terrorism, so in none of the study's figures. */
function organisedCrime(maker: Maker, sessions: readonly SessionDraft[]): CaseDraft[] {
  const { random } = maker;
  return spread(16, sessions).map((session, index) => {
    const offence = random.pick(['ORG-03', 'ORG-05', 'ORG-06', 'ORG-06', 'ORG-07', 'ORG-11']);
    return judgedCase(maker, {
      at: seatOf(maker, session, index + 110),
      verdicts: Array.from({ length: random.int(1, 3) }, () =>
        random.chance(0.8) ? guilty(terms(maker, 'crime')) : notGuilty('acquitted'),
      ),
      forces: ['police', 'gendarmerie'],
      way: 'crime',
      charges: () => [maker.count(offence, { tags: ['organised_crime_related'] })],
      more: { tags: ['organised_crime'], place: random.pick(['Bamako', 'Kayes', 'Sikasso', 'Gao']) },
    });
  });
}

function chargesWith(maker: Maker, main: string) {
  const { random } = maker;
  return [
    maker.count(main),
    ...(random.chance(0.5)
      ? [maker.count('ORG-01', { tags: ['terrorism_related', 'organised_crime_related'] })]
      : []),
    ...(random.chance(0.35) ? [maker.count('ORG-08', illegalArms)] : []),
    ...(main === 'TER-01' && random.chance(0.5) ? [maker.count('PER-02', killing)] : []),
  ];
}

const killing = { tags: ['terrorism_related'] };
const illegalArms = { tags: ['terrorism_related', 'organised_crime_related'] };
const moneyLaundering = { tags: ['organised_crime_related', 'terrorism_related'] };

export function sentence(type: SentenceDraft['type']): SentenceDraft {
  return { type, years: null, months: null, suspendedMonths: null, fine: null };
}

/** A sentence for a time: above five years in crimes, never under 18 months. */
export function terms({ random }: Maker, kind: 'crime' | 'prison'): SentenceDraft {
  if (kind === 'crime')
    return { ...sentence('FIXED_TERM_CRIMINAL'), years: random.pick([5, 6, 7, 8, 10, 10, 12, 15, 20]) };
  if (random.chance(0.12)) return { ...sentence('IMPRISONMENT_SUSPENDED'), years: 2, suspendedMonths: 24 };
  const years = random.int(2, 5);
  return { ...sentence('IMPRISONMENT'), years, suspendedMonths: years > 2 && random.chance(0.2) ? 12 : null };
}

export function guilty(of: SentenceDraft, mode: Verdict['mode'] = 'adversarial'): Verdict {
  return { outcome: 'convicted', mode, sentence: of };
}

export function notGuilty(outcome: 'acquitted' | 'absolved'): Verdict {
  return { outcome, mode: 'adversarial', sentence: null };
}

export function times<T>(number: number, value: T): T[] {
  return Array.from({ length: number }, () => value);
}

/** A session for each of so many cases, in turn. */
function spread(cases: number, sessions: readonly SessionDraft[]): SessionDraft[] {
  return Array.from({ length: cases }, (_, index) => at(sessions, index % sessions.length));
}

function seatOf({ calendar }: Maker, session: SessionDraft, index: number): SittingDraft {
  return at(calendar.seats(session, 'assizes', 20), (index * 7) % 20);
}

function seat(seats: readonly SittingDraft[], index: number): SittingDraft {
  return at(seats, index);
}

export function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`nothing at ${index}`);
  return found;
}
