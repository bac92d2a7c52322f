import { readConfiguration } from './platform/config/read-configuration.js';
import { startServer } from './server.js';

/** The server alone, on a database that is ready; `greffe start` brings one up before. */
const { url } = await startServer(readConfiguration(process.env));
process.stdout.write(`${url}\n`);
