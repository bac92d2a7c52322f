import { DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from '../context/clock.js';
import { Configuration } from './configuration.js';

/** The one configuration, already validated, and the clock, for whoever asks. */
@Global()
@Module({})
export class ConfigModule {
  static forRoot(configuration: Configuration, clock: Clock): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: Configuration, useValue: configuration },
        { provide: Clock, useValue: clock },
      ],
      exports: [Configuration, Clock],
    };
  }
}
