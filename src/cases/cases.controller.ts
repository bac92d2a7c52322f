import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AccessLog } from '../platform/audit/access-log.js';
import { Requires } from '../platform/access/requires.js';
import { RequestContext } from '../platform/context/request-context.js';
import { NotFound } from '../platform/http/errors.js';
import { Creates } from '../platform/http/idempotency.js';
import { Page, PAGE_SIZE, PageQuery, toPage } from '../platform/http/keyset.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import { Translator } from '../platform/i18n/translator.js';
import { CaseSearch, CaseSearchBody, type FoundCase } from './case-search.js';
import { CaseListQuery, MoveCaseBody, PatchCaseBody, StrikeBody } from './case.dto.js';
import { CaseListItem, HistoryItem, toCaseFile, toHistoryItem, toListItem } from './case.view.js';
import { CasesRepository } from './cases.repository.js';
import { CasesService, Registered } from './cases.service.js';
import { RegisterCaseBody } from './register-case.dto.js';

@ApiTags('cases')
@Controller('cases')
export class CasesController {
  constructor(
    private readonly cases: CasesService,
    private readonly repository: CasesRepository,
    private readonly finding: CaseSearch,
    private readonly accessLog: AccessLog,
    private readonly context: RequestContext,
    private readonly translator: Translator,
  ) {}

  /** Cases that I may see, newest registration first. */
  @Get()
  @Requires('case:read')
  async list(@Query() query: CaseListQuery): Promise<Page<CaseListItem>> {
    const { rows, total } = await this.repository.list(query);
    const page = toPage(
      rows,
      query.limit ?? PAGE_SIZE,
      (row) => [row.registered_on, row.id],
      toListItem,
      total,
    );
    const ids = page.items.map(({ id }) => id);
    await this.accessLog.record({ kind: 'list', table: 'app.cases', ids, caseIds: ids });
    return page;
  }

  /** Registers a case with its people, charges and victims; gives its number. */
  @Post()
  @Requires('case:register')
  @Creates<CasesController>(async (controller, id) => controller.registered(id))
  async register(@Body() body: RegisterCaseBody): Promise<Registered> {
    return this.cases.register(body);
  }

  /** Cases by a number of ours or of another court, a defendant's name in any spelling, or an offence. */
  @Post('search')
  @HttpCode(200)
  @Requires('case:read')
  async search(@Body() body: CaseSearchBody): Promise<{ items: FoundCase[] }> {
    return this.finding.search(body);
  }

  /** The case file. */
  @Get(':caseId')
  @Requires('case:read', { row: { table: 'cases', param: 'caseId' } })
  async one(@IdParam('caseId') caseId: string): Promise<Record<string, unknown>> {
    const open = await this.repository.file(caseId);
    if (open) {
      await this.accessLog.record({ kind: 'read', table: 'app.cases', ids: [caseId], caseIds: [caseId] });
      return toCaseFile(open);
    }
    const sealed = await this.repository.sealedFile(caseId);
    if (!sealed) throw new NotFound('case.not_found');
    return toCaseFile(sealed);
  }

  @Patch(':caseId')
  @Requires('case:update', { row: { table: 'cases', param: 'caseId' } })
  async change(
    @IdParam('caseId') caseId: string,
    @IfMatch() version: number,
    @Body() body: PatchCaseBody,
  ): Promise<Record<string, unknown>> {
    await this.cases.change(caseId, body, version);
    return this.one(caseId);
  }

  /** Strikes a wrong registration through; the number stays. */
  @Post(':caseId/strike')
  @HttpCode(200)
  @Requires('case:strike', { row: { table: 'cases', param: 'caseId' } })
  async strike(
    @IdParam('caseId') caseId: string,
    @IfMatch() version: number,
    @Body() body: StrikeBody,
  ): Promise<Record<string, unknown>> {
    await this.cases.strike(caseId, body.reason, version);
    return this.one(caseId);
  }

  /** Moves the case to another stage, if the table of transitions allows it. */
  @Post(':caseId/moves')
  @HttpCode(200)
  @Requires('case:move', { row: { table: 'cases', param: 'caseId' } })
  async move(
    @IdParam('caseId') caseId: string,
    @IfMatch() version: number,
    @Body() body: MoveCaseBody,
  ): Promise<Record<string, unknown>> {
    await this.cases.move(caseId, body, version);
    return this.one(caseId);
  }

  /** What happened in the case, newest first, in the reader's language. */
  @Get(':caseId/history')
  @Requires('case:history:read', { row: { table: 'cases', param: 'caseId' } })
  async history(@IdParam('caseId') caseId: string, @Query() query: PageQuery): Promise<Page<HistoryItem>> {
    if (!(await this.repository.sees(caseId))) throw new NotFound('case.not_found');
    const limit = query.limit ?? PAGE_SIZE;
    const rows = await this.repository.history(caseId, query.cursor, limit);
    await this.accessLog.record({
      kind: 'read',
      table: 'app.case_history',
      ids: [caseId],
      caseIds: [caseId],
    });
    return toPage(
      rows,
      limit,
      (row) => [row.at.toISOString(), row.id],
      (row) => toHistoryItem(row, this.sentence(row.kind, row.payload)),
    );
  }

  private sentence(kind: string, payload: Record<string, unknown>): string {
    const vars = Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]));
    return this.translator.text(this.context.locale, `history:${kind}`, vars);
  }

  /** What a clerk was told at registration, made anew for a repeated request. */
  private async registered(id: string): Promise<Registered> {
    const row = await this.repository.file(id);
    if (!row) throw new NotFound('case.not_found');
    return {
      id,
      number: row.number,
      title: row.title,
      registeredOn: row.registered_on,
      stage: row.stage,
      version: row.version,
    };
  }
}
