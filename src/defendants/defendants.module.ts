import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { CountTags } from './count-tags.js';
import { CountsController } from './counts.controller.js';
import { CountsRepository } from './counts.repository.js';
import { CountsService } from './counts.service.js';
import { DefendantAccess } from './defendant-access.js';
import { DefendantsController } from './defendants.controller.js';
import { DefendantsRepository } from './defendants.repository.js';
import { DefendantsService } from './defendants.service.js';
import { LawyersService } from './lawyers.service.js';

/** Persons in cases: who is accused of what, how old they were, who defends them, where they stand. */
@Module({
  imports: [CasesModule],
  controllers: [DefendantsController, CountsController],
  providers: [
    DefendantsService,
    DefendantsRepository,
    DefendantAccess,
    CountsService,
    CountsRepository,
    CountTags,
    LawyersService,
  ],
})
export class DefendantsModule {}
