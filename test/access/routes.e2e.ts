import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Route, RouteCheck } from '../../src/platform/access/route-check.js';
import { projectRoot } from '../../src/platform/root.js';
import { TestApp } from '../support/app.js';

/** Reviewed by people: who may call what, one line a route. */
const SNAPSHOT = join(projectRoot(), 'test', 'access', 'routes.snapshot.txt');

describe('the routes', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(async () => app.close());

  it('are open to whom the reviewed list says; a change of it is a change of who may do what', () => {
    const lines = app.nest.get(RouteCheck).routes().map(line).sort().join('\n');
    // After a review: GREFFE_UPDATE_ROUTES=1 npm run jest -- test/access/routes
    if (process.env['GREFFE_UPDATE_ROUTES'] === '1') writeFileSync(SNAPSHOT, `${lines}\n`);
    expect(lines).toBe(readFileSync(SNAPSHOT, 'utf8').trim());
  });

  it('say the same in the document of the API', async () => {
    const document = (
      await app.nobody.get<{ paths: Record<string, Record<string, { 'x-permission'?: string }>> }>(
        '/api/openapi.json',
      )
    ).body;
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(
        ([method, operation]) =>
          `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')} ${operation['x-permission'] ?? '-'}`,
      ),
    );
    const routes = app.nest
      .get(RouteCheck)
      .routes()
      .map((route) => `${route.method} /api${route.path} ${permissionOf(route)}`);
    expect(documented.sort()).toEqual(routes.sort());
  });
});

function permissionOf({ access }: Route): string {
  return access === undefined || access.open ? 'public' : access.permission;
}

function line(route: Route): string {
  const { access } = route;
  const { row, stepUp = false } = access === undefined || access.open ? {} : access.options;
  return [
    `${route.method} /api${route.path} → ${permissionOf(route)}`,
    ...(row ? [`of ${row.table}`] : []),
    ...(stepUp ? ['after step-up'] : []),
  ].join(', ');
}
