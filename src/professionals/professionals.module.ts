import { Module } from '@nestjs/common';
import { ProfessionalsController } from './professionals.controller.js';
import { ProfessionalsRepository } from './professionals.repository.js';
import { ProfessionalsService } from './professionals.service.js';
import { RoomsController } from './rooms.controller.js';
import { RoomsRepository } from './rooms.repository.js';
import { RoomsService } from './rooms.service.js';

/** Judges, lawyers, interpreters, experts, clerks, and the rooms they sit in. */
@Module({
  controllers: [ProfessionalsController, RoomsController],
  providers: [ProfessionalsService, ProfessionalsRepository, RoomsService, RoomsRepository],
})
export class ProfessionalsModule {}
