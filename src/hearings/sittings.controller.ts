import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { NotFound } from '../platform/http/errors.js';
import { Creates } from '../platform/http/idempotency.js';
import { Page } from '../platform/http/keyset.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import {
  CancelSittingBody,
  RollLine,
  SittingBody,
  SittingChange,
  SittingQuery,
  SittingView,
} from './sittings.dto.js';
import { SittingsRepository } from './sittings.repository.js';
import { SittingsService } from './sittings.service.js';

@ApiTags('sittings')
@Controller('sittings')
export class SittingsController {
  constructor(
    private readonly sittings: SittingsService,
    private readonly repository: SittingsRepository,
  ) {}

  @Get()
  @Requires('hearing:read')
  async list(@Query() query: SittingQuery): Promise<Page<SittingView>> {
    return this.repository.list(query);
  }

  @Post()
  @Requires('hearing:schedule')
  @Creates<SittingsController>(async (controller, id) => controller.one(id))
  async create(@Body() body: SittingBody): Promise<SittingView> {
    return this.sittings.create(body);
  }

  @Get(':id')
  @Requires('hearing:read', { row: { table: 'sittings', param: 'id' } })
  async one(@IdParam() id: string): Promise<SittingView> {
    const sitting = await this.repository.one(id);
    if (!sitting) throw new NotFound('sitting.not_found');
    return sitting;
  }

  @Patch(':id')
  @Requires('hearing:schedule', { row: { table: 'sittings', param: 'id' } })
  async change(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() change: SittingChange,
  ): Promise<SittingView> {
    return this.sittings.change(id, version, change);
  }

  @Post(':id/cancellation')
  @HttpCode(200)
  @Requires('hearing:schedule', { row: { table: 'sittings', param: 'id' } })
  async cancel(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: CancelSittingBody,
  ): Promise<SittingView> {
    return this.sittings.cancel(id, version, body);
  }

  /** The cases of the roll that I may see. */
  @Get(':id/roll')
  @Requires('hearing:read', { row: { table: 'sittings', param: 'id' } })
  async roll(@IdParam() id: string): Promise<{ items: RollLine[] }> {
    await this.one(id);
    return { items: await this.repository.roll(id) };
  }
}
