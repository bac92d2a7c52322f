import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../src/platform/database/ids.js';
import { Person, TestApp } from './support/app.js';
import { aDefendant, offence, register } from './support/cases.js';

interface Trial {
  caseId: string;
  defendantId: string;
  counts: string[];
}
interface Judgment {
  id: string;
  stage: string;
  outcomes: { id: string; countId: string; outcome: string; supersededBy: string | null }[];
}
interface Record {
  id: string;
  record: string;
  principalType: string;
  current: boolean;
  basis: string;
  fineAmount: string | null;
  annulledBecause: string | null;
}
interface Sentence {
  id: string;
  pronounced: Record;
  inForce: Record[];
}
interface Remedy {
  id: string;
  version: number;
  scope: string;
  clock: { from: string; dueOn: string | null; confidence: string };
}

let app: TestApp;
let unit: string;
let clerk: Person;

beforeAll(async () => {
  app = await TestApp.start();
  unit = await app.office('PJS', 'unit');
  clerk = await app.person('prosecution_clerk', unit);
});
afterAll(async () => {
  await app.close();
});

/** A case of 2023 with one defendant who is on trial (D31) unless told otherwise, charged with some counts. */
async function aTrial(counts = 1, stage = 'D31'): Promise<Trial> {
  const offenceId = await offence(app, 'TER-02');
  const charged = Array.from({ length: counts }, () => ({ offenceId }));
  const { id } = await register(app, clerk, unit, {
    defendants: [aDefendant('Konaré Bakary', { counts: charged })],
    victims: [{ role: 'victim', kind: 'natural' }],
  });
  await app.db.query(
    `UPDATE app.cases SET registered_on = '2023-05-02', received_on = '2023-05-02' WHERE id = $1`,
    [id],
  );
  await app.db.query('UPDATE app.defendants SET stage = $2 WHERE case_id = $1', [id, stage]);
  const defendantId = await app.value<string>('SELECT id FROM app.defendants WHERE case_id = $1', [id]);
  const { rows } = await app.db.query<{ id: string }>(
    'SELECT id FROM app.counts WHERE case_id = $1 ORDER BY ordinal',
    [id],
  );
  return { caseId: id, defendantId, counts: rows.map((row) => row.id) };
}

const aJudgment = ({ defendantId, counts }: Trial, outcomes: string | string[], more: object = {}) => ({
  defendantId,
  decidedOn: '2023-10-20',
  mode: 'adversarial',
  counts: [outcomes].flat().map((outcome, index) => ({ countId: counts[index], outcome })),
  ...more,
});

