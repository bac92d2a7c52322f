import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/access/requires.js';
import { NotFound } from '../../platform/http/errors.js';
import { Creates } from '../../platform/http/idempotency.js';
import { IdParam } from '../../platform/http/parameters.js';
import { Users } from '../users/users.js';
import { RoleHoldings } from './role-holdings.js';
import { EndRoleBody, HoldingView, RoleBody } from './role.views.js';

const row = { row: { table: 'users', param: 'id' } } as const;

/** The roles of a user. Whoever administers gives rights only within their own reach, and never to themselves. */
@ApiTags('users')
@Controller('users/:id/roles')
export class RolesController {
  constructor(
    private readonly holdings: RoleHoldings,
    private readonly users: Users,
  ) {}

  @Get()
  @Requires('user:read', row)
  async list(@IdParam() id: string): Promise<{ items: HoldingView[] }> {
    await this.users.demand(id);
    return { items: await this.holdings.list(id) };
  }

  /** Gives a role. An administrator's waits for a second person. */
  @Post()
  @Requires('user:manage', { ...row, stepUp: true })
  @Creates<RolesController>(async (controller, holdingId, { id }) => controller.one(id ?? '', holdingId))
  async grant(@IdParam() id: string, @Body() body: RoleBody): Promise<HoldingView> {
    return this.holdings.grant(id, body);
  }

  /** Ends a role, the same day unless told otherwise. */
  @Post(':holdingId/end')
  @Requires('user:manage', { ...row, stepUp: true })
  @HttpCode(200)
  async end(
    @IdParam() id: string,
    @IdParam('holdingId') holdingId: string,
    @Body() body: EndRoleBody,
  ): Promise<HoldingView> {
    return this.holdings.end(id, holdingId, body);
  }

  /** The second person agrees that somebody becomes an administrator. */
  @Post(':holdingId/approve')
  @Requires('user:approve', { ...row, stepUp: true })
  @HttpCode(200)
  async approve(@IdParam() id: string, @IdParam('holdingId') holdingId: string): Promise<HoldingView> {
    return this.holdings.approve(id, holdingId);
  }

  private async one(userId: string, holdingId: string): Promise<HoldingView> {
    const found = (await this.holdings.list(userId)).find(({ id }) => id === holdingId);
    if (!found) throw new NotFound('request.not_found');
    return found;
  }
}
