import { Module } from '@nestjs/common';
import { CaseAccess } from './case-access.js';
import { CaseHistory } from './case-history.js';
import { CaseProgressService } from './case-progress.service.js';
import { CasesController } from './cases.controller.js';
import { CasesRepository } from './cases.repository.js';
import { CasesService } from './cases.service.js';
import { RegistrationRepository } from './registration.repository.js';

/** The case and its register. */
@Module({
  controllers: [CasesController],
  providers: [
    CasesService,
    CasesRepository,
    RegistrationRepository,
    CaseAccess,
    CaseHistory,
    CaseProgressService,
  ],
  exports: [CaseAccess, CaseHistory, CaseProgressService, RegistrationRepository],
})
export class CasesModule {}
