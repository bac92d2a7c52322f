import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { roleGrants, roles } from '../src/platform/access/roles.js';
import { newId } from '../src/platform/database/ids.js';
import type { Page } from '../src/platform/http/keyset.js';
import type { ProfessionalView } from '../src/professionals/professionals.dto.js';
import type { RoomView } from '../src/professionals/rooms.dto.js';
import { asRuntime } from './access/support.js';
import { Person, TestApp } from './support/app.js';

let app: TestApp;
let unit: string;
let mopti: string;
let registrar: Person;
let other: Person;
let focalPoint: Person;

beforeAll(async () => {
  app = await TestApp.start();
  const root = await app.office('ML', 'root');
  unit = await app.office('PJS', 'unit', root);
  mopti = await app.office('TGI-MOPTI', 'court', root);
  const un = await app.office('UN', 'un', root);
  [registrar, other, focalPoint] = await Promise.all([
    app.person('registrar_in_chief', unit),
    app.person('registrar_in_chief', mopti),
    app.person('un_focal_point', un),
  ]);
});
afterAll(async () => app.close());

const aJudge = (more: object = {}) => ({
  kind: 'judge',
  name: 'Kassim Sanankoua',
  officeId: unit,
  validFrom: '2018-01-01',
  ...more,
});

async function judge(more: object = {}): Promise<ProfessionalView> {
  const answer = await registrar.post<ProfessionalView>('/api/professionals', aJudge(more));
  expect(answer.status).toBe(201);
  return answer.body;
}

