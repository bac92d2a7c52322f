import type { CaseBundle, RowRef } from './case-bundle.js';
import { templateColumns } from './bind-tables.js';
import type { ImportProfile, ProfileEntity, ProfileField, ProfileSource } from './profile.js';
import type { RowProblem } from './problem.js';
import { fieldType, REQUIRED, type EntityName, type FieldType } from './targets.js';
import { applyTransforms, isMoment } from './transforms.js';

/** A value with the place it was read from, so that every later remark can point at it. */
export interface FieldValue {
  readonly value: string | number | boolean;
  readonly ref: RowRef;
  readonly column: string;
}
export type Fields = ReadonlyMap<string, FieldValue>;

interface Read {
  readonly text: string;
  readonly raw: string;
  readonly ref: RowRef;
  readonly column: string;
}

interface ValueTable {
  readonly unknown: 'refuse' | 'empty';
  readonly codes: ReadonlyMap<string, string>;
}

/** Fills the fields of one entity from one row, as its profile says. */
export class Evaluator {
  private readonly valueTables: ReadonlyMap<string, ValueTable>;

  constructor(profile: ImportProfile) {
    this.valueTables = new Map(
      profile.valueTables.map(({ name, values, unknown }) => [
        name,
        { unknown, codes: new Map(Object.entries(values).map(([from, to]) => [fold(from), to])) },
      ]),
    );
  }

  /** Problems are added to `problems`; a field with an error is left out. */
  evaluate(spec: ProfileEntity, ref: RowRef, bundle: CaseBundle, problems: RowProblem[]): Fields {
    const fields = new Map<string, FieldValue>();
    for (const field of spec.fields) {
      const before = problems.length;
      const value = this.field(spec.entity, field, ref, bundle, problems);
      if (value !== undefined) fields.set(field.to, value);
      else if (problems.length === before && REQUIRED[spec.entity].includes(field.to)) {
        const column = field.from?.[0]?.column ?? field.to;
        problems.push(
          ref.table.problem(ref.row, 'error', 'import.value_missing', { column, vars: { column } }),
        );
      }
    }
    return fields;
  }

  private field(
    entity: EntityName,
    field: ProfileField,
    ref: RowRef,
    bundle: CaseBundle,
    problems: RowProblem[],
  ): FieldValue | undefined {
    for (const source of field.from ?? []) {
      const target = source.table === undefined ? ref : bundle.joined(ref, source.table);
      const read = target === undefined ? undefined : readSource(source, target);
      if (read === undefined) continue;
      const value = this.convert(entity, field, source, read, problems);
      if (value !== undefined) return { value, ref: read.ref, column: read.column };
    }
    if (field.constant === undefined) return undefined;
    const value = parse(fieldType(entity, field.to), field.constant);
    return value === undefined ? undefined : { value, ref, column: field.to };
  }

  private convert(
    entity: EntityName,
    field: ProfileField,
    source: ProfileSource,
    read: Read,
    problems: RowProblem[],
  ): FieldValue['value'] | undefined {
    const { ref, column } = read;
    const refuse = (code: string): void => {
      const vars = { value: read.raw.slice(0, 80), column };
      problems.push(ref.table.problem(ref.row, 'error', code, { column, vars }));
    };
    const type = fieldType(entity, field.to);
    const text = applyTransforms(source.as ?? [], read.text);
    const table = field.values === undefined ? undefined : this.valueTables.get(field.values);
    if (text !== undefined && table !== undefined) {
      const code = table.codes.get(fold(text));
      if (code === undefined && table.unknown === 'refuse') refuse('import.value_unknown');
      return code;
    }
    const value = text === undefined ? undefined : parse(type, text);
    if (value === undefined) refuse(errorOf(type));
    return value;
  }
}

function readSource(source: ProfileSource, ref: RowRef): Read | undefined {
  const { table, row } = ref;
  if (source.column !== undefined) {
    const text = table.cell(row, source.column);
    return text === '' ? undefined : { text, raw: text, ref, column: source.column };
  }
  const template = source.template ?? '';
  const columns = templateColumns(template);
  if (columns.some((column) => table.cell(row, column) === '')) return undefined;
  const text = template.replace(/\{([^{}]+)\}/gu, (_all, column: string) => table.cell(row, column));
  return { text, raw: text, ref, column: columns.join(', ') };
}

const fold = (value: string) => value.trim().toLowerCase();

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  '1': true,
  '0': false,
  oui: true,
  non: false,
  yes: true,
  no: false,
};

function parse(type: FieldType | undefined, text: string): FieldValue['value'] | undefined {
  switch (type) {
    case 'date':
      return isMoment(text) ? text.slice(0, 10) : undefined;
    case 'datetime':
      return isMoment(text) ? text.slice(0, 16) : undefined;
    case 'integer':
      return /^\d{1,9}$/u.test(text) ? Number(text) : undefined;
    case 'decimal':
      return /^\d{1,9}(?:[.,]\d{1,6})?$/u.test(text) ? Number(text.replace(',', '.')) : undefined;
    case 'boolean':
      return BOOLEANS[fold(text)];
    case 'code':
    case 'text':
      return text;
    case undefined:
      return undefined;
  }
}

function errorOf(type: FieldType | undefined): string {
  if (type === 'date' || type === 'datetime') return 'import.date_invalid';
  if (type === 'integer' || type === 'decimal') return 'import.number_invalid';
  return type === 'boolean' ? 'import.boolean_invalid' : 'import.value_invalid';
}
