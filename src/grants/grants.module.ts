import { Module } from '@nestjs/common';
import { CaseReading } from '../cases/case-reading.js';
import { CasesModule } from '../cases/cases.module.js';
import { GrantsController } from './grants.controller.js';
import { GrantsRepository } from './grants.repository.js';
import { GrantsService } from './grants.service.js';
import { SealsController } from './seals.controller.js';
import { SealsService } from './seals.service.js';

/** Who may see one case beside its office: assignments, shares, exclusions, seals. */
@Module({
  imports: [CasesModule],
  controllers: [GrantsController, SealsController],
  providers: [GrantsService, SealsService, GrantsRepository, CaseReading],
})
export class GrantsModule {}