describe('professionals', () => {
  it('are entered once per key, and read back', async () => {
    const key = randomUUID();
    const lawyer = {
      kind: 'lawyer',
      name: 'Me Founè Kamissoko',
      bar: 'Barreau du Mali',
      languages: ['fr', 'bm'],
      validFrom: '2010-05-01',
    };
    const first = await registrar.post<ProfessionalView>('/api/professionals', lawyer, { key });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ ...lawyer, officeId: null, validTo: null, version: 1 });
    const again = await registrar.post<ProfessionalView>('/api/professionals', lawyer, { key });
    expect(again.body.id).toBe(first.body.id);
    const one = await registrar.get<ProfessionalView>(`/api/professionals/${first.body.id}`);
    expect(one.body).toEqual(first.body);
    const count = await app.value<string>('SELECT count(*) FROM app.professionals WHERE name = $1', [
      lawyer.name,
    ]);
    expect(count).toBe('1');
  });

  it('change only under the version last seen', async () => {
    const { id } = await judge();
    const url = `/api/professionals/${id}`;
    expect((await registrar.patch(url, { validTo: '2024-09-01' })).status).toBe(428);
    const changed = await registrar.patch<ProfessionalView>(url, { validTo: '2024-09-01' }, { version: 1 });
    expect(changed.body).toMatchObject({ validTo: '2024-09-01', version: 2 });
    const stale = await registrar.patch(url, { validTo: null }, { version: 1 });
    expect(stale.status).toBe(412);
    expect(stale.body).toMatchObject({ current: { version: 2 } });
  });

  it('are refused with the field that is wrong', async () => {
    const wrong = async (more: object) => {
      const answer = await registrar.post('/api/professionals', aJudge(more));
      expect([400, 422]).toContain(answer.status);
      // The problem document lists its fields.
      return (answer.body['errors'] ?? answer.body['fields']) as { field: string }[];
    };
    expect(await wrong({ bar: 'Barreau du Mali' })).toMatchObject([{ field: 'bar' }]);
    expect(await wrong({ validTo: '2018-01-01' })).toMatchObject([{ field: 'validTo' }]);
    expect(await wrong({ kind: 'juror' })).toMatchObject([{ field: 'kind' }]);
    expect(await wrong({ languages: ['bambara'] })).toMatchObject([{ field: 'languages' }]);
    expect(await wrong({ rank: 1 })).toMatchObject([{ field: 'rank' }]);
  });

  it('of a court are entered and changed by that court', async () => {
    const { id } = await judge({ name: 'Aïssa Bathily' });
    const foreign = await other.patch(
      `/api/professionals/${id}`,
      { specialty: 'terrorisme' },
      { version: 1 },
    );
    expect(foreign.status).toBe(403);
    expect((await other.post('/api/professionals', aJudge())).status).toBe(403);
    expect((await other.post('/api/professionals', aJudge({ officeId: mopti }))).status).toBe(201);
    const gone = await registrar.patch(`/api/professionals/${id}`, { officeId: mopti }, { version: 1 });
    expect(gone.status).toBe(403); // cannot be pushed into an office that is not one's own
  });

  it('are listed by name, by court, by day and by language, without a name in the address', async () => {
    const office = await app.office('TGI-GAO', 'court', unit);
    for (const [name, languages] of [
      ['Zoumana Tall', ['ses']],
      ['Élie Ag Baye', ['taq', 'ses']],
      ['Bintou Sow', ['ff']],
    ] as const) {
      await judge({ kind: 'interpreter', name, languages, officeId: office });
    }
    await judge({ name: 'Ancien Juge', officeId: office, validFrom: '2000-01-01', validTo: '2005-01-01' });
    const list = async (query: string) =>
      (await registrar.get<Page<ProfessionalView>>(`/api/professionals?office=${office}&${query}`)).body;
    expect((await list('at=2023-01-01')).items.map(({ name }) => name)).toEqual([
      'Bintou Sow',
      'Élie Ag Baye',
      'Zoumana Tall',
    ]);
    expect((await list('language=ses&total=true')).total).toBe(2);
    const page = await list('kind=interpreter&limit=2');
    expect(Buffer.from(page.nextCursor ?? '', 'base64url').toString()).toMatch(/^\["[0-9a-f-]{36}"\]$/);
    const rest = await list(`kind=interpreter&limit=2&cursor=${page.nextCursor ?? ''}`);
    expect(rest.items.map(({ name }) => name)).toEqual(['Zoumana Tall']);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('are listed by bar, however it is spelled', async () => {
    await judge({ kind: 'lawyer', name: 'Me Sékou Tangara', bar: 'Barreau de Ségou', officeId: undefined });
    const { body } = await registrar.get<Page<ProfessionalView>>(
      '/api/professionals?bar=barreau%20de%20segou',
    );
    expect(body.items.map(({ name }) => name)).toEqual(['Me Sékou Tangara']);
  });

  it('are all on the pages, once each, while others are being entered', async () => {
    const office = await app.office('TGI-KOULIKORO', 'court', unit);
    const names = ['Ba', 'Ba', 'Ca', 'Da', 'Ea', 'Fa', 'Ga'];
    for (const name of names) await judge({ name, officeId: office });
    const seen: ProfessionalView[] = [];
    let cursor: string | undefined;
    do {
      const next = cursor === undefined ? '' : `&cursor=${cursor}`;
      const { body } = await registrar.get<Page<ProfessionalView>>(
        `/api/professionals?office=${office}&limit=2${next}`,
      );
      seen.push(...body.items);
      cursor = body.nextCursor;
      await judge({ name: 'Aa', officeId: office }); // before what was read: the pages do not shift
    } while (cursor !== undefined);
    expect(seen.map(({ name }) => name)).toEqual(names);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(names.length);
  });

  it('are changed by one of two clerks who saw the same version; the other is told', async () => {
    const { id } = await judge({ name: 'Oumou Traoré' });
    const clerks = await Promise.all([
      app.person('prosecution_clerk', unit),
      app.person('prosecution_clerk', unit),
    ]);
    const answers = await Promise.all(
      clerks.map(async (clerk, index) =>
        clerk.patch<ProfessionalView>(
          `/api/professionals/${id}`,
          { specialty: `essai ${String(index)}` },
          { version: 1 },
        ),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const kept = await registrar.get<ProfessionalView>(`/api/professionals/${id}`);
    expect(kept.body).toEqual(answers.find(({ status }) => status === 200)?.body);
  });

  it('are looked at under the eyes of the log', async () => {
    const { id } = await judge();
    const events = async () =>
      Number(
        await app.value<string>(
          `SELECT count(*) FROM audit.event WHERE tbl = 'app.professionals' AND kind IN ('read', 'list')`,
        ),
      );
    const before = await events();
    await registrar.get(`/api/professionals/${id}`);
    await registrar.get('/api/professionals');
    expect(await events()).toBe(before + 2);
  });

  it.each(roles)(
    'are shown to %s exactly when the role carries the right, also past the application',
    async (role) => {
      await judge();
      const person = await app.person(role, unit);
      const allowed = roleGrants[role]['professional:read'] !== undefined;
      expect((await person.get('/api/professionals')).status).toBe(allowed ? 200 : 403);
      const rows = await asRuntime(app, person, async () =>
        app.value<string>('SELECT count(*) FROM app.professionals'),
      );
      expect(Number(rows) > 0).toBe(allowed);
    },
  );

  it('are hidden from the United Nations: neither the list, nor one, nor a count', async () => {
    const { id } = await judge({ name: 'Nom Protégé' });
    expect((await focalPoint.get('/api/professionals')).status).toBe(403);
    expect((await focalPoint.get(`/api/professionals/${id}`)).status).toBe(403);
    expect((await focalPoint.get('/api/professionals?total=true')).status).toBe(403);
  });

  it('are not there when nobody is', async () => {
    expect((await registrar.get(`/api/professionals/${newId()}`)).status).toBe(404);
    const change = await registrar.patch(`/api/professionals/${newId()}`, {}, { version: 1 });
    expect(change.status).toBe(404);
  });

  it('leave who changed what in the log', async () => {
    const { id } = await judge();
    await registrar.patch(`/api/professionals/${id}`, { specialty: 'cyber' }, { version: 1 });
    const { rows } = await app.db.query<{ actor: string }>(
      `SELECT actor FROM audit.event WHERE tbl = 'app.professionals' AND meta LIKE '%' || $1 || '%'`,
      [id],
    );
    expect(rows.map(({ actor }) => actor)).toEqual([registrar.userId, registrar.userId]);
  });
});

describe('rooms', () => {
  const aRoom = (more: object = {}) => ({
    officeId: unit,
    name: `Salle ${newId().slice(-6)}`,
    validFrom: '2017-01-01',
    ...more,
  });

  it('are made, renamed and closed by their court', async () => {
    const made = await registrar.post<RoomView>('/api/rooms', aRoom({ name: 'Salle n° 1' }));
    expect(made.status).toBe(201);
    const url = `/api/rooms/${made.body.id}`;
    const closed = await registrar.patch<RoomView>(url, { validTo: '2025-01-01' }, { version: 1 });
    expect(closed.body).toMatchObject({ name: 'Salle n° 1', validTo: '2025-01-01', version: 2 });
    expect((await other.patch(url, { name: 'Prise' }, { version: 2 })).status).toBe(403);
    expect((await other.post('/api/rooms', aRoom())).status).toBe(403);
  });

  it('of one court do not share a name at the same time', async () => {
    const room = aRoom({ name: 'Grande salle', validTo: '2020-01-01' });
    expect((await registrar.post('/api/rooms', room)).status).toBe(201);
    const twin = await registrar.post('/api/rooms', aRoom({ name: 'grande SALLE', validFrom: '2019-06-01' }));
    expect(twin.status).toBe(409);
    expect(twin.text).toContain('déjà une salle de ce nom');
    const inEnglish = await registrar.post(
      '/api/rooms',
      aRoom({ name: 'GRANDE salle', validFrom: '2019-06-01' }),
      {
        headers: { 'accept-language': 'en' },
      },
    );
    expect(inEnglish.text).toContain('already has a room of that name');
    const later = await registrar.post(
      '/api/rooms',
      aRoom({ name: 'Grande salle', validFrom: '2020-01-01' }),
    );
    expect(later.status).toBe(201);
    expect((await other.post('/api/rooms', aRoom({ officeId: mopti, name: 'Grande salle' }))).status).toBe(
      201,
    );
  });

  it('are for everybody to read, a day at a time', async () => {
    const court = await app.office('TGI-KITA', 'court', unit);
    await registrar.post('/api/rooms', aRoom({ officeId: court, name: 'A', validTo: '2019-01-01' }));
    await registrar.post('/api/rooms', aRoom({ officeId: court, name: 'B' }));
    const on = async (day: string) =>
      (await focalPoint.get<Page<RoomView>>(`/api/rooms?office=${court}&at=${day}`)).body.items.map(
        ({ name }) => name,
      );
    expect(await on('2018-12-31')).toEqual(['A', 'B']);
    expect(await on('2019-01-01')).toEqual(['B']);
    expect((await focalPoint.post('/api/rooms', aRoom())).status).toBe(403);
  });
});
