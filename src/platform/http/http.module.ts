import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AccessController } from '../access/access.controller.js';
import { AccessGuard } from '../access/access.guard.js';
import { RouteCheck } from '../access/route-check.js';
import { Translator } from '../i18n/translator.js';
import { IdempotencyInterceptor } from './idempotency.js';
import { ProblemFilter } from './problem.filter.js';
import { validationPipe } from './validation.js';
import { VersionTag } from './version-tag.js';

/** How every request is treated: guard, validation, idempotency, errors. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [AccessController],
  providers: [
    Translator,
    RouteCheck,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_PIPE, useFactory: validationPipe },
    { provide: APP_INTERCEPTOR, useClass: VersionTag },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [Translator, RouteCheck],
})
export class HttpModule {}
