import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IdentifierBody } from '../cases/register-case.dto.js';
import { Requires } from '../platform/access/requires.js';
import { NotFound } from '../platform/http/errors.js';
import { Creates } from '../platform/http/idempotency.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import { PeopleFinding } from './people-finding.js';
import { PeopleRepository } from './people.repository.js';
import { PeopleService } from './people.service.js';
import {
  AddNameBody,
  CorrectNameBody,
  MatchesBody,
  PatchPersonBody,
  PeopleSearchBody,
} from './person.dto.js';
import {
  type FoundView,
  type IdentifierView,
  type NameView,
  type PersonView,
  toPersonView,
} from './person.view.js';

const ofPerson = { row: { table: 'people', param: 'id' } } as const;

@ApiTags('people')
@Controller('people')
export class PeopleController {
  constructor(
    private readonly people: PeopleService,
    private readonly repository: PeopleRepository,
    private readonly finding: PeopleFinding,
  ) {}

  /** People by name, whatever the spelling and the order, with the reason of each. Of visible cases only. */
  @Post('search')
  @HttpCode(200)
  @Requires('person:read')
  async search(@Body() body: PeopleSearchBody): Promise<{ items: FoundView[] }> {
    return { items: await this.finding.search(body) };
  }

  /** Who may be meant, before a new person is made. */
  @Post('matches')
  @HttpCode(200)
  @Requires('person:read')
  async matches(@Body() body: MatchesBody): Promise<{ items: FoundView[] }> {
    return { items: await this.finding.matches(body) };
  }

  /** A person with all names, papers and those of their cases that I may see. */
  @Get(':id')
  @Requires('person:read', ofPerson)
  async one(@IdParam() id: string): Promise<PersonView> {
    return toPersonView(await this.repository.one(id));
  }

  @Patch(':id')
  @Requires('person:write', ofPerson)
  async change(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() body: PatchPersonBody,
  ): Promise<PersonView> {
    await this.people.change(id, body, version);
    return this.one(id);
  }

  /** Adds an alias or a nom de guerre. */
  @Post(':id/names')
  @Requires('person:write', ofPerson)
  @Creates<PeopleController>(async (controller, nameId, params) =>
    controller.name(params['id'] ?? '', nameId),
  )
  async addName(@IdParam() id: string, @Body() body: AddNameBody): Promise<NameView> {
    return this.people.addName(id, body);
  }

  /** Corrects the written name; the old one stays, with who and why. */
  @Post(':id/name-corrections')
  @Requires('person:write', ofPerson)
  @Creates<PeopleController>(async (controller, nameId, params) =>
    controller.name(params['id'] ?? '', nameId),
  )
  async correctName(@IdParam() id: string, @Body() body: CorrectNameBody): Promise<NameView> {
    return this.people.correctName(id, body);
  }

  @Post(':id/identifiers')
  @Requires('person:write', ofPerson)
  @Creates<PeopleController>(async (controller, made, params) =>
    controller.identifier(params['id'] ?? '', made),
  )
  async addIdentifier(@IdParam() id: string, @Body() body: IdentifierBody): Promise<IdentifierView> {
    return this.people.addIdentifier(id, body);
  }

  private async name(id: string, nameId: string): Promise<NameView> {
    return foundIn((await this.repository.one(id)).names, nameId);
  }

  private async identifier(id: string, made: string): Promise<IdentifierView> {
    return foundIn((await this.repository.one(id)).identifiers, made);
  }
}

function foundIn<T extends { id: string }>(list: readonly T[], id: string): T {
  const found = list.find((one) => one.id === id);
  if (!found) throw new NotFound('person.not_found');
  return found;
}
