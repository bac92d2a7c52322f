import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { offenceCatalogue, syncOffences } from '../src/offences/offence-catalogue.js';
import type { CrsvFormView, OffenceView } from '../src/offences/offences.dto.js';
import { newId } from '../src/platform/database/ids.js';
import type { Page } from '../src/platform/http/keyset.js';
import { Person, TestApp } from './support/app.js';

let app: TestApp;
let clerk: Person;

beforeAll(async () => {
  app = await TestApp.start();
  clerk = await app.person('prosecution_clerk', await app.office('PJS', 'unit'));
});
afterAll(async () => app.close());

async function offences(query: string): Promise<OffenceView[]> {
  const answer = await clerk.get<Page<OffenceView>>(`/api/offences?limit=100&${query}`);
  expect(answer.status).toBe(200);
  return answer.body.items;
}

describe('the catalogue in the database', () => {
  it('is what the reviewed file says, text by text', async () => {
    const texts = offenceCatalogue().offences.flatMap((offence) =>
      offence.texts.map(
        (text) =>
          `${offence.code} ${text.regime} ${text.validFrom} ${String(text.validTo)} ${offence.labelFr} ${String(text.legalTextFr)} ${text.confidence}`,
      ),
    );
    const { rows } = await app.db.query<{ line: string }>(
      `SELECT concat_ws(' ', code, regime, valid_from, coalesce(valid_to::text, 'null'), label_fr, coalesce(legal_text_fr, 'null'), confidence) AS line
       FROM app.offences`,
    );
    expect(rows.map((row) => row.line).sort()).toEqual(texts.sort());
  });

  it('is put right at the next migration, and left alone when it is right', async () => {
    const owner = new pg.Client({ connectionString: app.urls.owner });
    await owner.connect();
    try {
      await app.db.query(
        `UPDATE app.offences SET label_fr = 'autre' WHERE code = 'TER-03' AND regime = 'ML-2024'`,
      );
      expect(await syncOffences(owner)).toBe(1);
      expect(await syncOffences(owner)).toBe(0);
    } finally {
      await owner.end();
    }
    const label = await app.value<string>(
      `SELECT label_fr FROM app.offences WHERE code = 'TER-03' AND regime = 'ML-2024'`,
    );
    expect(label).toBe('Financement du terrorisme');
  });

  it('does not take two texts of one offence for the same day', async () => {
    const twice = app.db.query(
      `INSERT INTO app.offences (id, code, regime, label_fr, label_en, natures, valid_from, gravity_order, source, confidence)
       VALUES ($1, 'TER-01', 'ML-2001', 'x', 'x', '{}', '2015-01-01', 1, 'x', 'U')`,
      [newId()],
    );
    await expect(twice).rejects.toMatchObject({ constraint: 'ex_offences_validity' });
  });
});

