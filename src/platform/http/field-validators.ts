import { registerDecorator, ValidationOptions } from 'class-validator';

/** C0 and C1 controls, lone surrogates, and the marks that turn the writing direction round (names could lie with them). */
const HIDDEN = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]/u;
const HIDDEN_BUT_LINES =
  /(?![\n\t])[\p{Cc}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]/u;

/** Text that shows all it holds. */
export function IsPlainText(multiline: boolean, options?: ValidationOptions): PropertyDecorator {
  const hidden = multiline ? HIDDEN_BUT_LINES : HIDDEN;
  return rule('isPlainText', (value) => typeof value === 'string' && !hidden.test(value), options);
}

/** `YYYY-MM-DD`, a day that exists, 1900 to 2100. */
export function IsLegalDate(options?: ValidationOptions): PropertyDecorator {
  return rule('isLegalDate', isLegalDate, options);
}

/** ISO 8601 with seconds and zone, 1900 to 2100. */
export function IsMoment(options?: ValidationOptions): PropertyDecorator {
  return rule('isMoment', isMoment, options);
}

export function isLegalDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^(19|20|21)\d\d-\d\d-\d\d$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value) && value < '2101';
}

export function isMoment(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const parts =
    /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/.exec(
      value,
    );
  return parts !== null && isLegalDate(parts[1]);
}

function rule(
  name: string,
  holds: (value: unknown) => boolean,
  options?: ValidationOptions,
): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(propertyName),
      ...(options ? { options } : {}),
      validator: { validate: holds },
    });
  };
}
