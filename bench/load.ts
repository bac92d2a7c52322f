import autocannon from 'autocannon';
import { CONNECTIONS } from './targets.js';

export interface Shot {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Measured {
  /** Answers a second, all of them successful. */
  rate: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  failed: number;
}

/** Ten connections for some seconds; each request is a new one from `next`. */
export async function load(url: string, seconds: number, next: () => Shot): Promise<Measured> {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: [
      {
        setupRequest: (request) => {
          const shot = next();
          return {
            ...request,
            method: shot.method,
            path: shot.path,
            headers: {
              ...shot.headers,
              ...(shot.body === undefined ? {} : { 'content-type': 'application/json' }),
            },
            ...(shot.body === undefined ? {} : { body: shot.body }),
          };
        },
      },
    ],
  });
  return {
    rate: result['2xx'] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
}
