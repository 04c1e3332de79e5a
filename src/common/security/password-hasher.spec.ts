import { hash } from '@node-rs/argon2';

import { PasswordHasher } from './password-hasher.js';

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher();

  it('hashes with argon2id and the OWASP parameters, salted', async () => {
    const [one, two] = await Promise.all([hasher.hash('the password'), hasher.hash('the password')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(one.length).toBeLessThan(255);
  });

  it('knows the password again, and no other', async () => {
    const hashed = await hasher.hash('пароль 🔑 with spaces');
    await expect(hasher.verify(hashed, 'пароль 🔑 with spaces')).resolves.toBe(true);
    await expect(hasher.verify(hashed, 'пароль 🔑 with space')).resolves.toBe(false);
    await expect(hasher.verify(hashed, '')).resolves.toBe(false);
  });

  it('tells 128 long characters apart to the last one', async () => {
    const long = '🔑'.repeat(128);
    const hashed = await hasher.hash(long);
    await expect(hasher.verify(hashed, `${'🔑'.repeat(127)}🔐`)).resolves.toBe(false);
    await expect(hasher.verify(hashed, long)).resolves.toBe(true);
  });

  it.each([null, '', 'plain', '$2b$10$abcdefghijklmnopqrstuv', '$argon2id$v=19$m=19456'])(
    'answers false for %j, in the time of a real check',
    async (stored) => {
      const real = await hasher.hash('a real password');
      const took = async (work: () => Promise<unknown>): Promise<number> => {
        const from = performance.now();
        await work();
        return performance.now() - from;
      };
      await expect(hasher.verify(stored, 'whatever it is')).resolves.toBe(false);
      const fake = await took(() => hasher.verify(stored, 'whatever it is'));
      const whole = await took(() => hasher.verify(real, 'whatever it is'));
      // Wide, for a busy machine: without the stand-in hash it would be a hundredth.
      expect(fake).toBeGreaterThan(whole / 6);
    },
  );

  it('asks for a new hash when the parameters changed', async () => {
    expect(hasher.needsRehash(await hasher.hash('x'))).toBe(false);
    expect(hasher.needsRehash(await hash('x', { memoryCost: 8192, timeCost: 2, parallelism: 1 }))).toBe(true);
    expect(hasher.needsRehash(await hash('x', { memoryCost: 19456, timeCost: 1, parallelism: 1 }))).toBe(true);
    expect(hasher.needsRehash((await hasher.hash('x')).replace('argon2id', 'argon2i'))).toBe(true);
    expect(hasher.needsRehash('$2b$10$abcdefghijklmnopqrstuv')).toBe(true);
  });

  it('refuses with 503 and Retry-After rather than pile up a storm', async () => {
    const small = new PasswordHasher(1);
    const all = await Promise.allSettled(Array.from({ length: 210 }, () => small.verify('malformed', 'x')));
    const refused = all.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(9);
    expect(refused[0]?.reason).toMatchObject({ code: 'SERVICE_UNAVAILABLE', headers: { 'Retry-After': '2' } });
  }, 30_000);
});
