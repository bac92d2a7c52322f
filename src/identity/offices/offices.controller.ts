import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/access/requires.js';
import { Creates } from '../../platform/http/idempotency.js';
import { IdParam, IfMatch } from '../../platform/http/parameters.js';
import { EndOfficeBody, OfficeBody, OfficeChanges, OfficeView } from './office.views.js';
import { Offices } from './offices.js';

const row = { row: { table: 'offices', param: 'id' } } as const;

/** The tree of offices: what exists, since when, below what. */
@ApiTags('offices')
@Controller('offices')
export class OfficesController {
  constructor(private readonly offices: Offices) {}

  @Get()
  @Requires('reference:read')
  async list(): Promise<{ items: OfficeView[] }> {
    return { items: await this.offices.list() };
  }

  @Get(':id')
  @Requires('reference:read', row)
  async one(@IdParam() id: string): Promise<OfficeView> {
    return this.offices.one(id);
  }

  @Post()
  @Requires('office:manage')
  @Creates<OfficesController>(async (controller, id) => controller.one(id))
  async create(@Body() body: OfficeBody): Promise<OfficeView> {
    return this.offices.create(body);
  }

  @Patch(':id')
  @Requires('office:manage', row)
  async change(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() changes: OfficeChanges,
  ): Promise<OfficeView> {
    await this.offices.change(id, version, changes);
    return this.offices.one(id);
  }

  /** Closes an office; what happened there stays. */
  @Post(':id/end')
  @Requires('office:manage', { ...row, stepUp: true })
  @HttpCode(200)
  async end(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: EndOfficeBody,
  ): Promise<OfficeView> {
    await this.offices.end(id, version, body);
    return this.offices.one(id);
  }
}