describe('GET /api/offences', () => {
  it('gives the text that was in force on a day: one arms act replaced the other in 2021', async () => {
    const [old, ...others] = await offences('q=ORG-07&at=2016-06-01');
    expect(others).toEqual([]);
    expect(old).toMatchObject({ code: 'ORG-07', regime: 'ML-2001', validTo: '2021-03-22' });
    expect(old?.legalTextFr).toContain('04-050');
    const [later] = await offences('q=ORG-07&at=2021-03-22');
    expect(later).toMatchObject({ regime: 'ML-2001', validFrom: '2021-03-22', confidence: 'U' });
    expect(await offences('q=TER-01&at=2005-01-01')).toEqual([]); // the act on terrorism is of 2008
  });

  it('finds by the beginning of a word, without accents or case, in both languages', async () => {
    const codes = async (q: string) =>
      new Set((await offences(`q=${encodeURIComponent(q)}`)).map(({ code }) => code));
    expect(await codes('GENOCIDE')).toEqual(new Set(['INT-02']));
    expect(await codes('génoc')).toEqual(new Set(['INT-02']));
    expect(await codes('hijack')).toEqual(new Set(['TER-04']));
    expect(await codes('ijack')).toEqual(new Set());
    expect(await codes('%')).toEqual(new Set());
    expect(await codes('terrorisme financ')).toEqual(new Set(['TER-03'])); // words in any order
    expect(await codes('financ génoc')).toEqual(new Set());
  });

  it('filters by nature: a text that allows two is found under both', async () => {
    const texts = offenceCatalogue().offences;
    const codes = async (nature: string) =>
      new Set((await offences(`nature=${nature}&regime=ML-2001`)).map(({ code }) => code));
    for (const nature of ['crime', 'misdemeanour'] as const) {
      const written = texts.filter(
        (offence) =>
          offence.natures.includes(nature) && offence.texts.some(({ regime }) => regime === 'ML-2001'),
      );
      expect(await codes(nature)).toEqual(new Set(written.map(({ code }) => code)));
      expect(written.length).toBeGreaterThan(0);
    }
  });

  it('is labelled in the reader’s language, and in both', async () => {
    const ask = async (language: string) =>
      (
        await clerk.get<Page<OffenceView>>('/api/offences?q=TER-03&regime=ML-2024', {
          headers: { 'accept-language': language },
        })
      ).body.items[0];
    const [french, english] = [await ask('fr'), await ask('en')];
    expect(french).toMatchObject({ label: 'Financement du terrorisme', confidence: expect.any(String) });
    expect(english?.label).toBe(french?.labelEn);
    expect(english?.label).not.toBe(french?.label);
    expect(english?.labelFr).toBe(french?.label);
  });

  it('filters by regime and by tag', async () => {
    const international = await offences('tag=international_crime&regime=ML-2024');
    expect(international.map(({ code }) => code)).toEqual(['INT-01', 'INT-02', 'INT-03', 'INT-04', 'INT-05']);
  });

  it('keeps the confidence of each ICCS code and the dates of the unit’s jurisdiction', async () => {
    const [crime] = await offences('q=INT-03&regime=ML-2001');
    expect(crime?.iccs).toContainEqual({ code: '110131', confidence: 'G' });
    expect(crime?.jurisdictions).toMatchObject([{ forum: 'PJS', validFrom: '2019-07-24', confidence: 'G' }]);
    const answer = await clerk.get<OffenceView>(`/api/offences/${crime?.id ?? ''}`);
    expect(answer.body).toEqual(crime);
  });

  it('pages through every text exactly once', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const answer = await clerk.get<Page<OffenceView>>(
        `/api/offences?limit=10&total=true${cursor === undefined ? '' : `&cursor=${cursor}`}`,
      );
      expect(answer.body.total).toBe(offenceCatalogue().offences.flatMap(({ texts }) => texts).length);
      seen.push(...answer.body.items.map(({ id }) => id));
      cursor = answer.body.nextCursor;
    } while (cursor !== undefined);
    const ids = offenceCatalogue().offences.flatMap(({ texts }) => texts.map(({ id }) => id));
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  it('names what is wrong with a question', async () => {
    const answer = await clerk.get('/api/offences?at=2023-02-30');
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('"field":"at"');
    expect((await clerk.get('/api/offences?tag=piracy')).status).toBe(400);
    expect((await clerk.get('/api/offences?nature=venial')).status).toBe(400);
    expect((await clerk.get('/api/offences?gravity=1')).status).toBe(400);
    expect((await clerk.get('/api/offences?cursor=W10')).status).toBe(400); // [], the cursor of no list
    expect((await clerk.get(`/api/offences/${newId()}`)).status).toBe(404);
  });

  it('asks who one is', async () => {
    expect((await app.nobody.get('/api/offences')).status).toBe(401);
  });
});

describe('the regimes and the forms of sexual violence', () => {
  it('tell the day of the penal code from the day of the code of procedure', async () => {
    const { body } = await clerk.get<{ items: object[] }>('/api/legal-regimes');
    expect(body.items).toMatchObject([
      { code: 'ML-2001', validTo: '2024-12-13', procedureTo: '2025-06-13' },
      { code: 'ML-2024', validFrom: '2024-12-13', procedureFrom: '2025-06-13', validTo: null },
    ]);
  });

  it('are eleven, in order', async () => {
    const { body } = await clerk.get<{ items: CrsvFormView[] }>('/api/crsv-forms', {
      headers: { 'accept-language': 'fr' },
    });
    expect(body.items.map(({ code }) => code)).toEqual(offenceCatalogue().crsvForms.map(({ code }) => code));
    for (const form of body.items) expect(form).toMatchObject({ label: form.labelFr });
  });
});

describe('another country’s law', () => {
  it('comes in as rows: a regime of its own, with its own offences under the same codes', async () => {
    await app.db.query(
      `INSERT INTO app.legal_regimes (id, code, label_fr, label_en, valid_from, procedure_from, source, confidence)
       VALUES ($1, 'XX-TEST', 'essai', 'test', '1990-01-01', '1990-01-01', 'test', 'G')`,
      [newId()],
    );
    await app.db.query(
      `INSERT INTO app.offences (id, code, regime, label_fr, label_en, natures, valid_from, gravity_order, source, confidence)
       VALUES ($1, 'TER-01', 'XX-TEST', 'essai', 'test', '{}', '1990-01-01', 1, 'x', 'U')`,
      [newId()],
    );
    expect(await offences('regime=XX-TEST')).toMatchObject([{ code: 'TER-01', labelEn: 'test' }]);
  });

  it('is not for a reader to write, even past the application', async () => {
    const runtime = new pg.Client({ connectionString: app.urls.app });
    await runtime.connect();
    try {
      await expect(runtime.query(`UPDATE app.offences SET label_fr = 'x'`)).resolves.toMatchObject({
        rowCount: 0,
      });
      await expect(runtime.query(`DELETE FROM app.offences`)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await runtime.end();
    }
  });
});
