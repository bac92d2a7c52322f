import { Module } from '@nestjs/common';
import { CrsvFormsController, LegalRegimesController, OffencesController } from './offences.controller.js';
import { OffencesRepository } from './offences.repository.js';

/** What the law punishes, under which text and from when. */
@Module({
  controllers: [OffencesController, LegalRegimesController, CrsvFormsController],
  providers: [OffencesRepository],
})
export class OffencesModule {}
