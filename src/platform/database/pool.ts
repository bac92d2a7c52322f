import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** The one pool: TypeORM's, so that reads and commands share its connections and its limit. */
@Injectable()
export class Pool {
  constructor(private readonly source: DataSource) {
    // pg takes its own listener off a connection that is in use; without one, a connection that dies then ends the
    // process. It fails its statements all the same.
    const heard = new WeakSet<pg.PoolClient>();
    this.driver.on('acquire', (client) => {
      if (heard.has(client)) return;
      heard.add(client);
      client.on('error', () => undefined);
    });
  }

  /** A connection; whoever takes it gives it back. */
  async connect(): Promise<pg.PoolClient> {
    return this.driver.connect();
  }

  /** One statement outside any actor's transaction: only for definer functions that need no actor (auth, health). */
  async query<Row extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<Row[]> {
    return (await this.driver.query<Row>(config)).rows;
  }

  private get driver(): pg.Pool {
    // The source is always the one of data-source.ts, whose driver is PostgreSQL's and whose master is its pool.
    return (this.source.driver as PostgresDriver).master as pg.Pool;
  }
}