async function judge(trial: Trial, outcomes: string | string[], more: object = {}): Promise<Judgment> {
  const answer = await clerk.post<Judgment>(
    `/api/cases/${trial.caseId}/outcomes`,
    aJudgment(trial, outcomes, more),
  );
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

async function sentence({ caseId, defendantId }: Trial, terms: object): Promise<Sentence> {
  const answer = await clerk.post<Sentence>(`/api/cases/${caseId}/sentences`, {
    defendantId,
    decidedOn: '2023-10-20',
    ...terms,
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

async function lodge(trial: Trial, more: object): Promise<Remedy> {
  const answer = await clerk.post<Remedy>(`/api/cases/${trial.caseId}/remedies`, {
    defendantId: trial.defendantId,
    kind: 'appeal',
    lodgedOn: '2023-10-25',
    lodgedBy: 'defendant',
    ...more,
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

const stageOf = async ({ defendantId }: Trial) =>
  app.value<string>('SELECT stage FROM app.defendants WHERE id = $1', [defendantId]);
const fieldsOf = (answer: { body: Readonly<{ fields?: unknown }> }) =>
  (answer.body.fields as { field: string; code: string }[] | undefined)?.map(({ field, code }) => [
    field,
    code,
  ]);

describe('a judgment', () => {
  it('goes count by count; convicted on one is convicted', async () => {
    const trial = await aTrial(3);
    const judgment = await judge(trial, ['acquitted', 'convicted', 'acquitted']);
    expect(judgment).toMatchObject({ stage: 'D40', caseId: trial.caseId });
    const list = await clerk.get<{ items: { outcome: string; judgmentId: string; labelFr: string }[] }>(
      `/api/cases/${trial.caseId}/outcomes`,
    );
    expect(list.body.items.map(({ outcome, judgmentId }) => [outcome, judgmentId])).toEqual([
      ['acquitted', judgment.id],
      ['convicted', judgment.id],
      ['acquitted', judgment.id],
    ]);
    expect(await app.value('SELECT stage_min FROM app.cases WHERE id = $1', [trial.caseId])).toBe('C50');
  });

  it.each([
    ['convicted', 'in_absentia', 'D41'],
    ['convicted', 'default', 'D41'],
    ['convicted', 'deemed_adversarial', 'D40'],
    ['acquitted', 'adversarial', 'D42'],
    ['absolved', 'adversarial', 'D43'],
    ['jurisdiction_declined', 'adversarial', 'D45'],
  ])('%s, %s: the defendant stands at %s', async (outcome, mode, stage) => {
    const trial = await aTrial();
    await judge(trial, outcome, { mode });
    expect(await stageOf(trial)).toBe(stage);
  });

  it('on some of the counts leaves the defendant on trial until the last', async () => {
    const trial = await aTrial(2);
    expect((await judge(trial, ['acquitted'])).stage).toBe('D31');
    const rest = { ...trial, counts: trial.counts.slice(1) };
    expect((await judge(rest, ['convicted'])).stage).toBe('D40');
  });

  it('does not wait for a count that was withdrawn', async () => {
    const trial = await aTrial(2);
    await app.db.query(`UPDATE app.counts SET withdrawn_on = '2023-09-01' WHERE id = $1`, [trial.counts[1]]);
    expect((await judge(trial, ['acquitted'])).stage).toBe('D42');
  });

  it('is refused where the stage knows no judgment, with the reason and what is possible', async () => {
    const trial = await aTrial(1, 'D01');
    const answer = await clerk.post(`/api/cases/${trial.caseId}/outcomes`, aJudgment(trial, 'convicted'));
    expect([answer.status, answer.body['code']]).toEqual([409, 'procedure.defendant_illegal_move']);
    expect(answer.body['possible']).toContain('D20');
    expect(await app.value('SELECT count(*)::int FROM app.outcomes WHERE case_id = $1', [trial.caseId])).toBe(
      0,
    );
  });

  it('is given once for each count, also by two clerks at the same moment', async () => {
    const trial = await aTrial();
    const answers = await Promise.all(
      Array.from({ length: 4 }, async () =>
        clerk.post(`/api/cases/${trial.caseId}/outcomes`, aJudgment(trial, 'convicted')),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(await app.value('SELECT count(*)::int FROM app.outcomes WHERE case_id = $1', [trial.caseId])).toBe(
      1,
    );
  });

  it('takes the place of one in absentia after the retrial, and both stay', async () => {
    const trial = await aTrial();
    const absent = await judge(trial, 'convicted', { mode: 'in_absentia' });
    const death = await sentence(trial, { principalType: 'DEATH' });
    const tooSoon = await clerk.post(
      `/api/cases/${trial.caseId}/outcomes`,
      aJudgment(trial, 'acquitted', { supersedes: 'retrial', decidedOn: '2024-03-01' }),
    );
    expect([tooSoon.status, tooSoon.body['code']]).toEqual([409, 'procedure.defendant_illegal_move']);
    const version = await app.value<number>('SELECT version FROM app.defendants WHERE id = $1', [
      trial.defendantId,
    ]);
    const arrested = await clerk.post(
      `/api/defendants/${trial.defendantId}/moves`,
      { to: 'D31', on: '2024-02-01' },
      { version },
    );
    expect(arrested.status).toBe(200);
    const again = await judge(trial, 'acquitted', { supersedes: 'retrial', decidedOn: '2024-03-01' });
    expect(again.stage).toBe('D42');
    const all = await clerk.get<{
      items: { id: string; supersededBy: string | null; supersededBecause: string | null }[];
    }>(`/api/cases/${trial.caseId}/outcomes`);
    expect(all.body.items).toEqual([
      expect.objectContaining({
        id: absent.outcomes[0]?.id,
        supersededBy: again.outcomes[0]?.id,
        supersededBecause: 'retrial',
      }),
      expect.objectContaining({ id: again.outcomes[0]?.id, supersededBy: null }),
    ]);
    const current = await clerk.get<{ items: unknown[] }>(`/api/cases/${trial.caseId}/outcomes?current=true`);
    expect(current.body.items).toHaveLength(1);
    const after = await clerk.get<Sentence>(`/api/sentences/${death.id}`);
    expect([after.body.pronounced.annulledBecause, after.body.inForce[0]?.current]).toEqual([
      'retrial',
      false,
    ]);
  });

  it.each([
    ['tomorrow', { decidedOn: '2099-01-01' }, 'decidedOn', 'date.in_future'],
    ['before the facts', { decidedOn: '2023-04-01' }, 'decidedOn', 'outcome.before_facts'],
    ['without its mode', { mode: undefined }, 'mode', 'outcome.mode_missing'],
    ['at a hearing of nowhere', { hearingId: newId() }, 'hearingId', 'hearing.not_found'],
    ['in the place of nothing', { supersedes: 'appeal' }, 'supersedes', 'outcome.nothing_superseded'],
    [
      'on a count of nobody',
      { counts: [{ countId: newId(), outcome: 'convicted' }] },
      'counts.0.countId',
      'outcome.unknown_count',
    ],
    ['on a defendant of nowhere', { defendantId: newId() }, 'defendantId', 'defendant.not_found'],
  ])('is refused when it is %s', async (_, more, field, code) => {
    const trial = await aTrial();
    const answer = await clerk.post(
      `/api/cases/${trial.caseId}/outcomes`,
      aJudgment(trial, 'convicted', more),
    );
    expect([answer.status, fieldsOf(answer)]).toEqual([422, [[field, code]]]);
  });

  it('names the text behind an extinction, and knows only the outcomes of its regime', async () => {
    const trial = await aTrial();
    const extinct = await clerk.post(`/api/cases/${trial.caseId}/outcomes`, aJudgment(trial, 'extinguished'));
    expect(fieldsOf(extinct)).toEqual([['counts.0.reason', 'outcome.legal_text_missing']]);
    await app.db.query(
      `INSERT INTO app.legal_regimes (id, code, label_fr, label_en, valid_from, procedure_from, source, confidence)
       VALUES ($1, 'ELSEWHERE', 'x', 'x', '2000-01-01', '2000-01-01', 'test', 'G')`,
      [newId()],
    );
    await app.db.query(
      `INSERT INTO app.outcome_types (id, code, regime, tried, convicted, rank, label_fr, label_en, confidence)
       VALUES ($1, 'nolle', 'ELSEWHERE', false, false, 90, 'x', 'x', 'G')`,
      [newId()],
    );
    const foreign = await clerk.post(`/api/cases/${trial.caseId}/outcomes`, aJudgment(trial, 'nolle'));
    expect(fieldsOf(foreign)).toEqual([['counts.0.outcome', 'outcome.unknown_type']]);
    const types = await clerk.get<{ items: { code: string; tried: boolean }[] }>('/api/outcome-types');
    expect(types.body.items).toContainEqual(expect.objectContaining({ code: 'withdrawn', tried: false }));
  });

  it('is sent twice and recorded once', async () => {
    const trial = await aTrial();
    const [one, two] = await Promise.all(
      [1, 2].map(async () =>
        clerk.post<Judgment>(`/api/cases/${trial.caseId}/outcomes`, aJudgment(trial, 'convicted'), {
          key: `once-${trial.caseId}`,
        }),
      ),
    );
    expect([one?.status, one?.body]).toEqual([201, two?.body]);
  });

  it('is recorded by those who may, where they may', async () => {
    const trial = await aTrial();
    const prosecutor = await app.person('prosecutor', unit);
    const stranger = await app.person(
      'ordinary_court_officer',
      await app.office(`TGI-${newId().slice(-6).toUpperCase()}`),
    );
    const url = `/api/cases/${trial.caseId}/outcomes`;
    expect((await prosecutor.post(url, aJudgment(trial, 'convicted'))).status).toBe(403);
    expect((await stranger.post(url, aJudgment(trial, 'convicted'))).status).toBe(404);
    expect((await stranger.get(url)).status).toBe(404);
    expect((await prosecutor.get(url)).status).toBe(200);
  });

  it('keeps a count with its defendant and its case, whoever writes', async () => {
    const [one, two] = [await aTrial(), await aTrial()];
    const insert = `INSERT INTO app.outcomes (id, case_id, defendant_id, count_id, outcome, decided_on, created_by) VALUES ($1, $2, $3, $4, 'acquitted', '2023-10-20', $5)`;
    await expect(
      app.db.query(insert, [newId(), one.caseId, one.defendantId, two.counts[0], clerk.userId]),
    ).rejects.toMatchObject({
      constraint: 'fk_outcomes_count_of_defendant',
    });
    await expect(
      app.db.query(insert, [newId(), one.caseId, two.defendantId, two.counts[0], clerk.userId]),
    ).rejects.toMatchObject({
      constraint: 'fk_outcomes_same_case',
    });
  });
});

describe('a sentence', () => {
  it('is two records from the first day, with its accessories', async () => {
    const trial = await aTrial();
    await judge(trial, 'convicted');
    const made = await sentence(trial, {
      principalType: 'IMPRISONMENT',
      years: 5,
      suspendedYears: 2,
      fineAmount: 500_000.5,
      accessories: [{ kind: 'residence_ban', years: 3 }],
    });
    expect(made.pronounced).toMatchObject({
      record: 'pronounced',
      years: 5,
      suspendedYears: 2,
      fineAmount: '500000.50',
      accessories: [{ kind: 'residence_ban', years: 3 }],
    });
    expect(made.inForce).toEqual([
      expect.objectContaining({
        record: 'in_force',
        current: true,
        basis: 'judgment',
        effectiveFrom: '2023-10-20',
      }),
    ]);
    const again = await clerk.post(`/api/cases/${trial.caseId}/sentences`, {
      defendantId: trial.defendantId,
      decidedOn: '2023-10-20',
      principalType: 'LIFE',
    });
    expect([again.status, again.body['code']]).toEqual([409, 'sentence.exists']);
  });

  it('of death becomes life by commutation, as a third record', async () => {
    const trial = await aTrial();
    await judge(trial, 'convicted');
    const death = await sentence(trial, { principalType: 'DEATH', fineAmount: 1_000_000 });
    const inForce = death.inForce[0]?.id ?? '';
    const body = {
      basis: 'commutation',
      basisText: 'Commutation automatique',
      principalType: 'LIFE',
      decidedOn: '2023-11-05',
      effectiveFrom: '2023-11-05',
    };
    const key = `commute-${inForce}`;
    const life = await clerk.post<Sentence>(`/api/sentences/${inForce}/commutation`, body, { key });
    expect(life.status).toBe(201);
    expect(life.body.pronounced).toMatchObject({ principalType: 'DEATH', record: 'pronounced' });
    expect(
      life.body.inForce.map(({ principalType, current, fineAmount }) => [principalType, current, fineAmount]),
    ).toEqual([
      ['DEATH', false, '1000000.00'],
      ['LIFE', true, '1000000.00'],
    ]);
    expect((await clerk.post(`/api/sentences/${inForce}/commutation`, body, { key })).body).toEqual(
      life.body,
    );
    const stale = await clerk.post(`/api/sentences/${inForce}/commutation`, body);
    expect([stale.status, stale.body['code']]).toEqual([409, 'sentence.not_in_force']);
    expect(
      await app.value('SELECT principal_type FROM app.sentences_in_force WHERE defendant_id = $1', [
        trial.defendantId,
      ]),
    ).toBe('LIFE');
  });

  it('is commuted once, also by two decrees at the same moment, and never to a graver one', async () => {
    const trial = await aTrial();
    await judge(trial, 'convicted');
    const made = await sentence(trial, { principalType: 'FIXED_TERM_CRIMINAL', years: 10 });
    const url = `/api/sentences/${made.inForce[0]?.id ?? ''}/commutation`;
    const body = {
      basis: 'remission',
      basisText: 'Décret',
      principalType: 'FIXED_TERM_CRIMINAL',
      years: 8,
      decidedOn: '2023-12-01',
      effectiveFrom: '2023-12-01',
    };
    expect(fieldsOf(await clerk.post(url, { ...body, years: 12 }))).toEqual([
      ['principalType', 'sentence.graver'],
    ]);
    expect(fieldsOf(await clerk.post(url, { ...body, principalType: 'LIFE', years: undefined }))).toEqual([
      ['principalType', 'sentence.graver'],
    ]);
    expect(fieldsOf(await clerk.post(url, { ...body, effectiveFrom: '2023-01-01' }))).toEqual([
      ['effectiveFrom', 'sentence.before_in_force'],
    ]);
    const answers = await Promise.all(Array.from({ length: 3 }, async () => clerk.post(url, body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it.each([
    ['imprisonment without a term', { principalType: 'IMPRISONMENT' }, 'years', 'sentence.duration_missing'],
    ['life with a term', { principalType: 'LIFE', years: 20 }, 'years', 'sentence.duration_not_allowed'],
    [
      'suspended for longer than it lasts',
      { principalType: 'IMPRISONMENT', months: 6, suspendedYears: 1 },
      'suspendedYears',
      'sentence.suspended_too_long',
    ],
    ['a fine of nothing', { principalType: 'FINE_ONLY' }, 'fineAmount', 'sentence.fine_missing'],
    ['of no known kind', { principalType: 'EXILE' }, 'principalType', 'sentence.unknown_type'],
  ])('is refused when it is %s', async (_, terms, field, code) => {
    const trial = await aTrial();
    await judge(trial, 'convicted');
    const answer = await clerk.post(`/api/cases/${trial.caseId}/sentences`, {
      defendantId: trial.defendantId,
      decidedOn: '2023-10-20',
      ...terms,
    });
    expect([answer.status, fieldsOf(answer)]).toEqual([422, [[field, code]]]);
  });

  it('needs a conviction', async () => {
    const trial = await aTrial();
    await judge(trial, 'acquitted');
    const answer = await clerk.post(`/api/cases/${trial.caseId}/sentences`, {
      defendantId: trial.defendantId,
      decidedOn: '2023-10-20',
      principalType: 'LIFE',
    });
    expect(fieldsOf(answer)).toEqual([['defendantId', 'sentence.no_conviction']]);
  });

  it('cannot be written over by the application, whatever its code says', async () => {
    const allowed = await app.value<string[]>(
      `SELECT array_agg(column_name::text ORDER BY column_name) FROM information_schema.column_privileges
       WHERE table_schema = 'app' AND table_name = 'sentences' AND grantee = 'greffe_app' AND privilege_type = 'UPDATE'`,
    );
    expect(allowed).toEqual(['annulled_because', 'annulled_on', 'version']);
  });
});

describe('damages', () => {
  it('are awarded to a civil party, paid in part, never beyond', async () => {
    const trial = await aTrial();
    const victimId = await app.value<string>('SELECT id FROM app.victims WHERE case_id = $1', [trial.caseId]);
    const url = `/api/cases/${trial.caseId}/damages`;
    const body = { victimId, amount: 2_500_000, decidedOn: '2023-10-20' };
    expect(fieldsOf(await clerk.post(url, body))).toEqual([['victimId', 'damages.no_civil_party']]);
    await app.db.query(`UPDATE app.victims SET civil_party_on = '2023-09-01' WHERE id = $1`, [victimId]);
    const made = await clerk.post<{ id: string; amount: string; version: number }>(url, body);
    expect([made.status, made.body.amount]).toEqual([201, '2500000.00']);
    const pay = async (paidAmount: number) =>
      clerk.patch(`/api/damages/${made.body.id}`, { paidAmount, paidOn: '2023-12-01' }, { version: 1 });
    expect(fieldsOf(await pay(3_000_000))).toEqual([['paidAmount', 'damages.paid_too_much']]);
    const paid = await pay(1_000_000);
    expect([paid.status, paid.body['paidAmount'], paid.body['version']]).toEqual([200, '1000000.00', 2]);
    expect((await pay(1_500_000)).status).toBe(412);
    expect((await clerk.get<{ items: unknown[] }>(url)).body.items).toHaveLength(1);
  });
});

describe('a remedy', () => {
  it('opens with a clock that has a last day only where the limit is certain', async () => {
    const trial = await aTrial();
    await judge(trial, 'convicted');
    expect((await lodge(trial, { lodgedBy: 'prosecutor_general' })).clock).toEqual({
      from: '2023-10-20',
      dueOn: '2023-12-20',
      confidence: 'V-L',
    });
    expect(await stageOf(trial)).toBe('D50');
    const second = await lodge(trial, { kind: 'cassation', notifiedOn: '2023-10-22' });
    expect(second.clock).toEqual({ from: '2023-10-22', dueOn: null, confidence: 'U' });
  });

  it('that comes late is entered all the same', async () => {
    const trial = await aTrial();
    await judge(trial, 'convicted');
    expect((await lodge(trial, { lodgedBy: 'prosecutor_general', lodgedOn: '2024-06-01' })).clock.dueOn).toBe(
      '2023-12-20',
    );
  });

  it('dismissed gives the judgment its effect again; upheld by the Supreme Court it is final', async () => {
    const trial = await aTrial();
    await judge(trial, 'convicted');
    const appeal = await lodge(trial, {});
    const dismissed = await clerk.patch(
      `/api/remedies/${appeal.id}`,
      { status: 'dismissed', decidedOn: '2024-02-01' },
      { version: appeal.version },
    );
    expect([dismissed.status, await stageOf(trial)]).toEqual([200, 'D40']);
    const cassation = await lodge(trial, { kind: 'cassation', lodgedOn: '2024-02-05' });
    await clerk.patch(
      `/api/remedies/${cassation.id}`,
      { status: 'dismissed', decidedOn: '2024-09-01' },
      { version: cassation.version },
    );
    expect(await stageOf(trial)).toBe('D60');
    const again = await clerk.patch(
      `/api/remedies/${cassation.id}`,
      { status: 'allowed', decidedOn: '2024-09-01' },
      { version: 2 },
    );
    expect([again.status, again.body['code']]).toEqual([409, 'remedy.decided']);
  });

  it('against an acquittal, when it fails, leaves an acquitted person', async () => {
    const trial = await aTrial();
    await judge(trial, 'acquitted');
    const cassation = await lodge(trial, { kind: 'cassation', lodgedBy: 'prosecutor' });
    await clerk.patch(
      `/api/remedies/${cassation.id}`,
      { status: 'inadmissible', decidedOn: '2024-02-01' },
      { version: 1 },
    );
    expect(await stageOf(trial)).toBe('D42');
  });

  it('allowed waits for the judgment of appeal, which takes the place of the first', async () => {
    const trial = await aTrial();
    await judge(trial, 'convicted');
    const appeal = await lodge(trial, {});
    await clerk.patch(
      `/api/remedies/${appeal.id}`,
      { status: 'allowed', decidedOn: '2024-02-01' },
      { version: 1 },
    );
    expect(await stageOf(trial)).toBe('D50');
    expect((await judge(trial, 'acquitted', { supersedes: 'appeal', decidedOn: '2024-02-01' })).stage).toBe(
      'D42',
    );
  });

  it('quashed and remitted goes back to trial; only the Supreme Court quashes', async () => {
    const trial = await aTrial();
    await judge(trial, 'convicted');
    const appeal = await lodge(trial, {});
    const wrong = await clerk.patch(
      `/api/remedies/${appeal.id}`,
      { status: 'quashed_remitted', decidedOn: '2024-02-01' },
      { version: 1 },
    );
    expect(fieldsOf(wrong)).toEqual([['status', 'remedy.only_cassation']]);
    const cassation = await lodge(trial, { kind: 'cassation' });
    await clerk.patch(
      `/api/remedies/${cassation.id}`,
      { status: 'quashed_remitted', decidedOn: '2024-05-01' },
      { version: 1 },
    );
    expect(await stageOf(trial)).toBe('D51');
  });

  it('is an opposition only for who was judged in absence, and reopens the trial', async () => {
    const trial = await aTrial();
    await judge(trial, 'convicted', { mode: 'default' });
    await lodge(trial, { kind: 'opposition' });
    expect(await stageOf(trial)).toBe('D31');
    const present = await aTrial();
    await judge(present, 'convicted');
    const answer = await clerk.post(`/api/cases/${present.caseId}/remedies`, {
      defendantId: present.defendantId,
      kind: 'opposition',
      lodgedOn: '2023-10-25',
      lodgedBy: 'defendant',
    });
    expect(fieldsOf(answer)).toEqual([['kind', 'remedy.opposition_needs_absence']]);
  });

  it('of a civil party is about civil interests and moves nobody', async () => {
    const trial = await aTrial();
    await judge(trial, 'acquitted');
    expect((await lodge(trial, { lodgedBy: 'civil_party' })).scope).toBe('civil');
    expect(await stageOf(trial)).toBe('D42');
  });

  it.each([
    ['before there is a judgment', 'none', {}, 'defendantId', 'remedy.no_judgment'],
    [
      'before the judgment was given',
      'convicted',
      { lodgedOn: '2023-10-01' },
      'lodgedOn',
      'remedy.before_judgment',
    ],
    [
      'of a civil party against the penalty',
      'convicted',
      { lodgedBy: 'civil_party', scope: 'sentence' },
      'scope',
      'remedy.civil_only',
    ],
  ])('is refused %s', async (_, outcome, more, field, code) => {
    const trial = await aTrial();
    if (outcome !== 'none') await judge(trial, outcome);
    const answer = await clerk.post(`/api/cases/${trial.caseId}/remedies`, {
      defendantId: trial.defendantId,
      kind: 'appeal',
      lodgedOn: '2023-10-25',
      lodgedBy: 'defendant',
      ...more,
    });
    expect([answer.status, fieldsOf(answer)]).toEqual([422, [[field, code]]]);
  });
});

describe('a sealed case', () => {
  it('shows its judgments and sentences to nobody who is not named', async () => {
    const trial = await aTrial();
    await judge(trial, 'convicted');
    const made = await sentence(trial, { principalType: 'LIFE' });
    const appeal = await lodge(trial, {});
    await app.db.query('UPDATE app.cases SET sealed = true WHERE id = $1', [trial.caseId]);
    for (const url of [
      `cases/${trial.caseId}/outcomes`,
      `cases/${trial.caseId}/sentences`,
      `sentences/${made.id}`,
      `remedies/${appeal.id}`,
    ])
      expect([url, (await clerk.get(`/api/${url}`)).status]).toEqual([url, 404]);
    expect(
      (
        await clerk.patch(
          `/api/remedies/${appeal.id}`,
          { status: 'dismissed', decidedOn: '2024-02-01' },
          { version: 1 },
        )
      ).status,
    ).toBe(404);
  });

  it('shows them to its named people, each look with its event', async () => {
    const trial = await aTrial();
    await judge(trial, 'convicted');
    const made = await sentence(trial, { principalType: 'LIFE' });
    await app.db.query('UPDATE app.cases SET sealed = true WHERE id = $1', [trial.caseId]);
    await app.db.query(
      `INSERT INTO app.case_seal_members (id, case_id, user_id, valid_from, granted_by, reason) VALUES ($1, $2, $3, '2023-01-01', $3, 'x')`,
      [newId(), trial.caseId, clerk.userId],
    );
    const looks = async () =>
      app.value<number>(
        `SELECT count(*)::int FROM audit.event WHERE case_id = $1 AND kind = 'list' AND meta LIKE '%app.sentences%'`,
        [trial.caseId],
      );
    expect(await looks()).toBe(0);
    expect((await clerk.get(`/api/sentences/${made.id}`)).status).toBe(200);
    expect(await looks()).toBe(1);
  });
});
