import { Command } from 'commander';

/** `greffe bench`: speed and scale, against a bare server on the same database. */
export function registerBenchCommand(program: Command): void {
  program
    .command('bench')
    .description('speed against a bare server on the same database, and growth with the number of cases')
    .option('--cases <numbers>', 'numbers of cases, with commas', '10000')
    .option('--seconds <n>', 'seconds of load for each endpoint and server', '5')
    .action(async ({ cases, seconds }: { cases: string; seconds: string }) => {
      const { bench } = await import('./run.js');
      const good = await bench({ sizes: cases.split(',').map(Number), seconds: Number(seconds) });
      process.exitCode = good ? 0 : 1;
    });
}
