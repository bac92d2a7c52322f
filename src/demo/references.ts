import type { ClientBase } from 'pg';
import { newId } from '../platform/database/ids.js';
import { demoCourts, demoPlaces } from './demo-people.data.js';
import { LAWYERS } from './maker.js';
import { Names } from './names.js';
import { demoOffices } from './offices.data.js';
import { Random } from './random.js';
import type { Rows } from './tables.js';

/** Day of the laws that made today's regions; before it a place is one of the edition of 2012. */
const NEW_REGIONS = '2023-03-13';
const SINCE = '2013-01-01';
/** Another than that of the cases, so that one more lawyer does not rename every defendant. */
const SEED = 20_130_521;

interface OffenceText {
  id: string;
  code: string;
  regime: string;
  from: string;
  to: string | null;
}

/** What the rows of cases point to: offices, users, offences, places, professionals, rooms. */
export class References {
  private readonly offices = new Map<string, string>();
  private readonly professionals = new Map<string, string>();
  private readonly rooms = new Map<string, string>();
  private readonly names = new Names(new Random(SEED));

  private constructor(
    readonly filler: string,
    private readonly users: ReadonlyMap<string, string>,
    private readonly offences: readonly OffenceText[],
    private readonly places: ReadonlyMap<string, string>,
  ) {}

  /** @param users ids by login */
  static async load(
    client: Pick<ClientBase, 'query'>,
    filler: string,
    users: ReadonlyMap<string, string>,
  ): Promise<References> {
    interface Known {
      key: string;
      id: string;
    }
    const offences = await client.query<OffenceText>(
      'SELECT id, code, regime, valid_from::text AS "from", valid_to::text AS "to" FROM app.offences',
    );
    const places = await client.query<Known>(
      `SELECT edition || ' ' || code AS key, id FROM app.places WHERE edition IN ('greffe-2012', 'greffe-2023')`,
    );
    const byKey = (rows: readonly Known[]) => new Map(rows.map(({ key, id }) => [key, id]));
    return new References(filler, users, offences.rows, byKey(places.rows));
  }

  /** The offices, the people who work at the courts, and the rooms. */
  add(rows: Rows): void {
    for (const { code, kind, nameFr, nameEn, parent, seat, validFrom, validTo } of demoOffices) {
      const id = newId();
      this.offices.set(code, id);
      const period = { valid_from: validFrom, valid_to: validTo };
      const parentId = parent === null ? null : this.office(parent);
      rows.add('offices', {
        id,
        parent_id: parentId,
        code,
        kind,
        name_fr: nameFr,
        name_en: nameEn,
        seat,
        ...period,
      });
    }
    for (const [office, { judges, prosecutors, clerks, room }] of Object.entries(demoCourts)) {
      this.people(rows, office, 'judge', judges);
      this.people(rows, office, 'prosecutor', prosecutors);
      this.people(rows, office, 'clerk', clerks);
      if (room === null) continue;
      const id = newId();
      this.rooms.set(office, id);
      rows.add('rooms', { id, office_id: this.office(office), name: room, valid_from: SINCE });
    }
    this.people(rows, null, 'lawyer', LAWYERS);
    for (const [index, language] of ['ff', 'tmh', 'ses', 'dje'].entries())
      this.person(rows, null, 'interpreter', index, ['fr', 'bm', language]);
    this.people(rows, null, 'expert', 2);
  }

  office(code: string): string {
    return known(this.offices, code);
  }

  user(login: string): string {
    return known(this.users, login);
  }

  /** The offence in the text that was law at the facts. */
  offence(code: string, regime: string, on: string): string {
    const text = this.offences.find(
      (one) =>
        one.code === code && one.regime === regime && one.from <= on && (one.to === null || on < one.to),
    );
    if (!text) throw new Error(`the demonstration charges what was no offence then: ${code}, ${on}`);
    return text.id;
  }

  /** The place in the edition of the day: until 2023 the eight regions, then the cercles. */
  place(name: string, on: string): string {
    const codes = demoPlaces[name];
    if (!codes) throw new Error(`no place ${name}`);
    return known(
      this.places,
      on < NEW_REGIONS ? `greffe-2012 ${codes.in2012}` : `greffe-2023 ${codes.in2023}`,
    );
  }

  room(office: string): string {
    return known(this.rooms, office);
  }

  lawyer(index: number): string {
    return this.professional(null, 'lawyer', index);
  }

  professional(office: string | null, kind: string, index: number): string {
    return known(this.professionals, `${office ?? ''} ${kind} ${index}`);
  }

  private people(rows: Rows, office: string | null, kind: string, number: number): void {
    for (let index = 0; index < number; index++) this.person(rows, office, kind, index, []);
  }

  private person(rows: Rows, office: string | null, kind: string, index: number, languages: string[]): void {
    const id = newId();
    this.professionals.set(`${office ?? ''} ${kind} ${index}`, id);
    const { givenNames, familyName } = this.names.next(index % 3 === 1 ? 'female' : 'male');
    rows.add('professionals', {
      id,
      kind,
      name: `${familyName} ${givenNames}`,
      bar: kind === 'lawyer' ? 'Barreau du Mali' : null,
      office_id: office === null ? null : this.office(office),
      specialty: kind === 'expert' ? (index === 0 ? 'Balistique' : 'Médecine légale') : null,
      languages,
      valid_from: SINCE,
    });
  }
}

function known(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`the demonstration names what is not there: ${key}`);
  return id;
}
