import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { Invalid, NotFound } from '../platform/http/errors.js';
import { Page } from '../platform/http/keyset.js';
import { IdParam } from '../platform/http/parameters.js';
import { EditionView, PlaceFileView, PlaceQuery, PlaceView } from './places.dto.js';
import { PlacesRepository } from './places.repository.js';

@ApiTags('places')
@Controller('places')
export class PlacesController {
  constructor(private readonly repository: PlacesRepository) {}

  @Get()
  @Requires('reference:read')
  async list(@Query() query: PlaceQuery): Promise<Page<PlaceView>> {
    const page = await this.repository.list(query);
    if (page) return page;
    const vars = { edition: query.edition };
    throw new Invalid('place.edition_unknown', vars, {
      fields: [{ field: 'edition', code: 'place.edition_unknown', vars }],
    });
  }

  @Get(':id')
  @Requires('reference:read')
  async one(@IdParam() id: string): Promise<PlaceFileView> {
    const place = await this.repository.one(id);
    if (!place) throw new NotFound('place.not_found');
    return place;
  }
}

@ApiTags('places')
@Controller('gazetteer-editions')
export class GazetteerEditionsController {
  constructor(private readonly repository: PlacesRepository) {}

  @Get()
  @Requires('reference:read')
  async list(): Promise<{ items: EditionView[] }> {
    return { items: await this.repository.editions() };
  }
}
