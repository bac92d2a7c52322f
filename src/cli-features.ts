import { FillDemo, RegisterCommand } from './platform/config/command-context.js';

/**
 * The commands that features bring: `users bootstrap`, `import`, `places import`, `demo refresh`, `bench`. Loaded
 * when one of them is asked for, so that `start` brings up the database before it reads half the application.
 */
export async function loadCommands(): Promise<RegisterCommand[]> {
  const [users, places, imports, demo, bench] = await Promise.all([
    import('./identity/users-command.js'),
    import('./places/places.command.js'),
    import('./registers/import/import.command.js'),
    import('./demo/demo.command.js'),
    import('../bench/command.js'),
  ]);
  return [
    users.registerUsersCommand,
    places.registerPlacesCommand,
    imports.registerImportCommand,
    demo.registerDemoCommand,
    bench.registerBenchCommand,
  ];
}

/** The demo, loaded only where it is wanted. */
export async function loadDemo(): Promise<FillDemo | undefined> {
  return (await import('./demo/fill-demo.js')).fillDemo;
}
