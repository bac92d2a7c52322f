import { Module } from '@nestjs/common';
import { CaseAccess } from './case-access.js';
import { CaseHistory } from './case-history.js';
import { NameSearchRepository } from '../people/name-search.repository.js';
import { CaseProgressService } from './case-progress.service.js';
import { CaseReading } from './case-reading.js';
import { CaseSearch } from './case-search.js';
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
    CaseSearch,
    CaseReading,
    NameSearchRepository,
    RegistrationRepository,
    CaseAccess,
    CaseHistory,
    CaseProgressService,
  ],
  exports: [CaseReading, CaseAccess, CaseHistory, CaseProgressService, RegistrationRepository],
})
export class CasesModule {}
