import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { NotFound } from '../platform/http/errors.js';
import { Creates } from '../platform/http/idempotency.js';
import { Page, PageQuery } from '../platform/http/keyset.js';
import { IdParam } from '../platform/http/parameters.js';
import { CommutationBody, SentenceBody, SentenceHistory, SentenceView } from './sentences.dto.js';
import { SentencesRepository, SentenceType } from './sentences.repository.js';
import { SentencesService } from './sentences.service.js';

@ApiTags('sentences')
@Controller()
export class SentencesController {
  constructor(
    private readonly sentences: SentencesService,
    private readonly repository: SentencesRepository,
  ) {}

  @Get('sentence-types')
  @Requires('reference:read')
  async types(): Promise<{ items: SentenceType[] }> {
    return { items: await this.repository.types() };
  }

  /** Every record, pronounced and in force, in the order of entry. */
  @Get('cases/:caseId/sentences')
  @Requires('outcome:read', { row: { table: 'cases', param: 'caseId' } })
  async ofCase(@IdParam('caseId') caseId: string, @Query() query: PageQuery): Promise<Page<SentenceView>> {
    return this.repository.ofCase(caseId, query);
  }

  /** Records the sentence of a convicted defendant: as pronounced, and in force. */
  @Post('cases/:caseId/sentences')
  @Requires('outcome:record', { row: { table: 'cases', param: 'caseId' } })
  @Creates<SentencesController>(async (controller, id) => controller.one(id))
  async pronounce(@IdParam('caseId') caseId: string, @Body() body: SentenceBody): Promise<SentenceHistory> {
    return this.sentences.pronounce(caseId, body);
  }

  /** A sentence, by any of its records, with all of them. */
  @Get('sentences/:id')
  @Requires('outcome:read', { row: { table: 'sentences', param: 'id' } })
  async one(@IdParam() id: string): Promise<SentenceHistory> {
    const sentence = await this.repository.one(id);
    if (!sentence) throw new NotFound('sentence.not_found');
    return sentence;
  }

  /** Puts another record in force in the place of this one. */
  @Post('sentences/:id/commutation')
  @Requires('outcome:record', { row: { table: 'sentences', param: 'id' } })
  @Creates<SentencesController>(async (controller, id) => controller.one(id))
  async commute(@IdParam() id: string, @Body() body: CommutationBody): Promise<SentenceHistory> {
    return this.sentences.commute(id, body);
  }
}
