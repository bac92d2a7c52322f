import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { RequestContext } from '../platform/context/request-context.js';
import { Creates } from '../platform/http/idempotency.js';
import { type Page, PageQuery } from '../platform/http/keyset.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import { Translator } from '../platform/i18n/translator.js';
import { builtInViews } from './built-in-views.js';
import { ChangeViewBody, SaveViewBody } from './saved-view.dto.js';
import { type BuiltInViewItem, type SavedViewItem } from './saved-view.view.js';
import { SavedViewsService } from './saved-views.service.js';

@ApiTags('saved views')
@Controller('saved-views')
export class SavedViewsController {
  constructor(
    private readonly views: SavedViewsService,
    private readonly context: RequestContext,
    private readonly translator: Translator,
  ) {}

  /** My views and those shared in an office where I work, the newest first. */
  @Get()
  @Requires('profile:read')
  async list(@Query() query: PageQuery): Promise<Page<SavedViewItem>> {
    return this.views.list(query);
  }

  /** The views that come with the register. */
  @Get('built-in')
  @Requires('profile:read')
  builtIn(): { items: BuiltInViewItem[] } {
    const items = builtInViews.map((view) => ({
      ...view,
      name: this.translator.text(this.context.locale, `saved-views:builtIn/${view.code}`),
    }));
    return { items };
  }

  @Get(':id')
  @Requires('profile:read')
  async one(@IdParam() id: string): Promise<SavedViewItem> {
    return this.views.one(id);
  }

  /** Keeps filters of the list of cases under a name. */
  @Post()
  @Requires('profile:write')
  @Creates<SavedViewsController>(async (controller, id) => controller.one(id))
  async save(@Body() body: SaveViewBody): Promise<SavedViewItem> {
    return this.views.save(body);
  }

  @Patch(':id')
  @Requires('profile:write')
  async change(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: ChangeViewBody,
  ): Promise<SavedViewItem> {
    return this.views.change(id, body, version);
  }

  /** Takes a view of mine out of all lists. */
  @Post(':id/end')
  @HttpCode(200)
  @Requires('profile:write')
  @Creates<SavedViewsController>(async (controller, id) => controller.one(id))
  async end(@IdParam() id: string): Promise<SavedViewItem> {
    return this.views.end(id);
  }
}
