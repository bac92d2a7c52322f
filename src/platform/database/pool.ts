import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** The one pool: TypeORM's, so that reads and commands share its connections and its limit. */
@Injectable()
export class Pool {
  constructor(private readonly source: DataSource) {}

  /** A connection; whoever takes it gives it back. One that dies in use fails its statements, not the process. */
  async connect(): Promise<pg.PoolClient> {
    const client = await this.driver.connect();
    if (client.listenerCount('error') === 0) client.on('error', () => undefined);
    return client;
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
