import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { NotFound } from '../platform/http/errors.js';
import { Creates } from '../platform/http/idempotency.js';
import { Page } from '../platform/http/keyset.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import {
  CourtSessionBody,
  CourtSessionChange,
  CourtSessionQuery,
  CourtSessionView,
} from './court-sessions.dto.js';
import { CourtSessionsRepository } from './court-sessions.repository.js';
import { CourtSessionsService } from './court-sessions.service.js';

@ApiTags('sessions of court')
@Controller('court-sessions')
export class CourtSessionsController {
  constructor(
    private readonly sessions: CourtSessionsService,
    private readonly repository: CourtSessionsRepository,
  ) {}

  @Get()
  @Requires('hearing:read')
  async list(@Query() query: CourtSessionQuery): Promise<Page<CourtSessionView>> {
    return this.repository.list(query);
  }

  @Post()
  @Requires('hearing:schedule')
  @Creates<CourtSessionsController>(async (controller, id) => controller.one(id))
  async create(@Body() body: CourtSessionBody): Promise<CourtSessionView> {
    return this.sessions.create(body);
  }

  @Get(':id')
  @Requires('hearing:read', { row: { table: 'court_sessions', param: 'id' } })
  async one(@IdParam() id: string): Promise<CourtSessionView> {
    const session = await this.repository.one(id);
    if (!session) throw new NotFound('court_session.not_found');
    return session;
  }

  @Patch(':id')
  @Requires('hearing:schedule', { row: { table: 'court_sessions', param: 'id' } })
  async change(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() change: CourtSessionChange,
  ): Promise<CourtSessionView> {
    return this.sessions.change(id, version, change);
  }
}
