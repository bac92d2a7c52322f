import type { CaseStage } from '../procedure/case-stage.js';
import type { DefendantStage } from '../procedure/defendant-stage.js';
import { hearing } from './calendar.js';
import { addDays, workingDay } from './days.js';
import type { CaseDraft, HearingDraft, JudgmentDraft, SittingDraft } from './drafts.js';
import { along, type Maker, UNIT } from './maker.js';
import { at, sentence, terms } from './unit-trials.js';

/** The codes of 2024: the penal code counts by the day of the facts, the code of procedure by the day of the act. */
const NEW_PENAL_CODE = '2024-12-13';
const NEW_PROCEDURE = '2025-06-13';
const ENQUIRY: readonly CaseStage[] = ['C11', 'C13'];
const INVESTIGATION: readonly CaseStage[] = [...ENQUIRY, 'C20'];
const CABINETS = [
  { office: 'PJS-CAB-1', judge: 'juge.instruction1', clerk: 'greffe.cabinet1' },
  { office: 'PJS-CAB-2', judge: 'juge.instruction2', clerk: null },
] as const;

interface Kind {
  cases: number;
  /** Days before today on which it was received, from the latest to the earliest. */
  received: readonly [least: number, most: number];
  make: (rolling: Rolling, draft: CaseDraft, index: number) => void;
}

/** What a registry has before it on any day. Together some sixty cases. */
const KINDS: readonly Kind[] = [
  {
    cases: 5,
    received: [0, 0],
    make: (rolling, draft) => {
      rolling.enquiry(draft, 'D02');
    },
  },
  {
    cases: 7,
    received: [1, 6],
    make: (rolling, draft, index) => {
      rolling.enquiry(draft, index % 2 === 0 ? 'D02' : 'D01');
    },
  },
  {
    cases: 5,
    received: [2, 9],
    make: (rolling, draft) => {
      rolling.beforeProsecutor(draft);
    },
  },
  {
    cases: 3,
    received: [4, 30],
    make: (rolling, draft) => {
      rolling.againstUnknown(draft);
    },
  },
  {
    cases: 10,
    received: [40, 190],
    make: (rolling, draft, index) => {
      rolling.investigation(draft, index, 3);
    },
  },
  {
    cases: 6,
    received: [300, 430],
    make: (rolling, draft, index) => {
      rolling.investigation(draft, index, 210);
    },
  },
  {
    cases: 3,
    received: [150, 200],
    make: (rolling, draft) => {
      rolling.stalledEnquiry(draft);
    },
  },
  {
    cases: 4,
    received: [320, 440],
    make: (rolling, draft, index) => {
      rolling.onTheRoll(draft, rolling.today, index);
    },
  },
  {
    cases: 6,
    received: [320, 440],
    make: (rolling, draft, index) => {
      rolling.onTheRoll(draft, rolling.soon(1 + (index >> 1)), index);
    },
  },
  {
    cases: 5,
    received: [320, 440],
    make: (rolling, draft, index) => {
      rolling.onTheRoll(draft, rolling.soon(8 + 3 * index), index);
    },
  },
  {
    cases: 3,
    received: [320, 440],
    make: (rolling, draft, index) => {
      rolling.adjourned(draft, index);
    },
  },
  {
    cases: 3,
    received: [320, 440],
    make: (rolling, draft, index) => {
      rolling.judged(draft, index);
    },
  },
];

/**
 * Cases dated from the day of the first start, so that "today" is never empty (ruling 23): files received today and
 * this week, hearings today, this week and later, judgments just given, and files in which nothing has moved for long.
 */
export function rollingCases(maker: Maker, today: string): CaseDraft[] {
  const rolling = new Rolling(maker, today);
  return KINDS.flatMap(({ cases, received: [least, most], make }) =>
    Array.from({ length: cases }, (_, index) => {
      const ago = least + Math.round(((most - least) * index) / Math.max(1, cases - 1));
      const draft = rolling.draft(addDays(today, -ago));
      make(rolling, draft, index);
      return draft;
    }),
  );
}

