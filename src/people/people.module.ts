import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { NameSearchRepository } from './name-search.repository.js';
import { PeopleController } from './people.controller.js';
import { PeopleFinding } from './people-finding.js';
import { PeopleRepository } from './people.repository.js';
import { PeopleService } from './people.service.js';
import { PersonLinkProposals } from './person-link-proposals.js';
import { PersonLinksController } from './person-links.controller.js';
import { PersonLinksRepository } from './person-links.repository.js';
import { PersonLinksService } from './person-links.service.js';

/** One person across all cases: names, papers, and which records are the same person. */
@Module({
  imports: [CasesModule],
  controllers: [PeopleController, PersonLinksController],
  providers: [
    PeopleService,
    PeopleRepository,
    PeopleFinding,
    NameSearchRepository,
    PersonLinksService,
    PersonLinksRepository,
    PersonLinkProposals,
  ],
})
export class PeopleModule {}
