import { Type } from '@nestjs/common';
import { CasesModule } from './cases/cases.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { ImportsModule } from './registers/import/imports.module.js';

/** The features, in the order in which a registry meets them. */
export const features: readonly Type[] = [
  IdentityModule,
  CasesModule,
  ImportsModule,
];
