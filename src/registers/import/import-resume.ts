import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RequestContext } from '../../platform/context/request-context.js';
import { ReadTransaction } from '../../platform/database/read-transaction.js';
import { ImportRunner } from './import-runner.js';

const NOBODY = { userId: '', sessionId: '', requestId: 'imports-resume', ip: '', scopes: '*' } as const;

/** Takes up the imports that a stopped or killed server left half-way, each in the name of whoever started it. */
@Injectable()
export class ImportResume implements OnApplicationBootstrap {
  constructor(
    private readonly runner: ImportRunner,
    private readonly reads: ReadTransaction,
    private readonly context: RequestContext,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const left = await this.context.runAs(NOBODY, async () =>
      this.reads.run<{ id: string; started_by: string; scopes: string }>({
        name: 'imports_to_resume',
        text: 'SELECT id, started_by, scopes FROM app.imports_to_resume()',
      }),
    );
    for (const { id, started_by: userId, scopes } of left) {
      this.runner.start(id, { ...NOBODY, userId, scopes: scopes === '*' ? '*' : scopes.split(',') });
    }
  }
}
