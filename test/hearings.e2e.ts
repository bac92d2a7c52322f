import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../src/platform/database/ids.js';
import { Person, TestApp } from './support/app.js';
import { aDefendant, offence, register } from './support/cases.js';

interface Sitting {
  id: string;
  version: number;
  date: string;
  judges: { professionalId: string; position: string }[];
}
interface Hearing {
  id: string;
  version: number;
  kind: string;
  result: string | null;
  nextHearingId: string | null;
  called: {
    defendantId: string | null;
    victimId: string | null;
    pseudonym: string | null;
    professionalId: string | null;
  }[];
  warnings: Record<string, unknown>[];
}

let app: TestApp;
let unit: string;
let court: string;
let elsewhere: string;
let room: string;
let clerk: Person;
let courtClerk: Person;
let stranger: Person;

beforeAll(async () => {
  app = await TestApp.start();
  unit = await app.office('PJS', 'unit');
  court = await app.office('PJS-CORR', 'chamber', unit);
  elsewhere = await app.office('TGI-KAYES', 'court');
  room = await aRoom('Salle 1');
  clerk = await app.person('prosecution_clerk', unit);
  courtClerk = await app.person('chamber_clerk', court);
  stranger = await app.person('ordinary_court_officer', elsewhere);
});
afterAll(async () => {
  await app.close();
});

async function aRoom(name: string, office = court): Promise<string> {
  const id = newId();
  await app.db.query(
    `INSERT INTO app.rooms (id, office_id, name, valid_from) VALUES ($1, $2, $3, '2013-01-01')`,
    [id, office, name],
  );
  return id;
}

async function aProfessional(kind: string, name: string): Promise<string> {
  const id = newId();
  await app.db.query(
    `INSERT INTO app.professionals (id, kind, name, valid_from) VALUES ($1, $2, $3, '2013-01-01')`,
    [id, kind, name],
  );
  return id;
}

const aSitting = (
  day: string,
  more: Record<string, unknown> = {},
  hours: [string, string] = ['09:00', '12:00'],
) => ({
  courtId: court,
  formation: 'correctional',
  startsAt: `${day}T${hours[0]}:00Z`,
  endsAt: `${day}T${hours[1]}:00Z`,
  ...more,
});

