import { Body, Controller, Get, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { RequestContext } from '../platform/context/request-context.js';
import { Creates } from '../platform/http/idempotency.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import { Translator } from '../platform/i18n/translator.js';
import {
  type CountView,
  type RequalificationView,
  toCountView,
  toRequalificationView,
} from './count.view.js';
import { CountsRepository } from './counts.repository.js';
import { CountsService } from './counts.service.js';
import { NewCountBody, PatchCountBody, RequalifyBody } from './defendant.dto.js';
import { type Reader } from './defendant.view.js';

const ofCount = { row: { table: 'counts', param: 'id' } } as const;

@ApiTags('counts')
@Controller()
export class CountsController {
  constructor(
    private readonly counts: CountsService,
    private readonly repository: CountsRepository,
    private readonly context: RequestContext,
    private readonly translator: Translator,
  ) {}

  /** Charges the defendant with one more offence. Doubts about the offence are warnings, never a refusal. */
  @Post('defendants/:id/counts')
  @Requires('count:write', { row: { table: 'defendants', param: 'id' } })
  @Creates<CountsController>(async (controller, countId) => controller.one(countId))
  async add(@IdParam() id: string, @Body() body: NewCountBody): Promise<CountView> {
    return toCountView(await this.counts.add(id, body), this.reader);
  }

  @Get('counts/:id')
  @Requires('count:read', ofCount)
  async one(@IdParam() id: string): Promise<CountView> {
    return toCountView(await this.repository.count(id), this.reader);
  }

  @Patch('counts/:id')
  @Requires('count:write', ofCount)
  async change(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: PatchCountBody,
  ): Promise<CountView> {
    await this.counts.change(id, body, version);
    return this.one(id);
  }

  /** The facts are held to be another offence from a decision on. */
  @Post('counts/:id/requalifications')
  @Requires('count:write', ofCount)
  @Creates<CountsController>(async (controller, requalification) =>
    controller.requalification(requalification),
  )
  async requalify(@IdParam() id: string, @Body() body: RequalifyBody): Promise<RequalificationView> {
    return toRequalificationView(await this.counts.requalify(id, body), this.reader);
  }

  private async requalification(id: string): Promise<RequalificationView> {
    return toRequalificationView(await this.repository.requalification(id), this.reader);
  }

  private get reader(): Reader {
    return { locale: this.context.locale, translator: this.translator };
  }
}
