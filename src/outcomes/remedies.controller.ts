import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { NotFound } from '../platform/http/errors.js';
import { Creates } from '../platform/http/idempotency.js';
import { Page, PageQuery } from '../platform/http/keyset.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import { RemedyBody, RemedyDecisionBody, RemedyView } from './remedies.dto.js';
import { RemediesRepository } from './remedies.repository.js';
import { RemediesService } from './remedies.service.js';

@ApiTags('remedies')
@Controller()
export class RemediesController {
  constructor(
    private readonly remedies: RemediesService,
    private readonly repository: RemediesRepository,
  ) {}

  @Get('cases/:caseId/remedies')
  @Requires('outcome:read', { row: { table: 'cases', param: 'caseId' } })
  async ofCase(@IdParam('caseId') caseId: string, @Query() query: PageQuery): Promise<Page<RemedyView>> {
    return this.repository.ofCase(caseId, query);
  }

  /** Enters an opposition, an appeal or an appeal on points of law. */
  @Post('cases/:caseId/remedies')
  @Requires('remedy:record', { row: { table: 'cases', param: 'caseId' } })
  @Creates<RemediesController>(async (controller, id) => controller.one(id))
  async lodge(@IdParam('caseId') caseId: string, @Body() body: RemedyBody): Promise<RemedyView> {
    return this.remedies.lodge(caseId, body);
  }

  @Get('remedies/:id')
  @Requires('outcome:read', { row: { table: 'remedies', param: 'id' } })
  async one(@IdParam() id: string): Promise<RemedyView> {
    const remedy = await this.repository.one(id);
    if (!remedy) throw new NotFound('remedy.not_found');
    return remedy;
  }

  /** Records how it ended. */
  @Patch('remedies/:id')
  @Requires('remedy:record', { row: { table: 'remedies', param: 'id' } })
  async decide(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: RemedyDecisionBody,
  ): Promise<RemedyView> {
    return this.remedies.decide(id, version, body);
  }
}
