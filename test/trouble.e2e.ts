import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Person, TestApp } from './support/app.js';
import { aCase, register } from './support/cases.js';

/** Asks until it holds, or fails after ten seconds. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error('did not come true in ten seconds');
    await new Promise((next) => setImmediate(next));
  }
}

describe('when the database goes away', () => {
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

  it('answers 503 with Retry-After at most 3 s, stays alive, and recovers without a restart', async () => {
    const { id } = await register(app, clerk, unit);
    const name = new URL(app.urls.app).pathname.slice(1);
    // Only a superuser gets in from now on, and everybody is sent out.
    await app.db.query(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
    await app.db.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
      [name],
    );
    const down = await Promise.all([
      clerk.get('/api/cases'),
      clerk.get(`/api/cases/${id}`),
      app.nobody.get('/api/health/ready'),
    ]);
    expect(down.map(({ status }) => status)).toEqual([503, 503, 503]);
    for (const { headers } of down) expect(Number(headers['retry-after'])).toBeLessThanOrEqual(3);
    expect((await app.nobody.get('/api/health/live')).status).toBe(200);
    await app.db.query(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
    await eventually(async () => (await clerk.get(`/api/cases/${id}`)).status === 200);
  });

  it('fails only the requests whose connection was cut, and does nothing twice', async () => {
    const body = await aCase(app, unit);
    const key = randomUUID();
    const scissors = { open: true };
    const cutting = (async () => {
      while (scissors.open) {
        await app.db.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE usename = 'greffe_app' AND datname = current_database() ORDER BY random() LIMIT 1`,
        );
        await new Promise((next) => setTimeout(next, 20));
      }
    })();
    try {
      const before = await app.value<number>('SELECT count(*)::int FROM app.cases');
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 60; attempt++)
        statuses.push((await clerk.post('/api/cases', body, { key })).status);
      expect(statuses.filter((status) => status !== 201 && status !== 503)).toEqual([]);
      scissors.open = false;
      await cutting;
      await eventually(async () => (await clerk.post('/api/cases', body, { key })).status === 201);
      expect(await app.value<number>('SELECT count(*)::int FROM app.cases')).toBe(before + 1);
    } finally {
      scissors.open = false;
      await cutting;
    }
  });
});
