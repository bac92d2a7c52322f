import { addDays } from './days.js';
import { hearing } from './calendar.js';
import type { CaseDraft, SessionDraft } from './drafts.js';
import { along, type Maker } from './maker.js';
import { judgedCase, type Trial, type Verdict } from './trials.js';
import { at, guilty, notGuilty, sentence, terms, times } from './unit-trials.js';

/** The figures that are not the unit's: F08 (military court), F09 (assizes of Mopti), F10 (mobile courts). */
export function otherCourts(maker: Maker): CaseDraft[] {
  return [...militaryCourt(maker), ...assizesOfMopti(maker), ...mobileCourts(maker)];
}

/** F08: 37 cases in the first two sessions since the court was created in 1995. */
function militaryCourt(maker: Maker): CaseDraft[] {
  const { calendar, random } = maker;
  const office = 'TM-MOPTI';
  const sessions = [
    {
      cases: 8,
      of: calendar.session(office, 'military', 'Première session du tribunal militaire', [
        '2020-11-23',
        '2020-11-24',
      ]),
    },
    {
      cases: 29,
      of: calendar.session(office, 'military', 'Deuxième session du tribunal militaire', [
        '2021-06-14',
        '2021-06-25',
      ]),
    },
  ];
  return sessions.flatMap(({ cases, of }) =>
    calendar.seats(of, 'military', cases).map((seat) => {
      const offence = random.pick(['MIL-XX', 'MIL-XX', 'PER-04', 'ORG-08']);
      return judgedCase(maker, {
        at: seat,
        verdicts: times(
          random.int(1, 2),
          random.chance(0.7) ? guilty(terms(maker, 'prison')) : notGuilty('acquitted'),
        ),
        charges: () => [
          maker.count(offence, { nature: offence === 'MIL-XX' ? null : 'misdemeanour', tags: [] }),
        ],
        forces: ['gendarmerie', 'fama'],
        way: 'misdemeanour',
        span: [90, 500],
        more: {
          ...ordinary(office),
          place: random.pick(['Mopti', 'Bandiagara', 'Douentza']),
          origin: 'own_initiative',
        },
      });
    }),
  );
}

/** F09: two special sessions, 62 criminal cases, 94 convicted. */
function assizesOfMopti(maker: Maker): CaseDraft[] {
  const { calendar, random } = maker;
  const office = 'ASS-MOPTI';
  const first = calendar.session(office, 'special', 'Session spéciale, 2020', ['2020-11-30', '2020-12-11']);
  const second = calendar.session(office, 'special', 'Session spéciale, 2022', ['2022-03-07', '2022-03-25']);
  const seats = [...calendar.seats(first, 'assizes', 34), ...calendar.seats(second, 'assizes', 28)];
  const verdicts: Verdict[] = random.shuffle([
    ...Array.from({ length: 78 }, () => guilty(terms(maker, random.chance(0.7) ? 'crime' : 'prison'))),
    ...Array.from({ length: 12 }, () => guilty(terms(maker, 'crime'), 'in_absentia')),
    ...times(4, guilty(sentence('LIFE'))),
    ...times(22, notGuilty('acquitted')),
    ...times(8, notGuilty('absolved')),
  ]);
  // 62 cases with two people each are 124, which is 94 and 30.
  return seats.map((seat) => {
    const offence = random.pick(['PER-02', 'PER-01', 'BIE-01', 'BIE-01', 'BIE-03', 'PER-04', 'BIE-02']);
    const trial: Trial = {
      at: seat,
      verdicts: verdicts.splice(0, 2),
      charges: () => [maker.count(offence)],
      forces: ['police', 'gendarmerie', 'gendarmerie'],
      way: 'crime',
      more: {
        ...ordinary(office),
        place: random.pick(['Mopti', 'Bandiagara', 'Koro', 'Douentza', 'Djenné']),
        victims: [maker.victim()],
      },
    };
    return judgedCase(maker, trial);
  });
}

const HOSTS: readonly (readonly [office: string, place: string])[] = [
  ['TGI-MOPTI', 'Mopti'],
  ['TGI-TOMBOUCTOU', 'Tombouctou'],
  ['TGI-GAO', 'Gao'],
  ['JPCE-BANKASS', 'Bankass'],
  ['JPCE-DIRE', 'Diré'],
  ['JPCE-DOUENTZA', 'Douentza'],
  ['JPCE-NIAFUNKE', 'Niafunké'],
];

/** F10: 28 mobile sessions, 140 civil, criminal and land cases. */
function mobileCourts(maker: Maker): CaseDraft[] {
  const { calendar } = maker;
  return Array.from({ length: 28 }, (_, index) => {
    const [office, place] = at(HOSTS, index % HOSTS.length);
    // A Monday, every twelve weeks from October 2016.
    const starts = addDays('2016-10-03', index * 84);
    const session = calendar.session(
      office,
      'mobile',
      `Audience foraine de ${place}, ${starts.slice(0, 7)}`,
      [starts, addDays(starts, 3)],
    );
    return mobileSession(maker, session, place);
  }).flat();
}

function mobileSession(maker: Maker, session: SessionDraft, place: string): CaseDraft[] {
  const { calendar, random } = maker;
  const seats = calendar.seats(session, 'single_judge', 5, false);
  return (['criminal', 'civil', 'land', 'criminal', random.pick(['civil', 'land'] as const)] as const).map(
    (matter, index) => {
      const seat = at(seats, index);
      if (matter !== 'criminal') return dispute(maker, matter, session, index, place);
      const offence = random.pick(['PER-04', 'ORG-08', 'ETA-03']);
      return judgedCase(maker, {
        at: seat,
        verdicts: [
          random.chance(0.75)
            ? guilty({ ...sentence('IMPRISONMENT'), months: random.int(3, 18) })
            : notGuilty('acquitted'),
        ],
        charges: () => [maker.count(offence, { nature: 'misdemeanour', tags: [] })],
        forces: ['police', 'gendarmerie'],
        way: 'misdemeanour',
        span: [60, 240],
        more: { ...ordinary(session.office), place },
      });
    },
  );
}

/**
 * A civil or land case has no defendant in the sense of this register and none of the stages of a prosecution: it is
 * taken over closed (act A00), with the hearing at which it was decided.
 */
function dispute(
  maker: Maker,
  matter: 'civil' | 'land',
  session: SessionDraft,
  index: number,
  place: string,
): CaseDraft {
  const seat = at(maker.calendar.seats(session, 'single_judge', 5, false), index);
  const received = addDays(seat.day, -maker.random.int(30, 300));
  return maker.caseOf(received, {
    ...ordinary(session.office),
    matter,
    place,
    origin: 'complaint',
    hearings: [hearing(seat)],
    moves: along(['C90'], seat.day, seat.day),
  });
}

function ordinary(office: string): Partial<CaseDraft> {
  return { office, registerOffice: office, tags: [], origin: 'police_record' };
}
