import { Global, Module } from '@nestjs/common';
import { AccessLog } from './access-log.js';
import { AuditController } from './audit.controller.js';
import { AuditRepository } from './audit.repository.js';

/** What happened, and who looked. */
@Global()
@Module({ controllers: [AuditController], providers: [AccessLog, AuditRepository], exports: [AccessLog] })
export class AuditModule {}
