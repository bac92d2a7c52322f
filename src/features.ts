import { Type } from '@nestjs/common';
import { CasesModule } from './cases/cases.module.js';
import { DefendantsModule } from './defendants/defendants.module.js';
import { DemoModule } from './demo/demo.module.js';
import { GrantsModule } from './grants/grants.module.js';
import { ExtractsModule } from './extracts/extracts.module.js';
import { HearingsModule } from './hearings/hearings.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { OffencesModule } from './offences/offences.module.js';
import { OutcomesModule } from './outcomes/outcomes.module.js';
import { PeopleModule } from './people/people.module.js';
import { PlacesModule } from './places/places.module.js';
import { ProfessionalsModule } from './professionals/professionals.module.js';
import { ExportsModule } from './registers/export/exports.module.js';
import { ImportsModule } from './registers/import/imports.module.js';
import { SavedViewsModule } from './saved-views/saved-views.module.js';
import { VictimsModule } from './victims/victims.module.js';

/** The features, in the order in which a registry meets them. */
export const features: readonly Type[] = [
  IdentityModule,
  CasesModule,
  PeopleModule,
  DefendantsModule,
  VictimsModule,
  GrantsModule,
  HearingsModule,
  OutcomesModule,
  ExtractsModule,
  OffencesModule,
  PlacesModule,
  ProfessionalsModule,
  ImportsModule,
  SavedViewsModule,
  ExportsModule,
  DemoModule,
];
