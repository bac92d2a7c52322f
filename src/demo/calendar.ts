import type { Formation, SessionKind } from '../hearings/hearing-codes.js';
import { workingDays } from './days.js';
import type { HearingDraft, SessionDraft, SittingDraft } from './drafts.js';

/** Sessions and sittings of the demonstration: one sitting a day in each court, so that no room and no judge is double. */
export class Calendar {
  private readonly sittings = new Map<string, SittingDraft>();

  session(
    office: string,
    kind: SessionKind,
    label: string,
    period: readonly [startsOn: string, endsOn: string],
    theme: string | null = null,
  ): SessionDraft {
    return { office, kind, label, theme, startsOn: period[0], endsOn: period[1] };
  }

  /** The sitting of that court on that day; the first who asks sets its hours. */
  sitting(
    court: { office: string; session?: SessionDraft; formation: Formation; inRoom?: boolean },
    day: string,
    hours: readonly [from: string, to: string] = ['08:30', '17:00'],
  ): SittingDraft {
    const key = `${court.office} ${day} ${hours[0]}`;
    const found = this.sittings.get(key);
    if (found) return found;
    const { office, formation, session = null, inRoom = true } = court;
    const made = { office, session, inRoom, formation, day, from: hours[0], to: hours[1] };
    this.sittings.set(key, made);
    return made;
  }

  /** Sittings of a session for so many cases, evenly over its working days. */
  seats(session: SessionDraft, formation: Formation, cases: number, inRoom = true): SittingDraft[] {
    const days = workingDays(session.startsOn, session.endsOn);
    return Array.from({ length: cases }, (_, index) => {
      const day = days[Math.floor((index * days.length) / cases)] ?? session.startsOn;
      return this.sitting({ office: session.office, session, formation, inRoom }, day);
    });
  }
}

export function hearing(sitting: SittingDraft, more: Partial<HearingDraft> = {}): HearingDraft {
  return {
    sitting,
    kind: 'trial',
    closedReason: null,
    result: 'judged',
    adjournmentReason: null,
    next: null,
    ...more,
  };
}
