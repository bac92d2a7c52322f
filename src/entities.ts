import { hearingEntities } from './hearings/hearing-entities.js';
import { identityEntities } from './identity/entities.js';
import { outcomeEntities } from './outcomes/outcome-entities.js';
import { EntityClass } from './platform/database/data-source-options.js';

/** Every table that commands work on through TypeORM. */
export const entities: readonly EntityClass[] = [...identityEntities, ...hearingEntities, ...outcomeEntities];
