import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/http.js';
import { mailsTo, mailTo } from '../support/mailbox.js';
import { again, aPerson, AUTH, said, USERS, type Person } from './person.js';

describe('POST /auth/refresh', () => {
  let app: TestApp;
  let person: Person;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    person = await aPerson(app);
  });

  const refresh = (token: string, headers: Record<string, string> = {}): Promise<Answer> =>
    app.http.post(`${AUTH}/refresh`, { refresh_token: token }, { headers });
  const profileWith = (token: string): Promise<Answer> =>
    app.http.get(`${USERS}/profile`, { headers: { authorization: `Bearer ${token}` } });
  const afterGrace = (): Promise<unknown> =>
    app.db.query("UPDATE refresh_tokens SET used_at = used_at - interval '11 seconds' WHERE used_at IS NOT NULL");

  it('answers 200 with a new pair that works', async () => {
    const answer = await refresh(person.refresh_token);
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: 'Bearer',
      expires_in: 900,
    });
    expect(answer.body.data.refresh_token).not.toBe(person.refresh_token);
    expect(answer.body.data.access_token).not.toBe(person.access_token);
    expect((await profileWith(answer.body.data.access_token)).body.data.id).toBe(person.id);
    expect((await refresh(answer.body.data.refresh_token)).status).toBe(200);
  });

  it('gives a client that did not hear the answer the same pair again', async () => {
    const first = await refresh(person.refresh_token);
    const second = await refresh(person.refresh_token);
    expect(second.status).toBe(200);
    expect(second.body.data).toEqual(first.body.data);
    expect(await tokensOf(person)).toBe(2);
  });

  it('gives one successor to many that ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(person.refresh_token)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(new Set(answers.map(({ body }) => String(body.data.refresh_token))).size).toBe(1);
    expect(await tokensOf(person)).toBe(2);
  });

  it('ends the whole session when a used token comes after the grace, and tells its owner once', async () => {
    const elsewhere = await again(app, person);
    const successor = (await refresh(person.refresh_token)).body.data;
    await afterGrace();

    expect(said(await refresh(person.refresh_token))).toBe('401 UNAUTHENTICATED');
    expect(said(await refresh(successor.refresh_token))).toBe('401 UNAUTHENTICATED');
    expect(said(await profileWith(successor.access_token))).toBe('401 UNAUTHENTICATED');
    expect(said(await refresh(person.refresh_token))).toBe('401 UNAUTHENTICATED');

    expect(said(await profileWith(elsewhere.access_token))).toBe('200 OK');
    expect((await refresh(elsewhere.refresh_token)).status).toBe(200);
    await mailTo(app, person.email, 'ended for safety');
    expect((await mailsTo(app, person.email)).filter(({ subject }) => subject.includes('safety'))).toHaveLength(1);
    const events = await app.db.query(
      "SELECT * FROM audit_log WHERE user_id = $1 AND action = 'session.refresh_reuse'",
      [person.id],
    );
    expect(events).toHaveLength(1);
    const { revoke_reason } = await app.db.one(
      'SELECT revoke_reason FROM sessions WHERE user_id = $1 AND revoked_at IS NOT NULL',
      [person.id],
    );
    expect(revoke_reason).toBe('token_reuse');
  });

  it('ends the session at once when the successor was used already: then somebody did hear the answer', async () => {
    const second = (await refresh(person.refresh_token)).body.data;
    const third = (await refresh(second.refresh_token)).body.data;
    expect(said(await refresh(person.refresh_token))).toBe('401 UNAUTHENTICATED');
    expect(said(await refresh(third.refresh_token))).toBe('401 UNAUTHENTICATED');
  });

  it('refuses a token past its time with TOKEN_EXPIRED', async () => {
    await app.db.query(
      "UPDATE refresh_tokens SET expires_at = now() - interval '1 second' WHERE session_id IN (SELECT id FROM sessions WHERE user_id = $1)",
      [person.id],
    );
    expect(said(await refresh(person.refresh_token))).toBe('401 TOKEN_EXPIRED');
  });

  it.each(['x', 'Zk3vQ0mS8dJ1yqk2w7H4n6Tt9bXcR5uVfGaLpEo1hYI', "' OR 1=1 --"])('refuses %s', async (token) => {
    expect(said(await refresh(token))).toBe('401 UNAUTHENTICATED');
  });

  it('refuses an access token in place of a refresh token', async () => {
    const answer = await refresh(person.access_token);
    expect([400, 401]).toContain(answer.status);
  });

  it('refuses tokens of an account that was closed', async () => {
    await app.db.query('UPDATE users SET is_active = false WHERE id = $1', [person.id]);
    expect(said(await refresh(person.refresh_token))).toBe('401 UNAUTHENTICATED');
  });

  it('says the same again under one Idempotency-Key, also when it ended a stolen session', async () => {
    const key = { 'idempotency-key': `refresh-${person.id}` };
    const first = await refresh(person.refresh_token, key);
    expect((await refresh(person.refresh_token, key)).text).toBe(first.text);
    await afterGrace();
    const stolen = { 'idempotency-key': `stolen-${person.id}` };
    expect(said(await refresh(person.refresh_token, stolen))).toBe('401 UNAUTHENTICATED');
    expect(said(await refresh(person.refresh_token, stolen))).toBe('401 UNAUTHENTICATED');
  });

  it('lets session and token live thirty days from the refresh on', async () => {
    await app.db.query("UPDATE sessions SET expires_at = now() + interval '1 day' WHERE user_id = $1", [person.id]);
    await refresh(person.refresh_token);
    const { days } = await app.db.one<{ days: number }>(
      'SELECT extract(epoch FROM expires_at - now())::float8 / 86400 AS days FROM sessions WHERE user_id = $1',
      [person.id],
    );
    expect(days).toBeCloseTo(30, 1);
  });

  async function tokensOf({ id }: Person): Promise<number> {
    return app.db.count('refresh_tokens', 'session_id IN (SELECT id FROM sessions WHERE user_id = $1)', [id]);
  }
});
