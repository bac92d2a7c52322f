import { Type } from '@nestjs/common';
import { CasesModule } from './cases/cases.module.js';

/** The features, in the order in which a registry meets them. */
export const features: readonly Type[] = [
  CasesModule,
];
