import type { RegisterCommand } from '../platform/config/command-context.js';
import { Translator } from '../platform/i18n/translator.js';
import { refreshDemo } from './refresh.js';

/** `greffe demo refresh`: the rolling cases are dated from today again. Ends with 1 on a database that is no demo. */
export const registerDemoCommand: RegisterCommand = (program, context) => {
  const texts = new Translator();
  const say = (key: string, vars: Record<string, number> = {}) =>
    texts.text(context.configuration().defaultLocale, `demo:${key}`, vars);
  program
    .command('demo')
    .description(say('cli/demo'))
    .command('refresh')
    .description(say('cli/refresh'))
    .action(async () => {
      const database = await context.open();
      try {
        const done = await refreshDemo(database.configuration);
        if (done.kind === 'no_demo') process.exitCode = 1;
        const { cases, days, left } = done.kind === 'moved' ? done : { cases: 0, days: 0, left: 0 };
        process.stdout.write(`${say(`cli/${done.kind}`, { cases, days, left })}\n`);
      } finally {
        await database.close();
      }
    });
};
