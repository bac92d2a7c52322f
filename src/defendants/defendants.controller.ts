import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DefendantBody, LawyerBody } from '../cases/register-case.dto.js';
import { Requires } from '../platform/access/requires.js';
import { RequestContext } from '../platform/context/request-context.js';
import { NotFound } from '../platform/http/errors.js';
import { Creates } from '../platform/http/idempotency.js';
import { type Page } from '../platform/http/keyset.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import { Translator } from '../platform/i18n/translator.js';
import {
  DefendantListQuery,
  EndLawyerBody,
  IdentifyBody,
  MoveDefendantBody,
  PatchDefendantBody,
} from './defendant.dto.js';
import {
  type DefendantListItem,
  type DefendantView,
  type LawyerView,
  type Reader,
  toDefendantView,
} from './defendant.view.js';
import { DefendantsRepository } from './defendants.repository.js';
import { DefendantsService } from './defendants.service.js';
import { LawyersService } from './lawyers.service.js';

const ofDefendant = { row: { table: 'defendants', param: 'id' } } as const;

@ApiTags('defendants')
@Controller()
export class DefendantsController {
  constructor(
    private readonly defendants: DefendantsService,
    private readonly lawyers: LawyersService,
    private readonly repository: DefendantsRepository,
    private readonly context: RequestContext,
    private readonly translator: Translator,
  ) {}

  /** Defendants of the cases that I may see, newest first. */
  @Get('defendants')
  @Requires('defendant:read')
  async list(@Query() query: DefendantListQuery): Promise<Page<DefendantListItem>> {
    return this.repository.list(query);
  }

  /** Adds a known person, a new one, or an unknown author (X) to a case. */
  @Post('cases/:caseId/defendants')
  @Requires('defendant:write', { row: { table: 'cases', param: 'caseId' } })
  @Creates<DefendantsController>(async (controller, id) => controller.one(id))
  async add(@IdParam('caseId') caseId: string, @Body() body: DefendantBody): Promise<DefendantView> {
    return toDefendantView(await this.defendants.add(caseId, body), this.reader);
  }

  @Get('defendants/:id')
  @Requires('defendant:read', ofDefendant)
  async one(@IdParam() id: string): Promise<DefendantView> {
    return toDefendantView(await this.repository.one(id), this.reader);
  }

  @Patch('defendants/:id')
  @Requires('defendant:write', ofDefendant)
  async change(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: PatchDefendantBody,
  ): Promise<DefendantView> {
    await this.defendants.change(id, body, version);
    return this.one(id);
  }

  /** X is somebody: a person of the register or a new one. The label stays. */
  @Post('defendants/:id/identify')
  @HttpCode(200)
  @Requires('defendant:write', ofDefendant)
  async identify(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: IdentifyBody,
  ): Promise<DefendantView> {
    await this.defendants.identify(id, body, version);
    return this.one(id);
  }

  /** Moves the defendant to another stage, if the table of transitions allows it. */
  @Post('defendants/:id/moves')
  @HttpCode(200)
  @Requires('defendant:move', ofDefendant)
  async move(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: MoveDefendantBody,
  ): Promise<DefendantView> {
    await this.defendants.move(id, body, version);
    return this.one(id);
  }

  @Post('defendants/:id/lawyers')
  @Requires('defendant:write', ofDefendant)
  @Creates<DefendantsController>(async (controller, lawyerId, params) =>
    controller.lawyer(params['id'] ?? '', lawyerId),
  )
  async addLawyer(@IdParam() id: string, @Body() body: LawyerBody): Promise<LawyerView> {
    return this.lawyers.add(id, body);
  }

  @Post('defendants/:id/lawyers/:lawyerId/end')
  @HttpCode(200)
  @Requires('defendant:write', ofDefendant)
  @Creates<DefendantsController>(async (controller, lawyerId, params) =>
    controller.lawyer(params['id'] ?? '', lawyerId),
  )
  async endLawyer(
    @IdParam() id: string,
    @IdParam('lawyerId') lawyerId: string,
    @Body() body: EndLawyerBody,
  ): Promise<LawyerView> {
    return this.lawyers.end(id, lawyerId, body.on);
  }

  private async lawyer(id: string, lawyerId: string): Promise<LawyerView> {
    const found = (await this.repository.one(id)).lawyers.find((lawyer) => lawyer.id === lawyerId);
    if (!found) throw new NotFound('lawyer.not_found');
    return found;
  }

  private get reader(): Reader {
    return { locale: this.context.locale, translator: this.translator };
  }
}
