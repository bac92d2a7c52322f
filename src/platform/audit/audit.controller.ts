import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../access/requires.js';
import { Forbidden, Malformed, NotFound } from '../http/errors.js';
import { decodeCursor, Page, PAGE_SIZE, toPage } from '../http/keyset.js';
import { IdParam } from '../http/parameters.js';
import { AccessLog } from './access-log.js';
import { EventPageQuery, EventsQuery } from './audit.dto.js';
import { AuditRepository } from './audit.repository.js';
import {
  AccessView,
  EventContentView,
  EventRow,
  EventView,
  toAccessView,
  toEventView,
} from './audit.view.js';

@ApiTags('audit')
@Controller()
export class AuditController {
  constructor(
    private readonly repository: AuditRepository,
    private readonly accessLog: AccessLog,
  ) {}

  /** What happened in my scope, newest first, without contents. */
  @Get('audit/events')
  @Requires('audit:read')
  async events(@Query() query: EventsQuery): Promise<Page<EventView>> {
    const { before, limit } = positionOf(query);
    const rows = await this.repository.events(query, before, limit + 1);
    const page = pageOf(rows, limit, toEventView);
    await this.accessLog.record({
      kind: 'list',
      table: 'audit.event',
      caseIds: query.caseId === undefined ? [] : [query.caseId],
      detail: {
        count: page.items.length,
        query: this.accessLog.fingerprint(filtersOf(query)),
      },
    });
    return page;
  }

  /** The hashed text of one event; with the row before and after for those who may read the row. */
  @Get('audit/events/:eventId')
  @Requires('audit:read')
  async event(@Param('eventId') eventId: string): Promise<EventContentView> {
    if (!/^[1-9]\d{0,17}$/.test(eventId)) {
      const fields = [{ field: 'eventId', code: 'field.isInt' }];
      throw new Malformed('request.fields', {}, { fields });
    }
    const content = await this.repository.content(eventId);
    if (!content) throw new NotFound('request.not_found');
    return content;
  }

  /** What I did myself, newest first. */
  @Get('audit/own-events')
  @Requires('audit:own:read')
  async own(@Query() query: EventPageQuery): Promise<Page<EventView>> {
    const { before, limit } = positionOf(query);
    return pageOf(await this.repository.own(before, limit + 1), limit, toEventView);
  }

  /** Who looked at this case: openings in full, of lists and searches that showed it who and when. */
  @Get('cases/:caseId/access-log')
  @Requires('case:access:read', { row: { table: 'cases', param: 'caseId' } })
  async caseAccess(
    @IdParam('caseId') caseId: string,
    @Query() query: EventPageQuery,
  ): Promise<Page<AccessView>> {
    const { before, limit } = positionOf(query);
    const { rights, rows } = await this.repository.caseAccess(caseId, before, limit + 1);
    if (!rights.may)
      throw rights.sees ? new Forbidden('access.forbidden') : new NotFound('request.not_found');
    await this.accessLog.record({ kind: 'list', table: 'audit.event', caseIds: [caseId] });
    return pageOf(rows, limit, toAccessView);
  }
}

function filtersOf({ caseId, actorId, kind, table, from, to }: EventsQuery): unknown {
  return { caseId, actorId, kind, table, from, to };
}

function positionOf({ cursor, limit }: EventPageQuery): { before: string | null; limit: number } {
  const position = decodeCursor(cursor, 1)?.[0];
  if (position !== undefined && !/^\d{1,18}$/.test(String(position))) {
    throw new Malformed('request.fields', {}, { fields: [{ field: 'cursor', code: 'field.cursor' }] });
  }
  return { before: position === undefined ? null : String(position), limit: limit ?? PAGE_SIZE };
}

function pageOf<T>(rows: readonly EventRow[], limit: number, view: (row: EventRow) => T): Page<T> {
  return toPage(rows, limit, (row) => [row.id], view);
}
