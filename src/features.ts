import { Type } from '@nestjs/common';

/** The features, in the order in which a registry meets them. */
export const features: readonly Type[] = [];
