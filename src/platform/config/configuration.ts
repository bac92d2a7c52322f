import { IsBoolean, IsIn, IsInt, Matches, Max, Min, MinLength } from 'class-validator';
import { Env } from './setting.js';
import { AreNetworks, IsReadableFile } from './validators.js';

export const environments = ['development', 'test', 'production'] as const;
export type Environment = (typeof environments)[number];

export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

const POSTGRES_URL = /^postgres(ql)?:\/\/[^/]+\/[^/?]+/;

/**
 * Everything that can be set from outside, typed and checked: the one place where the environment is read.
 * Made by `readConfiguration`; the launcher then adds the addresses of the embedded database. An empty text
 * means "not given". `.env.example` explains each setting.
 */
export class Configuration {
  /** Production demands the second factor, hides /api/docs and refuses a demo database. */
  @Env('GREFFE_ENV')
  @IsIn(environments)
  environment: Environment = 'development';

  /** 0 takes any free port. */
  @Env('PORT', 'integer')
  @IsInt()
  @Min(0)
  @Max(65_535)
  port = 3000;

  /** Address to listen on. Not given: loopback without TLS, every address with it (ruling 24). */
  @Env('HOST')
  @Matches(/^[\w.:-]*$/)
  host = '';

  @Env('TLS_CERT')
  @IsReadableFile()
  tlsCert = '';

  @Env('TLS_KEY')
  @IsReadableFile()
  tlsKey = '';

  /** Addresses or networks (CIDR) of proxies whose X-Forwarded-For is believed. */
  @Env('TRUSTED_PROXIES', 'list')
  @AreNetworks()
  trustedProxies: string[] = [];

  /** Folder of this installation, relative to the project: embedded database, its secrets, demo users. */
  @Env('GREFFE_DATA')
  @MinLength(1)
  dataDir = '.data';

  /** Database as greffe_app, the runtime role. Not given: the embedded PostgreSQL. */
  @Env('DATABASE_URL', 'text', { secret: true })
  @Matches(POSTGRES_URL)
  databaseUrl = '';

  /** Password of DATABASE_URL, where it is not in the address. */
  @Env('DATABASE_PASSWORD', 'text', { secret: true })
  databasePassword = '';

  /** Database as greffe_owner; when given, `start` migrates. */
  @Env('DATABASE_OWNER_URL', 'text', { secret: true })
  @Matches(POSTGRES_URL)
  databaseOwnerUrl = '';

  @Env('DATABASE_OWNER_PASSWORD', 'text', { secret: true })
  databaseOwnerPassword = '';

  /** Any database of the cluster as superuser; read by `db bootstrap` alone. */
  @Env('DATABASE_SUPERUSER_URL', 'text', { secret: true })
  @Matches(POSTGRES_URL)
  databaseSuperuserUrl = '';

  @Env('DATABASE_SUPERUSER_PASSWORD', 'text', { secret: true })
  databaseSuperuserPassword = '';

  /** PEM file of the authority that signed the database server's certificate; given, TLS is demanded. */
  @Env('DATABASE_CA')
  @IsReadableFile()
  databaseCa = '';

  /** Connections of one process to the database. */
  @Env('POOL_SIZE', 'integer')
  @IsInt()
  @Min(2)
  @Max(200)
  poolSize = 10;

  /** Key of the actor context's MAC, shared by all instances on one database; the bytes of this text are the key. */
  @Env('CONTEXT_KEY', 'text', { secret: true })
  @MinLength(32)
  contextKey = '';

  /** Fill the database with the demo. Not given: only the embedded database, outside production (ruling 23). */
  @Env('GREFFE_DEMO', 'flag')
  @IsBoolean()
  demo: boolean | undefined = undefined;

  /** Language of an answer when the request asks for none that we speak. */
  @Env('DEFAULT_LOCALE')
  @IsIn(['fr', 'en'])
  defaultLocale: 'fr' | 'en' = 'fr';

  @Env('SESSION_IDLE_MINUTES', 'integer')
  @IsInt()
  @Min(1)
  @Max(120)
  sessionIdleMinutes = 15;

  @Env('SESSION_ABSOLUTE_MINUTES', 'integer')
  @IsInt()
  @Min(5)
  @Max(1440)
  sessionAbsoluteMinutes = 720;

  @Env('LOG_LEVEL')
  @IsIn(logLevels)
  logLevel: LogLevel = 'info';

  get production(): boolean {
    return this.environment === 'production';
  }

  /** The launcher starts PostgreSQL itself. False again once it has put the address in. */
  get embedded(): boolean {
    return this.databaseUrl === '';
  }

  get tls(): boolean {
    return this.tlsCert !== '';
  }

  /** Address to listen on, with the default of ruling 24. */
  get listenAddress(): string {
    if (this.host !== '') return this.host;
    return this.tls ? '0.0.0.0' : '127.0.0.1';
  }

  /** A copy with some values replaced. */
  with(changes: Partial<Configuration>): Configuration {
    return Object.assign(new Configuration(), this, changes);
  }
}
