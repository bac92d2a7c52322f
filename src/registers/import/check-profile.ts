import type { ImportProfile, ProfileEntity, ProfileField, ProfileSource } from './profile.js';
import { ancestorsOf, CODES, fieldType, isEntity, REQUIRED } from './targets.js';
import { isTransform } from './transforms.js';

export interface ProfileFault {
  readonly path: string;
  readonly detail: string;
}

/** What a schema cannot say: that every name a profile uses exists. The first fault, or undefined. */
export function checkProfile(profile: ImportProfile): ProfileFault | undefined {
  return faults(profile).next().value;
}

function* faults(profile: ImportProfile): Generator<ProfileFault, undefined> {
  yield* twice('tables', profile.tables, ({ name }) => name);
  yield* twice('valueTables', profile.valueTables, ({ name }) => name);
  yield* twice('entities', profile.entities, ({ entity }) => entity);
  for (const [index, entity] of profile.entities.entries()) {
    yield* entityFaults(profile, entity, `entities.${index}`);
  }
  for (const needed of ['case', 'participant']) {
    if (!profile.entities.some(({ entity }) => entity === needed)) {
      yield { path: 'entities', detail: `"${needed}" is missing` };
    }
  }
  yield* orderFaults(profile);
  try {
    Intl.DateTimeFormat('en', { timeZone: profile.timeZone });
  } catch {
    yield { path: 'timeZone', detail: `"${profile.timeZone}" is no IANA time zone` };
  }
  return undefined;
}

function* twice<T>(path: string, items: readonly T[], name: (item: T) => string): Generator<ProfileFault> {
  const names = items.map(name);
  const again = names.find((each, index) => names.indexOf(each) !== index);
  if (again !== undefined) yield { path, detail: `"${again}" stands there twice` };
}

function* entityFaults(profile: ImportProfile, entity: ProfileEntity, path: string): Generator<ProfileFault> {
  const table = profile.tables.find(({ name }) => name === entity.table);
  if (table === undefined) yield { path: `${path}.table`, detail: `no table "${entity.table}"` };
  if (entity.entity !== 'case' && table?.participantKey === undefined) {
    yield { path: `${path}.table`, detail: `table "${entity.table}" has no participantKey` };
  }
  if (!['case', 'participant'].includes(entity.entity) && table?.chargeKey === undefined) {
    yield { path: `${path}.table`, detail: `table "${entity.table}" has no chargeKey` };
  }
  yield* twice(`${path}.fields`, entity.fields, ({ to }) => to);
  for (const [index, field] of entity.fields.entries()) {
    yield* fieldFaults(profile, entity, field, `${path}.fields.${index}`);
  }
  const missing = REQUIRED[entity.entity].find((name) => !entity.fields.some(({ to }) => to === name));
  if (missing !== undefined) yield { path: `${path}.fields`, detail: `"${missing}" is missing` };
}

function* fieldFaults(
  profile: ImportProfile,
  entity: ProfileEntity,
  field: ProfileField,
  path: string,
): Generator<ProfileFault> {
  const type = fieldType(entity.entity, field.to);
  if (type === undefined) yield { path: `${path}.to`, detail: `${entity.entity} has no field "${field.to}"` };
  if (field.from === undefined && field.constant === undefined) {
    yield { path, detail: 'neither "from" nor "constant"' };
  }
  if (type === 'code' && field.from !== undefined && field.values === undefined) {
    yield { path: `${path}.values`, detail: `"${field.to}" takes codes: it needs a value table` };
  }
  const values = profile.valueTables.find(({ name }) => name === field.values)?.values;
  if (field.values !== undefined && values === undefined) {
    yield { path: `${path}.values`, detail: `no value table "${field.values}"` };
  }
  const known = knownCodes(profile, `${entity.entity}.${field.to}`);
  const given = [...Object.values(values ?? {}), ...(field.constant === undefined ? [] : [field.constant])];
  const stranger = known === undefined ? undefined : given.find((code) => !known.includes(code));
  if (stranger !== undefined) yield { path, detail: `"${stranger}" is no code of "${field.to}"` };
  for (const [index, source] of (field.from ?? []).entries()) {
    yield* sourceFaults(profile, source, `${path}.from.${index}`);
  }
}

function knownCodes(profile: ImportProfile, name: string): readonly string[] | undefined {
  if (name === 'sentence.type') return profile.sentenceTypes.map(({ code }) => code);
  return CODES[name];
}

function* sourceFaults(profile: ImportProfile, source: ProfileSource, path: string): Generator<ProfileFault> {
  if ((source.column === undefined) === (source.template === undefined)) {
    yield { path, detail: 'one of "column" and "template", not both' };
  }
  if (source.table !== undefined && !profile.tables.some(({ name }) => name === source.table)) {
    yield { path: `${path}.table`, detail: `no table "${source.table}"` };
  }
  const step = source.as?.find((each) => !isTransform(each));
  if (step !== undefined) yield { path: `${path}.as`, detail: `no transform "${step}"` };
}

function* orderFaults(profile: ImportProfile): Generator<ProfileFault> {
  for (const [index, { earlier, later }] of profile.dateOrder.entries()) {
    const path = `dateOrder.${index}`;
    for (const reference of [earlier, later]) {
      const [entity = '', field = ''] = reference.split('.');
      const type = isEntity(entity) ? fieldType(entity, field) : undefined;
      if (type !== 'date' && type !== 'datetime') yield { path, detail: `"${reference}" is no date` };
    }
    const [first = '', second = ''] = [earlier, later].map((reference) => reference.split('.')[0]);
    if (isEntity(first) && isEntity(second) && !ancestorsOf(second).includes(first)) {
      yield { path, detail: `"${first}" does not stand above "${second}"` };
    }
  }
}
