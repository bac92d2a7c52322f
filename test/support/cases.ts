import type { RegisterCaseBody } from '../../src/cases/register-case.dto.js';
import { Person, TestApp } from './app.js';

type Defendant = RegisterCaseBody['defendants'][number];

/** An invented defendant: `aDefendant('Diarra Moussa', { declaredAge: 30 })`. */
export function aDefendant(fullName: string, more: Partial<Defendant> = {}): Defendant {
  return { person: { kind: 'natural', names: [{ kind: 'written', fullName }] }, ...more };
}

export function unknownAuthor(more: Partial<Defendant> = {}): Defendant {
  return { unknown: true, ...more };
}

/** The body of a registration: one defendant with one count, unless told otherwise. */
export async function aCase(
  app: TestApp,
  officeId: string,
  more: Partial<RegisterCaseBody> = {},
): Promise<RegisterCaseBody> {
  const offenceId = await offence(app, 'TER-02');
  return {
    officeId,
    receivedOn: '2023-05-02',
    matter: 'criminal',
    regime: await app.value<string>('SELECT code FROM app.legal_regimes ORDER BY valid_from LIMIT 1'),
    origin: 'police_record',
    facts: { from: '2023-04-20', precision: 'day' },
    defendants: [aDefendant('Konaré Bakary', { counts: [{ offenceId }] })],
    ...more,
  };
}

/** Id of an offence of the catalogue, in the oldest regime. */
export async function offence(app: TestApp, code: string): Promise<string> {
  return app.value<string>('SELECT id FROM app.offences WHERE code = $1 ORDER BY valid_from LIMIT 1', [code]);
}

/** Registers a case and gives what the clerk is told. */
export async function register(
  app: TestApp,
  clerk: Person,
  officeId: string,
  more: Partial<RegisterCaseBody> = {},
): Promise<{ id: string; number: string; title: string; version: number }> {
  const answer = await clerk.post<{ id: string; number: string; title: string; version: number }>(
    '/api/cases',
    await aCase(app, officeId, more),
  );
  if (answer.status !== 201) throw new Error(`registration: ${String(answer.status)} ${answer.text}`);
  return answer.body;
}
