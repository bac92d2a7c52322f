import { Body, Controller, Get, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Requires } from '../../platform/access/requires.js';
import { Creates } from '../../platform/http/idempotency.js';
import { type Page, PageQuery } from '../../platform/http/keyset.js';
import { IdParam } from '../../platform/http/parameters.js';
import { mediaTypes } from './export-limits.js';
import { CreateExportBody } from './export.dto.js';
import { type ExportItem } from './export.view.js';
import { ExportsRepository } from './exports.repository.js';
import { ExportsService } from './exports.service.js';

@ApiTags('exports')
@Controller('exports')
export class ExportsController {
  constructor(
    private readonly exports: ExportsService,
    private readonly repository: ExportsRepository,
  ) {}

  /** Writes the cases that I see now into a file, for a purpose and a recipient. */
  @Post()
  @Requires('export:create')
  @Creates<ExportsController>(async (controller, id) => controller.one(id))
  async create(@Body() body: CreateExportBody): Promise<ExportItem> {
    return this.exports.create(body);
  }

  /** My exports, the newest first. */
  @Get()
  @Requires('export:read')
  async list(@Query() query: PageQuery): Promise<Page<ExportItem>> {
    return this.repository.list(query);
  }

  /** What is said of an export: also to who audits an office whose cases are in it. */
  @Get(':id')
  @Requires('export:read', { row: { table: 'exports', param: 'id' } })
  async one(@IdParam() id: string): Promise<ExportItem> {
    return this.repository.one(id);
  }

  /** The file, for its maker alone, until it expires. */
  @Get(':id/file')
  @Requires('export:read', { row: { table: 'exports', param: 'id' } })
  @ApiProduces(...Object.values(mediaTypes))
  async file(
    @IdParam() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { content, about } = await this.repository.file(id);
    const digest = Buffer.from(about.sha256, 'hex').toString('base64');
    reply
      .header('content-security-policy', "sandbox; default-src 'none'")
      .header('x-content-type-options', 'nosniff')
      .header('repr-digest', `sha-256=:${digest}:`);
    return new StreamableFile(content, {
      type: about.format === 'csv' ? mediaTypes.csv : mediaTypes.xlsx,
      disposition: `attachment; filename="${about.fileName}"`,
      length: content.length,
    });
  }
}
