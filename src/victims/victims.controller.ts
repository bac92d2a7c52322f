import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { VictimBody } from '../cases/register-case.dto.js';
import { Requires } from '../platform/access/requires.js';
import { Creates } from '../platform/http/idempotency.js';
import { type Page, PageQuery } from '../platform/http/keyset.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import { PatchVictimBody } from './victim.dto.js';
import { type VictimView } from './victim.view.js';
import { VictimsRepository } from './victims.repository.js';
import { VictimsService } from './victims.service.js';

const ofCase = { row: { table: 'cases', param: 'caseId' } } as const;
const ofVictim = { row: { table: 'victims', param: 'id' } } as const;

@ApiTags('victims')
@Controller()
export class VictimsController {
  constructor(
    private readonly victims: VictimsService,
    private readonly repository: VictimsRepository,
  ) {}

  /** Victims and witnesses of a case, by pseudonym. Each look is an event. */
  @Get('cases/:caseId/victims')
  @Requires('victim:read', ofCase)
  async list(@IdParam('caseId') caseId: string, @Query() query: PageQuery): Promise<Page<VictimView>> {
    return this.repository.ofCase(caseId, query);
  }

  /** Enters a victim or witness; gives the pseudonym. */
  @Post('cases/:caseId/victims')
  @Requires('victim:write', ofCase)
  @Creates<VictimsController>(async (controller, id) => controller.one(id))
  async add(@IdParam('caseId') caseId: string, @Body() body: VictimBody): Promise<VictimView> {
    return this.victims.add(caseId, body);
  }

  @Get('victims/:id')
  @Requires('victim:read', ofVictim)
  async one(@IdParam() id: string): Promise<VictimView> {
    return this.repository.one(id);
  }

  @Patch('victims/:id')
  @Requires('victim:write', ofVictim)
  async change(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: PatchVictimBody,
  ): Promise<VictimView> {
    await this.victims.change(id, body, version);
    return this.repository.one(id);
  }
}
