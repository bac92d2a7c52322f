import { DynamicModule, Global, Module } from '@nestjs/common';
import { ClsPluginTransactional } from '@nestjs-cls/transactional';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClsModule } from 'nestjs-cls';
import { DataSource } from 'typeorm';
import { Configuration } from '../config/configuration.js';
import { RequestContext } from '../context/request-context.js';
import { dataSourceOptions, EntityClass } from './data-source-options.js';
import { Pool } from './pool.js';
import { ReadTransaction } from './read-transaction.js';
import { TransactionalAdapter } from './transactional-adapter.js';
import { Tx } from './tx.js';

const CONNECTION = Symbol('transaction connection');

@Global()
@Module({
  imports: [ClsModule],
  providers: [
    RequestContext,
    Pool,
    ReadTransaction,
    {
      provide: CONNECTION,
      inject: [DataSource, RequestContext],
      useFactory: (source: DataSource, context: RequestContext) => ({ source, context }),
    },
  ],
  exports: [RequestContext, Pool, ReadTransaction, CONNECTION],
})
class ConnectionModule {}

/** The pool, the two ways to it (Tx for commands, ReadTransaction for reads), the clock and the request's context. */
@Global()
@Module({ providers: [Tx], exports: [Tx] })
export class DatabaseModule {
  static forRoot(configuration: Configuration, entities: readonly EntityClass[]): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot(dataSourceOptions(configuration, entities)),
        ConnectionModule,
        ClsModule.forRoot({
          global: true,
          plugins: [
            new ClsPluginTransactional({
              imports: [ConnectionModule],
              adapter: new TransactionalAdapter(CONNECTION),
              enableTransactionProxy: false,
            }),
          ],
        }),
      ],
    };
  }
}
