import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { Configuration } from './platform/config/configuration.js';

const PATIENCE_MS = 3_000;

/** Asks the server of this machine whether it is ready; the health check of a container. */
export async function health(configuration: Configuration): Promise<boolean> {
  const { tls, port, listenAddress } = configuration;
  const host = listenAddress === '0.0.0.0' || listenAddress === '::' ? '127.0.0.1' : listenAddress;
  const address = { host, port, path: '/api/health/ready', timeout: PATIENCE_MS };
  return new Promise((done) => {
    // The certificate names the public host, not this loopback address, and nothing secret is sent or read.
    const request = tls ? getSecure({ ...address, rejectUnauthorized: false }) : getPlain(address);
    request.once('response', (response) => {
      response.resume();
      done(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => {
      done(false);
    });
  });
}
