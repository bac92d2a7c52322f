import { describe, expect, it } from '@jest/globals';
import { hashPassword, PasswordHasher } from './password-hash.js';

describe('hashing passwords', () => {
  const hasher = new PasswordHasher();

  it('knows the same letters typed on another keyboard', async () => {
    const stored = await hashPassword('clé du registre'.normalize('NFC'));
    expect(await hasher.verify(stored, 'clé du registre'.normalize('NFD'))).toBe(true);
    expect(await hasher.verify(stored, 'cle du registre')).toBe(false);
  });

  it('knows nobody by a password when there is no account', async () => {
    expect(await hasher.verify(undefined, '')).toBe(false);
    expect(await hasher.verify(undefined, 'quoi que ce soit')).toBe(false);
  });

  it('hashes any number at a time, four at once', async () => {
    const stored = await hashPassword('un baobab');
    const answers = await Promise.all(
      Array.from({ length: 12 }, async (_, i) =>
        hasher.verify(stored, i % 2 === 0 ? 'un baobab' : 'un manguier'),
      ),
    );
    expect(answers.filter(Boolean)).toHaveLength(6);
  });
});
