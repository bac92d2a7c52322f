import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Actor } from '../../platform/context/actor.js';
import { Clock } from '../../platform/context/clock.js';
import { RequestContext } from '../../platform/context/request-context.js';
import { Tx } from '../../platform/database/tx.js';
import { fromDatabaseError } from '../../platform/http/database-errors.js';
import { DomainError, Forbidden, Unavailable } from '../../platform/http/errors.js';
import { CaseWriter, type WriteContext } from './case-writer.js';
import type { CaseDraft } from './drafts.js';
import { readSource, refusedAsProblem } from './import-source.js';
import { ImportStore } from './import-store.js';
import { parseProfile } from './load-profile.js';
import type { MappedCase } from './map-case.js';
import type { RowProblem } from './problem.js';
import { unpackInto, withFolder } from './source-files.js';

/** Whole cases in one transaction: enough to be fast, little enough to lose on a kill. */
const CASES_AT_ONCE = 25;
/** How long a run waits for a database that went away before it leaves the rest to the next start. */
const PATIENCE_MILLIS = 120_000;
const PAUSE_MILLIS = 1_000;

export type Progress = (done: number, total: number) => void;

/**
 * Runs imports one after the other, in the name of whoever started them. A run may be killed at any moment: what
 * is committed is whole cases, and the next run goes on behind them.
 */
@Injectable()
export class ImportRunner implements OnApplicationShutdown {
  private readonly logger = new Logger('imports');
  private queue: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly store: ImportStore,
    private readonly writer: CaseWriter,
    private readonly tx: Tx,
    private readonly context: RequestContext,
    private readonly clock: Clock,
  ) {}

  /** Puts an import, already in the state `running`, behind those under way. */
  start(id: string, actor: Actor): void {
    const jobActor = { ...actor, sessionId: '', requestId: id, ip: '' };
    this.queue = this.queue.then(async () => this.context.runAs(jobActor, async () => this.run(id)));
  }

  /** Lets the batch in hand end; the rest waits for the next start. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.queue;
  }

  /** The whole run, in the actor's context. Never throws: what stops it is written into the import. */
  async run(id: string, progress: Progress = () => undefined): Promise<void> {
    try {
      await withFolder(async (folder) => this.runFrom(folder, id, progress));
    } catch (error) {
      await this.fail(id, error);
    }
  }

  private async runFrom(folder: string, id: string, progress: Progress): Promise<void> {
    const start = await this.tx.run(async () => {
      const row = await this.store.lock(id);
      return row?.state === 'running' ? { row, files: await this.store.files(id) } : undefined;
    });
    if (start === undefined) return;
    const { row, files } = start;
    const profile = await refusedAsProblem(() => parseProfile(row.profile, JSON.stringify(row.profile_body)));
    const { mapped } = await readSource(profile, await unpackInto(folder, files));
    const target: WriteContext = { importId: id, officeId: row.office_id, profile };
    let done = 0;
    for (const batch of inBatches(mapped.cases)) {
      if (this.stopping) return;
      done += batch.length;
      await this.takeBatch(target, batch, done);
      progress(done, mapped.total);
    }
    await this.patiently(async () => this.tx.run(async () => this.store.finished(id, this.clock.now())));
  }

  private async takeBatch(target: WriteContext, batch: readonly MappedCase[], done: number): Promise<void> {
    const drafts = batch.flatMap(({ draft }) => (draft === undefined ? [] : [draft]));
    try {
      await this.patiently(async () => this.write(target, drafts, done, []));
    } catch (error) {
      if (stopsTheRun(error) || drafts.length === 0) throw error;
      // One case spoils the batch: each on its own, so that only that one stays out.
      const refused: RowProblem[] = [];
      for (const each of batch.filter(({ draft }) => draft !== undefined)) {
        const problem = await this.takeOne(target, each);
        if (problem !== undefined) refused.push(problem);
      }
      await this.patiently(async () => this.write(target, [], done, refused));
    }
  }

  private async takeOne(target: WriteContext, mapped: MappedCase): Promise<RowProblem | undefined> {
    const { key, file, line, draft } = mapped;
    if (draft === undefined) return undefined;
    try {
      await this.patiently(async () => this.write(target, [draft], 0, []));
      return undefined;
    } catch (error) {
      const reason = asDomainError(error);
      if (reason === undefined || stopsTheRun(error)) throw error;
      const constraint = reason.vars['constraint'];
      const vars = { key, reason: typeof constraint === 'string' ? constraint : reason.code };
      return { severity: 'error', code: 'import.case_refused', vars, file, line, caseKey: key };
    }
  }

  /** One transaction: the new ones of these cases, the remarks, the progress; all or nothing. */
  private async write(
    target: WriteContext,
    drafts: readonly CaseDraft[],
    done: number,
    refused: readonly RowProblem[],
  ): Promise<void> {
    await this.tx.run(async () => {
      const { importId, officeId, profile } = target;
      await this.store.lock(importId);
      const keys = drafts.map(({ key }) => key);
      const known = await this.store.knownCases(officeId, profile.profile, keys);
      const fresh = drafts.filter(({ key }) => !known.has(key));
      if (fresh.length > 0) await this.writer.write(target, fresh);
      const noted = await this.store.addProblems(importId, 'run', refused);
      await this.store.progressed(importId, done, noted);
    });
  }

  /** Does it again while the database is away. */
  private async patiently<T>(work: () => Promise<T>): Promise<T> {
    const until = this.clock.millis() + PATIENCE_MILLIS;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const away = asDomainError(error) instanceof Unavailable;
        if (!away || this.stopping || this.clock.millis() > until) throw error;
        await wait(PAUSE_MILLIS);
      }
    }
  }

  private async fail(id: string, error: unknown): Promise<void> {
    this.logger.error({ err: error, importId: id }, 'import stopped');
    const known = asDomainError(error);
    // The database went away for good: the import stays "running" and goes on at the next start.
    if (known instanceof Unavailable) return;
    const failed = async () => this.store.failed(id, known?.code ?? 'internal', this.clock.now());
    await this.tx.run(failed).catch((failure: unknown) => {
      this.logger.error({ err: failure, importId: id }, 'the failure could not be written down');
    });
  }
}

/** No database, or no right: the next case would fare no better. */
function stopsTheRun(error: unknown): boolean {
  const known = asDomainError(error);
  return known instanceof Unavailable || known instanceof Forbidden;
}

function asDomainError(error: unknown): DomainError | undefined {
  return error instanceof DomainError ? error : fromDatabaseError(error);
}

function* inBatches(cases: Iterable<MappedCase>): Generator<MappedCase[]> {
  let batch: MappedCase[] = [];
  for (const mapped of cases) {
    batch.push(mapped);
    if (batch.length === CASES_AT_ONCE) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
