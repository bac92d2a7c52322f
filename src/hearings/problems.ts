import { FieldProblem, Invalid } from '../platform/http/errors.js';

/** @throws Invalid (422) naming every wrong field, when there is one. */
export function refuse(problems: readonly (FieldProblem | undefined)[]): void {
  const fields = problems.filter((problem) => problem !== undefined);
  if (fields.length > 0) throw new Invalid('request.fields', {}, { fields });
}