class Rolling {
  constructor(
    private readonly maker: Maker,
    readonly today: string,
  ) {}

  soon(days: number): string {
    return workingDay(addDays(this.today, days));
  }

  draft(received: string): CaseDraft {
    const { random } = this.maker;
    const organised = random.chance(0.25);
    const factsFrom = addDays(received, -random.int(1, 25));
    const draft = this.maker.caseOf(received, {
      rolling: true,
      regime: factsFrom >= NEW_PENAL_CODE ? 'ML-2024' : 'ML-2001',
      factsFrom,
      factsPrecision: 'day',
      tags: organised ? ['organised_crime'] : ['terrorism'],
      responsible: 'procureur',
    });
    const offence = organised
      ? random.pick(['ORG-03', 'ORG-06', 'ORG-07'])
      : random.pick(['TER-01', 'TER-02', 'TER-03', 'TER-08']);
    draft.defendants = Array.from({ length: random.int(1, 3) }, () =>
      this.maker.defendant(draft.factsFrom, {
        arrest: {
          date: received,
          force: random.pick(['fama', 'fama', 'gendarmerie', 'police']),
          place: draft.place,
        },
        referredOn: received,
        counts: [this.maker.count(offence)],
      }),
    );
    if (random.chance(0.3)) draft.victims = [this.maker.victim(), this.maker.victim()];
    return draft;
  }

  enquiry(draft: CaseDraft, stage: 'D01' | 'D02'): void {
    if (draft.receivedOn < this.today) draft.moves = [{ to: 'C11', on: draft.receivedOn }];
    if (stage === 'D02') this.all(draft, ['D02'], draft.receivedOn);
  }

  beforeProsecutor(draft: CaseDraft): void {
    draft.moves = along(ENQUIRY, draft.receivedOn, this.before(1));
    this.all(draft, ['D02', 'D03'], this.before(1));
  }

  againstUnknown(draft: CaseDraft): void {
    const counts = [this.maker.count('INT-04', { tags: ['against_un_personnel', 'international_crime'] })];
    draft.origin = 'un_notification';
    draft.tags = ['international_crime', 'against_un_personnel'];
    draft.defendants = [this.maker.unknownAuthor(counts)];
    draft.victims = [this.maker.victim({ capacity: 'un_personnel', sex: 'unknown', ageBand: 'unknown' })];
    draft.moves = [{ to: 'C11', on: draft.receivedOn }];
  }

  /** @param quiet days since anything last happened in it */
  investigation(draft: CaseDraft, index: number, quiet: number): void {
    const last = this.before(quiet + index);
    draft.moves = along(INVESTIGATION, draft.receivedOn, last);
    this.all(draft, ['D02', 'D03', 'D20'], last);
    const cabinet = at(CABINETS, index % 2);
    draft.office = cabinet.office;
    // A file in which nothing moves is as a rule one that nobody answers for.
    if (quiet > 100) draft.responsible = null;
    else {
      draft.responsible = cabinet.judge;
      draft.assigned = [
        cabinet.judge,
        ...(cabinet.clerk === null ? [] : [cabinet.clerk]),
        ...(index % 3 === 0 ? ['enqueteur'] : []),
      ];
      if (index === 2) draft.sealedFor = ['procureur', cabinet.judge];
    }
  }

  stalledEnquiry(draft: CaseDraft): void {
    draft.moves = [{ to: 'C11', on: draft.receivedOn }];
    draft.responsible = null;
  }

  onTheRoll(draft: CaseDraft, day: string, index: number): void {
    this.sentToTrial(draft, this.before(20));
    this.all(draft, ['D02', 'D03', 'D20', 'D24', 'D30'], this.before(20));
    draft.moves.push({ to: 'C40', on: this.before(20) });
    // One of those of today sits at Mopti, so that the registry there has something to do as well.
    const sitting = index === 3 && day === this.today ? this.atMopti(draft, day) : this.atChamber(day, index);
    draft.hearings = [
      hearing(sitting, { result: null, closedReason: index === 4 ? 'witness_protection' : null }),
    ];
  }

