import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import { PASSWORD } from '../support/factories.js';
import { until } from '../support/until.js';
import { again, aPerson, AUTH, said, USERS, type Person } from './person.js';

describe('POST /auth/logout', () => {
  let app: TestApp;
  let person: Person;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    person = await aPerson(app);
  });

  const state = async ({ http, refresh_token }: Person): Promise<string[]> => [
    said(await http.get(`${USERS}/profile`)),
    said(await app.http.post(`${AUTH}/refresh`, { refresh_token })),
  ];
  const ENDED = ['401 UNAUTHENTICATED', '401 UNAUTHENTICATED'];
  const OPEN = ['200 OK', '200 OK'];

  it('refuses the access token and the refresh token from then on, and leaves other sessions and people alone', async () => {
    const elsewhere = await again(app, person);
    const other = await aPerson(app);
    expect(said(await person.http.get(`${USERS}/profile`))).toBe('200 OK');
    const answer = await person.http.post(`${AUTH}/logout`, {});
    expect(answer.status).toBe(200);
    expect(answer.body.data).toBeNull();
    expect(await state(person)).toEqual(ENDED);
    expect(await state(elsewhere)).toEqual(OPEN);
    expect(await state(other)).toEqual(OPEN);
  });

  it('needs no body', async () => {
    expect((await person.http.post(`${AUTH}/logout`)).status).toBe(200);
    expect(await state(person)).toEqual(ENDED);
  });

  it('ends all sessions of the person with `all`, and nobody else’s', async () => {
    const elsewhere = await again(app, person);
    const other = await aPerson(app);
    expect((await person.http.post(`${AUTH}/logout`, { all: true })).status).toBe(200);
    expect(await state(person)).toEqual(ENDED);
    expect(await state(elsewhere)).toEqual(ENDED);
    expect(await state(other)).toEqual(OPEN);
    expect(await state(await again(app, person))).toEqual(OPEN);
    const { token_version } = await app.db.one('SELECT token_version FROM users WHERE id = $1', [person.id]);
    expect(token_version).toBe(1);
  });

  it('ends the session of the refresh token as well, when it is the person’s own', async () => {
    const elsewhere = await again(app, person);
    const other = await aPerson(app);
    const third = await again(app, person);
    await third.http.post(`${AUTH}/logout`, { refresh_token: other.refresh_token });
    expect(await state(other)).toEqual(OPEN);
    expect(await state(third)).toEqual(ENDED);
    await person.http.post(`${AUTH}/logout`, { refresh_token: elsewhere.refresh_token });
    expect(await state(elsewhere)).toEqual(ENDED);
    expect(await state(person)).toEqual(ENDED);
  });

  it('ends many sessions at once', async () => {
    await app.db.query(
      `INSERT INTO sessions (user_id, expires_at) SELECT $1, now() + interval '1 day' FROM generate_series(1, 400)`,
      [person.id],
    );
    expect((await person.http.post(`${AUTH}/logout`, { all: true })).status).toBe(200);
    expect(await app.db.count('sessions', 'user_id = $1 AND revoked_at IS NULL', [person.id])).toBe(0);
  });

  it('is heard at once by another process that knows the session', async () => {
    const second = await startTestApp({ database: app.db, data_dir: app.data_dir, env: { KSAP_ROLE: 'api' } });
    try {
      const there = second.http.with({ authorization: `Bearer ${person.access_token}` });
      expect(said(await there.get(`${USERS}/profile`))).toBe('200 OK');
      await person.http.post(`${AUTH}/logout`, {});
      const heard = async (): Promise<string> => said(await there.get(`${USERS}/profile`));
      // The cache keeps a session for 30 seconds; news of it travels in milliseconds.
      await until('the other process refuses', heard, (answer) => answer === '401 UNAUTHENTICATED', {
        timeout_ms: 2000,
      });
    } finally {
      await second.close();
    }
  });

  it('is refused without a token, and with fields of the wrong type', async () => {
    expect(said(await app.http.post(`${AUTH}/logout`, {}))).toBe('401 UNAUTHENTICATED');
    for (const body of [{ all: 'yes' }, { all: null }, { refresh_token: 5 }, { everywhere: true }]) {
      expect(said(await person.http.post(`${AUTH}/logout`, body))).toBe('400 VALIDATION_ERROR');
    }
    expect(await state(person)).toEqual(OPEN);
  });

  it('is no way around a password change: a login that began before it does not stand', async () => {
    // The row is held as a password change holds it; the login, its password already checked, waits, then fails.
    const client = new pg.Client({ connectionString: app.db.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query("UPDATE users SET password_hash = 'changed' WHERE id = $1", [person.id]);
    const login = app.http.post(`${AUTH}/login`, { email: person.email, password: PASSWORD });
    await new Promise((resolve) => setTimeout(resolve, 400));
    await client.query('COMMIT');
    await client.end();
    expect(said(await login)).toBe('401 INVALID_CREDENTIALS');
    expect(await app.db.count('sessions', 'user_id = $1', [person.id])).toBe(1);
  });
});
