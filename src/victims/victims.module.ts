import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { VictimsController } from './victims.controller.js';
import { VictimsRepository } from './victims.repository.js';
import { VictimsService } from './victims.service.js';

/** Victims and witnesses of a case, by pseudonym. */
@Module({
  imports: [CasesModule],
  controllers: [VictimsController],
  providers: [VictimsService, VictimsRepository],
})
export class VictimsModule {}
