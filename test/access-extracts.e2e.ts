import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { signActor } from '../src/platform/context/actor.js';
import { newId } from '../src/platform/database/ids.js';
import { Person, TestApp } from './support/app.js';
import { CONTEXT_KEY } from './support/server.js';
import { aDefendant, offence, register } from './support/cases.js';

type Extract = Record<string, unknown> & { id: string; nextHearingAt: string | null };
interface Extracts {
  group: string;
  items: Extract[];
  nextCursor?: string;
}

let app: TestApp;
let unit: string;
let prison: string;
let clerk: Person;
let caseId: string;
let number: string;

beforeAll(async () => {
  app = await TestApp.start();
  unit = await app.office('PJS', 'unit');
  prison = await app.office('MC-BAMAKO', 'prison');
  clerk = await app.person('prosecution_clerk', unit);
  ({ id: caseId, number } = await aCase());
  await aHearing(caseId, '2099-03-02');
  await aHearing(caseId, '2099-02-02', 'adjourned');
});
afterAll(async () => {
  await app.close();
});

async function aCase(): Promise<{ id: string; number: string }> {
  const offenceId = await offence(app, 'TER-02');
  const charged = [{ offenceId }];
  return register(app, clerk, unit, { defendants: [aDefendant('Konaré Bakary', { counts: charged })] });
}

async function aHearing(ofCase: string, day: string, result: string | null = null): Promise<void> {
  const sitting = newId();
  await app.db.query(
    `INSERT INTO app.sittings (id, office_id, formation, starts_at, ends_at, created_by)
     VALUES ($1, $2, 'correctional', $3::date + interval '9 hours', $3::date + interval '12 hours', $4)`,
    [sitting, unit, day, clerk.userId],
  );
  await app.db.query(
    `INSERT INTO app.hearings (id, case_id, sitting_id, kind, result, adjournment_reason, created_by)
     VALUES ($1, $2, $3, 'trial', $4::text, CASE WHEN $4::text IS NOT NULL THEN 'strike' END, $5)`,
    [newId(), ofCase, sitting, result, clerk.userId],
  );
}

async function share(ofCase: string, officeId: string, to: string | null = null): Promise<void> {
  await app.db.query(
    `INSERT INTO app.case_shares (id, case_id, office_id, level, valid_from, valid_to, granted_by, reason)
     VALUES ($1, $2, $3, 'read', '2023-01-01', $4, $5, 'détenu')`,
    [newId(), ofCase, officeId, to, clerk.userId],
  );
}

const extractsOf = async (person: Person) => (await person.get<Extracts>('/api/case-extracts')).body;
const idsOf = async (person: Person) => (await extractsOf(person)).items.map(({ id }) => id);

