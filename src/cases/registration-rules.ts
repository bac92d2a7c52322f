import { FieldProblem } from '../platform/http/errors.js';
import type { DefendantBody, RegisterCaseBody } from './register-case.dto.js';

/**
 * What a registration must respect beyond the form of its fields, as the list of what is wrong.
 *
 * @param today the day it enters the register
 */
export function registrationProblems(body: RegisterCaseBody, today: string): FieldProblem[] {
  return [
    ...datesOfCase(body, today),
    ...(body.matter === 'criminal' && body.defendants.length === 0
      ? [{ field: 'defendants', code: 'case.no_defendant' }]
      : []),
    ...(body.matter === 'criminal' && body.defendants.every((one) => (one.counts ?? []).length === 0)
      ? [{ field: 'defendants.0.counts', code: 'case.no_count' }]
      : []),
    ...body.defendants.flatMap((one, index) =>
      defendantProblems(one, `defendants.${String(index)}`, body.facts.to ?? body.facts.from, today),
    ),
    ...(body.victims ?? []).flatMap((victim, index) =>
      (victim.kind === 'legal') === (victim.legalName !== undefined)
        ? []
        : [
            {
              field: `victims.${String(index)}.legalName`,
              code: victim.kind === 'legal' ? 'victim.legal_name_missing' : 'victim.no_name',
            },
          ],
    ),
  ];
}

function datesOfCase({ receivedOn, facts }: RegisterCaseBody, today: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (receivedOn > today) problems.push({ field: 'receivedOn', code: 'date.in_future' });
  if (facts.from !== undefined && facts.from > receivedOn)
    problems.push({ field: 'facts.from', code: 'case.facts_after_receipt' });
  if (facts.to !== undefined && facts.to > receivedOn)
    problems.push({ field: 'facts.to', code: 'case.facts_after_receipt' });
  if (facts.to !== undefined && (facts.from === undefined || facts.to < facts.from)) {
    problems.push({ field: 'facts.to', code: 'date.before_start' });
  }
  if ((facts.from === undefined) !== (facts.precision === 'unknown'))
    problems.push({ field: 'facts.precision', code: 'date.precision' });
  return problems;
}

/** The rules of one defendant, at registration and later. */
export function defendantProblems(
  one: DefendantBody,
  path: string,
  factsOn: string | undefined,
  today: string,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const ways = [one.personId !== undefined, one.person !== undefined, one.unknown === true].filter(
    Boolean,
  ).length;
  if (ways !== 1) problems.push({ field: path, code: 'defendant.one_identity' });
  const { person } = one;
  if (person) {
    if (!person.names.some((name) => name.kind === 'written'))
      problems.push({ field: `${path}.person.names`, code: 'person.no_written_name' });
    if (person.names.filter((name) => name.kind === 'written').length > 1) {
      problems.push({ field: `${path}.person.names`, code: 'person.two_written_names' });
    }
    if ((person.birthDate === undefined) !== ((person.birthPrecision ?? 'unknown') === 'unknown')) {
      problems.push({ field: `${path}.person.birthPrecision`, code: 'date.precision' });
    }
    if (person.birthDate !== undefined && person.birthDate > (factsOn ?? today)) {
      problems.push({ field: `${path}.person.birthDate`, code: 'person.born_after_facts' });
    }
  }
  if (one.arrest && one.arrest.date > today)
    problems.push({ field: `${path}.arrest.date`, code: 'date.in_future' });
  if (one.referredOn !== undefined && one.referredOn > today)
    problems.push({ field: `${path}.referredOn`, code: 'date.in_future' });
  for (const [index, count] of (one.counts ?? []).entries()) {
    if (count.chargedOn !== undefined && count.chargedOn > today) {
      problems.push({ field: `${path}.counts.${String(index)}.chargedOn`, code: 'date.in_future' });
    }
  }
  return problems;
}
