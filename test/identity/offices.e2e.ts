import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Person, TestApp } from '../support/app.js';

interface Office {
  id: string;
  code: string;
  version: number;
}

describe('offices', () => {
  let app: TestApp;
  let root: string;
  let admin: Person;
  beforeAll(async () => {
    app = await TestApp.start();
    root = await app.office('ROOT', 'root');
    admin = await app.person('administrator', root);
  });
  afterAll(async () => {
    await app.close();
  });

  let n = 0;
  async function make(
    parentId = root,
    by = admin,
  ): Promise<{ status: number; body: Office & { code: string } }> {
    n += 1;
    return by.post<Office>('/api/offices', {
      parentId,
      code: `CT-${String(n)}`,
      kind: 'court',
      nameFr: `Cour ${String(n)}`,
      nameEn: `Court ${String(n)}`,
      validFrom: '2015-01-01',
    });
  }

  it('stand in a tree that everybody signed in may read, parents first', async () => {
    const court = (await make()).body;
    const chamber = (await make(court.id)).body;
    const clerk = await app.person('prosecution_clerk', root);
    const { items } = (await clerk.get<{ items: Office[] }>('/api/offices')).body;
    const order = items.map(({ id }) => id);
    expect(order.indexOf(root)).toBeLessThan(order.indexOf(court.id));
    expect(order.indexOf(court.id)).toBeLessThan(order.indexOf(chamber.id));
    expect((await app.nobody.get('/api/offices')).status).toBe(401);
  });

  it('are made and changed by administrators within their reach', async () => {
    const clerk = await app.person('prosecution_clerk', root);
    expect((await make(root, clerk)).status).toBe(403);
    const branch = (await make()).body;
    const local = await app.person('administrator', branch.id);
    expect((await make(branch.id, local)).status).toBe(201);
    const outside = await make(root, local);
    expect([outside.status, outside.body.code]).toEqual([403, 'office.out_of_reach']);
  });

  it('change only as last seen', async () => {
    const { id } = (await make()).body;
    expect((await admin.patch(`/api/offices/${id}`, { nameFr: 'Cour suprême' })).status).toBe(428);
    expect((await admin.patch(`/api/offices/${id}`, { nameFr: 'Cour suprême' }, { version: 3 })).status).toBe(
      412,
    );
    const changed = await admin.patch(
      `/api/offices/${id}`,
      { nameFr: 'Cour suprême', seat: 'Bamako' },
      { version: 1 },
    );
    expect(changed.body).toMatchObject({ nameFr: 'Cour suprême', seat: 'Bamako', version: 2 });
  });

  it('move with all that stands below them, and rights move along', async () => {
    const [one, two] = [(await make()).body, (await make()).body];
    const chamber = (await make(one.id)).body;
    const head = await app.person('administrator', two.id);
    expect((await make(chamber.id, head)).status).toBe(403);
    expect((await admin.patch(`/api/offices/${one.id}`, { parentId: two.id }, { version: 1 })).status).toBe(
      200,
    );
    expect((await make(chamber.id, head)).status).toBe(201);
  });

  it('never stand below themselves', async () => {
    const court = (await make()).body;
    const chamber = (await make(court.id)).body;
    const answer = await admin.patch(`/api/offices/${court.id}`, { parentId: chamber.id }, { version: 1 });
    expect(answer.status).toBe(422);
  });

  it('end when nothing depends on them any more', async () => {
    const court = (await make()).body;
    const chamber = (await make(court.id)).body;
    const end = async (id: string, version: number) =>
      admin.post(`/api/offices/${id}/end`, { on: '2030-01-01' }, { version, key: null });
    expect((await end(court.id, 1)).body['code']).toBe('office.has_children');
    expect((await end(chamber.id, 1)).body).toMatchObject({ validTo: '2030-01-01', version: 2 });
    await app.person('judge', court.id);
    expect((await end(court.id, 1)).body['code']).toBe('office.in_use');
    const early = await admin.post(
      `/api/offices/${chamber.id}/end`,
      { on: '2010-01-01' },
      { version: 2, key: null },
    );
    expect(early.body['code']).toBe('office.ends_before_it_begins');
  });

  it('have a code of their own', async () => {
    const { body } = await make();
    const again = await admin.post('/api/offices', {
      parentId: root,
      code: body.code,
      kind: 'court',
      nameFr: 'Cour',
      nameEn: 'Court',
      validFrom: '2015-01-01',
    });
    expect(again.status).toBe(409);
  });
});
