import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { Forbidden } from '../platform/http/errors.js';
import { Page, PageQuery } from '../platform/http/keyset.js';
import { CaseExtract, CaseExtractsRepository, ExtractGroup } from './case-extracts.repository.js';

@ApiTags('case extracts')
@Controller('case-extracts')
export class CaseExtractsController {
  constructor(private readonly repository: CaseExtractsRepository) {}

  /** Parts of cases for prisons, victim support and inspection; the reader's roles choose which. */
  @Get()
  @Requires('case:extract:read')
  async list(@Query() query: PageQuery): Promise<Page<CaseExtract> & { group: ExtractGroup }> {
    const group = await this.repository.group();
    if (group === undefined) throw new Forbidden('access.forbidden');
    return { ...(await this.repository.list(group, query)), group };
  }
}
