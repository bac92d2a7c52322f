import { syncOffences } from './offences/offence-catalogue.js';
import { syncGazetteer } from './places/gazetteer.js';
import { syncPermissions } from './platform/access/sync-permissions.js';
import { migrate } from './platform/database/migrator.js';

/** Migrates, then puts what is written in the code into its tables: permissions and roles, regimes and offences, places. */
export async function migrateAll(ownerUrl: string): Promise<string[]> {
  return migrate(ownerUrl, [syncPermissions, syncOffences, syncGazetteer]);
}
