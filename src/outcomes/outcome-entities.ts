import { Damages } from './damages.entity.js';
import { Outcome } from './outcome.entity.js';
import { Remedy } from './remedy.entity.js';
import { Sentence } from './sentence.entity.js';

/** The tables that commands of this feature work on through TypeORM. */
export const outcomeEntities = [Outcome, Sentence, Damages, Remedy];
