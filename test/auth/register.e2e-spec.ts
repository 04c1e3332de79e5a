import { startTestApp, type TestApp } from '../support/app.js';
import { PASSWORD } from '../support/factories.js';
import { mailTo } from '../support/mailbox.js';
import { aPerson, AUTH, said, USERS } from './person.js';

describe('POST /auth/register', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const register = (body: object, headers: Record<string, string> = {}) =>
    app.http.post(`${AUTH}/register`, body, { headers });

  it('answers 201 with the user and tokens that work, and shows no secret', async () => {
    const answer = await register({
      email: ' Ada@Mail.Example ',
      password: PASSWORD,
      first_name: ' Ada ',
      last_name: null,
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/api/v1/users/profile');
    expect(answer.body.data).toEqual({
      user: {
        id: expect.any(String),
        email: 'ada@mail.example',
        first_name: 'Ada',
        last_name: null,
        is_active: true,
        is_verified: false,
        last_login: expect.stringMatching(/Z$/),
        created_at: expect.stringMatching(/Z$/),
        updated_at: expect.stringMatching(/Z$/),
      },
      access_token: expect.any(String),
      refresh_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: 'Bearer',
      expires_in: 900,
    });
    const profile = await app.http
      .with({ authorization: `Bearer ${answer.body.data.access_token}` })
      .get(`${USERS}/profile`);
    expect(profile.body.data).toEqual(answer.body.data.user);
  });

  it('keeps neither the password nor a token in the clear, anywhere in the database', async () => {
    const person = await aPerson(app);
    const mail = await mailTo(app, person.email, 'Confirm');
    const dump = await everything(app);
    for (const secret of [PASSWORD, person.refresh_token, person.access_token, mail.token]) {
      expect(secret.length).toBeGreaterThan(20);
      expect(dump).not.toContain(secret);
    }
    const { password_hash } = await app.db.one('SELECT password_hash FROM users WHERE id = $1', [person.id]);
    expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('mails a token, records the event, and opens one session', async () => {
    const person = await aPerson(app);
    expect((await mailTo(app, person.email, 'Confirm')).token).toHaveLength(43);
    expect(await app.db.count('sessions', 'user_id = $1', [person.id])).toBe(1);
    const entry = await app.db.one('SELECT * FROM audit_log WHERE user_id = $1', [person.id]);
    expect(entry).toMatchObject({ action: 'user.registered', subject_id: person.id, ip: '127.0.0.1' });
    expect(entry.request_id).toMatch(/^req_/);
  });

  it('answers 409 for an address that has an account, whatever its case', async () => {
    const person = await aPerson(app);
    const answer = await register({ email: ` ${person.email.toUpperCase()} `, password: PASSWORD });
    expect(said(answer)).toBe('409 CONFLICT');
    expect(answer.body.error.details).toMatchObject({ field: 'email' });
    expect(await app.db.count('users', 'lower(email) = $1', [person.email])).toBe(1);
  });

  it('lets one of many that register one address at once win', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => register({ email: 'race@mail.example', password: PASSWORD })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect(await app.db.count('users', "email = 'race@mail.example'")).toBe(1);
  });

  it.each([
    ['short-1!', 'must have at least 12 characters'],
    ['x'.repeat(129), 'must have at most 128 characters'],
    ['password1234', 'is too easy to guess'],
    ['qwertyuiop123', 'is too easy to guess'],
    ['judy.weak@mail.example', 'must not consist of your name or e-mail address'],
  ])('refuses the password %s', async (password, reason) => {
    const answer = await register({ email: 'judy.weak@mail.example', password });
    expect(said(answer)).toBe('400 VALIDATION_ERROR');
    expect(answer.body.error.details).toMatchObject({ field: 'password', reason: expect.stringContaining(reason) });
    expect(await app.db.count('users', "email = 'judy.weak@mail.example'")).toBe(0);
  });

  it('replays the stored answer for the same Idempotency-Key, and makes one account', async () => {
    const headers = { 'idempotency-key': 'register-once' };
    const body = { email: 'once@mail.example', password: PASSWORD };
    const first = await register(body, headers);
    const second = await register(body, headers);
    expect(first.status).toBe(201);
    expect(second.status).toBe(201);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await app.db.count('users', "email = 'once@mail.example'")).toBe(1);
    expect(said(await register({ ...body, first_name: 'Else' }, headers))).toBe('422 IDEMPOTENCY_KEY_REUSED');
  });
});

/** Every row of every table, as text. */
async function everything(app: TestApp): Promise<string> {
  const tables = await app.db.query<{ name: string }>(
    "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const rows = await Promise.all(
    tables.map(({ name }) => app.db.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`)),
  );
  return rows
    .flat()
    .map(({ text }) => text)
    .join('\n');
}
