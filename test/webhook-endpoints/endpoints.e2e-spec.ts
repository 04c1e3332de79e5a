import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { expectRefusal } from '../http/envelope.js';

const PATH = '/api/v1/webhook-endpoints';
const GOOD = { url: 'https://203.0.113.9/hook', events: ['order.created'] };

describe('webhook endpoints', () => {
  let app: TestApp;
  let user: UserRow;
  let ada: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api', KSAP_ALLOW_PRIVATE_TARGETS: '203.0.113.0/24,10.1.0.0/16' } });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    user = await aUser(app.db);
    ada = await as(app.http, user);
  });

  const make = async (wish: object = {}) => (await ada.post(PATH, { ...GOOD, ...wish })).body.data;

  it('shows the secret once, keeps it sealed, and says where the endpoint is', async () => {
    const answer = await ada.post(PATH, { ...GOOD, description: 'ERP' });
    expect(answer.status).toBe(201);
    const { secret, ...endpoint } = answer.body.data;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(endpoint).toMatchObject({ ...GOOD, description: 'ERP', is_active: true, secret_hint: secret.slice(-4) });
    expect(answer.headers.get('location')).toBe(`${PATH}/${endpoint.id}`);

    const one = await ada.get(`${PATH}/${endpoint.id}`);
    expect(one.body.data).toEqual(endpoint);
    expect(one.headers.get('etag')).toBe(answer.headers.get('etag'));
    expect((await ada.get(PATH)).body.data.items).toEqual([endpoint]);
    const row = await app.db.one('SELECT row_to_json(e)::text AS row FROM webhook_endpoints e WHERE id = $1', [
      endpoint.id,
    ]);
    const audit = await app.db.query('SELECT details::text FROM audit_log WHERE subject_id = $1', [endpoint.id]);
    expect(JSON.stringify([row, audit])).not.toContain(secret.slice(6, 30));
    expect(audit).toHaveLength(1);
  });

  it('changes what is given and keeps the rest; a stale If-Match is refused', async () => {
    const endpoint = await make({ description: 'ERP' });
    const first = await ada.get(`${PATH}/${endpoint.id}`);
    const etag = first.headers.get('etag')!;
    const changed = await ada.put(`${PATH}/${endpoint.id}`, { events: ['*'], description: null });
    expect(changed.body.data).toMatchObject({ url: GOOD.url, events: ['*'], description: null });
    const stale = await ada.put(
      `${PATH}/${endpoint.id}`,
      { events: ['order.updated'] },
      { headers: { 'if-match': etag } },
    );
    expectRefusal(stale, 412, 'PRECONDITION_FAILED');
    expectRefusal(
      await ada.delete(`${PATH}/${endpoint.id}`, { headers: { 'if-match': etag } }),
      412,
      'PRECONDITION_FAILED',
    );
  });

  it('is gone with its deliveries once it is deleted', async () => {
    const endpoint = await make();
    await ada.post(`${PATH}/${endpoint.id}/test`);
    expect(await app.db.count('webhook_endpoint_deliveries', 'endpoint_id = $1', [endpoint.id])).toBe(1);
    expect((await ada.delete(`${PATH}/${endpoint.id}`)).status).toBe(200);
    expectRefusal(await ada.get(`${PATH}/${endpoint.id}`), 404, 'NOT_FOUND');
    expect(await app.db.count('webhook_endpoint_deliveries', 'endpoint_id = $1', [endpoint.id])).toBe(0);
  });

  it('gives another secret when it is rotated, and says until when the old one signs', async () => {
    const endpoint = await make();
    const rotated = (await ada.post(`${PATH}/${endpoint.id}/rotate-secret`)).body.data;
    expect(rotated.secret).toMatch(/^whsec_/);
    expect(rotated.secret).not.toBe(endpoint.secret);
    const hours = (Date.parse(rotated.previous_secret_expires_at) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.1);
  });

  it.each([
    ['no url', { events: ['*'] }, 'url'],
    ['no address at all', { ...GOOD, url: 'hook' }, 'url'],
    ['another protocol', { ...GOOD, url: 'ftp://203.0.113.9/' }, 'url'],
    ['a loopback address', { ...GOOD, url: 'https://127.0.0.1/hook' }, 'url'],
    ['a loopback name', { ...GOOD, url: 'https://localhost/hook' }, 'url'],
    ['the address of a cloud’s metadata', { ...GOOD, url: 'https://169.254.169.254/latest' }, 'url'],
    ['a private address in IPv6 clothes', { ...GOOD, url: 'https://[::ffff:192.168.0.1]/' }, 'url'],
    ['a user name in it', { ...GOOD, url: 'https://me:secret@203.0.113.9/' }, 'url'],
    ['plain http into the internet', { ...GOOD, url: 'http://93.184.216.34/hook' }, 'url'],
    ['no events', { ...GOOD, events: [] }, 'events'],
    ['an unknown event', { ...GOOD, events: ['order.exploded'] }, 'events'],
    ['an event twice', { ...GOOD, events: ['order.created', 'order.created'] }, 'events'],
    ['an unknown field', { ...GOOD, secret: 'whsec_mine' }, 'secret'],
  ])('refuses %s and keeps nothing', async (_what, body, field) => {
    const answer = await ada.post(PATH, body);
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(answer.body.error.details.field).toMatch(new RegExp(`^${field}`));
    expect(await app.db.count('webhook_endpoints', 'user_id = $1', [user.id])).toBe(0);
  });

  it('takes plain http into a network that the operator opened', async () => {
    expect((await ada.post(PATH, { ...GOOD, url: 'http://10.1.2.3/hook' })).status).toBe(201);
  });

  it('refuses to move to a private address as well', async () => {
    const endpoint = await make();
    const answer = await ada.put(`${PATH}/${endpoint.id}`, { url: 'https://192.168.1.1/' });
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect((await ada.get(`${PATH}/${endpoint.id}`)).body.data.url).toBe(GOOD.url);
  });

  it('stops at twenty a user, also when they are made at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 24 }, () => ada.post(PATH, GOOD)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(20);
    for (const answer of answers.filter(({ status }) => status !== 201)) expectRefusal(answer, 409, 'CONFLICT');
  });

  it('cannot be tested or told again while it is switched off', async () => {
    const endpoint = await make();
    const delivery = (await ada.post(`${PATH}/${endpoint.id}/test`)).body.data;
    await ada.put(`${PATH}/${endpoint.id}`, { is_active: false });
    expectRefusal(await ada.post(`${PATH}/${endpoint.id}/test`), 409, 'INVALID_STATE');
    const again = await ada.post(`${PATH}/${endpoint.id}/deliveries/${delivery.id}/redeliver`);
    expectRefusal(again, 409, 'INVALID_STATE');
  });

  it('answers a repeated creation with the same secret, once made', async () => {
    const headers = { 'idempotency-key': 'make-me-once' };
    const [first, second] = [await ada.post(PATH, GOOD, { headers }), await ada.post(PATH, GOOD, { headers })];
    expect(second.text).toBe(first.text);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await app.db.count('webhook_endpoints', 'user_id = $1', [user.id])).toBe(1);
  });
});
