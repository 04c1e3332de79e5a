import { UsersApi } from '../../src/modules/users/users.api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/http.js';
import { aPerson, said, USERS, type Person } from '../auth/person.js';

const DEFAULTS = {
  timezone: 'UTC',
  currency: 'USD',
  locale: 'en-US',
  notifications: { email_enabled: true, store_failures: true },
  custom: {},
};

describe('/users/settings', () => {
  let app: TestApp;
  let person: Person;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    person = await aPerson(app);
  });

  const put = (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
    person.http.put(`${USERS}/settings`, body, { headers });
  const read = async (): Promise<unknown> => (await person.http.get(`${USERS}/settings`)).body.data;

  it('GET answers the defaults at first, with an ETag', async () => {
    const answer = await person.http.get(`${USERS}/settings`);
    expect(answer.body.data).toEqual(DEFAULTS);
    expect(answer.headers.get('etag')).toMatch(/^"[\w-]+"$/);
  });

  it('PUT changes the keys given and keeps the others; null goes back to the default', async () => {
    await put({ timezone: 'Europe/Berlin', currency: 'EUR' });
    const answer = await put({ locale: 'de-at' });
    const expected = { ...DEFAULTS, timezone: 'Europe/Berlin', currency: 'EUR', locale: 'de-AT' };
    expect(answer.body.data).toEqual(expected);
    expect(await read()).toEqual(expected);
    await put({ timezone: null, currency: null, locale: null });
    expect(await read()).toEqual(DEFAULTS);
  });

  it('PUT changes notifications and custom key by key', async () => {
    await put({ notifications: { store_failures: false }, custom: { a: 1, b: { deep: ['x', null] } } });
    await put({ notifications: { weekly_report: true }, custom: { a: null, c: 'é😀' } });
    expect(await read()).toEqual({
      ...DEFAULTS,
      notifications: { email_enabled: true, store_failures: false, weekly_report: true },
      custom: { b: { deep: ['x', null] }, c: 'é😀' },
    });
    await put({ notifications: { store_failures: null } });
    await put({ custom: null });
    expect(await read()).toEqual({ ...DEFAULTS, notifications: { ...DEFAULTS.notifications, weekly_report: true } });
  });

  it('PUT keeps names that objects have of their own as what they are: data', async () => {
    const custom = { valueOf: 'c', toString: 1, hasOwnProperty: { valueOf: 2 } };
    expect((await put({ custom })).body.data.custom).toEqual(custom);
    expect(((await read()) as { custom: object }).custom).toEqual(custom);
  });

  it.each([
    ['timezone', 'Mars/Olympus'],
    ['timezone', '+02:00'],
    ['timezone', 5],
    ['timezone', ''],
    ['currency', 'eur'],
    ['currency', 'XYZ'],
    ['currency', 'EURO'],
    ['locale', 'de_DE'],
    ['locale', 'x'.repeat(60)],
    ['locale', {}],
    ['notifications', { store_failures: 'no' }],
    ['notifications', { 'Not A Topic': true }],
    ['notifications', [true]],
    ['notifications', 'all'],
    ['custom', 'text'],
    ['custom', ['list']],
  ])('PUT refuses %s %j by name, and changes nothing', async (field, value) => {
    const answer = await put({ locale: 'fr-FR', [field]: value });
    expect(said(answer)).toBe('400 VALIDATION_ERROR');
    expect(answer.body.error.details.field).toBe(field);
    expect(await read()).toEqual(DEFAULTS);
  });

  it('PUT refuses an unknown key by name and says nothing of custom', async () => {
    const answer = await put({ theme: 'dark' });
    expect(said(answer)).toBe('400 VALIDATION_ERROR');
    expect(answer.body.error.details).toMatchObject({ field: 'theme', reason: 'unknown field' });
  });

  it('PUT takes 64 KiB in all and not more, counted over several changes and in bytes', async () => {
    expect((await put({ custom: { one: 'x'.repeat(40_000) } })).status).toBe(200);
    const answer = await put({ custom: { two: 'é'.repeat(13_000) } });
    expect(said(answer)).toBe('400 VALIDATION_ERROR');
    expect(answer.body.error.details.field).toBe('custom');
    expect((await put({ custom: { two: 'x'.repeat(25_000) } })).status).toBe(200);
  });

  it('PUT answers 412 to a stale If-Match', async () => {
    const stale = (await person.http.get(`${USERS}/settings`)).headers.get('etag')!;
    const fresh = (await put({ currency: 'EUR' }, { 'if-match': stale })).headers.get('etag')!;
    expect(said(await put({ currency: 'GBP' }, { 'if-match': stale }))).toBe('412 PRECONDITION_FAILED');
    expect((await put({ currency: 'GBP' }, { 'if-match': fresh })).status).toBe(200);
  });

  it('PUT loses none of many changes that come at once', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, index) => put({ custom: { [`key_${index}`]: index } })));
    expect(Object.keys(((await read()) as { custom: object }).custom)).toHaveLength(10);
  });

  it('are one’s own', async () => {
    const other = await aPerson(app);
    await put({ currency: 'EUR', custom: { mine: true } });
    expect((await other.http.get(`${USERS}/settings`)).body.data).toEqual(DEFAULTS);
    expect(said(await app.http.get(`${USERS}/settings`))).toBe('401 UNAUTHENTICATED');
  });

  it('tell other modules how to reach the person, and about what', async () => {
    const users = app.nest.get(UsersApi, { strict: false });
    await put({ timezone: 'Asia/Tokyo', notifications: { store_failures: false } });
    expect(await users.contact(person.id)).toEqual({
      id: person.id,
      email: person.email,
      first_name: null,
      timezone: 'Asia/Tokyo',
    });
    expect(await users.wantsMail(person.id, 'store_failures')).toBe(false);
    expect(await users.wantsMail(person.id, 'something_else')).toBe(true);
    await put({ notifications: { email_enabled: false } });
    expect(await users.wantsMail(person.id, 'something_else')).toBe(false);
    await app.db.query('UPDATE users SET is_active = false WHERE id = $1', [person.id]);
    expect(await users.contact(person.id)).toBeUndefined();
    expect(await users.contact('00000000-0000-4000-8000-000000000000')).toBeUndefined();
    expect(await users.wantsMail('00000000-0000-4000-8000-000000000000', 'x')).toBe(false);
  });
});
