import { Injectable } from '@nestjs/common';
import type { Writable } from 'node:stream';
import pg from 'pg';
import { RequestContext } from '../context/request-context.js';
import { Pool } from './pool.js';

/** One SQL statement. The name makes it a prepared statement: the same name always has the same text. */
export interface Statement {
  name: string;
  text: string;
  values?: readonly unknown[];
}

/**
 * The hot reads' way to the database: BEGIN, actor, statements and COMMIT travel in one network round trip
 * (pipeline mode of the driver). READ ONLY, so that a GET that writes fails (ruling 4).
 */
@Injectable()
export class ReadTransaction {
  constructor(
    private readonly pool: Pool,
    private readonly context: RequestContext,
  ) {}

  /** Rows of one statement, as the actor may see them. */
  async run<Row>(statement: Statement): Promise<Row[]> {
    const [rows] = await this.runAll<[Row]>([statement]);
    return rows;
  }

  /** Rows of several statements in one snapshot of the same transaction. */
  async runAll<Rows extends unknown[]>(
    statements: readonly Statement[],
  ): Promise<{ [K in keyof Rows]: Rows[K][] }> {
    return this.pipeline('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', statements);
  }

  /**
   * For protected records only (sealed case, victim, witness): the access event that `log` writes commits with
   * the read, so that without the event there is no data. The one write of a GET.
   */
  async runLogged<Row>(log: Statement, statement: Statement): Promise<Row[]> {
    const [, rows] = await this.pipeline<[unknown, Row]>('BEGIN', [log, statement]);
    return rows;
  }

  private async pipeline<Rows extends unknown[]>(
    begin: 'BEGIN' | 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
    statements: readonly Statement[],
  ): Promise<{ [K in keyof Rows]: Rows[K][] }> {
    const client = await this.pool.connect();
    const { stream } = (client as unknown as Wire).connection;
    stream.cork();
    const sent = [
      // Together in one message; the context has no sign that could end the literal (SAFE in context/actor.ts).
      client.query(`${begin}; SELECT sec.enter('${this.context.signed()}')`),
      ...statements.map(async ({ name, text, values }) =>
        client.query({ name, text, values: [...(values ?? [])] }),
      ),
      // After an error PostgreSQL turns this COMMIT into a ROLLBACK by itself.
      client.query('COMMIT'),
    ];
    stream.uncork();
    const results = await Promise.allSettled(sent);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) {
      client.release(isConnectionLost(failed.reason));
      throw failed.reason;
    }
    client.release();
    const rows = results
      .slice(1, -1)
      .map((result): unknown[] => (result.status === 'fulfilled' ? result.value.rows : []));
    // The rows have the shape that each statement selects.
    return rows as { [K in keyof Rows]: Rows[K][] };
  }
}

/** The socket of a client, which pg does not type: held back until all is said, it takes one write instead of one each. */
interface Wire {
  connection: { stream: Writable };
}

/** An error with an SQLSTATE leaves the connection usable; anything else does not. */
function isConnectionLost(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || error.code?.startsWith('57') === true;
}
