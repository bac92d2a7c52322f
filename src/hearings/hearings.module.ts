import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { CourtCalendar } from './court-calendar.js';
import { CourtSessionsController } from './court-sessions.controller.js';
import { CourtSessionsRepository } from './court-sessions.repository.js';
import { CourtSessionsService } from './court-sessions.service.js';
import { HearingCalls } from './hearing-calls.js';
import { HearingsController } from './hearings.controller.js';
import { HearingsRepository } from './hearings.repository.js';
import { HearingsService } from './hearings.service.js';
import { SittingRules } from './sitting-rules.js';
import { SittingsController } from './sittings.controller.js';
import { SittingsRepository } from './sittings.repository.js';
import { SittingsService } from './sittings.service.js';

/** Sessions of court, sittings, and the cases on their rolls. */
@Module({
  imports: [CasesModule],
  controllers: [CourtSessionsController, SittingsController, HearingsController],
  providers: [
    CourtCalendar,
    CourtSessionsService,
    CourtSessionsRepository,
    SittingRules,
    SittingsService,
    SittingsRepository,
    HearingCalls,
    HearingsService,
    HearingsRepository,
  ],
})
export class HearingsModule {}
