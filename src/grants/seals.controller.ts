import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { Creates } from '../platform/http/idempotency.js';
import { type Page, PageQuery } from '../platform/http/keyset.js';
import { IdParam } from '../platform/http/parameters.js';
import { SealBody, SealMemberBody, UnsealBody } from './grant.dto.js';
import { type GrantView, type SealedCase } from './grant.view.js';
import { GrantsRepository } from './grants.repository.js';
import { SealsService, type SealView } from './seals.service.js';

const ofCase = { row: { table: 'cases', param: 'caseId' } } as const;
/** Hiding a case and showing it again are grave: the password or a code was just given. */
const grave = { ...ofCase, stepUp: true } as const;

@ApiTags('seals')
@Controller()
export class SealsController {
  constructor(
    private readonly seals: SealsService,
    private readonly repository: GrantsRepository,
  ) {}

  /** From now on only the named see the case; shares made before end. */
  @Post('cases/:caseId/seal')
  @HttpCode(200)
  @Requires('case:seal', grave)
  @Creates<SealsController>(async (controller, id) => controller.members(id))
  async seal(@IdParam('caseId') caseId: string, @Body() body: SealBody): Promise<SealView> {
    return this.seals.seal(caseId, body);
  }

  @Post('cases/:caseId/unseal')
  @HttpCode(200)
  @Requires('case:seal', grave)
  @Creates<SealsController>(async (controller, id) => controller.members(id))
  async unseal(@IdParam('caseId') caseId: string, @Body() body: UnsealBody): Promise<SealView> {
    return this.seals.unseal(caseId, body.reason);
  }

  /** The named of a sealed case, past ones too. */
  @Get('cases/:caseId/seal-members')
  @Requires('case:access:read', ofCase)
  async list(@IdParam('caseId') caseId: string): Promise<{ items: GrantView[] }> {
    return this.repository.list('sealMember', caseId);
  }

  @Post('cases/:caseId/seal-members')
  @Requires('case:seal', grave)
  @Creates<SealsController>(async (controller, id, params) => controller.member(params['caseId'] ?? '', id))
  async add(@IdParam('caseId') caseId: string, @Body() body: SealMemberBody): Promise<GrantView> {
    return this.seals.addMember(caseId, body);
  }

  @Post('cases/:caseId/seal-members/:id/end')
  @HttpCode(200)
  @Requires('case:seal', grave)
  @Creates<SealsController>(async (controller, id, params) => controller.member(params['caseId'] ?? '', id))
  async end(@IdParam('caseId') caseId: string, @IdParam() id: string): Promise<GrantView> {
    return this.seals.endMember(caseId, id);
  }

  /** Numbers and owners of sealed cases, which explain the gaps in a register. Nothing else of them. */
  @Get('sealed-cases')
  @Requires('sealed-register:read')
  async sealedCases(@Query() query: PageQuery): Promise<Page<SealedCase>> {
    return this.repository.sealedCases(query);
  }

  private async members(caseId: string): Promise<SealView> {
    const { items } = await this.repository.list('sealMember', caseId);
    return { id: caseId, members: items.filter(({ active }) => active) };
  }

  private async member(caseId: string, id: string): Promise<GrantView> {
    return this.repository.one('sealMember', caseId, id);
  }
}
