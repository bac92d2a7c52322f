import { OmitType } from '@nestjs/swagger';
import { DateField, OneOf, TextField, UuidField } from '../http/fields.js';
import { PageQuery } from '../http/keyset.js';
import { accessKinds } from './access-event.js';

/** Changes of rows and of the schema, which only the database itself writes, and everything the access log knows. */
export const eventKinds = ['change', 'ddl', ...accessKinds] as const;

/** A page of the log. Its events are never counted: they only grow. */
export class EventPageQuery extends OmitType(PageQuery, ['total'] as const) {}

export class EventsQuery extends EventPageQuery {
  @UuidField({ optional: true, description: 'Events of this case, also lists and searches that showed it' })
  caseId?: string;
  @UuidField({ optional: true, description: 'Events of this user' })
  actorId?: string;
  @OneOf(eventKinds, { optional: true })
  kind?: (typeof eventKinds)[number];
  @TextField({ optional: true, max: 80, pattern: /^(app|auth|audit)\.[a-z_]+$/, description: 'app.cases' })
  table?: string;
  @DateField({ optional: true, description: 'First day' })
  from?: string;
  @DateField({ optional: true, description: 'Last day' })
  to?: string;
}
