import { startTestApp, type TestApp } from '../support/app.js';
import { aUser, PASSWORD } from '../support/factories.js';
import type { Answer } from '../support/http.js';
import { mailsTo, mailTo } from '../support/mailbox.js';
import { again, aPerson, AUTH, OTHER_PASSWORD, said, USERS, type Person } from './person.js';

describe('recovery by mail', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_PUBLIC_URL: 'https://ksap.example/base' } });
  });
  afterAll(() => app.close());

  const forgot = (email: string): Promise<Answer> => app.http.post(`${AUTH}/forgot-password`, { email });
  const reset = (token: string, password = OTHER_PASSWORD): Promise<Answer> =>
    app.http.post(`${AUTH}/reset-password`, { token, password });
  const verify = (token: string): Promise<Answer> => app.http.post(`${AUTH}/verify-email`, { token });
  const login = (email: string, password: string): Promise<Answer> =>
    app.http.post(`${AUTH}/login`, { email, password });

  async function resetToken(person: { email: string }, count = 1): Promise<string> {
    expect((await forgot(person.email)).status).toBe(202);
    return (await mailTo(app, person.email, 'new password', count)).token;
  }

  describe('POST /auth/forgot-password', () => {
    it('answers 202 alike for an address with and without an account, and mails the one alone', async () => {
      const user = await aUser(app.db);
      const closed = await aUser(app.db, { is_active: false });
      const answers = [
        await forgot('nobody@mail.example'),
        await forgot(closed.email),
        await forgot(user.email.toUpperCase()),
      ];
      const shown = answers.map(({ status, body: { data, message } }) => ({ status, data, message }));
      expect(shown[0]).toMatchObject({ status: 202, data: null });
      expect(shown[1]).toEqual(shown[0]);
      expect(shown[2]).toEqual(shown[0]);
      const mail = await mailTo(app, user.email, 'new password');
      expect(mail.text).toContain(`https://ksap.example/base/reset-password?token=${mail.token}\n`);
      expect(await mailsTo(app, 'nobody@mail.example')).toEqual([]);
      expect(await mailsTo(app, closed.email)).toEqual([]);
    });

    it('takes as long for an unknown address as for a known one', async () => {
      const user = await aUser(app.db);
      const known: number[] = [];
      const unknown: number[] = [];
      for (let round = 0; round < 15; round += 1) {
        known.push(await timeOf(() => forgot(user.email)));
        unknown.push(await timeOf(() => forgot(`unknown-${round}@mail.example`)));
      }
      expect(median(known) / median(unknown)).toBeGreaterThan(0.4);
      expect(median(known) / median(unknown)).toBeLessThan(2.5);
    });

    it('mails no more than five an hour, however often it is asked', async () => {
      const user = await aUser(app.db);
      for (let time = 0; time < 8; time += 1) expect((await forgot(user.email)).status).toBe(202);
      await mailTo(app, user.email, 'new password', 5);
      const other = await aUser(app.db);
      await resetToken(other);
      expect(await mailsTo(app, user.email)).toHaveLength(5);
    });
  });

  describe('POST /auth/reset-password', () => {
    it('sets the password, ends every session, confirms the address, and tells the person', async () => {
      const person = await aPerson(app);
      const elsewhere = await again(app, person);
      expect((await reset(await resetToken(person))).status).toBe(200);
      for (const { http, refresh_token } of [person, elsewhere]) {
        expect(said(await http.get(`${USERS}/profile`))).toBe('401 UNAUTHENTICATED');
        expect(said(await app.http.post(`${AUTH}/refresh`, { refresh_token }))).toBe('401 UNAUTHENTICATED');
      }
      expect(said(await login(person.email, PASSWORD))).toBe('401 INVALID_CREDENTIALS');
      const signedIn = await login(person.email, OTHER_PASSWORD);
      expect(signedIn.body.data.user).toMatchObject({ id: person.id, is_verified: true });
      await mailTo(app, person.email, 'password was changed');
      expect(await app.db.count('audit_log', "user_id = $1 AND action = 'user.password_reset'", [person.id])).toBe(1);
    });

    it('takes a token once, and the other tokens that were mailed die with it', async () => {
      const person = await aPerson(app);
      const first = await resetToken(person);
      const second = await resetToken(person, 2);
      expect((await reset(second)).status).toBe(200);
      for (const token of [second, first]) {
        const answer = await reset(token, 'another-violet-harbour-77');
        expect(said(answer)).toBe('400 VALIDATION_ERROR');
        expect(answer.body.error.details).toMatchObject({ field: 'token' });
      }
      expect((await login(person.email, OTHER_PASSWORD)).status).toBe(200);
    });

    it('lets one of two that use a token at once win', async () => {
      const person = await aPerson(app);
      const token = await resetToken(person);
      const passwords = [OTHER_PASSWORD, 'granite-puzzle-orchard-31'];
      const answers = await Promise.all(passwords.map((password) => reset(token, password)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
      const logins = await Promise.all(passwords.map((password) => login(person.email, password)));
      expect(logins.map(({ status }) => status)).toEqual(answers.map(({ status }) => (status === 200 ? 200 : 401)));
    });

    it('refuses a token after 30 minutes', async () => {
      const person = await aPerson(app);
      const token = await resetToken(person);
      const { minutes } = await app.db.one<{ minutes: number }>(
        `SELECT extract(epoch FROM expires_at - created_at)::float8 / 60 AS minutes FROM one_time_tokens
         WHERE user_id = $1 AND purpose = 'reset_password'`,
        [person.id],
      );
      expect(minutes).toBeCloseTo(30);
      await app.db.query("UPDATE one_time_tokens SET expires_at = now() - interval '1 second' WHERE user_id = $1", [
        person.id,
      ]);
      expect(said(await reset(token))).toBe('400 VALIDATION_ERROR');
      expect((await login(person.email, PASSWORD)).status).toBe(200);
    });

    it('refuses a weak password and leaves the token good', async () => {
      const person = await aPerson(app);
      const token = await resetToken(person);
      const weak = await reset(token, 'password12345');
      expect(said(weak)).toBe('400 VALIDATION_ERROR');
      expect(weak.body.error.details).toMatchObject({ field: 'password' });
      expect((await reset(token)).status).toBe(200);
    });

    it('opens a locked account', async () => {
      const person = await aPerson(app);
      for (let time = 0; time < 5; time += 1) await login(person.email, 'wrong-wrong-wrong');
      expect(said(await login(person.email, PASSWORD))).toBe('429 RATE_LIMITED');
      await reset(await resetToken(person));
      expect((await login(person.email, OTHER_PASSWORD)).status).toBe(200);
    });

    it.each(['Zk3vQ0mS8dJ1yqk2w7H4n6Tt9bXcR5uVfGaLpEo1hYI', "'; DROP TABLE users --", 'x'])(
      'refuses the token %s',
      async (token) => {
        expect(said(await reset(token))).toBe('400 VALIDATION_ERROR');
      },
    );

    it('refuses a token that was mailed to confirm an address', async () => {
      const person = await aPerson(app);
      const { token } = await mailTo(app, person.email, 'Confirm');
      expect(said(await reset(token))).toBe('400 VALIDATION_ERROR');
    });
  });

  describe('POST /auth/verify-email', () => {
    it('confirms the address by the mailed token, once', async () => {
      const person = await aPerson(app);
      const { token } = await mailTo(app, person.email, 'Confirm');
      const answer = await verify(token);
      expect(answer.status).toBe(200);
      expect(answer.body.data.user).toMatchObject({ id: person.id, is_verified: true });
      expect((await person.http.get(`${USERS}/profile`)).body.data.is_verified).toBe(true);
      expect(said(await verify(token))).toBe('400 VALIDATION_ERROR');
    });

    it('refuses a token for another purpose, one past its time, and none', async () => {
      const person = await aPerson(app);
      expect(said(await verify(await resetToken(person)))).toBe('400 VALIDATION_ERROR');
      const { token } = await mailTo(app, person.email, 'Confirm');
      await app.db.query('UPDATE one_time_tokens SET expires_at = now() WHERE user_id = $1', [person.id]);
      expect(said(await verify(token))).toBe('400 VALIDATION_ERROR');
      expect(said(await verify(''))).toBe('400 VALIDATION_ERROR');
      expect(await isVerified(person)).toBe(false);
    });

    it('does not take a token that went to an address which is no longer the account’s', async () => {
      const person = await aPerson(app);
      const old = await mailTo(app, person.email, 'Confirm');
      const oldReset = await resetToken(person);
      const changed = await person.http.put(`${USERS}/profile`, {
        email: 'victim@mail.example',
        current_password: PASSWORD,
      });
      expect(changed.status).toBe(200);
      expect(said(await verify(old.token))).toBe('400 VALIDATION_ERROR');
      expect(said(await reset(oldReset))).toBe('400 VALIDATION_ERROR');
      expect(await isVerified(person)).toBe(false);
      expect((await verify((await mailTo(app, 'victim@mail.example', 'Confirm')).token)).status).toBe(200);
      expect(await isVerified(person)).toBe(true);
    });
  });

  describe('POST /auth/resend-verification', () => {
    it('mails another token, which works; at most five an hour', async () => {
      const person = await aPerson(app);
      const resend = (): Promise<Answer> => person.http.post(`${AUTH}/resend-verification`, {});
      for (let time = 0; time < 4; time += 1) expect((await resend()).status).toBe(202);
      const answer = await resend();
      expect(said(answer)).toBe('429 RATE_LIMITED');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(3000);
      expect((await verify((await mailTo(app, person.email, 'Confirm', 5)).token)).status).toBe(200);
      expect(said(await resend())).toBe('409 CONFLICT');
    });

    it('is refused without a token', async () => {
      expect(said(await app.http.post(`${AUTH}/resend-verification`, {}))).toBe('401 UNAUTHENTICATED');
    });
  });

  async function isVerified({ id }: Person): Promise<unknown> {
    return (await app.db.one('SELECT is_verified FROM users WHERE id = $1', [id])).is_verified;
  }
});

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
