import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { NotFound } from '../platform/http/errors.js';
import { Creates } from '../platform/http/idempotency.js';
import { Page } from '../platform/http/keyset.js';
import { IdParam } from '../platform/http/parameters.js';
import { JudgmentBody, JudgmentView, OutcomeQuery, OutcomeView } from './judgments.dto.js';
import { JudgmentsRepository, OutcomeType } from './judgments.repository.js';
import { JudgmentsService } from './judgments.service.js';

@ApiTags('outcomes')
@Controller()
export class JudgmentsController {
  constructor(
    private readonly judgments: JudgmentsService,
    private readonly repository: JudgmentsRepository,
  ) {}

  /** What can become of a count. */
  @Get('outcome-types')
  @Requires('reference:read')
  async types(): Promise<{ items: OutcomeType[] }> {
    return { items: await this.repository.types() };
  }

  @Get('cases/:caseId/outcomes')
  @Requires('outcome:read', { row: { table: 'cases', param: 'caseId' } })
  async ofCase(@IdParam('caseId') caseId: string, @Query() query: OutcomeQuery): Promise<Page<OutcomeView>> {
    return this.repository.ofCase(caseId, query);
  }

  /** Records one judgment on one defendant, count by count. */
  @Post('cases/:caseId/outcomes')
  @Requires('outcome:record', { row: { table: 'cases', param: 'caseId' } })
  @Creates<JudgmentsController>(async (controller, id, params) =>
    controller.judgment(params['caseId'] ?? '', id),
  )
  async record(@IdParam('caseId') caseId: string, @Body() body: JudgmentBody): Promise<JudgmentView> {
    return this.judgments.record(caseId, body);
  }

  private async judgment(caseId: string, id: string): Promise<JudgmentView> {
    const judgment = await this.repository.judgment(caseId, id);
    if (!judgment) throw new NotFound('outcome.not_found');
    return judgment;
  }
}