  adjourned(draft: CaseDraft, index: number): void {
    const held = this.lately(3 + 2 * index);
    this.sentToTrial(draft, this.before(40));
    this.all(draft, ['D02', 'D03', 'D20', 'D24', 'D30'], this.before(40));
    for (const one of draft.defendants) one.moves.push({ to: 'D31', on: held }, { to: 'D32', on: held });
    draft.moves.push({ to: 'C40', on: this.before(40) }, { to: 'C41', on: held }, { to: 'C42', on: held });
    const next = hearing(this.atChamber(this.soon(5 + index), index), { kind: 'continued', result: null });
    const reason = at(['not_extracted', 'lawyer_absent', 'interpreter_absent'] as const, index);
    const first: HearingDraft = hearing(this.atChamber(held, index), {
      result: 'adjourned',
      adjournmentReason: reason,
      next,
    });
    draft.hearings = [first, next];
  }

  judged(draft: CaseDraft, index: number): void {
    const day = this.lately(2 + 3 * index);
    this.sentToTrial(draft, this.before(40));
    this.all(draft, ['D02', 'D03', 'D20', 'D24', 'D30'], this.before(40));
    const held = hearing(this.atChamber(day, index));
    for (const [number, one] of draft.defendants.entries()) {
      const convicted = number === 0 || index > 0;
      one.moves.push({ to: 'D31', on: day }, { to: convicted ? 'D40' : 'D42', on: day });
      const judgment: JudgmentDraft = {
        on: day,
        mode: 'adversarial',
        hearing: held,
        outcomes: one.counts.map(() => (convicted ? 'convicted' : 'acquitted')),
        reason: null,
        sentence: !convicted ? null : index === 2 ? sentence('LIFE') : terms(this.maker, 'crime'),
      };
      one.judgments = [judgment];
    }
    draft.moves.push({ to: 'C40', on: this.before(40) }, { to: 'C41', on: day }, { to: 'C50', on: day });
    const [first] = draft.defendants;
    if (index === 2 && first) {
      first.cassationOn = this.before(4);
      first.moves.push({ to: 'D50', on: first.cassationOn });
      draft.moves.push({ to: 'C60', on: first.cassationOn });
    }
    draft.hearings = [held];
  }

  private sentToTrial(draft: CaseDraft, on: string): void {
    draft.moves = along([...INVESTIGATION, 'C21', 'C22', 'C32'], draft.receivedOn, addDays(on, -10));
    draft.office = UNIT;
    draft.assigned = ['juge.chambre'];
  }

  private all(draft: CaseDraft, stages: readonly DefendantStage[], last: string): void {
    for (const one of draft.defendants) {
      one.moves = along(stages, draft.receivedOn, last);
      const charged = one.moves.find(({ to }) => to === 'D20')?.on ?? null;
      for (const count of one.counts) count.chargedOn = charged;
    }
  }

  private atChamber(day: string, index: number): SittingDraft {
    const office = this.today >= NEW_PROCEDURE ? 'PJS-CRIM' : 'ASS-BAMAKO';
    const hours = index % 2 === 0 ? (['09:00', '12:30'] as const) : (['14:00', '17:30'] as const);
    const formation = this.today >= NEW_PROCEDURE ? 'criminal_chamber' : 'assizes';
    return this.maker.calendar.sitting({ office, formation }, day, hours);
  }

  private atMopti(draft: CaseDraft, day: string): SittingDraft {
    draft.office = 'TGI-MOPTI';
    draft.registerOffice = 'TGI-MOPTI';
    draft.place = 'Mopti';
    return this.maker.calendar.sitting({ office: 'TGI-MOPTI', formation: 'correctional' }, day, [
      '09:00',
      '12:30',
    ]);
  }

  /** A working day at least so many days ago. */
  private lately(days: number): string {
    const day = this.before(days);
    return workingDay(day) === day ? day : this.lately(days + 1);
  }

  private before(days: number): string {
    return addDays(this.today, -days);
  }
}
