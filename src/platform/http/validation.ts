import { ValidationError, ValidationPipe } from '@nestjs/common';
import { FieldProblem, Malformed } from './errors.js';

/** Checks bodies and queries: unknown fields are refused, each wrong field is named. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) =>
      new Malformed('request.fields', {}, { fields: errors.flatMap((error) => problems(error, '')) }),
  });
}

function problems(error: ValidationError, parent: string): FieldProblem[] {
  const path = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.keys(error.constraints ?? {}).map((rule) => ({
    field: path.slice(0, 200),
    code: `field.${rule}`,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => problems(child, path))];
}
