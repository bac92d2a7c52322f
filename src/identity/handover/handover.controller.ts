import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/access/requires.js';
import { IdParam } from '../../platform/http/parameters.js';
import { Handover } from './handover.js';
import { HandoverBody, HandoverView } from './handover.views.js';

/** Rotation of posts. */
@ApiTags('users')
@Controller('users/:id/handover')
export class HandoverController {
  constructor(private readonly handover: Handover) {}

  /** Gives all open cases of this user to another, as far as the caller may assign them. */
  @Post()
  @Requires('case:assign', { row: { table: 'users', param: 'id' } })
  @HttpCode(200)
  async move(@IdParam() id: string, @Body() body: HandoverBody): Promise<HandoverView> {
    return this.handover.move(id, body);
  }
}
