import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/access/requires.js';
import { Creates } from '../../platform/http/idempotency.js';
import { Page } from '../../platform/http/keyset.js';
import { IdParam, IfMatch } from '../../platform/http/parameters.js';
import { OwnSessions } from '../sessions/own-sessions.js';
import { SessionsView } from '../sessions/session.views.js';
import { Slips } from './slips.js';
import {
  AccountView,
  PrintedSlip,
  ReasonBody,
  SlipRequest,
  UserBody,
  UserChanges,
  UserQuery,
  UserView,
} from './user.views.js';
import { Users } from './users.js';

const row = { row: { table: 'users', param: 'id' } } as const;

/** Accounts and what an administrator may do to them. */
@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(
    private readonly users: Users,
    private readonly slips: Slips,
    private readonly sessions: OwnSessions,
  ) {}

  @Get()
  @Requires('user:read')
  async list(@Query() query: UserQuery): Promise<Page<UserView>> {
    return this.users.list(query);
  }

  @Get(':id')
  @Requires('user:read', row)
  async one(@IdParam() id: string): Promise<AccountView> {
    return this.users.one(id);
  }

  @Post()
  @Requires('user:manage')
  @Creates<UsersController>(async (controller, id) => controller.one(id))
  async create(@Body() body: UserBody): Promise<AccountView> {
    return this.users.create(body);
  }

  @Patch(':id')
  @Requires('user:manage', row)
  async change(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() changes: UserChanges,
  ): Promise<AccountView> {
    await this.users.change(id, version, changes);
    return this.users.one(id);
  }

  /** Shuts the user out within a second. */
  @Post(':id/disable')
  @Requires('user:manage', { ...row, stepUp: true })
  @HttpCode(204)
  async disable(@IdParam() id: string, @Body() { reason }: ReasonBody): Promise<void> {
    await this.users.disable(id, reason);
  }

  @Post(':id/enable')
  @Requires('user:manage', { ...row, stepUp: true })
  @HttpCode(204)
  async enable(@IdParam() id: string, @Body() { reason }: ReasonBody): Promise<void> {
    await this.users.enable(id, reason);
  }

  /** Prints a slip: activation, reset of the password, or lost second factor. */
  @Post(':id/slips')
  @Requires('user:manage', { ...row, stepUp: true })
  async print(@IdParam() id: string, @Body() { kind }: SlipRequest): Promise<PrintedSlip> {
    return this.slips.print(id, kind);
  }

  @Get(':id/sessions')
  @Requires('user:read', row)
  async listSessions(@IdParam() id: string): Promise<SessionsView> {
    await this.users.demand(id);
    return { items: await this.sessions.list(id) };
  }

  /** Ends every session of the user. */
  @Delete(':id/sessions')
  @Requires('user:manage', row)
  @HttpCode(204)
  async endSessions(@IdParam() id: string): Promise<void> {
    await this.users.demand(id);
    await this.sessions.endAllOf(id);
  }
}