describe('extracts of cases', () => {
  it('tell a prison the number, the court, the next hearing and the offence of what is shared with it', async () => {
    const officer = await app.person('prison_registry_officer', prison);
    expect(await idsOf(officer)).toEqual([]);
    await share(caseId, prison);
    const { group, items } = await extractsOf(officer);
    expect([group, items.length]).toEqual(['prison', 1]);
    expect(Object.keys(items[0] ?? {}).sort()).toEqual([
      'id',
      'nextHearingAt',
      'number',
      'offences',
      'officeId',
      'officeNameEn',
      'officeNameFr',
      'registeredOn',
      'sealed',
    ]);
    expect(items[0]).toMatchObject({
      number,
      nextHearingAt: '2099-03-02T09:00:00.000Z',
      officeNameFr: 'PJS',
    });
    expect(items[0]?.['offences']).toEqual([expect.objectContaining({ code: 'TER-02' })]);
    expect(JSON.stringify(items)).not.toContain('Konar');
    expect((await officer.get(`/api/cases/${caseId}`)).status).toBe(404);
    expect((await officer.get('/api/cases')).status).toBe(403);
  });

  it('tell a head of prison the same, and nothing once the share is over', async () => {
    const other = await app.office('MC-KAYES', 'prison');
    const head = await app.person('prison_head', other);
    await share(caseId, other, '2023-06-01');
    expect(await extractsOf(head)).toEqual({ group: 'prison', items: [] });
  });

  it('tell victim support the number, the next hearing and the offence, and no defendant', async () => {
    const support = await app.person('victim_support_officer', unit);
    const { group, items } = await extractsOf(support);
    expect([group, items.map(({ id }) => id)]).toEqual(['victim_support', [caseId]]);
    expect(Object.keys(items[0] ?? {}).sort()).toEqual([
      'id',
      'nextHearingAt',
      'number',
      'offences',
      'registeredOn',
      'sealed',
    ]);
  });

  it('tell an inspector the header, the charges, and initials with their stage', async () => {
    const inspector = await app.person('inspector', unit);
    const { group, items } = await extractsOf(inspector);
    expect(group).toBe('inspector');
    expect(items[0]).toMatchObject({
      number,
      stage: 'C10',
      status: 'open',
      defendants: [{ initials: 'K. B.', stage: 'D01' }],
    });
    expect(JSON.stringify(items)).not.toContain('Konar');
  });

  it.each(['statistician', 'ministry', 'un_focal_point', 'administrator'] as const)(
    'tell a %s nothing',
    async (role) => {
      const person = await app.person(role, unit);
      expect((await person.get('/api/case-extracts')).status).toBe(403);
    },
  );

  it('are not for people who see whole cases', async () => {
    expect((await clerk.get('/api/case-extracts')).status).toBe(403);
  });

  it('are the narrowest for who has two such roles', async () => {
    const both = await app.person('inspector', unit);
    await app.hold(both.userId, 'prison_head', prison);
    expect((await extractsOf(both)).group).toBe('prison');
  });

  it('leave out what is sealed, struck or closed to the reader', async () => {
    const inspector = await app.person('inspector', unit);
    const [sealed, struck, barred] = [await aCase(), await aCase(), await aCase()];
    expect((await idsOf(inspector)).length).toBe(4);
    await app.db.query('UPDATE app.cases SET sealed = true WHERE id = $1', [sealed.id]);
    await app.db.query(
      `UPDATE app.cases SET status = 'struck', struck_at = now(), struck_by = $2, strike_reason = 'double' WHERE id = $1`,
      [struck.id, clerk.userId],
    );
    await app.db.query(
      `INSERT INTO app.case_exclusions (id, case_id, user_id, valid_from, granted_by, reason) VALUES ($1, $2, $3, '2023-01-01', $4, 'parent')`,
      [newId(), barred.id, inspector.userId, clerk.userId],
    );
    expect(await idsOf(inspector)).toEqual([caseId]);
  });

  it('come page by page', async () => {
    const support = await app.person('victim_support_officer', unit);
    const first = await support.get<Extracts>('/api/case-extracts?limit=1');
    const second = await support.get<Extracts>(
      `/api/case-extracts?limit=1&cursor=${first.body.nextCursor ?? ''}`,
    );
    expect(second.body.items).toHaveLength(1);
    expect(second.body.items[0]?.id).not.toBe(first.body.items[0]?.id);
  });

  it('are logged with the cases they showed', async () => {
    const inspector = await app.person('inspector', unit);
    await extractsOf(inspector);
    const logged = await app.value<string>(
      `SELECT meta FROM audit.event WHERE actor = $1 AND kind = 'list' ORDER BY id DESC LIMIT 1`,
      [inspector.userId],
    );
    expect(logged).toContain('inspector');
  });

  it('are views that show a person of another group nothing, past the application too', async () => {
    const officer = await app.person('prison_registry_officer', prison);
    const runtime = new pg.Client({ connectionString: app.urls.app });
    await runtime.connect();
    try {
      await runtime.query('BEGIN');
      const actor = { userId: officer.userId, sessionId: '', requestId: '', ip: '', scopes: '*' } as const;
      await runtime.query('SELECT sec.enter($1)', [signActor(actor, CONTEXT_KEY, Date.now())]);
      const count = async (view: string) => (await runtime.query(`SELECT 1 FROM app.${view}`)).rows.length;
      expect(await count('case_extracts_prison')).toBe(1);
      expect(await count('case_extracts_inspector')).toBe(0);
      expect(await count('case_extracts_victim_support')).toBe(0);
      await expect(count('case_extract_base')).rejects.toMatchObject({ code: '42501' });
    } finally {
      await runtime.end();
    }
  });
});
