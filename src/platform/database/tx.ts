import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { TransactionHost } from '@nestjs-cls/transactional';
import { EntityManager, EntityTarget, ObjectLiteral, QueryRunner, Repository } from 'typeorm';
import type { Statement } from './read-transaction.js';
import { TransactionalAdapter } from './transactional-adapter.js';

/**
 * The transaction in hand. A command's only way to the database: outside `@Transactional()` every method throws,
 * because another connection would know neither the transaction nor the actor.
 */
@Injectable()
export class Tx {
  constructor(private readonly host: TransactionHost<TransactionalAdapter>) {}

  get manager(): EntityManager {
    return this.host.tx;
  }

  repository<E extends ObjectLiteral>(entity: EntityTarget<E>): Repository<E> {
    return this.manager.getRepository(entity);
  }

  /** One SQL statement; its rows. */
  async query<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const runner: QueryRunner | undefined = this.manager.queryRunner;
    if (!runner) throw new Error('the transaction has no connection');
    const result = await runner.query(text, [...values], true);
    // The driver gives rows as they come; their shape is what the statement selects.
    return result.records as Row[];
  }

  /**
   * One prepared statement; its rows. For what every registration does: under row-level security, planning such a
   * statement anew costs more than running it.
   */
  async execute<Row>({ name, text, values }: Statement): Promise<Row[]> {
    const runner: QueryRunner | undefined = this.manager.queryRunner;
    if (!runner) throw new Error('the transaction has no connection');
    // TypeORM leaves its driver's connection untyped; ours is always PostgreSQL's.
    const client = (await runner.connect()) as pg.PoolClient;
    const { rows } = await client.query({ name, text, values: [...(values ?? [])] });
    return rows as Row[];
  }

  /** Runs `work` in one transaction with the actor's context, or joins the one there is. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    return this.host.withTransaction(work);
  }
}
