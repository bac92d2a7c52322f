import { generate } from 'otplib';
import { Answer, PASSWORD, Person, TestApp } from '../support/app.js';

interface Browser {
  /** The network address the request comes from. */
  address?: string;
  cookie?: string;
  userAgent?: string;
}

/** A request that only sign-in tests need: from another address, with a cookie of one's own choosing. */
export async function send<T = Record<string, unknown>>(
  app: TestApp,
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  body?: object,
  { address = '10.0.0.1', cookie, userAgent }: Browser = {},
): Promise<Answer<T>> {
  const answer = await app.nest.inject({
    method,
    url,
    remoteAddress: address,
    headers: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(userAgent === undefined ? {} : { 'user-agent': userAgent }),
    },
    ...(body === undefined ? {} : { payload: body }),
  });
  return {
    status: answer.statusCode,
    body: (answer.body === '' ? {} : JSON.parse(answer.body)) as T,
    headers: answer.headers,
    text: answer.body,
  };
}

export async function trySignIn(
  app: TestApp,
  login: string,
  password: string,
  { code, ...browser }: Browser & { code?: string } = {},
): Promise<Answer<{ code: string; stage: string; id: string }>> {
  return send(
    app,
    'POST',
    '/api/sessions',
    { login, password, ...(code === undefined ? {} : { code }) },
    browser,
  );
}

export function cookiesOf(answer: Answer<unknown>): string[] {
  return [answer.headers['set-cookie'] ?? []].flat().map(String);
}

/** The cookies of an answer as a browser sends them back. */
export function jar(answer: Answer<unknown>): string {
  return cookiesOf(answer)
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

export function personOf(
  app: TestApp,
  { userId, login }: { userId: string; login: string },
  answer: Answer<unknown>,
): Person {
  return new Person(app.nest, userId, login, jar(answer));
}

/** The code that the authenticator shows, at the test's clock or some seconds off it. */
export async function totp(app: TestApp, secret: string, offsetSeconds = 0): Promise<string> {
  return generate({ secret, epoch: Math.floor(app.clock.now().getTime() / 1000) + offsetSeconds });
}

/** Enrols a second factor the way a user does; the secret and the recovery codes. */
export async function enrol(
  app: TestApp,
  person: Person,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  const start = await person.post<{ secret: string }>('/api/me/second-factor', {});
  const { secret } = start.body;
  const code = await totp(app, secret);
  const done = await person.post<{ recoveryCodes: string[] }>('/api/me/second-factor/confirmation', { code });
  if (done.status !== 200) throw new Error(`enrolment: ${String(done.status)} ${done.text}`);
  return { secret, recoveryCodes: done.body.recoveryCodes };
}

/** The next code can only be one of a later step. */
export function nextStep(app: TestApp): void {
  app.clock.advance({ minutes: 0.5 });
}

/** Somebody with an account and a role, and what they type to sign in. */
export async function someone(
  app: TestApp,
  officeId: string,
): Promise<{ userId: string; login: string; password: string }> {
  const account = await app.account();
  await app.hold(account.userId, 'prosecution_clerk', officeId);
  return { ...account, password: PASSWORD };
}

export async function median(times: number, work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const start = performance.now();
    await work();
    taken.push(performance.now() - start);
  }
  return taken.sort((a, b) => a - b)[Math.floor(times / 2)] ?? 0;
}
