import { BeforeApplicationShutdown, Injectable, Logger, OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../platform/context/clock.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { Tx } from '../../platform/database/tx.js';

const HOUR_MILLIS = 60 * 60_000;
const NOBODY = { userId: '', sessionId: '', requestId: 'exports-expiry', ip: '', scopes: '*' } as const;

/** Empties files whose time is over, once an hour; downloading them ends on the second, whatever this does. */
@Injectable()
export class ExportExpiry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('exports');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly tx: Tx,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.forget().catch((error: unknown) => {
        this.logger.warn({ err: error }, 'expired exports could not be emptied; tried again in an hour');
      });
    }, HOUR_MILLIS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** How many files were emptied. */
  async forget(): Promise<number> {
    return this.context.runAs(NOBODY, async () =>
      this.tx.run(async () => {
        const [row] = await this.tx.query<{ emptied: number }>(
          'SELECT app.forget_expired_exports($1) AS emptied',
          [this.clock.now()],
        );
        return row?.emptied ?? 0;
      }),
    );
  }
}
