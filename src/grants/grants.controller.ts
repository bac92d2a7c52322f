import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { Creates, Replay } from '../platform/http/idempotency.js';
import { IdParam } from '../platform/http/parameters.js';
import { AssignBody, ExcludeBody, ShareBody } from './grant.dto.js';
import { GrantKind } from './grant-kinds.js';
import { type Candidate, type GrantView, type PersonWithAccess } from './grant.view.js';
import { GrantsRepository } from './grants.repository.js';
import { GrantsService } from './grants.service.js';

const ofCase = { row: { table: 'cases', param: 'caseId' } } as const;

/** A repeated request is answered with the grant as it is today. */
function again(kind: GrantKind): Replay<GrantsController> {
  return async (controller, id, params) => controller.one(kind, params['caseId'] ?? '', id);
}

@ApiTags('grants')
@Controller('cases/:caseId')
export class GrantsController {
  constructor(
    private readonly grants: GrantsService,
    private readonly repository: GrantsRepository,
  ) {}

  /** Who may see this case today, and why; who is excluded. */
  @Get('access')
  @Requires('case:access:read', ofCase)
  async access(@IdParam('caseId') caseId: string): Promise<{ items: PersonWithAccess[] }> {
    return this.repository.access(caseId);
  }

  /** Colleagues to whom this case can be given. */
  @Get('candidates')
  @Requires('case:assign', ofCase)
  async candidates(@IdParam('caseId') caseId: string): Promise<{ items: Candidate[] }> {
    return this.repository.candidates(caseId);
  }

  @Get('assignments')
  @Requires('case:access:read', ofCase)
  async assignments(@IdParam('caseId') caseId: string): Promise<{ items: GrantView[] }> {
    return this.repository.list('assignment', caseId);
  }

  /** Gives the case to somebody to work on. */
  @Post('assignments')
  @Requires('case:assign', ofCase)
  @Creates<GrantsController>(again('assignment'))
  async assign(@IdParam('caseId') caseId: string, @Body() body: AssignBody): Promise<GrantView> {
    return this.grants.assign(caseId, body);
  }

  /** Ends an assignment today. */
  @Post('assignments/:id/end')
  @HttpCode(200)
  @Requires('case:assign', ofCase)
  @Creates<GrantsController>(again('assignment'))
  async endAssignment(@IdParam('caseId') caseId: string, @IdParam() id: string): Promise<GrantView> {
    return this.grants.end('assignment', caseId, id);
  }

  @Get('shares')
  @Requires('case:access:read', ofCase)
  async shares(@IdParam('caseId') caseId: string): Promise<{ items: GrantView[] }> {
    return this.repository.list('share', caseId);
  }

  /** Opens the case to a person or an office elsewhere. */
  @Post('shares')
  @Requires('case:share', ofCase)
  @Creates<GrantsController>(again('share'))
  async share(@IdParam('caseId') caseId: string, @Body() body: ShareBody): Promise<GrantView> {
    return this.grants.share(caseId, body);
  }

  /** Ends a share today. */
  @Post('shares/:id/end')
  @HttpCode(200)
  @Requires('case:share', ofCase)
  @Creates<GrantsController>(again('share'))
  async endShare(@IdParam('caseId') caseId: string, @IdParam() id: string): Promise<GrantView> {
    return this.grants.end('share', caseId, id);
  }

  @Get('exclusions')
  @Requires('case:access:read', ofCase)
  async exclusions(@IdParam('caseId') caseId: string): Promise<{ items: GrantView[] }> {
    return this.repository.list('exclusion', caseId);
  }

  /** Bars somebody from the case, whatever else they hold. */
  @Post('exclusions')
  @Requires('case:exclude', ofCase)
  @Creates<GrantsController>(again('exclusion'))
  async exclude(@IdParam('caseId') caseId: string, @Body() body: ExcludeBody): Promise<GrantView> {
    return this.grants.exclude(caseId, body);
  }

  /** Ends an exclusion today. */
  @Post('exclusions/:id/end')
  @HttpCode(200)
  @Requires('case:exclude', ofCase)
  @Creates<GrantsController>(again('exclusion'))
  async endExclusion(@IdParam('caseId') caseId: string, @IdParam() id: string): Promise<GrantView> {
    return this.grants.end('exclusion', caseId, id);
  }

  async one(kind: GrantKind, caseId: string, id: string): Promise<GrantView> {
    return this.repository.one(kind, caseId, id);
  }
}
