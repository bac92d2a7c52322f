import { Module } from '@nestjs/common';
import { CaseExtractsController } from './case-extracts.controller.js';
import { CaseExtractsRepository } from './case-extracts.repository.js';

/** Parts of a case for roles that have no right to the case itself. */
@Module({ controllers: [CaseExtractsController], providers: [CaseExtractsRepository] })
export class ExtractsModule {}
