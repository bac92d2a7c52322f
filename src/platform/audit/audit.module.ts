import { Global, Module } from '@nestjs/common';
import { AccessLog } from './access-log.js';

/** What happened, and who looked. */
@Global()
@Module({ providers: [AccessLog], exports: [AccessLog] })
export class AuditModule {}
