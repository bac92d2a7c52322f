import { Actor, signActor } from '../../src/platform/context/actor.js';
import { Person, TestApp } from '../support/app.js';
import { CONTEXT_KEY } from '../support/server.js';

/** The actor of a person at a screen, for statements below the application. */
export function actorOf(person: Person): Actor {
  return { userId: person.userId, sessionId: '', requestId: '', ip: '', scopes: '*' };
}

/** Runs work as the runtime role, in the name of a person or of nobody, and takes everything back. */
export async function asRuntime<T>(
  app: TestApp,
  person: Person | undefined,
  work: () => Promise<T>,
): Promise<T> {
  await app.db.query('BEGIN');
  try {
    await app.db.query('SET LOCAL ROLE greffe_app');
    if (person)
      await app.db.query('SELECT sec.enter($1)', [signActor(actorOf(person), CONTEXT_KEY, Date.now())]);
    return await work();
  } finally {
    await app.db.query('ROLLBACK');
  }
}

/** Tables and views of schema app that the runtime role may read. */
export async function readable(app: TestApp): Promise<string[]> {
  const { rows } = await app.db.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND has_table_privilege('greffe_app', c.oid, 'SELECT')
     ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
