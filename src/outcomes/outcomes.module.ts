import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { DamagesController } from './damages.controller.js';
import { DamagesService } from './damages.service.js';
import { JudgmentsController } from './judgments.controller.js';
import { JudgmentsRepository } from './judgments.repository.js';
import { JudgmentsService } from './judgments.service.js';
import { OutcomeReader } from './outcome-reader.js';
import { RemediesController } from './remedies.controller.js';
import { RemediesRepository } from './remedies.repository.js';
import { RemediesService } from './remedies.service.js';
import { SentencesController } from './sentences.controller.js';
import { SentencesRepository } from './sentences.repository.js';
import { SentencesService } from './sentences.service.js';

/** What courts decide: outcomes, sentences, damages, and the remedies against them. */
@Module({
  imports: [CasesModule],
  controllers: [JudgmentsController, SentencesController, DamagesController, RemediesController],
  providers: [
    OutcomeReader,
    JudgmentsService,
    JudgmentsRepository,
    SentencesService,
    SentencesRepository,
    DamagesService,
    RemediesService,
    RemediesRepository,
  ],
})
export class OutcomesModule {}
