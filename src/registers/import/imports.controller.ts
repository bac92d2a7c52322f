import { Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Requires } from '../../platform/access/requires.js';
import { Creates } from '../../platform/http/idempotency.js';
import { PageQuery, type Page } from '../../platform/http/keyset.js';
import { IdParam } from '../../platform/http/parameters.js';
import { ReportQuery, type ImportProblemView, type ImportView, type ProfileView } from './imports.dto.js';
import { ImportsReader } from './imports.reader.js';
import { ImportsService } from './imports.service.js';
import { refusedAsProblem } from './import-source.js';
import { loadProfile } from './load-profile.js';
import { withFolder } from './source-files.js';
import { receiveUpload } from './upload.js';

const UPLOAD = {
  type: 'object',
  required: ['profile', 'officeId', 'files'],
  properties: {
    profile: { type: 'string' },
    officeId: { type: 'string', format: 'uuid' },
    files: { type: 'array', items: { type: 'string', format: 'binary' } },
  },
};

@ApiTags('imports')
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly reader: ImportsReader,
  ) {}

  /** The mapping profiles that come with the software. */
  @Get('profiles')
  @Requires('import:read')
  profiles(): ProfileView[] {
    return this.reader.profiles();
  }

  /** Dry run: checks the files and writes nothing but the report. */
  @Post()
  @Requires('import:run')
  @Creates<ImportsController>(async (controller, id) => controller.find(id))
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: UPLOAD })
  async check(@Req() request: FastifyRequest): Promise<ImportView> {
    return withFolder(async (folder) => {
      const upload = await receiveUpload(request, folder);
      const profile = await refusedAsProblem(() => loadProfile(upload.profile));
      return this.reader.findNow(await this.imports.check(profile, upload.officeId, upload.files));
    });
  }

  /** Imports of my offices, newest first. */
  @Get()
  @Requires('import:read')
  async list(@Query() query: PageQuery): Promise<Page<ImportView>> {
    return this.reader.list(query);
  }

  /** An import and how far it is. */
  @Get(':id')
  @Requires('import:read', { row: { table: 'imports', param: 'id' } })
  async find(@IdParam() id: string): Promise<ImportView> {
    return this.reader.find(id);
  }

  /** What is wrong or doubtful, row by row. */
  @Get(':id/report')
  @Requires('import:read', { row: { table: 'imports', param: 'id' } })
  async report(@IdParam() id: string, @Query() query: ReportQuery): Promise<Page<ImportProblemView>> {
    return this.reader.report(id, query);
  }

  /** Writes the cases, in the background. */
  @Post(':id/run')
  @HttpCode(202)
  @Requires('import:run', { row: { table: 'imports', param: 'id' } })
  async run(@IdParam() id: string): Promise<ImportView> {
    await this.imports.run(id);
    return this.reader.find(id);
  }
}
