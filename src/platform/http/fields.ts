import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsLegalDate, IsMoment, IsPlainText } from './field-validators.js';

interface FieldOptions {
  /** May be left out. */
  optional?: boolean;
  /** May be null, which empties it. */
  nullable?: boolean;
  /** A list of such values. */
  each?: boolean;
  /** Longest list; 100 when not given. */
  maxItems?: number;
  minItems?: number;
  /** What it is, for the API's documentation. */
  description?: string;
  example?: unknown;
}

const MAX_ITEMS = 100;

/** Text without control or direction marks, trimmed and in NFC; up to 500 characters unless told. */
export function TextField(
  options: FieldOptions & { min?: number; max?: number; pattern?: RegExp; multiline?: boolean } = {},
): PropertyDecorator {
  const {
    min = options.optional === true || options.nullable === true ? 0 : 1,
    max = 500,
    pattern,
    multiline = false,
  } = options;
  const each = options.each ?? false;
  return field(
    options,
    { type: 'string', minLength: min, maxLength: max, ...(pattern ? { pattern: pattern.source } : {}) },
    [
      Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(tidy) : tidy(value))),
      IsString({ each }),
      MinLength(min, { each }),
      MaxLength(max, { each }),
      IsPlainText(multiline, { each }),
      ...(pattern ? [Matches(pattern, { each })] : []),
    ],
  );
}

/** A secret: taken to the letter, neither trimmed nor normalised. */
export function SecretField(options: FieldOptions & { max?: number } = {}): PropertyDecorator {
  const { max = 256 } = options;
  return field(options, { type: 'string', maxLength: max, format: 'password' }, [
    IsString(),
    MinLength(1),
    MaxLength(max),
  ]);
}

export function UuidField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', format: 'uuid' }, [
    IsUUID(undefined, { each: options.each ?? false }),
  ]);
}

/** A legal date, `YYYY-MM-DD`, that exists and lies between 1900 and 2100. */
export function DateField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', format: 'date' }, [IsLegalDate({ each: options.each ?? false })]);
}

/** A moment in ISO 8601 with its zone, kept as text. */
export function MomentField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', format: 'date-time' }, [IsMoment({ each: options.each ?? false })]);
}

/** A whole number. `fromText` for query parameters, which arrive as text. */
export function IntField(
  options: FieldOptions & { min?: number; max?: number; fromText?: boolean } = {},
): PropertyDecorator {
  const { min = -2_147_483_648, max = 2_147_483_647 } = options;
  return field(options, { type: 'integer', minimum: min, maximum: max }, [
    ...(options.fromText === true ? [Transform(({ value }: { value: unknown }) => numberOf(value))] : []),
    IsInt(),
    Min(min),
    Max(max),
  ]);
}

/** An amount with at most two decimals. */
export function AmountField(options: FieldOptions & { max?: number } = {}): PropertyDecorator {
  const { max = 999_999_999_999 } = options;
  return field(options, { type: 'number', minimum: 0, maximum: max }, [
    IsNumber({ maxDecimalPlaces: 2, allowInfinity: false, allowNaN: false }),
    Min(0),
    Max(max),
  ]);
}

export function BoolField(options: FieldOptions & { fromText?: boolean } = {}): PropertyDecorator {
  return field(options, { type: 'boolean' }, [
    ...(options.fromText === true ? [Transform(({ value }: { value: unknown }) => booleanOf(value))] : []),
    IsBoolean(),
  ]);
}

/** One of a closed list of codes. */
export function OneOf(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', enum: [...values] }, [
    IsIn([...values], { each: options.each ?? false }),
  ]);
}

/** A nested object, or a list of them, checked by its own class. */
export function ObjectField(type: () => new () => object, options: FieldOptions = {}): PropertyDecorator {
  const each = options.each ?? false;
  return field(options, { type }, [Type(type), ValidateNested({ each }), IsShape(type, each)]);
}

/** Refuses scalars and lists where an object is asked for; ValidateNested alone lets some of them pass. */
function IsShape(type: () => new () => object, each: boolean): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => {
    const whole = (item: unknown) => (item instanceof type() ? item : 'not an object');
    if (each) return Array.isArray(value) ? value.map(whole) : value;
    return value === null || value === undefined ? value : whole(value);
  });
}

function field(
  options: FieldOptions,
  schema: ApiPropertyOptions,
  rules: PropertyDecorator[],
): PropertyDecorator {
  const { optional = false, nullable = false, each = false } = options;
  const documented = {
    ...schema,
    required: !optional,
    ...(nullable ? { nullable: true } : {}),
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.example === undefined ? {} : { example: options.example }),
    ...(each
      ? { isArray: true, maxItems: options.maxItems ?? MAX_ITEMS, minItems: options.minItems ?? 0 }
      : {}),
  };
  return applyDecorators(
    // The union of ApiPropertyOptions cannot be spread without losing its arms.
    ApiProperty(documented as ApiPropertyOptions),
    ...rules,
    ...(each
      ? [IsArray(), ArrayMaxSize(options.maxItems ?? MAX_ITEMS), ArrayMinSize(options.minItems ?? 0)]
      : []),
    ...(optional || nullable
      ? [
          ValidateIf(
            (_: object, value: unknown) =>
              !(optional && value === undefined) && !(nullable && value === null),
          ),
        ]
      : []),
  );
}

function tidy(value: unknown): unknown {
  return typeof value === 'string' ? value.normalize('NFC').trim() : value;
}

function numberOf(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value;
}

function booleanOf(value: unknown): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}
