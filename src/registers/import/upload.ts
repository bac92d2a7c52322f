import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type {} from '@fastify/multipart';
import { isUUID } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Malformed, TooLarge, type FieldProblem } from '../../platform/http/errors.js';
import type { SourceFile } from './raw-table.js';

export interface Upload {
  readonly profile: string;
  readonly officeId: string;
  readonly files: readonly SourceFile[];
}

const NAME_LENGTH = 200;

/**
 * Takes a multipart request apart: `profile`, `officeId` and one or more files, which are written into `folder`
 * under numbers of ours.
 *
 * @throws Malformed naming the field; TooLarge for a file over the limit
 */
export async function receiveUpload(request: FastifyRequest, folder: string): Promise<Upload> {
  if (!request.isMultipart()) throw new Malformed('import.multipart');
  const values = new Map<string, string>();
  const files: SourceFile[] = [];
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      const path = join(folder, String(files.length));
      await pipeline(part.file, createWriteStream(path));
      if (part.file.truncated) throw new TooLarge('request.too_large');
      files.push({ name: basename(part.filename.replaceAll('\\', '/')).slice(0, NAME_LENGTH), path });
    } else if (part.fieldname === 'profile' || part.fieldname === 'officeId') {
      values.set(part.fieldname, typeof part.value === 'string' ? part.value : '');
    } else throw wrong({ field: part.fieldname.slice(0, NAME_LENGTH), code: 'field.whitelistValidation' });
  }
  const profile = values.get('profile') ?? '';
  const officeId = values.get('officeId') ?? '';
  if (profile === '') throw wrong({ field: 'profile', code: 'field.isString' });
  if (!isUUID(officeId)) throw wrong({ field: 'officeId', code: 'field.isUuid' });
  if (files.length === 0) throw wrong({ field: 'files', code: 'field.arrayMinSize' });
  return { profile, officeId, files };
}

function wrong(field: FieldProblem): Malformed {
  return new Malformed('request.fields', {}, { fields: [field] });
}
