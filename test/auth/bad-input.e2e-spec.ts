import { startTestApp, type TestApp } from '../support/app.js';
import { PASSWORD } from '../support/factories.js';
import type { Answer } from '../support/http.js';
import { aPerson, AUTH, said, USERS, type Person } from './person.js';

const EMAIL = 'bad@mail.example';

describe('bad input to auth and users', () => {
  let app: TestApp;
  let person: Person;
  let before: Record<string, number>;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    person = await aPerson(app);
    before = await counts();
  });
  afterAll(() => app.close());

  const ROUTES: [string, string, object][] = [
    ['POST', `${AUTH}/register`, { email: EMAIL, password: PASSWORD }],
    ['POST', `${AUTH}/login`, { email: EMAIL, password: PASSWORD }],
    ['POST', `${AUTH}/refresh`, { refresh_token: 'x' }],
    ['POST', `${AUTH}/logout`, {}],
    ['POST', `${AUTH}/forgot-password`, { email: EMAIL }],
    ['POST', `${AUTH}/reset-password`, { token: 'x', password: PASSWORD }],
    ['POST', `${AUTH}/verify-email`, { token: 'x' }],
    ['POST', `${AUTH}/resend-verification`, {}],
    ['PUT', `${USERS}/profile`, {}],
    ['PUT', `${USERS}/settings`, {}],
    ['POST', `${USERS}/change-password`, { current_password: PASSWORD, new_password: PASSWORD }],
  ];
  const json = { 'content-type': 'application/json' };

  async function counts(): Promise<Record<string, number>> {
    const tables = ['users', 'sessions', 'refresh_tokens', 'one_time_tokens', 'mails', 'outbox'];
    const counted: Record<string, number> = {};
    for (const table of tables) counted[table] = await app.db.count(table);
    return counted;
  }

  describe.each(ROUTES)('%s %s', (method, path, body) => {
    const send = (raw: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) =>
      person.http.request(method, path, { raw, headers });

    it.each<[string, string, () => string | Uint8Array<ArrayBuffer>]>([
      ['broken JSON', '400 MALFORMED_JSON', () => '{"email": '],
      ['text that is no JSON', '400 MALFORMED_JSON', () => 'email=x'],
      [
        'JSON that is not UTF-8',
        '400 MALFORMED_JSON',
        () => new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      ],
      ['a prototype', '400 MALFORMED_JSON', () => '{"__proto__": {"is_admin": true}}'],
      ['a list', '400 VALIDATION_ERROR', () => '[]'],
      ['null', '400 VALIDATION_ERROR', () => 'null'],
      ['an unknown field', '400 VALIDATION_ERROR', () => JSON.stringify({ ...body, is_active: true })],
      ['a NUL byte', '400 VALIDATION_ERROR', () => JSON.stringify({ ...body, email: 'a\u0000@mail.example' })],
      ['half a surrogate pair', '400 VALIDATION_ERROR', () => JSON.stringify({ ...body, first_name: '\ud800' })],
      ['ten megabytes', '413 PAYLOAD_TOO_LARGE', () => JSON.stringify({ ...body, first_name: 'x'.repeat(10_000_000) })],
      ['brackets without end', '400 VALIDATION_ERROR', () => `{"custom":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ])('answers %s with %s', async (_what, expected, raw) => {
      const answer = await send(raw());
      expect(said(answer)).toBe(expected);
      expect(answer.body).toMatchObject({ success: false, request_id: expect.stringMatching(/^req_/) });
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'application/json; charset=utf-16'])(
      'answers 415 to a body as %s',
      async (type) => {
        expect(said(await send(JSON.stringify(body), { 'content-type': type }))).toBe('415 UNSUPPORTED_MEDIA_TYPE');
      },
    );
  });

  const FIELDS = ROUTES.flatMap(([method, path, body]) =>
    Object.keys(body).map((field): [string, string, string, object] => [method, path, field, body]),
  );

  it.each(FIELDS)('%s %s names %s when it is of the wrong type or missing', async (method, path, field, body) => {
    for (const value of [undefined, null, 5, true, {}, ['x']]) {
      const answer = await person.http.request(method, path, { body: { ...body, [field]: value } });
      expect(said(answer)).toBe('400 VALIDATION_ERROR');
      expect(faultyFields(answer)).toContain(field);
    }
  });

  it.each([
    'no address',
    'a@b',
    '@mail.example',
    'a@mail.example\r\nBcc: b@mail.example',
    '"a b"@mail.example',
    'Ada <a@mail.example>',
    'a@mail.example,b@mail.example',
    'a b@mail.example',
    `${'a'.repeat(250)}@mail.example`,
    '\u202eelpmaxe.liam@a',
  ])('refuses to register %j', async (email) => {
    const answer = await app.http.post(`${AUTH}/register`, { email, password: PASSWORD });
    expect(said(answer)).toBe('400 VALIDATION_ERROR');
    expect(answer.body.error.details.field).toBe('email');
  });

  it('refuses names that are too long or hold control characters', async () => {
    for (const name of ['x'.repeat(101), 'a\nb', 'a\u0007']) {
      const answer = await person.http.put(`${USERS}/profile`, { first_name: name });
      expect(said(answer)).toBe('400 VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe('first_name');
    }
  });

  it('tells every fault at once', async () => {
    const answer = await app.http.post(`${AUTH}/register`, { email: 'x', password: 5, nick: 'y' });
    expect(faultyFields(answer).sort()).toEqual(['email', 'nick', 'password']);
  });

  it('takes SQL in a value for what it is: text', async () => {
    const name = `Robert'); DROP TABLE users; --`;
    expect((await person.http.put(`${USERS}/profile`, { first_name: name })).body.data.first_name).toBe(name);
  });

  it('has changed nothing', async () => {
    expect(await counts()).toEqual(before);
  });
});

function faultyFields({ body }: Answer): string[] {
  const errors = body.error.details.errors as { field: string }[];
  return errors.map(({ field }) => field);
}
