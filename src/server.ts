import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyMultipart from '@fastify/multipart';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { readFileSync } from 'node:fs';
import { ClsService } from 'nestjs-cls';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { Configuration } from './platform/config/configuration.js';
import { Clock } from './platform/context/clock.js';
import { newId } from './platform/database/ids.js';
import { serveOpenApi } from './platform/http/openapi.js';
import { addRequestHooks } from './platform/http/request-hooks.js';

const BODY_LIMIT = 1024 * 1024;
const UPLOAD_LIMIT = 64 * 1024 * 1024;
const SLOWEST_REQUEST_MILLIS = 30_000;

/** Listens; ready when the promise resolves. */
export async function startServer(
  configuration: Configuration,
): Promise<{ url: string; close(): Promise<void> }> {
  const app = await createApp(configuration);
  try {
    await app.listen(configuration.port, configuration.listenAddress);
  } catch (error) {
    await app.close();
    throw error;
  }
  const url = (await app.getUrl()).replace('[::1]', 'localhost').replace('127.0.0.1', 'localhost');
  return { url, close: async () => app.close() };
}

/** The whole application, initialised, not yet listening: what the server and the tests use. */
export async function createApp(
  configuration: Configuration,
  clock = new Clock(),
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: SLOWEST_REQUEST_MILLIS,
    genReqId: () => newId(),
    trustProxy: configuration.trustedProxies.length > 0 ? configuration.trustedProxies : false,
    routerOptions: { maxParamLength: 200 },
    ...(configuration.tls
      ? { https: { cert: readFileSync(configuration.tlsCert), key: readFileSync(configuration.tlsKey) } }
      : {}),
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(configuration, clock),
    adapter,
    {
      // Nest tells each module and route at start; who starts a registry wants the address alone.
      logger: ['warn', 'error', 'fatal'],
      abortOnError: false,
      forceCloseConnections: true,
    },
  );
  app.setGlobalPrefix('api');
  await app.register(fastifyCookie);
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    hsts: { maxAge: 63_072_000, includeSubDomains: true },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
  });
  await app.register(fastifyMultipart, {
    limits: { fileSize: UPLOAD_LIMIT, files: 10, fields: 20, fieldSize: 10_000 },
  });
  addRequestHooks(app.getHttpAdapter().getInstance(), app.get(ClsService), configuration.defaultLocale);
  serveOpenApi(app, configuration);
  // Until the web client comes, whoever opens the address in a browser lands on the API's page.
  app
    .getHttpAdapter()
    .getInstance()
    .get('/', async (_request, reply) =>
      reply.redirect(configuration.production ? '/api/health/live' : '/api/docs'),
    );
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  app.useLogger(app.get(Logger));
  return app;
}
