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
    private readonly host: HttpAdapterHost<FastifyAdapter>,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.ask();
    this.host.httpAdapter.getInstance().addHook('onSend', (_request, reply, payload, done) => {
      // No answer waits for this: where the database was away at the start, a later one carries the header.
      if (this.demo === undefined) void this.ask();
      if (this.demo === true) reply.header('x-greffe-demo', 'true');
      done(null, payload);
    });
  }

  /** Asked once: the mark is set before the server starts, and never goes away. */
  private async ask(): Promise<void> {
    try {
      const [row] = await this.pool.query<{ demo: boolean }>({
        name: 'demo_mark',
        text: `SELECT EXISTS (SELECT kind FROM app.installation WHERE kind = 'demo') AS demo`,
      });
      this.demo = row?.demo ?? false;
    } catch {
      // What is wrong with the database is said by the answers themselves.
    }
  }
}

@Module({ providers: [DemoHeader] })
export class DemoModule {}
