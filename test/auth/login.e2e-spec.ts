import { startTestApp, type TestApp } from '../support/app.js';
import { aUser, PASSWORD } from '../support/factories.js';
import type { Answer } from '../support/http.js';
import { AUTH, said } from './person.js';

const WRONG = 'amber-window-cabinet-77';

describe('POST /auth/login', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());
  afterEach(() => app.db.query('DELETE FROM login_failures'));

  const login = (email: string, password: string, at: TestApp = app): Promise<Answer> =>
    at.http.post(`${AUTH}/login`, { email, password });

  async function fail(email: string, times: number): Promise<string[]> {
    const answers: string[] = [];
    for (let time = 0; time < times; time += 1) answers.push(said(await login(email, WRONG)));
    return answers;
  }

  it('answers 200 with the user and tokens; case and blanks of the address do not matter', async () => {
    const user = await aUser(app.db);
    const answer = await login(` ${user.email.toUpperCase()} `, PASSWORD);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body.data).sort()).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'token_type',
      'user',
    ]);
    expect(answer.body.data.user).toMatchObject({ id: user.id, email: user.email });
    expect(Date.parse(answer.body.data.user.last_login)).toBeGreaterThan(Date.now() - 10_000);
    expect(await actions(app, user.id)).toEqual(['user.logged_in']);
  });

  it('answers alike for a wrong password, an unknown address and a closed account', async () => {
    const user = await aUser(app.db);
    const closed = await aUser(app.db, { is_active: false });
    const answers = await Promise.all([
      login(user.email, WRONG),
      login('nobody@mail.example', WRONG),
      login(closed.email, PASSWORD),
    ]);
    const shown = answers.map(({ status, body, headers }) => ({
      status,
      error: body.error,
      headers: [...headers.keys()].filter((name) => name !== 'connection' && name !== 'keep-alive'),
    }));
    expect(shown[0]).toMatchObject({ status: 401, error: { code: 'INVALID_CREDENTIALS' } });
    expect(shown[1]).toEqual(shown[0]);
    expect(shown[2]).toEqual(shown[0]);
  });

  it('takes as long for an unknown address as for a wrong password', async () => {
    const users = await Promise.all(Array.from({ length: 4 }, () => aUser(app.db)));
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      known.push(await timeOf(() => login(users[round % 4]!.email, WRONG)));
      unknown.push(await timeOf(() => login(`unknown-${round}@mail.example`, WRONG)));
    }
    const ratio = median(known) / median(unknown);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
    // An answer without looking at a hash would come in a fraction of this.
    expect(median(unknown)).toBeGreaterThan(5);
  });

  it('locks the account after five failures, also for the right password, and says for how long', async () => {
    const user = await aUser(app.db);
    expect(await fail(user.email, 5)).toEqual(Array(5).fill('401 INVALID_CREDENTIALS'));
    const locked = await login(user.email, PASSWORD);
    expect(said(locked)).toBe('429 RATE_LIMITED');
    const seconds = Number(locked.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
    const nobodys = await app.db.query(
      'SELECT action, details FROM audit_log WHERE subject_id = $1 ORDER BY created_at',
      [user.id],
    );
    expect(nobodys.map(({ action }) => action)).toEqual([...Array(5).fill('user.login_failed'), 'user.locked_out']);
  });

  it('locks longer each time, and forgets after a quiet quarter of an hour', async () => {
    const user = await aUser(app.db);
    await fail(user.email, 5);
    const waits: number[] = [];
    for (let time = 0; time < 8; time += 1) {
      await app.db.query("UPDATE login_failures SET blocked_until = now() - interval '1 second'");
      expect(said(await login(user.email, WRONG))).toBe('401 INVALID_CREDENTIALS');
      waits.push(Math.round(Number((await login(user.email, PASSWORD)).headers.get('retry-after')) / 60));
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);

    await app.db.query(
      "UPDATE login_failures SET blocked_until = now() - interval '16 minutes', window_started_at = now() - interval '1 day'",
    );
    expect(await fail(user.email, 4)).toEqual(Array(4).fill('401 INVALID_CREDENTIALS'));
    expect((await login(user.email, PASSWORD)).status).toBe(200);
  });

  it('does not count failures that lie more than a quarter of an hour apart', async () => {
    const user = await aUser(app.db);
    await fail(user.email, 4);
    await app.db.query("UPDATE login_failures SET window_started_at = now() - interval '16 minutes'");
    await fail(user.email, 4);
    expect((await login(user.email, PASSWORD)).status).toBe(200);
  });

  it('forgets the failures of an account that signs in', async () => {
    const user = await aUser(app.db);
    await fail(user.email, 4);
    expect((await login(user.email, PASSWORD)).status).toBe(200);
    expect(await fail(user.email, 4)).toEqual(Array(4).fill('401 INVALID_CREDENTIALS'));
    expect((await login(user.email, PASSWORD)).status).toBe(200);
  });

  it('locks an address without an account just so: the lock does not tell whether there is one', async () => {
    const answers = await fail('ghost@mail.example', 6);
    expect(answers).toEqual([...Array(5).fill('401 INVALID_CREDENTIALS'), '429 RATE_LIMITED']);
  });

  it('leaves other accounts alone', async () => {
    const [victim, other] = [await aUser(app.db), await aUser(app.db)];
    await fail(victim.email, 6);
    expect((await login(other.email, PASSWORD)).status).toBe(200);
  });

  it('lets no more guesses through when they come all at once', async () => {
    const user = await aUser(app.db);
    const answers = await Promise.all(Array.from({ length: 20 }, () => login(user.email, WRONG)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it('lets the same person in many times at once', async () => {
    const user = await aUser(app.db);
    const answers = await Promise.all(Array.from({ length: 12 }, () => login(user.email, PASSWORD)));
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
    expect(new Set(answers.map(({ body }) => String(body.data.refresh_token))).size).toBe(12);
  });

  it('locks an address that guesses at many accounts, after fifty failures', async () => {
    const user = await aUser(app.db);
    for (let at = 0; at < 50; at += 10) {
      await Promise.all(Array.from({ length: 10 }, (_, index) => login(`spray-${at + index}@mail.example`, WRONG)));
    }
    expect(said(await login(user.email, PASSWORD))).toBe('429 RATE_LIMITED');
  });

  it('holds the lock in another process of the same installation', async () => {
    const user = await aUser(app.db);
    await fail(user.email, 5);
    const second = await startTestApp({ database: app.db, data_dir: app.data_dir, env: { KSAP_ROLE: 'api' } });
    try {
      expect(said(await login(user.email, PASSWORD, second))).toBe('429 RATE_LIMITED');
    } finally {
      await second.close();
    }
  });

  it('keeps neither the account nor the address in the clear where it counts', async () => {
    const user = await aUser(app.db);
    await fail(user.email, 1);
    const rows = await app.db.query<{ key: string }>('SELECT key FROM login_failures');
    expect(rows).toHaveLength(2);
    for (const { key } of rows) expect(key).toMatch(/^[0-9a-f]{64}$/);
  });

  it('hashes a password anew that was hashed with older parameters', async () => {
    const weak = '$argon2id$v=19$m=4096,t=1,p=1$';
    const { hash } = await import('@node-rs/argon2');
    const user = await aUser(app.db, {
      password_hash: await hash(PASSWORD, { memoryCost: 4096, timeCost: 1, parallelism: 1, outputLen: 32 }),
    });
    expect(String(user.password_hash).startsWith(weak)).toBe(true);
    expect((await login(user.email, PASSWORD)).status).toBe(200);
    const { password_hash } = await app.db.one('SELECT password_hash FROM users WHERE id = $1', [user.id]);
    expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await login(user.email, PASSWORD)).status).toBe(200);
  });

  it('may be tried again under the same Idempotency-Key after it failed', async () => {
    const user = await aUser(app.db);
    const options = { headers: { 'idempotency-key': 'login-again' } };
    const body = { email: user.email, password: WRONG };
    expect(said(await app.http.post(`${AUTH}/login`, body, options))).toBe('401 INVALID_CREDENTIALS');
    expect(said(await app.http.post(`${AUTH}/login`, body, options))).toBe('401 INVALID_CREDENTIALS');
    const right = { email: user.email, password: PASSWORD };
    expect((await app.http.post(`${AUTH}/login`, right, options)).status).toBe(200);
  });

  it('answers 429 with the headers of the rate limit past the calls that one address may make', async () => {
    const limited = await startTestApp({
      database: app.db,
      data_dir: app.data_dir,
      env: { KSAP_ROLE: 'api', KSAP_AUTH_RATE_LIMIT: '3' },
    });
    try {
      const user = await aUser(app.db);
      for (let call = 0; call < 3; call += 1) expect((await login(user.email, PASSWORD, limited)).status).toBe(200);
      const answer = await login(user.email, PASSWORD, limited);
      expect(said(answer)).toBe('429 RATE_LIMITED');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.headers.get('ratelimit-policy')).toBe('"auth";q=3;w=60');
    } finally {
      await limited.close();
    }
  });
});

async function actions(app: TestApp, userId: string): Promise<unknown[]> {
  const rows = await app.db.query('SELECT action FROM audit_log WHERE user_id = $1 ORDER BY created_at', [userId]);
  return rows.map(({ action }) => action);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
