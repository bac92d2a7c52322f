import { createHash } from 'node:crypto';
import pg from 'pg';
import { roles } from './bootstrap.js';

/**
 * Gives the database the key that the actor context's MAC is checked with, as the two padded keys of HMAC
 * (RFC 2104). Does nothing when it has that key; the key before stays valid while instances change over.
 *
 * @param contextKey the bytes of this text are the key, as on the application's side
 */
export async function installContextKey(ownerUrl: string, contextKey: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    // The owner may become greffe_definer, whose function it is; the function is open to nobody else.
    await client.query(`SET ROLE ${roles.definer}`);
    await client.query('SELECT sec.install_key($1, $2)', [pad(contextKey, 0x36), pad(contextKey, 0x5c)]);
  } finally {
    await client.end();
  }
}

const BLOCK = 64;

function pad(text: string, byte: number): Buffer {
  const given = Buffer.from(text, 'utf8');
  const key = given.length > BLOCK ? createHash('sha256').update(given).digest() : given;
  const padded = Buffer.alloc(BLOCK, byte);
  key.forEach((value, index) => (padded[index] = value ^ byte));
  return padded;
}
