import { DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { entities } from './entities.js';
import { features } from './features.js';
import { AuditModule } from './platform/audit/audit.module.js';
import { ConfigModule } from './platform/config/config.module.js';
import { Configuration } from './platform/config/configuration.js';
import { Clock } from './platform/context/clock.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { HealthController } from './platform/health/health.controller.js';
import { HttpModule } from './platform/http/http.module.js';
import { logSettings } from './platform/http/logging.js';

/** The table of contents: the platform, then the features. */
@Module({})
export class AppModule {
  static forRoot(configuration: Configuration, clock: Clock): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(configuration, clock),
        LoggerModule.forRoot(logSettings(configuration)),
        DatabaseModule.forRoot(configuration, entities),
        HttpModule,
        AuditModule,
        ...features,
      ],
      controllers: [HealthController],
    };
  }
}
