import { hearingEntities } from './hearings/hearing-entities.js';
import { identityEntities } from './identity/entities.js';
import { outcomeEntities } from './outcomes/outcome-entities.js';
import { EntityClass } from './platform/database/data-source-options.js';
import { professionalEntities } from './professionals/professional-entities.js';

/** Every table that commands work on through TypeORM. */
export const entities: readonly EntityClass[] = [
  ...identityEntities,
  ...hearingEntities,
  ...outcomeEntities,
  ...professionalEntities,
];
