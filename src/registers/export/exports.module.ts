import { Module } from '@nestjs/common';
import { CaseRowsRepository } from './case-rows.repository.js';
import { ExportExpiry } from './export-expiry.js';
import { ExportsController } from './exports.controller.js';
import { ExportsRepository } from './exports.repository.js';
import { ExportsService } from './exports.service.js';

/** Files that leave the register. */
@Module({
  controllers: [ExportsController],
  providers: [ExportsService, ExportsRepository, CaseRowsRepository, ExportExpiry],
})
export class ExportsModule {}
