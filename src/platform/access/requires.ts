import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth, ApiExtension, ApiResponse } from '@nestjs/swagger';
import { Permission } from './permissions.js';

export const ACCESS = 'greffe:access';

/** Tables whose rows decide between 404 (out of scope) and 403 (in scope, verb not allowed). */
export const scopedTables = [
  'cases',
  'people',
  'person_links',
  'defendants',
  'counts',
  'victims',
  'court_sessions',
  'sittings',
  'hearings',
  'sentences',
  'damages',
  'remedies',
  'users',
  'offices',
  'imports',
  'exports',
] as const;

export interface RequiresOptions {
  /** The row the route is about: its table and the path parameter that holds its id. */
  row?: { table: (typeof scopedTables)[number]; param: string };
  /** A grave act: the password or a code was given within the last five minutes. */
  stepUp?: boolean;
}

export type Access = { open: true } | { open: false; permission: Permission; options: RequiresOptions };

/** Who may call this route. Composes the guard's rule and what the API's documentation says of it. */
export function Requires(permission: Permission, options: RequiresOptions = {}): MethodDecorator {
  const access: Access = { open: false, permission, options };
  return applyDecorators(
    SetMetadata(ACCESS, access),
    ApiCookieAuth(),
    ApiBearerAuth(),
    ApiExtension('x-permission', permission),
    ApiResponse({ status: 401, description: 'Nobody is signed in.' }),
    ApiResponse({ status: 403, description: `In scope, but without ${permission}.` }),
  );
}

/** Open to everyone, signed in or not. Each use is a line of the reviewed snapshot. */
export function Public(): MethodDecorator {
  const access: Access = { open: true };
  return applyDecorators(SetMetadata(ACCESS, access), ApiExtension('x-permission', 'public'));
}
