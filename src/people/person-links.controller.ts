import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { Creates } from '../platform/http/idempotency.js';
import { type Page } from '../platform/http/keyset.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import { DecideLinkBody, LinkListQuery, ProposalsBody, ProposeLinkBody } from './person.dto.js';
import { type LinkView } from './person-link.view.js';
import { PersonLinkProposals, type ProposalRun } from './person-link-proposals.js';
import { PersonLinksRepository } from './person-links.repository.js';
import { type LinkVerb, PersonLinksService } from './person-links.service.js';

const ofLink = { row: { table: 'person_links', param: 'id' } } as const;

@ApiTags('person links')
@Controller()
export class PersonLinksController {
  constructor(
    private readonly links: PersonLinksService,
    private readonly repository: PersonLinksRepository,
    private readonly proposals: PersonLinkProposals,
  ) {}

  /** Links between records, newest first; those to decide on with state=hypothesis. */
  @Get('person-links')
  @Requires('person:link')
  async list(@Query() query: LinkListQuery): Promise<Page<LinkView>> {
    return this.repository.list(query);
  }

  @Get('person-links/:id')
  @Requires('person:link', ofLink)
  async one(@IdParam() id: string): Promise<LinkView> {
    return this.repository.one(id);
  }

  /** Looks for records that may be one person among those I see. Repeating it makes nothing twice. */
  @Post('person-links/proposals')
  @HttpCode(200)
  @Requires('person:link')
  async propose(@Body() body: ProposalsBody): Promise<ProposalRun> {
    return this.proposals.run(body.after);
  }

  /** Says that another record may be the same person. */
  @Post('people/:id/links')
  @Requires('person:link', { row: { table: 'people', param: 'id' } })
  @Creates<PersonLinksController>(async (controller, linkId) => controller.one(linkId))
  async link(@IdParam() id: string, @Body() { otherId, note }: ProposeLinkBody): Promise<LinkView> {
    return this.links.propose({
      personId: id,
      otherId: otherId.toLowerCase(),
      score: null,
      reasons: [],
      ...(note === undefined ? {} : { note }),
    });
  }

  @Post('person-links/:id/confirm')
  @HttpCode(200)
  @Requires('person:link', ofLink)
  async confirm(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: DecideLinkBody,
  ): Promise<LinkView> {
    return this.decide(id, 'confirm', body, version);
  }

  @Post('person-links/:id/reject')
  @HttpCode(200)
  @Requires('person:link', ofLink)
  async reject(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: DecideLinkBody,
  ): Promise<LinkView> {
    return this.decide(id, 'reject', body, version);
  }

  /** Takes a confirmed link back; both records are as they were. */
  @Post('person-links/:id/undo')
  @HttpCode(200)
  @Requires('person:link', ofLink)
  async undo(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: DecideLinkBody,
  ): Promise<LinkView> {
    return this.decide(id, 'undo', body, version);
  }

  private async decide(
    id: string,
    verb: LinkVerb,
    { reason }: DecideLinkBody,
    version: number,
  ): Promise<LinkView> {
    await this.links.decide(id, verb, reason, version);
    return this.repository.one(id);
  }
}
