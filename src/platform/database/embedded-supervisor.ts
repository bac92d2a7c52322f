import { say } from '../config/start-error.js';
import { stopOrphans } from './embedded-process.js';
import { pidOf, ServerPlan, startServer, stopServer } from './embedded-server.js';

/** A server that is started again when it dies. */
export interface SupervisedServer {
  /** Process id of the server of the moment. */
  pid(): number;
  stop(): Promise<void>;
}

/** More deaths than this within a minute are no accident: restarting would only hide the reason. */
const MOST_RESTARTS = 5;
const WITHIN_MS = 60_000;

/**
 * Starts the server and, when it dies without having been asked to, starts it again on the same port, so that
 * the application recovers without a restart.
 */
export async function superviseServer(
  plan: ServerPlan,
  tell: (sentence: string) => void,
): Promise<SupervisedServer> {
  let server = await startServer(plan);
  let stopping: Promise<void> | undefined;
  let restarting: Promise<void> = Promise.resolve();
  let deaths: number[] = [];

  const watch = () => {
    server.once('exit', () => {
      if (stopping === undefined) restarting = restart();
    });
  };
  const restart = async () => {
    const now = performance.now();
    deaths = [...deaths.filter((moment) => now - moment < WITHIN_MS), now];
    if (deaths.length > MOST_RESTARTS) {
      tell(say('embedded_lost', { log: plan.log }));
      return;
    }
    try {
      await stopOrphans(plan.home.cluster);
      server = await startServer(plan);
      watch();
      tell(say('embedded_again', { log: plan.log }));
    } catch {
      tell(say('embedded_lost', { log: plan.log }));
    }
  };
  watch();
  return {
    pid: () => pidOf(server),
    stop: async () => {
      stopping ??= restarting.then(async () => stopServer(server, plan.home.cluster));
      await stopping;
    },
  };
}
