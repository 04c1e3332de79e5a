import { PasswordPolicy } from './password-policy.js';
import { PasswordStrength } from './password-strength.js';

const owner = { email: 'maria.schneider@example.com', first_name: 'Maria', last_name: 'Schneider' };

describe('PasswordPolicy', () => {
  const strength = new PasswordStrength();
  const policy = new PasswordPolicy(strength);
  afterAll(() => strength.close());

  it.each([
    'correct horse battery staple',
    'Zz9#kLm2Qw!8rTy',
    'уверенная лошадь 7 скрепка',
    '🔑🦊🌋🥨🧭🎷🪁🧊🛶🎈🥁🪴',
    'wvx7 Hq2 trellis'.repeat(8),
  ])('accepts %s', async (password) => {
    await expect(policy.refusalOf(password, owner)).resolves.toBeNull();
  });

  it('counts characters, not code units', async () => {
    await expect(policy.refusalOf('🔑'.repeat(11), owner)).resolves.toBe('must have at least 12 characters');
    await expect(policy.refusalOf('short', owner)).resolves.toBe('must have at least 12 characters');
    await expect(policy.refusalOf('x'.repeat(129), owner)).resolves.toBe('must have at most 128 characters');
    await expect(policy.refusalOf('🔑'.repeat(129), owner)).resolves.toBe('must have at most 128 characters');
  });

  it.each([
    'password1234',
    'passwordpassword',
    'qwertyuiopasdf',
    '123456789012',
    'aaaaaaaaaaaaaaaaaaaa',
    'p4ssw0rd'.repeat(16),
  ])('refuses %s and says why', async (password) => {
    const reason = await policy.refusalOf(password, owner);
    expect(reason).toMatch(/^is too easy to guess\. [A-Z]/);
    expect(reason).not.toContain(password);
  });

  it.each(['mariaschneider', 'maria.schneider@example.com', 'Schneider.Maria.1', 'MariaMariaMariaMaria!1'])(
    'refuses %s, which the person is called',
    async (password) => {
      await expect(policy.refusalOf(password, owner)).resolves.toContain('your name or e-mail address');
    },
  );

  it('judges the longest password, made to be slow, in well under a second', async () => {
    await policy.refusalOf('to load the dictionaries', owner);
    const from = performance.now();
    await policy.refusalOf('$4@3!1|0(){}'.repeat(10), owner);
    expect(performance.now() - from).toBeLessThan(1000);
  });
});

describe('PasswordStrength', () => {
  it('starts with the first password, ends on close and starts again', async () => {
    const strength = new PasswordStrength();
    expect(strength.isRunning).toBe(false);
    expect((await strength.estimate('password', [])).score).toBe(0);
    expect(strength.isRunning).toBe(true);
    await strength.close();
    expect(strength.isRunning).toBe(false);
    expect((await strength.estimate('password', [])).score).toBe(0);
    await strength.close();
  });

  it('rejects what still waits when it is closed', async () => {
    const strength = new PasswordStrength();
    const waiting = strength.estimate('password', []);
    await Promise.all([expect(waiting).rejects.toThrow('closed'), strength.close()]);
    expect(strength.isRunning).toBe(false);
  });

  it('answers each of many with its own', async () => {
    const strength = new PasswordStrength();
    const scores = await Promise.all(
      ['password', 'correct horse battery staple', 'qwerty'].map(
        async (one) => (await strength.estimate(one, [])).score,
      ),
    );
    expect(scores).toEqual([0, 4, 0]);
    await strength.close();
  });
});
