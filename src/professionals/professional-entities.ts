import { Professional } from './professional.entity.js';
import { Room } from './room.entity.js';

/** The tables that commands of this feature work on through TypeORM. */
export const professionalEntities = [Professional, Room];
