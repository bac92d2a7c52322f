import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { projectRoot } from '../../platform/root.js';
import { refusal, type ImportRefused } from './problem.js';
import { checkProfile } from './check-profile.js';
import { ImportProfile } from './profile.js';

const folder = () => join(projectRoot(), 'src', 'registers', 'profiles');

/** Names of the profiles that come with Greffe. */
export function shippedProfiles(): string[] {
  return readdirSync(folder())
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted();
}

/**
 * A shipped profile by its name.
 *
 * @throws ImportRefused `import.profile_unknown`, or what {@link parseProfile} throws
 */
export function loadProfile(name: string): ImportProfile {
  const names = shippedProfiles();
  if (!names.includes(name)) {
    throw refusal('import.profile_unknown', name, {}, { known: names.join(', ') });
  }
  return parseProfile(`${name}.json`, readFileSync(join(folder(), `${name}.json`), 'utf8'));
}

/**
 * Reads and checks a profile: every key is known, every name it uses exists.
 *
 * @param file name to show in the error
 * @throws ImportRefused `import.profile_not_json`, `import.profile_invalid` with the path of the first fault
 */
export function parseProfile(file: string, text: string): ImportProfile {
  const profile = plainToInstance(ImportProfile, parseJson(file, text));
  const faults = validateSync(profile, { whitelist: true, forbidNonWhitelisted: true });
  const fault = faults[0];
  if (fault !== undefined) throw invalid(file, pathOf(fault), messageOf(fault));
  const wrong = checkProfile(profile);
  if (wrong !== undefined) throw invalid(file, wrong.path, wrong.detail);
  return profile;
}

function parseJson(file: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Falls through to the one refusal there is for both.
  }
  throw refusal('import.profile_not_json', file);
}

function invalid(file: string, path: string, detail: string): ImportRefused {
  return refusal('import.profile_invalid', file, { column: path }, { path, detail });
}

function deepest(fault: ValidationError): ValidationError[] {
  const child = fault.children?.[0];
  return child === undefined ? [fault] : [fault, ...deepest(child)];
}

function pathOf(fault: ValidationError): string {
  return deepest(fault)
    .map(({ property }) => property)
    .join('.');
}

function messageOf(fault: ValidationError): string {
  return Object.values(deepest(fault).at(-1)?.constraints ?? {}).join('; ');
}
