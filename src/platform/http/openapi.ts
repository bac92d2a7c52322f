import { INestApplication } from '@nestjs/common';
import { DocumentBuilder, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Configuration } from '../config/configuration.js';

/** OpenAPI 3.1 of everything under /api; the interactive page stays out of production. */
export function serveOpenApi(app: INestApplication, configuration: Configuration): void {
  const document = openApiDocument(app);
  SwaggerModule.setup('api/docs', app, document, {
    jsonDocumentUrl: 'api/openapi.json',
    ui: !configuration.production,
    raw: ['json'],
  });
}

function openApiDocument(app: INestApplication): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Greffe')
    .setDescription('A court registry for serious-crimes prosecutions.')
    .setVersion('0.1.0')
    .addCookieAuth('__Host-greffe')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, settings, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete]) {
      for (const parameter of operation?.parameters ?? []) {
        if ('in' in parameter && parameter.in === 'path' && /id$/i.test(parameter.name))
          parameter.schema = { type: 'string', format: 'uuid' };
      }
    }
  }
  return document;
}
