import { BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import pg from 'pg';
import { Configuration } from '../config/configuration.js';
import { Actor, signActor } from '../context/actor.js';
import { RequestContext } from '../context/request-context.js';
import { Pool } from '../database/pool.js';
import { Unavailable } from '../http/errors.js';
import { AccessEvent } from './access-event.js';

/** Events that travel in one commit. */
const BATCH_SIZE = 200;
/** Events that may wait; beyond that callers are refused, so that a stuck database cannot fill the memory. */
const MAX_WAITING = 5_000;
const RETRY_SECONDS = 2;

const NOBODY: Actor = { userId: '', sessionId: '', requestId: '', ip: '', scopes: '*' };

interface Waiting {
  event: object;
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * The access log of ordinary reads, searches, denials and sign-ins. Group commit: while one batch is being
 * written the next gathers, and leaves when the first is answered; there is no timer, so a lone event waits for
 * nothing. Its commit is asynchronous: a crash of the database's host may lose the last 0.6 s (ruling 4).
 * Protected records use `protectedRead` instead, in the transaction of the read.
 */
@Injectable()
export class AccessLog implements BeforeApplicationShutdown {
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private client: pg.PoolClient | undefined;
  private closing = false;

  constructor(
    private readonly pool: Pool,
    private readonly context: RequestContext,
    private readonly configuration: Configuration,
  ) {}

  /**
   * Resolves when the event is written; the answer to the caller has to wait for it.
   *
   * @throws Unavailable when it could not be written: then there is no answer either
   */
  async record(event: AccessEvent): Promise<void> {
    if (this.waiting.length >= MAX_WAITING) throw unavailable();
    const { kind, table, ids, caseIds, detail } = event;
    const signed = {
      ctx: this.sign(event.actor ?? this.context.actor ?? NOBODY),
      kind,
      table: table === undefined || table.includes('.') ? table : `app.${table}`,
      ids: ids ?? [],
      cases: caseIds ?? [],
      detail,
    };
    return new Promise<void>((done, failed) => {
      this.waiting.push({ event: signed, done, failed });
      this.writing ??= this.writeAll();
    });
  }

  /**
   * What somebody asked for, recognisable when it is asked again, without saying it: names have so little entropy
   * that a plain digest could be guessed, so it is keyed.
   */
  fingerprint(query: unknown): string {
    const text = JSON.stringify(query);
    return createHmac('sha256', this.configuration.contextKey)
      .update(`access-log\n${text}`)
      .digest('hex')
      .slice(0, 24);
  }

  /** The pool closes later and waits for its connections; requests that are still under way may record until then. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    await this.writing;
    this.giveBack();
  }

  private sign(actor: Actor): string {
    // eslint-disable-next-line no-restricted-syntax -- ruling 6: a context is issued in system time
    return signActor(actor, this.configuration.contextKey, Date.now());
  }

  private async writeAll(): Promise<void> {
    // Others of the same turn of the event loop travel in the first batch.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, BATCH_SIZE);
      this.waiting = this.waiting.slice(BATCH_SIZE);
      await this.settle(batch);
    }
    this.writing = undefined;
    if (this.closing) this.giveBack();
  }

  /** Writes a batch and answers everyone in it. An event that the database cannot take fails alone. */
  private async settle(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.write(batch.map(({ event }) => event));
      for (const { done } of batch) done();
    } catch (cause) {
      if (batch.length > 1 && isFaultOfAnEvent(cause)) {
        for (const one of batch) await this.settle([one]);
        return;
      }
      const error = unavailable(cause);
      for (const { failed } of batch) failed(error);
    }
  }

  private async write(events: object[]): Promise<void> {
    const client = (this.client ??= await this.connect());
    try {
      await client.query({
        name: 'audit_log_access',
        text: 'SELECT audit.log_access($1)',
        values: [JSON.stringify(events)],
      });
    } catch (error) {
      // Whether an error left the connection usable is not worth finding out here: the next batch takes a new one.
      this.giveBack();
      throw error;
    }
  }

  private async connect(): Promise<pg.PoolClient> {
    const client = await this.pool.connect();
    client.on('error', this.onLost);
    try {
      await client.query('SET synchronous_commit = off');
      return client;
    } catch (error) {
      client.removeListener('error', this.onLost);
      client.release(true);
      throw error;
    }
  }

  /** The connection broke while nothing was being written. Without a listener that would end the process. */
  private readonly onLost = (): void => {
    this.giveBack();
  };

  private giveBack(): void {
    const { client } = this;
    if (!client) return;
    this.client = undefined;
    client.removeListener('error', this.onLost);
    // Not kept for others afterwards: it would commit their work without waiting for the disk.
    client.release(true);
  }
}

/** Bad data and limits (SQLSTATE classes 22 and 54), as against a database that does not work. */
function isFaultOfAnEvent(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(22|54)/.test(error.code ?? '');
}

function unavailable(cause?: unknown): Unavailable {
  return new Unavailable('audit.unavailable', {}, { retryAfter: RETRY_SECONDS, cause });
}
