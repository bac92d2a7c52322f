import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/access/requires.js';
import { NotFound } from '../platform/http/errors.js';
import { Creates } from '../platform/http/idempotency.js';
import { Page } from '../platform/http/keyset.js';
import { IdParam, IfMatch } from '../platform/http/parameters.js';
import { RoomBody, RoomChange, RoomQuery, RoomView } from './rooms.dto.js';
import { RoomsRepository } from './rooms.repository.js';
import { RoomsService } from './rooms.service.js';

@ApiTags('rooms')
@Controller('rooms')
export class RoomsController {
  constructor(
    private readonly rooms: RoomsService,
    private readonly repository: RoomsRepository,
  ) {}

  @Get()
  @Requires('reference:read')
  async list(@Query() query: RoomQuery): Promise<Page<RoomView>> {
    return this.repository.list(query);
  }

  @Post()
  @Requires('reference:write')
  @Creates<RoomsController>(async (controller, id) => controller.one(id))
  async create(@Body() body: RoomBody): Promise<RoomView> {
    return this.rooms.create(body);
  }

  @Get(':id')
  @Requires('reference:read')
  async one(@IdParam() id: string): Promise<RoomView> {
    const room = await this.repository.one(id);
    if (!room) throw new NotFound('room.not_found');
    return room;
  }

  @Patch(':id')
  @Requires('reference:write')
  async change(
    @IdParam() id: string,
    @IfMatch() version: number,
    @Body() change: RoomChange,
  ): Promise<RoomView> {
    return this.rooms.change(id, version, change);
  }
}
