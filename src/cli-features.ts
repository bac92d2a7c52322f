import { registerBenchCommand } from '../bench/command.js';
import { registerUsersCommand } from './identity/users-command.js';
import { registerPlacesCommand } from './places/places.command.js';
import { registerImportCommand } from './registers/import/import.command.js';
import { FillDemo, RegisterCommand } from './platform/config/command-context.js';

/** The commands that features bring: `users bootstrap`, `import`, `places import`, `demo refresh`, `bench`. */
export const featureCommands: RegisterCommand[] = [
  registerUsersCommand,
  registerPlacesCommand,
  registerImportCommand,
  registerBenchCommand,
];

/** The demo, loaded only where it is wanted. */
export async function loadDemo(): Promise<FillDemo | undefined> {
  return Promise.resolve(undefined);
}