async function sit(
  day: string,
  more: Record<string, unknown> = {},
  hours?: [string, string],
): Promise<Sitting> {
  const answer = await clerk.post<Sitting>('/api/sittings', aSitting(day, more, hours));
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

/** A case that has been in the register since the spring of 2023. */
async function aCaseOf2023(
  more: Parameters<typeof register>[3] = {},
  who = clerk,
  office = unit,
): Promise<string> {
  const { id } = await register(app, who, office, more);
  await app.db.query(
    `UPDATE app.cases SET registered_on = '2023-05-02', received_on = '2023-05-02' WHERE id = $1`,
    [id],
  );
  return id;
}

async function enrol(
  caseId: string,
  sittingId: string,
  more: Record<string, unknown> = {},
  who = clerk,
): Promise<Hearing> {
  const answer = await who.post<Hearing>(`/api/cases/${caseId}/hearings`, {
    sittingId,
    kind: 'trial',
    ...more,
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

const fieldsOf = (answer: { body: Record<string, unknown> }) =>
  (answer.body['fields'] as { field: string; code: string }[] | undefined)?.map(({ field, code }) => [
    field,
    code,
  ]);

describe('a sitting', () => {
  it('gives a room once, however many clerks ask for it at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, async () =>
        clerk.post('/api/sittings', aSitting('2023-06-05', { roomId: room })),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body['title']).toBe('Cette salle est déjà prise à cette heure.');
  });

  it('gives the room again right after, and when the sitting before is cancelled', async () => {
    const first = await sit('2023-06-06', { roomId: room });
    await sit('2023-06-06', { roomId: room }, ['12:00', '15:00']);
    const cancelled = await clerk.post(
      `/api/sittings/${first.id}/cancellation`,
      { reason: 'strike' },
      { version: first.version },
    );
    expect([cancelled.status, cancelled.body['cancelReason']]).toEqual([200, 'strike']);
    await sit('2023-06-06', { roomId: room });
  });

  it('has no judge who sits elsewhere at that time, also when it is moved there', async () => {
    const judge = await aProfessional('judge', 'Juge Dembélé');
    const seats = { judges: [{ professionalId: judge, position: 'president' }] };
    await sit('2023-06-07', seats);
    const twice = await clerk.post('/api/sittings', aSitting('2023-06-07', seats, ['11:00', '13:00']));
    expect([twice.status, twice.body['title']]).toEqual([
      409,
      'Une personne de la formation siège déjà ailleurs à cette heure.',
    ]);
    const later = await sit('2023-06-07', seats, ['14:00', '16:00']);
    const moved = await clerk.patch(
      `/api/sittings/${later.id}`,
      { startsAt: '2023-06-07T11:00:00Z' },
      { version: later.version },
    );
    expect(moved.status).toBe(409);
    const without = await clerk.patch<Sitting>(
      `/api/sittings/${later.id}`,
      { startsAt: '2023-06-07T11:00:00Z', judges: [] },
      { version: later.version },
    );
    expect([without.status, without.body.judges]).toEqual([200, []]);
  });

  it('frees its judges when it is cancelled', async () => {
    const judge = await aProfessional('judge', 'Juge Keïta');
    const seats = { judges: [{ professionalId: judge, position: 'assessor' }] };
    const first = await sit('2023-06-08', seats);
    await clerk.post(
      `/api/sittings/${first.id}/cancellation`,
      { reason: 'security' },
      { version: first.version },
    );
    expect((await sit('2023-06-08', seats)).judges).toHaveLength(1);
  });

  it('lies inside its session, and the session does not leave it behind', async () => {
    const session = await clerk.post<{ id: string; version: number }>('/api/court-sessions', {
      courtId: court,
      kind: 'special',
      label: 'Session spéciale, octobre 2023',
      theme: 'terrorisme',
      startsOn: '2023-10-02',
      endsOn: '2023-10-27',
    });
    expect(session.status).toBe(201);
    const sessionId = session.body.id;
    const outside = await clerk.post('/api/sittings', aSitting('2023-10-28', { sessionId }));
    expect([outside.status, fieldsOf(outside)]).toEqual([422, [['startsAt', 'sitting.outside_session']]]);
    await sit('2023-10-20', { sessionId });
    const shorter = await clerk.patch(
      `/api/court-sessions/${sessionId}`,
      { endsOn: '2023-10-15' },
      { version: session.body.version },
    );
    expect([shorter.status, fieldsOf(shorter)]).toEqual([422, [['endsOn', 'court_session.sitting_outside']]]);
    const late = await clerk.patch(
      `/api/court-sessions/${sessionId}`,
      { endsOn: '2023-10-30' },
      { version: 7 },
    );
    expect([late.status, late.body['current']]).toEqual([412, { version: 1 }]);
    const longer = await clerk.patch(
      `/api/court-sessions/${sessionId}`,
      { endsOn: '2023-10-30' },
      { version: 1 },
    );
    expect([longer.status, longer.body['endsOn'], longer.body['version']]).toEqual([200, '2023-10-30', 2]);
    await expect(
      app.db.query(`UPDATE app.court_sessions SET ends_on = '2023-10-15' WHERE id = $1`, [sessionId]),
    ).rejects.toMatchObject({ constraint: 'ck_court_sessions_sittings' });
  });

  it.each([
    ['ends before it starts', { endsAt: '2023-06-09T08:00:00Z' }, 422, 'endsAt', 'date.before_start'],
    ['lasts for days', { endsAt: '2023-06-11T08:00:00Z' }, 422, 'endsAt', 'sitting.too_long'],
    ['on a day that is none', { startsAt: '2023-02-30T09:00:00Z' }, 400, 'startsAt', 'field.isMoment'],
    [
      'before its court existed',
      { startsAt: '1999-06-09T09:00:00Z', endsAt: '1999-06-09T10:00:00Z' },
      422,
      'startsAt',
      'court_session.court_not_open',
    ],
    ['in a room that is not there', { roomId: newId() }, 422, 'roomId', 'sitting.unknown_room'],
    [
      'with a bench from nowhere',
      { judges: [{ professionalId: newId(), position: 'clerk' }] },
      422,
      'judges.0.professionalId',
      'sitting.unknown_professional',
    ],
  ])('is refused when it %s', async (_, more, status, field, code) => {
    const answer = await clerk.post('/api/sittings', aSitting('2023-06-09', more));
    expect([answer.status, fieldsOf(answer)]).toEqual([status, [[field, code]]]);
  });

  it('seats people where they belong', async () => {
    const lawyer = await aProfessional('lawyer', 'Me Cissé');
    const answer = await clerk.post(
      '/api/sittings',
      aSitting('2023-06-09', { judges: [{ professionalId: lawyer, position: 'president' }] }),
    );
    expect(fieldsOf(answer)).toEqual([['judges.0.position', 'sitting.wrong_position']]);
  });

  it('is planned by those who plan for the court, and seen by those who work there', async () => {
    const sitting = await sit('2023-06-12');
    expect((await stranger.post('/api/sittings', aSitting('2023-06-13'))).status).toBe(403);
    expect((await stranger.get(`/api/sittings/${sitting.id}`)).status).toBe(404);
    expect((await courtClerk.get(`/api/sittings/${sitting.id}`)).status).toBe(200);
    expect(
      (await courtClerk.patch(`/api/sittings/${sitting.id}`, { formation: 'juvenile' }, { version: 1 }))
        .status,
    ).toBe(403);
    const seen = await stranger.get<{ items: unknown[]; total: number }>('/api/sittings?total=true');
    expect([seen.body.items, seen.body.total]).toEqual([[], 0]);
  });

  it('is listed by court and date, page by page', async () => {
    const other = await app.office('PJS-ASS', 'court', unit);
    for (const day of ['2023-07-03', '2023-07-04', '2023-07-05']) await sit(day, { courtId: other });
    const first = await clerk.get<{ items: Sitting[]; nextCursor: string }>(
      `/api/sittings?court=${other}&from=2023-07-03&to=2023-07-05&limit=2`,
    );
    expect(first.body.items.map(({ date }) => date)).toEqual(['2023-07-03', '2023-07-04']);
    const second = await clerk.get<{ items: Sitting[]; nextCursor?: string }>(
      `/api/sittings?court=${other}&limit=2&cursor=${first.body.nextCursor}`,
    );
    expect([second.body.items.map(({ date }) => date), second.body.nextCursor]).toEqual([
      ['2023-07-05'],
      undefined,
    ]);
  });
});

describe('a hearing', () => {
  it('puts a case on the roll with all its live defendants called', async () => {
    const caseId = await aCaseOf2023();
    const sitting = await sit('2023-09-04');
    const hearing = await enrol(caseId, sitting.id);
    expect(hearing.called).toHaveLength(1);
    const roll = await clerk.get<{ items: Record<string, unknown>[] }>(`/api/sittings/${sitting.id}/roll`);
    expect(roll.body.items).toEqual([
      expect.objectContaining({ position: 1, hearingId: hearing.id, caseId, kind: 'trial' }),
    ]);
    const twice = await clerk.post(`/api/cases/${caseId}/hearings`, { sittingId: sitting.id, kind: 'trial' });
    expect([twice.status, twice.body['title']]).toEqual([
      409,
      'Cette affaire est déjà au rôle de cette audience.',
    ]);
    const history = await clerk.get<{ items: { kind: string }[] }>(`/api/cases/${caseId}/history`);
    expect(history.body.items[0]).toMatchObject({ kind: 'hearing_scheduled' });
  });

  it('is not held before its case was registered', async () => {
    const { id } = await register(app, clerk, unit);
    const sitting = await sit('2023-09-05');
    const answer = await clerk.post(`/api/cases/${id}/hearings`, { sittingId: sitting.id, kind: 'opening' });
    expect([answer.status, fieldsOf(answer)]).toEqual([422, [['sittingId', 'hearing.before_registration']]]);
    await expect(
      app.db.query(
        `INSERT INTO app.hearings (id, case_id, sitting_id, kind, created_by) SELECT $1, $2, $3, 'opening', created_by FROM app.cases WHERE id = $2`,
        [newId(), id, sitting.id],
      ),
    ).rejects.toMatchObject({ constraint: 'ck_hearings_after_registration' });
  });

  it('is not put on the roll of a cancelled sitting', async () => {
    const caseId = await aCaseOf2023();
    const sitting = await sit('2023-09-06');
    await clerk.post(`/api/sittings/${sitting.id}/cancellation`, { reason: 'funding' }, { version: 1 });
    const answer = await clerk.post(`/api/cases/${caseId}/hearings`, {
      sittingId: sitting.id,
      kind: 'trial',
    });
    expect(fieldsOf(answer)).toEqual([['sittingId', 'sitting.cancelled']]);
  });

  it('is closed with a reason, public without one', async () => {
    const caseId = await aCaseOf2023();
    const sitting = await sit('2023-09-07');
    const url = `/api/cases/${caseId}/hearings`;
    const body = { sittingId: sitting.id, kind: 'trial' };
    expect(fieldsOf(await clerk.post(url, { ...body, publicity: 'closed' }))).toEqual([
      ['closedReason', 'hearing.closed_without_reason'],
    ]);
    expect(fieldsOf(await clerk.post(url, { ...body, closedReason: 'minor' }))).toEqual([
      ['closedReason', 'hearing.public_with_reason'],
    ]);
    const hearing = await enrol(caseId, sitting.id, { publicity: 'closed', closedReason: 'minor' });
    const opened = await clerk.patch<{ closedReason: string | null }>(
      `/api/hearings/${hearing.id}`,
      { publicity: 'public' },
      { version: hearing.version },
    );
    expect([opened.status, opened.body.closedReason]).toEqual([200, null]);
  });

  it('is adjourned with a reason, to the roll of another sitting, with the same people called', async () => {
    const caseId = await aCaseOf2023();
    const lawyer = await aProfessional('lawyer', 'Me Touré');
    const hearing = await enrol(caseId, (await sit('2023-09-11')).id, {
      called: { professionalIds: [lawyer] },
    });
    const url = `/api/hearings/${hearing.id}/result`;
    const version = hearing.version;
    expect(fieldsOf(await clerk.post(url, { result: 'adjourned' }, { version }))).toEqual([
      ['adjournmentReason', 'hearing.adjournment_without_reason'],
    ]);
    expect(
      fieldsOf(await clerk.post(url, { result: 'heard', adjournmentReason: 'strike' }, { version })),
    ).toEqual([['adjournmentReason', 'hearing.reason_without_adjournment']]);
    const earlier = await sit('2023-09-10');
    const body = { result: 'adjourned', adjournmentReason: 'interpreter_absent' };
    expect(fieldsOf(await clerk.post(url, { ...body, nextSittingId: earlier.id }, { version }))).toEqual([
      ['nextSittingId', 'hearing.next_before_this'],
    ]);
    const later = await sit('2023-09-25');
    const adjourned = await clerk.post<Hearing>(url, { ...body, nextSittingId: later.id }, { version });
    expect(adjourned.status).toBe(200);
    const next = await clerk.get<Hearing>(`/api/hearings/${adjourned.body.nextHearingId ?? ''}`);
    expect(next.body).toMatchObject({ kind: 'continued', date: '2023-09-25', result: null });
    expect(next.body.called.map(({ professionalId }) => professionalId)).toContain(lawyer);
    const again = await clerk.post(url, { result: 'judged' }, { version: adjourned.body.version });
    expect([again.status, again.body['code']]).toEqual([409, 'hearing.next_exists']);
    expect((await clerk.post(url, body, { version })).status).toBe(412);
    expect((await clerk.post(url, body)).status).toBe(428);
  });

  it('has no result before its day, except an adjournment', async () => {
    const caseId = await aCaseOf2023();
    const hearing = await enrol(caseId, (await sit('2099-01-05')).id);
    const url = `/api/hearings/${hearing.id}/result`;
    expect(fieldsOf(await clerk.post(url, { result: 'judged' }, { version: 1 }))).toEqual([
      ['result', 'hearing.not_yet_held'],
    ]);
    expect(
      (await clerk.post(url, { result: 'adjourned', adjournmentReason: 'security' }, { version: 1 })).status,
    ).toBe(200);
  });

  it('calls nobody from another case', async () => {
    const caseId = await aCaseOf2023();
    const other = await aCaseOf2023();
    const foreign = await app.value<string>('SELECT id FROM app.defendants WHERE case_id = $1', [other]);
    const sitting = await sit('2023-09-12');
    const answer = await clerk.post(`/api/cases/${caseId}/hearings`, {
      sittingId: sitting.id,
      kind: 'trial',
      called: { defendantIds: [foreign] },
    });
    expect(fieldsOf(answer)).toEqual([['called.defendantIds.0', 'hearing.called_unknown']]);
    const hearing = await enrol(caseId, sitting.id);
    await expect(
      app.db.query(
        'INSERT INTO app.hearing_called (id, case_id, hearing_id, defendant_id) VALUES ($1, $2, $3, $4)',
        [newId(), caseId, hearing.id, foreign],
      ),
    ).rejects.toMatchObject({ constraint: 'fk_hearing_called_same_case' });
  });

  it('shows a called victim by pseudonym to those who see victims, with a trace, and to others not at all', async () => {
    const caseId = await aCaseOf2023({ victims: [{ role: 'victim', kind: 'natural' }] });
    const victimId = await app.value<string>('SELECT id FROM app.victims WHERE case_id = $1', [caseId]);
    const hearing = await enrol(caseId, (await sit('2023-09-13')).id, { called: { victimIds: [victimId] } });
    const analyst = await app.person('crime_analyst', unit);
    const mine = await clerk.get<Hearing>(`/api/hearings/${hearing.id}`);
    expect(mine.body.called.find((one) => one.victimId === victimId)?.pseudonym).toMatch(/^V-/);
    const looked = await app.value<string>(
      `SELECT count(*) FROM audit.event WHERE actor = $1 AND kind = 'read' AND meta LIKE '%app.victims%' AND case_id = $2`,
      [clerk.userId, caseId],
    );
    expect(Number(looked)).toBeGreaterThanOrEqual(1);
    const theirs = await analyst.get<Hearing>(`/api/hearings/${hearing.id}`);
    expect([theirs.status, theirs.body.called.length]).toEqual([200, 1]);
    expect(theirs.text).not.toContain(victimId);
  });
});

describe('what others may not see', () => {
  it('a roll shows the cases of its reader, numbered as if there were no others', async () => {
    const mine = await aCaseOf2023();
    const theirs = await aCaseOf2023({}, stranger, elsewhere);
    const sitting = await sit('2023-11-06');
    await enrol(theirs, sitting.id, { rollPosition: 1 }, stranger);
    await enrol(mine, sitting.id, { rollPosition: 2 });
    const roll = await clerk.get<{ items: { position: number; caseId: string }[] }>(
      `/api/sittings/${sitting.id}/roll`,
    );
    expect(roll.body.items.map(({ position, caseId }) => [position, caseId])).toEqual([[1, mine]]);
    const other = await stranger.get<{ items: { position: number; caseId: string }[] }>(
      `/api/sittings/${sitting.id}/roll`,
    );
    expect(other.body.items.map(({ position, caseId }) => [position, caseId])).toEqual([[1, theirs]]);
    const list = await stranger.get<{ items: { caseId: string }[]; total: number }>(
      '/api/hearings?from=2023-11-06&to=2023-11-06&total=true',
    );
    expect([list.body.items.map(({ caseId }) => caseId), list.body.total]).toEqual([[theirs], 1]);
  });

  it('a person called in two places is a warning without a word about the other case', async () => {
    const ter = await offence(app, 'TER-02');
    const theirs = await aCaseOf2023(
      { defendants: [aDefendant('Coulibaly Drissa', { counts: [{ offenceId: ter }] })] },
      stranger,
      elsewhere,
    );
    const personId = await app.value<string>('SELECT person_id FROM app.defendants WHERE case_id = $1', [
      theirs,
    ]);
    const mine = await aCaseOf2023();
    // The same person in both cases: the registers were linked earlier.
    await app.db.query('UPDATE app.defendants SET person_id = $2 WHERE case_id = $1', [mine, personId]);
    const there = await sit('2023-11-13');
    await enrol(theirs, there.id, {}, stranger);
    const here = await sit('2023-11-13', {}, ['11:00', '14:00']);
    const hearing = await enrol(mine, here.id);
    const defendantId = hearing.called[0]?.defendantId;
    expect(hearing.warnings).toEqual([
      {
        kind: 'defendant',
        id: defendantId,
        from: '2023-11-13T09:00:00+00:00',
        to: '2023-11-13T12:00:00+00:00',
      },
    ]);
    expect(JSON.stringify(hearing)).not.toContain(theirs);
  });

  it('a lawyer of two defendants at the same hour is a warning', async () => {
    const lawyer = await aProfessional('lawyer', 'Me Diallo');
    const [one, two] = [await aCaseOf2023(), await aCaseOf2023()];
    for (const caseId of [one, two]) {
      await app.db.query(
        `INSERT INTO app.defendant_lawyers (id, case_id, defendant_id, professional_id, mode, valid_from)
         SELECT $1, case_id, id, $2, 'chosen', '2023-06-01' FROM app.defendants WHERE case_id = $3`,
        [newId(), lawyer, caseId],
      );
    }
    await enrol(one, (await sit('2023-11-14')).id);
    const hearing = await enrol(two, (await sit('2023-11-14')).id);
    expect(hearing.warnings).toEqual([expect.objectContaining({ kind: 'professional', id: lawyer })]);
    const alone = await enrol(two, (await sit('2023-11-15')).id);
    expect(alone.warnings).toEqual([]);
  });

  it('a sealed case gives no sign of itself, neither on a roll nor as a warning', async () => {
    const sealed = await aCaseOf2023();
    const mine = await aCaseOf2023();
    await app.db.query(
      'UPDATE app.defendants SET person_id = (SELECT person_id FROM app.defendants WHERE case_id = $1) WHERE case_id = $2',
      [sealed, mine],
    );
    const sitting = await sit('2023-11-20');
    const hidden = await enrol(sealed, sitting.id);
    await app.db.query('UPDATE app.cases SET sealed = true WHERE id = $1', [sealed]);
    const hearing = await enrol(mine, (await sit('2023-11-20', {}, ['10:00', '11:00'])).id);
    expect(hearing.warnings).toEqual([]);
    expect((await clerk.get(`/api/hearings/${hidden.id}`)).status).toBe(404);
    expect((await clerk.get<{ items: unknown[] }>(`/api/sittings/${sitting.id}/roll`)).body.items).toEqual(
      [],
    );
    expect((await clerk.get(`/api/cases/${sealed}/hearings`)).status).toBe(404);
  });

  it('a hearing is recorded by those who may, in cases they work on', async () => {
    const caseId = await aCaseOf2023();
    const hearing = await enrol(caseId, (await sit('2023-11-21')).id);
    const url = `/api/hearings/${hearing.id}/result`;
    const analyst = await app.person('crime_analyst', unit);
    expect((await analyst.post(url, { result: 'heard' }, { version: 1 })).status).toBe(403);
    expect((await stranger.post(url, { result: 'heard' }, { version: 1 })).status).toBe(404);
    expect((await courtClerk.post(url, { result: 'heard' }, { version: 1 })).status).toBe(404);
    await app.db.query(
      `INSERT INTO app.case_assignments (id, case_id, user_id, valid_from, granted_by) VALUES ($1, $2, $3, '2023-06-01', $4)`,
      [newId(), caseId, courtClerk.userId, clerk.userId],
    );
    expect((await courtClerk.post(url, { result: 'heard' }, { version: 1 })).status).toBe(200);
  });
});
