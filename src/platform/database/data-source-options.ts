import { DataSourceOptions } from 'typeorm';
import { Configuration } from '../config/configuration.js';

/** A class with @Entity(). */
export type EntityClass = new () => object;

/** The runtime's DataSource: as greffe_app, which owns nothing; never synchronises, never migrates. */
export function dataSourceOptions(
  configuration: Configuration,
  entities: readonly EntityClass[],
): DataSourceOptions {
  return {
    type: 'postgres',
    url: configuration.databaseUrl,
    entities: [...entities],
    schema: 'app',
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    poolSize: configuration.poolSize,
    connectTimeoutMS: 2_000,
    applicationName: 'greffe',
    extra: {
      pipeline: true,
      connectionTimeoutMillis: 2_000,
      statement_timeout: 10_000,
      lock_timeout: 3_000,
      idle_in_transaction_session_timeout: 15_000,
      keepAlive: true,
      options: '-c timezone=UTC -c search_path=app,public',
    },
  };
}
