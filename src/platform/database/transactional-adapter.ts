import { TransactionalAdapter as Adapter } from '@nestjs-cls/transactional';
import { DataSource, EntityManager } from 'typeorm';
import { RequestContext } from '../context/request-context.js';

interface TransactionOptions {
  isolationLevel?: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';
}

/** What the adapter is connected to: the pool, and the actor whose context each transaction begins with. */
export interface TransactionConnection {
  source: DataSource;
  context: RequestContext;
}

/**
 * Transactions of TypeORM that begin with the actor's signed context. The adapter of the package falls back to
 * a connection outside the transaction; this one refuses (security design §2.4, trap 2).
 */
export class TransactionalAdapter implements Adapter<
  TransactionConnection,
  EntityManager,
  TransactionOptions
> {
  constructor(readonly connectionToken: symbol) {}

  readonly optionsFactory = ({ source, context }: TransactionConnection) => ({
    wrapWithTransaction: async (
      options: TransactionOptions | undefined,
      work: (...args: unknown[]) => Promise<unknown>,
      setClient: (client: EntityManager) => void,
    ) =>
      source.transaction(options?.isolationLevel ?? 'READ COMMITTED', async (manager) => {
        await manager.query('SELECT sec.enter($1)', [context.signed()]);
        setClient(manager);
        return work();
      }),
    wrapWithNestedTransaction: async (
      options: TransactionOptions | undefined,
      work: (...args: unknown[]) => Promise<unknown>,
      setClient: (client: EntityManager) => void,
      client: EntityManager,
    ) =>
      client.transaction(async (manager) => {
        setClient(manager);
        return work();
      }),
    getFallbackInstance: (): EntityManager => {
      throw new Error('no transaction: wrap the command in @Transactional()');
    },
  });
}
