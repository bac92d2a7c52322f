import { createParamDecorator, ExecutionContext, Param } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { FastifyRequest } from 'fastify';
import { Malformed, VersionRequired } from './errors.js';

/** A uuid in the path. A text that is none is refused with 400 and the parameter's name. */
export function IdParam(name = 'id'): ParameterDecorator {
  return Param(name, {
    transform(value: unknown): string {
      if (typeof value === 'string' && isUUID(value)) return value.toLowerCase();
      throw new Malformed('request.fields', {}, { fields: [{ field: name, code: 'field.isUuid' }] });
    },
  });
}

/** The version that the caller last saw, from `If-Match: "v3"`. Without it 428. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (header === undefined) throw new VersionRequired('version.required');
  const version = /^(?:W\/)?"?v?(\d{1,9})"?$/.exec(header)?.[1];
  if (version === undefined)
    throw new Malformed('request.fields', {}, { fields: [{ field: 'If-Match', code: 'field.version' }] });
  return Number(version);
});
