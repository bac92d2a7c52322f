/**
 * The named steps a profile may put between a cell and a field, such as `shift-hours:-4`. Each takes text and
 * gives text, or undefined when the text is not what the step expects. Times are wall clocks without a zone.
 */
export type Transform = (value: string, argument: string) => string | undefined;

const ISO_MOMENT = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?Z?)?$/u;
const US_MOMENT = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d{2})(?::\d{2})? (AM|PM))?$/iu;
const FRENCH_MOMENT = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: (\d{1,2})[:h](\d{2})(?::\d{2})?)?$/iu;

export const TRANSFORMS: Readonly<Record<string, Transform>> = {
  /** ISO 8601 whose final Z is wrong: the clock is local. */
  'local-time-marked-z': (value) => moment(ISO_MOMENT.exec(value), 1, 2, 3),
  'iso-date-time': (value) => (value.endsWith('Z') ? undefined : moment(ISO_MOMENT.exec(value), 1, 2, 3)),
  /** 4/8/2019 12:00:00 AM: month, day, year, twelve-hour clock. */
  'us-date-time': (value) => {
    const match = US_MOMENT.exec(value);
    return moment(match, 3, 1, 2, match?.[6]) ?? dateCell(value);
  },
  /** 08/04/2019 14h30: day, month, year. */
  'french-date-time': (value) => moment(FRENCH_MOMENT.exec(value), 3, 2, 1) ?? dateCell(value),
  /** Moves a wall clock by whole hours, over midnight and month ends. */
  'shift-hours': (value, hours) => {
    const at = Date.parse(`${value}Z`);
    return Number.isNaN(at) ? undefined : new Date(at + Number(hours) * 3_600_000).toISOString().slice(0, 16);
  },
  'title-case': (value) =>
    value.toLowerCase().replace(/(?<![\p{L}\p{N}’'])\p{L}/gu, (letter) => letter.toUpperCase()),
  'upper-case': (value) => value.toUpperCase(),
  /** DRIVER?S → DRIVER'S: an export through the wrong code page turned the apostrophe into a question mark. */
  'lost-apostrophe': (value) => value.replace(/(?<=\p{L})\?(?=\p{L})/gu, "'"),
  /** Tells whether the text begins with the argument: `starts-with:8-4(` for the section on attempts. */
  'starts-with': (value, beginning) => String(value.startsWith(beginning)),
  'single-spaces': (value) => value.replace(/\s+/gu, ' '),
};

const ARGUMENT: Readonly<Record<string, RegExp>> = {
  'shift-hours': /^[+-]?\d{1,2}$/u,
  'starts-with': /^.+$/u,
};

/** True when `step` names a known transform and its argument fits: `shift-hours:-4`, `title-case`. */
export function isTransform(step: string): boolean {
  const [name, argument] = split(step);
  return Object.hasOwn(TRANSFORMS, name) && (ARGUMENT[name] ?? /^$/u).test(argument);
}

/** Runs the steps in order; undefined as soon as one does not accept what it is given. */
export function applyTransforms(steps: readonly string[], value: string): string | undefined {
  let current: string | undefined = value;
  for (const step of steps) {
    if (current === undefined) return undefined;
    const [name, argument] = split(step);
    current = TRANSFORMS[name]?.(current, argument);
  }
  return current;
}

/** `YYYY-MM-DDThh:mm` or `YYYY-MM-DD` of a day that exists. */
export function isMoment(value: string): boolean {
  return moment(ISO_MOMENT.exec(value), 1, 2, 3) !== undefined;
}

/** A real date cell of a workbook arrives as ISO, whatever the country writes in its texts. */
function dateCell(value: string): string | undefined {
  return value.endsWith(':00Z') ? moment(ISO_MOMENT.exec(value), 1, 2, 3) : undefined;
}

function split(step: string): [string, string] {
  const colon = step.indexOf(':');
  return colon < 0 ? [step, ''] : [step.slice(0, colon), step.slice(colon + 1)];
}

function moment(
  match: RegExpExecArray | null,
  year: number,
  month: number,
  day: number,
  half?: string,
): string | undefined {
  if (match === null) return undefined;
  const number = (group: number) => Number(match[group] ?? 0);
  const minute = number(5);
  let hour = number(4);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
  }
  const at = new Date(Date.UTC(number(year), number(month) - 1, number(day), hour, minute));
  const exists =
    at.getUTCFullYear() === number(year) &&
    at.getUTCMonth() === number(month) - 1 &&
    at.getUTCDate() === number(day) &&
    at.getUTCHours() === hour &&
    minute < 60;
  return exists ? at.toISOString().slice(0, 16) : undefined;
}
