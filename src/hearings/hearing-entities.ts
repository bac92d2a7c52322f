import { CourtSession } from './court-session.entity.js';
import { Hearing } from './hearing.entity.js';
import { Sitting } from './sitting.entity.js';

/** The tables that commands of this feature work on through TypeORM. */
export const hearingEntities = [CourtSession, Sitting, Hearing];
