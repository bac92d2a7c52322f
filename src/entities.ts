import { identityEntities } from './identity/entities.js';
import { EntityClass } from './platform/database/data-source-options.js';

/** Every table that commands work on through TypeORM. */
export const entities: readonly EntityClass[] = [...identityEntities];
