import { Invalid, TooLarge, type DomainError } from '../../platform/http/errors.js';
import { mapCases, type MappedSource } from './map-cases.js';
import { ImportRefused } from './problem.js';
import type { ImportProfile } from './profile.js';
import type { SourceFile } from './raw-table.js';
import { readFiles, type ReadFile } from './read-tables.js';

export interface ReadSource {
  readonly files: readonly ReadFile[];
  readonly mapped: MappedSource;
}

/**
 * Files and a profile, read and joined.
 *
 * @throws DomainError with file, line and column when they cannot be used
 */
export async function readSource(profile: ImportProfile, files: readonly SourceFile[]): Promise<ReadSource> {
  return refusedAsProblem(async () => {
    const read = await readFiles(files);
    return {
      files: read,
      mapped: mapCases(
        profile,
        read.flatMap(({ tables }) => tables),
      ),
    };
  });
}

/** Runs work and turns a refused file or profile into the answer the caller gets. */
export async function refusedAsProblem<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ImportRefused ? asDomainError(error) : error;
  }
}

const TOO_LARGE = new Set(['import.file_too_large', 'import.unpacks_too_large']);

function asDomainError(refused: ImportRefused): DomainError {
  const { code, vars, file, line, column } = refused.problem;
  const place = {
    file,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
  const words = { file, column: column ?? '', ...vars };
  const details = { extra: place, cause: refused };
  return TOO_LARGE.has(code) ? new TooLarge(code, words, details) : new Invalid(code, words, details);
}
