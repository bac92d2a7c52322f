import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../access/requires.js';
import { Pool } from '../database/pool.js';
import { Unavailable } from '../http/errors.js';

/** A context is refused when it is older than a minute; half of that is where somebody has to look at the clocks. */
const MAX_SKEW_MILLIS = 30_000;

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly pool: Pool) {}

  /** The process answers. */
  @Get('live')
  @Public()
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The database answers, and its clock agrees with ours (ruling 6). */
  @Get('ready')
  @Public()
  async ready(): Promise<{ status: 'ok' }> {
    const [row] = await this.pool.query<{ millis: number }>({
      name: 'health_ready',
      text: 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS millis',
    });
    // eslint-disable-next-line no-restricted-syntax -- ruling 6: skew is measured in system time
    const skew = Math.abs(Date.now() - (row?.millis ?? 0));
    if (skew > MAX_SKEW_MILLIS) {
      throw new Unavailable('service.clock_skew', { seconds: Math.round(skew / 1000) }, { retryAfter: 3 });
    }
    return { status: 'ok' };
  }
}
