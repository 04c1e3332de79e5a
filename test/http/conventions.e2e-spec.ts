import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aStore, aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { expectRefusal, REQUEST_ID } from './envelope.js';

const STORES = '/api/v1/stores';
const NO_ID = '00000000-0000-4000-8000-000000000000';

describe('the conventions of the wire', () => {
  let app: TestApp;
  let user: UserRow;
  let http: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    user = await aUser(app.db);
    http = await as(app.http, user);
  });
  afterAll(() => app.close());

  const aStoreOfMine = async (name = 'Mine'): Promise<{ path: string; etag: string }> => {
    const made = await http.post(STORES, { name, platform: 'shopify' });
    return { path: `${STORES}/${String(made.body.data.id)}`, etag: made.headers.get('etag') ?? '' };
  };

  describe('a success', () => {
    it('has exactly the five keys of the envelope, in their order', async () => {
      const answer = await http.get(STORES);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(Object.keys(answer.body)).toEqual(['success', 'data', 'message', 'timestamp', 'request_id']);
      expect(answer.body).toMatchObject({ success: true, message: 'Operation completed successfully' });
      expect(Math.abs(Date.parse(answer.body.timestamp) - Date.now())).toBeLessThan(5000);
    });

    it('of a list is items and page', async () => {
      const { data } = (await http.get(STORES)).body;
      expect(Object.keys(data)).toEqual(['items', 'page']);
      expect(Object.keys(data.page).sort()).toEqual(['has_more', 'limit', 'next_cursor']);
      expect(data.page.limit).toBe(50);
    });

    it('of a creation is 201 with Location and ETag, and both lead to what was made', async () => {
      const made = await http.post(STORES, { name: 'A shop', platform: 'woocommerce' });
      expect(made.status).toBe(201);
      const location = made.headers.get('location')!;
      expect(location).toBe(`${STORES}/${String(made.body.data.id)}`);
      const read = await http.get(location);
      expect(read.body.data).toEqual(made.body.data);
      expect(read.headers.get('etag')).toBe(made.headers.get('etag'));
    });

    it('of a deletion is 200 with null as its data', async () => {
      const { path } = await aStoreOfMine();
      const gone = await http.delete(path);
      expect([gone.status, gone.body.data, gone.body.success]).toEqual([200, null, true]);
      expectRefusal(await http.get(path), 404, 'NOT_FOUND');
    });
  });

  describe('an error', () => {
    it.each<[number, string, string, string, object]>([
      [404, 'NOT_FOUND', 'GET', '/api/v1/nowhere', {}],
      [404, 'NOT_FOUND', 'GET', '/nowhere', {}],
      [404, 'NOT_FOUND', 'GET', `${STORES}/${NO_ID}`, {}],
      [404, 'NOT_FOUND', 'GET', `/api/v1/orders/${'x'.repeat(300)}`, {}],
      [404, 'NOT_FOUND', 'PATCH', `${STORES}/${NO_ID}`, { body: {} }],
      [400, 'VALIDATION_ERROR', 'GET', `${STORES}/7`, {}],
      [400, 'VALIDATION_ERROR', 'POST', STORES, { body: {} }],
      [400, 'MALFORMED_JSON', 'POST', STORES, { raw: '{', headers: { 'content-type': 'application/json' } }],
      [415, 'UNSUPPORTED_MEDIA_TYPE', 'POST', STORES, { raw: 'a=b', headers: { 'content-type': 'text/plain' } }],
    ])('%s %s has exactly the keys of the envelope (%s %s)', async (status, code, method, path, options) => {
      expectRefusal(await http.request(method, path, options), status, code);
    });

    it('of a caller who is nobody is 401 with WWW-Authenticate', async () => {
      const answer = await app.http.get(STORES);
      expectRefusal(answer, 401, 'UNAUTHENTICATED');
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    });

    it('names every wrong field at once, nested ones dotted, the first one on top', async () => {
      const answer = await http.post(STORES, {
        platform: 'etsy',
        settings: { sync_interval_seconds: 1, nonsense: true },
        colour: 'red',
      });
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      const { field, reason, errors } = answer.body.error.details;
      expect(errors.map((fault: { field: string }) => fault.field).sort()).toEqual([
        'colour',
        'name',
        'platform',
        'settings.nonsense',
        'settings.sync_interval_seconds',
      ]);
      expect({ field, reason }).toEqual(errors[0]);
    });
  });

  describe('the request id', () => {
    it('is in the header and the body alike, and another for each request', async () => {
      const answers = await Promise.all([http.get(STORES), http.get(STORES)]);
      const ids = answers.map(({ body }) => String(body.request_id));
      expect(answers.map(({ headers }) => headers.get('x-request-id'))).toEqual(ids);
      expect(new Set(ids).size).toBe(2);
      for (const id of ids) expect(id).toMatch(REQUEST_ID);
    });

    it.each(['my-own_id', 'a'.repeat(64)])('keeps the caller’s own %s as its suffix', async (own) => {
      const answer = await http.get(STORES, { headers: { 'x-request-id': own } });
      expect(answer.body.request_id).toMatch(new RegExp(`^req_[0-9A-Z]{26}_${own}$`));
    });

    it.each(['short', 'a'.repeat(65), 'with space', 'semi;colon!', '"><script>', 'ümläute-ümläute'])(
      'leaves out %s, which no id of a caller may be',
      async (own) => {
        const headers = { 'x-request-id': Buffer.from(own).toString('latin1') };
        expect((await http.get(STORES, { headers })).body.request_id).toMatch(/^req_[0-9A-Z]{26}$/);
      },
    );
  });

  describe('unknown input', () => {
    it.each([
      ['GET', `${STORES}?colour=red`, 'colour'],
      ['GET', '/api/v1/orders?offset=10', 'offset'],
      ['GET', `${STORES}?limit=5&Limit=6`, 'Limit'],
      ['GET', `${STORES}/${NO_ID}?expand=all`, 'expand'],
      ['DELETE', `${STORES}/${NO_ID}?force=true`, 'force'],
      ['GET', `${STORES}?__proto__=1`, '__proto__'],
      ['GET', `${STORES}?constructor=1`, 'constructor'],
      ['POST', `${STORES}?dry_run=true`, 'dry_run'],
    ])('in the query of %s %s is a 400 that names it', async (method, path, field) => {
      const body = method === 'POST' ? { body: { name: 'x', platform: 'shopify' } } : {};
      const answer = await http.request(method, path, body);
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.errors).toEqual([{ field, reason: expect.stringMatching(/^unknown/) }]);
    });

    it.each([
      ['POST', STORES, { name: 'x', platform: 'shopify', user_id: NO_ID }, 'user_id'],
      ['PUT', 'own', { id: NO_ID }, 'id'],
      ['PUT', 'own', { api_credentials: {} }, 'api_credentials'],
      ['PUT', 'own', { connection_state: 'connected' }, 'connection_state'],
      ['POST', 'own/disconnect', { force: true }, 'force'],
      ['DELETE', 'own', { force: true }, 'force'],
    ])('in the body of %s %s is a 400 that names it', async (method, path, body, field) => {
      const target = path.startsWith('own') ? path.replace('own', (await aStoreOfMine()).path) : path;
      const answer = await http.request(method, target, { body });
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.errors).toEqual([{ field, reason: expect.stringMatching(/^unknown/) }]);
    });
  });

  describe('limit', () => {
    it.each(['1', '250'])('%s is taken', async (limit) => {
      expect((await http.get(`${STORES}?limit=${limit}`)).body.data.page.limit).toBe(Number(limit));
    });

    it.each(['0', '-1', '251', '1.5', '1e1', '+5', '%205', 'ten', '', ' ', '0x10', 'NaN', 'Infinity', '1&limit=2'])(
      '%j is refused by name',
      async (limit) => {
        for (const path of [STORES, '/api/v1/orders', '/api/v1/jobs', '/api/v1/users/sessions']) {
          const answer = await http.get(`${path}?limit=${limit}`);
          expectRefusal(answer, 400, 'VALIDATION_ERROR');
          expect(answer.body.error.details.field).toBe('limit');
        }
      },
    );
  });

  describe('If-Match', () => {
    it('lets the change through that knows the present version, and gives the next one', async () => {
      const { path, etag } = await aStoreOfMine();
      const changed = await http.put(path, { name: 'Second' }, { headers: { 'if-match': etag } });
      expect(changed.status).toBe(200);
      expect(changed.headers.get('etag')).not.toBe(etag);
      expect((await http.get(path)).headers.get('etag')).toBe(changed.headers.get('etag'));
      const third = { headers: { 'if-match': `"another", ${changed.headers.get('etag')!}` } };
      expect((await http.put(path, { name: 'Third' }, third)).status).toBe(200);
      expect((await http.put(path, { name: 'Fourth' }, { headers: { 'if-match': '*' } })).status).toBe(200);
    });

    it.each(['PUT', 'DELETE'])('answers 412 to a %s on an old version, and nothing changes', async (method) => {
      const { path, etag } = await aStoreOfMine();
      await http.put(path, { name: 'Second' });
      for (const stale of [etag, '"nonsense"', 'W/"weak"', '']) {
        const body = method === 'PUT' ? { body: { name: 'Lost update' } } : {};
        expectRefusal(
          await http.request(method, path, { ...body, headers: { 'if-match': stale } }),
          412,
          'PRECONDITION_FAILED',
        );
      }
      expect((await http.get(path)).body.data.name).toBe('Second');
    });

    it('lets only one of two writers through who read the same version', async () => {
      const { path, etag } = await aStoreOfMine();
      const both = await Promise.all(
        ['A', 'B'].map((name) => http.put(path, { name }, { headers: { 'if-match': etag } })),
      );
      expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    });

    it('is checked after existence: what is another’s is 404', async () => {
      const other = await aStore(app.db);
      const answer = await http.put(`${STORES}/${other.id}`, { name: 'Mine' }, { headers: { 'if-match': '"x"' } });
      expectRefusal(answer, 404, 'NOT_FOUND');
    });
  });
});
