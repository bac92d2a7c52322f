import { Injectable } from '@nestjs/common';
import type { Precision } from '../cases/case-codes.js';
import { AccessLog } from '../platform/audit/access-log.js';
import { RequestContext } from '../platform/context/request-context.js';
import { Translator } from '../platform/i18n/translator.js';
import { FoundPerson, NameSearchRepository } from './name-search.repository.js';
import { PeopleRepository } from './people.repository.js';
import { MatchesBody, PeopleSearchBody } from './person.dto.js';
import { FoundView, reasonsOf } from './person.view.js';

const DEFAULT_LIMIT = 20;
const MOST_MATCHES = 20;
/** A match whose sex differs is most often a relative; it is shown, lower. */
const OTHER_SEX = 15;

type Found = Omit<FoundView, 'cases' | 'reasons'> & { reasons: string[] };

/**
 * Looking for people by name, among persons of visible cases only (ruling 11). The event says how many were found
 * and who, and a keyed fingerprint of the question; never the words.
 */
@Injectable()
export class PeopleFinding {
  constructor(
    private readonly names: NameSearchRepository,
    private readonly people: PeopleRepository,
    private readonly accessLog: AccessLog,
    private readonly context: RequestContext,
    private readonly translator: Translator,
  ) {}

  async search(body: PeopleSearchBody): Promise<FoundView[]> {
    const found = await this.names.find({
      name: body.name,
      ...birthOf(body),
      limit: body.limit ?? DEFAULT_LIMIT,
    });
    return this.show(found.map(toFound), body);
  }

  /** Who in the register may be the person about to be entered: the same paper first, then by name and birth. */
  async matches(body: MatchesBody): Promise<FoundView[]> {
    const best = new Map<string, Found>();
    for (const name of body.names) {
      for (const person of await this.names.find({ name, ...birthOf(body), limit: MOST_MATCHES })) {
        const one = toFound(person);
        if (one.score > (best.get(one.id)?.score ?? -1)) best.set(one.id, one);
      }
    }
    await this.lowerOtherSex([...best.values()], body.sex);
    for (const person of await this.people.withIdentifiers(body.identifiers ?? [])) {
      const byName = best.get(person.id);
      best.set(person.id, {
        id: person.id,
        name: byName?.name ?? person.name ?? '',
        nameKind: byName?.nameKind ?? 'written',
        birthDate: person.birth_date,
        birthPrecision: person.birth_precision,
        score: 100,
        reasons: [`identifier.${person.kind}`, ...(byName?.reasons ?? [])],
      });
    }
    const ranked = [...best.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
    return this.show(ranked.slice(0, MOST_MATCHES), body);
  }

  private async lowerOtherSex(found: Found[], sex: string | undefined): Promise<void> {
    if (sex === undefined || sex === 'unknown' || found.length === 0) return;
    const sexes = await this.people.sexes(found.map(({ id }) => id));
    for (const one of found) {
      const other = sexes.get(one.id) ?? 'unknown';
      if (other === 'unknown' || other === sex) continue;
      one.score = Math.max(0, one.score - OTHER_SEX);
      one.reasons.push('sex.different');
    }
  }

  private async show(found: readonly Found[], question: object): Promise<FoundView[]> {
    const ids = found.map(({ id }) => id);
    const cases = await this.people.casesOf(ids);
    await this.accessLog.record({
      kind: 'search',
      table: 'people',
      ids,
      caseIds: cases.map(({ id }) => id),
      detail: { count: ids.length, query: this.accessLog.fingerprint(question) },
    });
    return found.map((one) => ({
      ...one,
      reasons: one.reasons.map((code) => ({
        code,
        message: this.translator.text(this.context.locale, `people:reasons/${code}`),
      })),
      cases: cases.filter(({ person_id }) => person_id === one.id).map(({ id, number }) => ({ id, number })),
    }));
  }
}

function toFound(person: FoundPerson): Found {
  return {
    id: person.personId,
    name: person.name,
    nameKind: person.nameKind,
    birthDate: person.birth.date,
    birthPrecision: person.birth.precision,
    score: person.match.score,
    reasons: reasonsOf(person),
  };
}

function birthOf({ birthDate, birthPrecision }: { birthDate?: string; birthPrecision?: Precision }) {
  return birthDate === undefined ? {} : { birth: { date: birthDate, precision: birthPrecision ?? 'day' } };
}
