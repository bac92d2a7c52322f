import { Injectable, Module, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Pool } from '../platform/database/pool.js';

/** Says in every answer that the data are invented, so that no page can forget it: `x-greffe-demo: true`. */
@Injectable()
export class DemoHeader implements OnModuleInit {
  private demo: boolean | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly host: Partial<HttpAdapterHost<FastifyAdapter>>,
  ) {}

  /** A command has no server and needs no header. */
  onModuleInit(): void {
    this.host.httpAdapter?.getInstance().addHook('onSend', async (_request, reply, payload) => {
      if (await this.isDemo()) reply.header('x-greffe-demo', 'true');
      return payload;
    });
  }

  /** Asked once: the mark is set before the server starts, and never goes away. */
  async isDemo(): Promise<boolean> {
    if (this.demo !== undefined) return this.demo;
    try {
      const [row] = await this.pool.query<{ demo: boolean }>({
        name: 'demo_mark',
        text: `SELECT EXISTS (SELECT kind FROM app.installation WHERE kind = 'demo') AS demo`,
      });
      this.demo = row?.demo ?? false;
    } catch {
      // The answer itself says what is wrong with the database; the next one asks again.
      return false;
    }
    return this.demo;
  }
}

@Module({ providers: [DemoHeader], exports: [DemoHeader] })
export class DemoModule {}
