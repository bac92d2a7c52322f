import { Params } from 'nestjs-pino';
import { Configuration } from '../config/configuration.js';

/** One line a request: who, what, when; the path without its query, no bodies, no cookies, no names. */
export function logSettings({ logLevel }: Configuration): Params {
  return {
    pinoHttp: {
      level: logLevel,
      autoLogging: logLevel !== 'silent',
      quietReqLogger: true,
      customSuccessMessage: () => 'answered',
      serializers: {
        req: (request: { id: string; method: string; url: string }) => ({
          id: request.id,
          method: request.method,
          path: request.url.split('?')[0],
        }),
        res: (reply: { statusCode: number }) => ({ status: reply.statusCode }),
        err: (error: { type: string; message: string; stack: string; raw?: { code?: string } }) => ({
          type: error.type,
          code: error.raw?.code,
          stack: error.stack,
        }),
      },
    },
  };
}
