import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { NotFound } from '../platform/http/errors.js';
import { Page } from '../platform/http/keyset.js';
import { IdParam } from '../platform/http/parameters.js';
import { CrsvFormView, OffenceQuery, OffenceView, RegimeView } from './offences.dto.js';
import { OffencesRepository } from './offences.repository.js';

@ApiTags('offences')
@Controller('offences')
export class OffencesController {
  constructor(private readonly repository: OffencesRepository) {}

  @Get()
  @Requires('reference:read')
  async list(@Query() query: OffenceQuery): Promise<Page<OffenceView>> {
    return this.repository.list(query);
  }

  @Get(':id')
  @Requires('reference:read')
  async one(@IdParam() id: string): Promise<OffenceView> {
    const offence = await this.repository.one(id);
    if (!offence) throw new NotFound('offence.not_found');
    return offence;
  }
}

/** The codes of law that texts and cases belong to. */
@ApiTags('offences')
@Controller('legal-regimes')
export class LegalRegimesController {
  constructor(private readonly repository: OffencesRepository) {}

  @Get()
  @Requires('reference:read')
  async list(): Promise<{ items: RegimeView[] }> {
    return { items: await this.repository.regimes() };
  }
}

/** Forms of conflict-related sexual violence. */
@ApiTags('offences')
@Controller('crsv-forms')
export class CrsvFormsController {
  constructor(private readonly repository: OffencesRepository) {}

  @Get()
  @Requires('reference:read')
  async list(): Promise<{ items: CrsvFormView[] }> {
    return { items: await this.repository.crsvForms() };
  }
}
