/**
 * What a source says, in the register's words, before anything is written. Plain data: legal dates are
 * `YYYY-MM-DD`, wall clocks `YYYY-MM-DDThh:mm` in the profile's time zone, keys are the source's own numbers.
 */
export interface CaseDraft {
  readonly key: string;
  readonly matter: string;
  readonly regime: string;
  readonly origin?: string;
  readonly receivedOn: string;
  readonly factsOn?: string;
  readonly factsUntil?: string;
  readonly place?: string;
  readonly participants: readonly ParticipantDraft[];
}

/** One person in one case; charged when counts were laid, otherwise referred only. */
export interface ParticipantDraft {
  readonly key: string;
  /** As written; a number in words where the source has no names. */
  readonly name: string;
  readonly sex?: string;
  /** Whole years. */
  readonly ageAtFacts?: number;
  readonly factsOn?: string;
  readonly factsUntil?: string;
  readonly place?: string;
  readonly referral: ReferralDraft;
  readonly arrest?: ArrestDraft;
  readonly arraignedOn?: string;
  readonly counts: readonly CountDraft[];
}

/** The file as it came to the prosecutor, and what the prosecutor decided. */
export interface ReferralDraft {
  readonly receivedOn?: string;
  readonly category?: string;
  readonly result?: string;
  readonly reviewedOn?: string;
  readonly reviewResult?: string;
}

export interface ArrestDraft {
  readonly at: string;
  readonly force?: string;
  /** The agency or unit in the source's own words. */
  readonly unit?: string;
}

export interface OffenceDraft {
  /** The text that makes it an offence, as the source cites it. */
  readonly code: string;
  readonly label: string;
  readonly class?: string;
  readonly nature?: string;
}

/** One participant and one charge. */
export interface CountDraft {
  /** `participant/charge`. */
  readonly key: string;
  /** The source's number of the charge, the same for all who share it. */
  readonly chargeKey: string;
  readonly offence: OffenceDraft;
  readonly primary: boolean;
  readonly attempted: boolean;
  readonly category?: string;
  readonly laidOn?: string;
  readonly laidBy?: string;
  readonly outcome?: OutcomeDraft;
  readonly sentences: readonly SentenceDraft[];
}

export interface OutcomeDraft {
  readonly key: string;
  readonly code: string;
  readonly mode?: string;
  readonly decidedOn: string;
  /** The source's own word, kept beside our code. */
  readonly label?: string;
  readonly reason?: string;
  readonly court?: string;
  readonly courthouse?: string;
  /** The offence it was decided under, when it is not the one charged. */
  readonly requalifiedAs?: OffenceDraft;
}

export interface DurationDraft {
  readonly years: number;
  readonly months: number;
  readonly days: number;
}

export interface SentenceDraft {
  readonly key: string;
  readonly type: string;
  readonly pronouncedOn: string;
  readonly phase?: string;
  readonly measure?: string;
  readonly duration?: DurationDraft;
  readonly inForce: boolean;
  /** Key of the earlier sentence of the same count that this one took the place of. */
  readonly replaces?: string;
}
