import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AccessLog } from '../platform/audit/access-log.js';
import { Requires } from '../platform/access/requires.js';
import { NotFound } from '../platform/http/errors.js';
import { Creates } from '../platform/http/idempotency.js';
import { Page } from '../platform/http/keyset.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import {
  ProfessionalBody,
  ProfessionalChange,
  ProfessionalQuery,
  ProfessionalView,
} from './professionals.dto.js';
import { ProfessionalsRepository } from './professionals.repository.js';
import { ProfessionalsService } from './professionals.service.js';

@ApiTags('professionals')
@Controller('professionals')
export class ProfessionalsController {
  constructor(
    private readonly professionals: ProfessionalsService,
    private readonly repository: ProfessionalsRepository,
    private readonly accessLog: AccessLog,
  ) {}

  @Get()
  @Requires('professional:read')
  async list(@Query() query: ProfessionalQuery): Promise<Page<ProfessionalView>> {
    const page = await this.repository.list(query);
    await this.accessLog.record({
      kind: 'list',
      table: 'professionals',
      ids: page.items.map(({ id }) => id),
    });
    return page;
  }

  @Post()
  @Requires('professional:write')
  @Creates<ProfessionalsController>(async (controller, id) => controller.one(id))
  async create(@Body() body: ProfessionalBody): Promise<ProfessionalView> {
    return this.professionals.create(body);
  }

  @Get(':id')
  @Requires('professional:read')
  async one(@IdParam() id: string): Promise<ProfessionalView> {
    const professional = await this.repository.one(id);
    if (!professional) throw new NotFound('professional.not_found');
    await this.accessLog.record({ kind: 'read', table: 'professionals', ids: [id] });
    return professional;
  }

  @Patch(':id')
  @Requires('professional:write')
  async change(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() change: ProfessionalChange,
  ): Promise<ProfessionalView> {
    return this.professionals.change(id, version, change);
  }
}
