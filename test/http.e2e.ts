import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Person, TestApp } from './support/app.js';
import { aCase } from './support/cases.js';

describe('the door to the outside', () => {
  let app: TestApp;
  let clerk: Person;
  let unit: string;
  beforeAll(async () => {
    app = await TestApp.start();
    unit = await app.office('PJS', 'unit');
    clerk = await app.person('prosecution_clerk', unit);
  });
  afterAll(async () => {
    await app.close();
  });

  it('ASVS 3.5.1: refuses a change that another site sends with our cookie', async () => {
    const body = await aCase(app, unit);
    const before = await app.value('SELECT count(*) FROM app.cases');
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
    ]) {
      const refused = await clerk.post('/api/cases', body, { headers });
      expect([headers, refused.status, refused.body['code']]).toEqual([headers, 403, 'request.cross_site']);
    }
    expect(await app.value('SELECT count(*) FROM app.cases')).toBe(before);
  });

  it('ASVS 3.5.2: takes no forms and no plain text', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
      const refused = await clerk.post('/api/cases', 'a=1', { headers: { 'content-type': type } });
      expect([type, refused.status]).toEqual([type, 415]);
    }
  });

  it('ASVS 3.4: sends the headers that keep a browser strict, and nothing for other origins', async () => {
    const { headers } = await clerk.get('/api/me', { headers: { origin: 'https://elsewhere.example' } });
    expect(headers['content-security-policy']).toMatch(
      /default-src 'self'.*object-src 'none'.*frame-ancestors 'none'/,
    );
    expect(headers['strict-transport-security']).toMatch(/max-age=63072000; includeSubDomains/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('describes itself in OpenAPI 3.1, with the permission of every operation', async () => {
    const { body } = await app.nobody.get<{
      openapi: string;
      paths: Record<string, Record<string, Record<string, unknown>>>;
    }>('/api/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const operations = Object.values(body.paths).flatMap((path) => Object.values(path));
    expect(operations.length).toBeGreaterThan(100);
    expect(operations.filter((operation) => operation['x-permission'] === undefined)).toEqual([]);
  });

  it('answers an unknown address with a problem document, and the bare address with the API page', async () => {
    const unknown = await clerk.get('/api/nothing-here');
    expect([unknown.status, unknown.headers['content-type']]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    expect((await app.nobody.get('/')).headers['location']).toBe('/api/docs');
    expect((await app.nobody.get('/api/docs')).status).toBe(200);
  });

  it('ASVS 13.4: shows no interactive page in production', async () => {
    const production = await TestApp.start({ environment: 'production' });
    try {
      expect((await production.nobody.get('/api/docs')).status).toBe(404);
    } finally {
      await production.close();
    }
  });
});
