import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { Creates } from '../platform/http/idempotency.js';
import { Page, PageQuery } from '../platform/http/keyset.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import { DamagesBody, DamagesView, PaymentBody } from './damages.dto.js';
import { DamagesService } from './damages.service.js';

@ApiTags('damages')
@Controller()
export class DamagesController {
  constructor(private readonly damages: DamagesService) {}

  @Get('cases/:caseId/damages')
  @Requires('outcome:read', { row: { table: 'cases', param: 'caseId' } })
  async ofCase(@IdParam('caseId') caseId: string, @Query() query: PageQuery): Promise<Page<DamagesView>> {
    return this.damages.ofCase(caseId, query);
  }

  /** Awards damages to one civil party. */
  @Post('cases/:caseId/damages')
  @Requires('outcome:record', { row: { table: 'cases', param: 'caseId' } })
  @Creates<DamagesController>(async (controller, id) => controller.one(id))
  async award(@IdParam('caseId') caseId: string, @Body() body: DamagesBody): Promise<DamagesView> {
    return this.damages.award(caseId, body);
  }

  @Get('damages/:id')
  @Requires('outcome:read', { row: { table: 'damages', param: 'id' } })
  async one(@IdParam() id: string): Promise<DamagesView> {
    return this.damages.one(id);
  }

  @Patch('damages/:id')
  @Requires('outcome:record', { row: { table: 'damages', param: 'id' } })
  async pay(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: PaymentBody,
  ): Promise<DamagesView> {
    return this.damages.pay(id, version, body);
  }
}
