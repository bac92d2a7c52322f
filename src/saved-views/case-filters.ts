import { OmitType } from '@nestjs/swagger';
import { CaseListQuery } from '../cases/case.dto.js';
import { formatNumber, parseNumber } from '../cases/register-number.js';
import { Malformed } from '../platform/http/errors.js';

/** What the list of cases can be narrowed by, without how it is paged and sorted. */
export class CaseFilters extends OmitType(CaseListQuery, ['cursor', 'limit', 'total', 'sort'] as const) {}

/**
 * The filters as they are kept: only those given, the number in its canonical form, so that the one text among
 * them can hold nothing but a number of ours (ruling 12).
 *
 * @throws Malformed naming `filters.number` when it is mistyped
 */
export function keptFilters(filters: CaseFilters): Record<string, string> {
  const given = Object.entries(filters).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(
    given.map(([key, value]) => [key, key === 'number' ? exactNumber(value) : value]),
  );
}

function exactNumber(typed: string): string {
  const number = parseNumber(typed);
  if (number) return formatNumber(number);
  throw new Malformed(
    'request.fields',
    {},
    { fields: [{ field: 'filters.number', code: 'case.number_check' }] },
  );
}
