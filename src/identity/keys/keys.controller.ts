import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/access/requires.js';
import { IdParam } from '../../platform/http/parameters.js';
import { KeyBody, KeyView, NewKey } from './key.views.js';
import { Keys } from './keys.js';

/** Keys for machines. */
@ApiTags('keys')
@Controller('keys')
export class KeysController {
  constructor(private readonly keys: Keys) {}

  @Get()
  @Requires('key:manage')
  async list(): Promise<{ items: KeyView[] }> {
    return { items: await this.keys.list() };
  }

  /** Makes a key. It is shown this once, so the answer cannot be repeated (no Idempotency-Key, ruling 14). */
  @Post()
  @Requires('key:manage', { stepUp: true })
  async make(@Body() body: KeyBody): Promise<NewKey> {
    return this.keys.make(body);
  }

  @Delete(':id')
  @Requires('key:manage')
  @HttpCode(204)
  async revoke(@IdParam() id: string): Promise<void> {
    await this.keys.revoke(id);
  }
}
