import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { NotFound } from '../platform/http/errors.js';
import { Creates } from '../platform/http/idempotency.js';
import { Page, PageQuery } from '../platform/http/keyset.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import {
  HearingBody,
  HearingChange,
  HearingListItem,
  HearingQuery,
  HearingResultBody,
  HearingView,
} from './hearings.dto.js';
import { HearingsRepository } from './hearings.repository.js';
import { HearingsService } from './hearings.service.js';

@ApiTags('hearings')
@Controller()
export class HearingsController {
  constructor(
    private readonly hearings: HearingsService,
    private readonly repository: HearingsRepository,
  ) {}

  /** Puts the case on the roll of a sitting. */
  @Post('cases/:caseId/hearings')
  @Requires('hearing:schedule', { row: { table: 'cases', param: 'caseId' } })
  @Creates<HearingsController>(async (controller, id) => controller.one(id))
  async schedule(@IdParam('caseId') caseId: string, @Body() body: HearingBody): Promise<HearingView> {
    return this.hearings.schedule(caseId, body);
  }

  @Get('cases/:caseId/hearings')
  @Requires('hearing:read', { row: { table: 'cases', param: 'caseId' } })
  async ofCase(@IdParam('caseId') caseId: string, @Query() query: PageQuery): Promise<Page<HearingListItem>> {
    return this.repository.ofCase(caseId, query);
  }

  /** The calendar of the cases that I may see. */
  @Get('hearings')
  @Requires('hearing:read')
  async list(@Query() query: HearingQuery): Promise<Page<HearingListItem>> {
    return this.repository.list(query);
  }

  @Get('hearings/:id')
  @Requires('hearing:read', { row: { table: 'hearings', param: 'id' } })
  async one(@IdParam() id: string): Promise<HearingView> {
    const hearing = await this.repository.one(id);
    if (!hearing) throw new NotFound('hearing.not_found');
    return hearing;
  }

  @Patch('hearings/:id')
  @Requires('hearing:schedule', { row: { table: 'hearings', param: 'id' } })
  async change(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() change: HearingChange,
  ): Promise<HearingView> {
    return this.hearings.change(id, version, change);
  }

  /** What came of it: heard, adjourned with its reason, reserved, judged or struck off. */
  @Post('hearings/:id/result')
  @HttpCode(200)
  @Requires('hearing:record', { row: { table: 'hearings', param: 'id' } })
  async record(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: HearingResultBody,
  ): Promise<HearingView> {
    return this.hearings.record(id, version, body);
  }
}
