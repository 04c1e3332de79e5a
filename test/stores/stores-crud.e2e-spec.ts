import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { anOrder, aProduct, aStore, aUser, insert, type UserRow } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';

const STORES = '/api/v1/stores';

describe('stores', () => {
  let app: TestApp;
  let user: UserRow;
  let http: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    user = await aUser(app.db);
    http = await as(app.http, user);
  });
  afterAll(() => app.close());

  const create = (fields: object = {}): Promise<Answer> =>
    http.post(STORES, { name: 'Northwind', platform: 'shopify', ...fields });
  const aPath = async (fields: object = {}): Promise<string> => (await create(fields)).headers.get('location')!;
  const audited = (path: string, action: string): Promise<number> =>
    app.db.count('audit_log', 'subject_id = $1 AND action = $2', [path.split('/').at(-1), action]);

  describe('POST', () => {
    it('makes a store that is disconnected, with every field of a store', async () => {
      const made = await create({ name: '  Northwind  ', domain: 'northwind.example', description: 'Outdoor' });
      expect(made.body.message).toBe('Store created');
      expect(made.body.data).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        name: 'Northwind',
        description: 'Outdoor',
        domain: 'northwind.example',
        platform: 'shopify',
        platform_store_id: null,
        status: 'active',
        settings: {},
        connection: { state: 'disconnected', error: null, checked_at: null, warnings: [] },
        has_credentials: false,
        currency: null,
        timezone: null,
        last_synced_at: null,
        created_at: expect.stringMatching(/Z$/),
        updated_at: expect.stringMatching(/Z$/),
      });
      expect(await audited(made.headers.get('location')!, 'store.created')).toBe(1);
    });

    it.each([
      ['name', { name: '' }],
      ['name', { name: ' \t ' }],
      ['name', { name: 'x'.repeat(256) }],
      ['name', { name: null }],
      ['platform', { platform: 'etsy' }],
      ['platform', { platform: null }],
      ['domain', { domain: 'x'.repeat(256) }],
      ['domain', { domain: 5 }],
      ['description', { description: 'x'.repeat(10_001) }],
      ['settings.sync_interval_seconds', { settings: { sync_interval_seconds: 29 } }],
      ['settings.sync_interval_seconds', { settings: { sync_interval_seconds: '60' } }],
      ['settings.sync_enabled', { settings: { sync_enabled: 'yes' } }],
      ['settings.custom', { settings: { custom: [] } }],
      ['settings', { settings: { custom: { big: 'x'.repeat(65 * 1024) } } }],
      ['settings', { settings: 'none' }],
      ['status', { status: 'suspended' }],
    ])('refuses a wrong %s: %j', async (field, fields) => {
      const answer = await create(fields);
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe(field);
    });

    it('counts a name in characters, not in bytes or halves of them', async () => {
      expect((await create({ name: '🏔'.repeat(127) })).status).toBe(201);
      expect((await create({ name: 'ß'.repeat(255) })).status).toBe(201);
    });
  });

  describe('PUT', () => {
    it('changes the fields given and keeps the others', async () => {
      const path = await aPath({ domain: 'old.example', description: 'Old', settings: { sync_enabled: false } });
      const changed = await http.put(path, { name: 'New' });
      expect(changed.body).toMatchObject({
        message: 'Store updated',
        data: { name: 'New', domain: 'old.example', description: 'Old', settings: { sync_enabled: false } },
      });
      expect((await http.get(path)).body.data).toEqual(changed.body.data);
      expect(await audited(path, 'store.updated')).toBe(1);
    });

    it('clears a nullable field with null, and refuses null for the others', async () => {
      const path = await aPath({ domain: 'old.example', description: 'Old' });
      expect((await http.put(path, { domain: null, description: null })).body.data).toMatchObject({
        domain: null,
        description: null,
      });
      for (const field of ['name', 'status', 'settings']) {
        const answer = await http.put(path, { [field]: null });
        expectRefusal(answer, 400, 'VALIDATION_ERROR');
        expect(answer.body.error.details.field).toBe(field);
      }
    });

    it('merges settings key by key; null takes one away', async () => {
      const path = await aPath({ settings: { sync_interval_seconds: 60, custom: { a: 1, b: [null] } } });
      await http.put(path, { settings: { sync_enabled: false } });
      const { data } = (await http.put(path, { settings: { sync_interval_seconds: null } })).body;
      expect(data.settings).toEqual({ sync_enabled: false, custom: { a: 1, b: [null] } });
    });

    it('cannot change the platform, nor suspend a store', async () => {
      const path = await aPath();
      for (const fields of [{ platform: 'woocommerce' }, { status: 'suspended' }, { has_credentials: true }]) {
        expectRefusal(await http.put(path, fields), 400, 'VALIDATION_ERROR');
      }
      expect((await http.put(path, { status: 'inactive' })).body.data.status).toBe('inactive');
    });

    it('that says nothing changes nothing, not even the version', async () => {
      const path = await aPath();
      const before = await http.get(path);
      const same = await http.put(path, {});
      expect([same.status, same.headers.get('etag')]).toEqual([200, before.headers.get('etag')]);
      expect(same.body.data).toEqual(before.body.data);
    });
  });

  describe('DELETE', () => {
    it('takes everything of the store with it, and nothing of another', async () => {
      const [doomed, kept] = [await everythingOfAStore(), await everythingOfAStore()];
      expect((await http.delete(`${STORES}/${doomed}`)).status).toBe(200);
      expect(await rowsOf(doomed)).toEqual({});
      expect(Object.keys(await rowsOf(kept)).length).toBeGreaterThan(5);
      expect(await app.db.count('order_items')).toBe(1);
      expect(await app.db.count('fulfillments')).toBe(1);
      expect(await audited(doomed, 'store.deleted')).toBe(1);
      expectRefusal(await http.delete(`${STORES}/${doomed}`), 404, 'NOT_FOUND');
    });

    async function everythingOfAStore(): Promise<string> {
      const store = await aStore(app.db, { user_id: user.id });
      const product = await aProduct(app.db, { store_id: store.id });
      const order = await anOrder(app.db, { store_id: store.id, items: [{ product_id: product.id }] });
      await insert(app.db, 'fulfillments', { order_id: order.id, status: 'success' });
      await insert(app.db, 'jobs', {
        user_id: user.id,
        store_id: store.id,
        type: 'stores.sync',
        status: 'succeeded',
        payload: {},
      });
      await insert(app.db, 'customers', { store_id: store.id, user_id: user.id, platform_customer_id: 'c' });
      await insert(app.db, 'sync_state', { store_id: store.id, resource: 'orders' });
      return store.id;
    }

    /** How many rows each table has that names the store. */
    async function rowsOf(storeId: string): Promise<Record<string, number>> {
      const tables = await app.db.query<{ name: string }>(
        `SELECT table_name AS name FROM information_schema.columns
         WHERE column_name = 'store_id' AND table_schema = 'public' AND table_name <> 'outbox'`,
      );
      const counts = await Promise.all(
        tables.map(async ({ name }): Promise<[string, number]> => [
          name,
          await app.db.count(name, 'store_id::text = $1', [storeId]),
        ]),
      );
      return Object.fromEntries(counts.filter(([, count]) => count > 0));
    }
  });

  describe('GET', () => {
    let http2: HttpClient;

    beforeAll(async () => {
      const other = await aUser(app.db);
      http2 = await as(app.http, other);
      const own = { user_id: other.id };
      await aStore(app.db, { ...own, name: 'Alpha 100%', domain: 'alpha.example', created_at: '2026-01-01Z' });
      await aStore(app.db, {
        ...own,
        name: 'beta_Über',
        domain: null,
        platform: 'woocommerce',
        status: 'inactive',
        created_at: '2026-01-02Z',
      });
      await aStore(app.db, {
        ...own,
        name: 'Gamma',
        domain: 'Shop.Example',
        connection_state: 'failed',
        created_at: '2026-01-03Z',
      });
    });

    it.each<[string, string]>([
      ['', 'GbA'],
      ['sort=created_at', 'AbG'],
      ['sort=name', 'AGb'],
      ['sort=-name', 'bGA'],
      ['platform=woocommerce', 'b'],
      ['status=inactive', 'b'],
      ['status=suspended', ''],
      ['connection_state=failed', 'G'],
      ['connection_state=connected&platform=shopify', 'A'],
      ['q=ALPHA', 'A'],
      ['q=0%25', 'A'],
      ['q=%25', 'A'],
      ['q=_', 'b'],
      ['q=%C3%9CBER', 'b'],
      ['q=shop.ex', 'G'],
      ['q=example', 'GA'],
      ['q=nowhere', ''],
    ])('with %s gives %s', async (query, expected) => {
      const { items, total } = await page(http2, `${STORES}?include_total=true&${query}`);
      expect(items.map(({ name }) => String(name)[0]).join('')).toBe(expected);
      expect(total).toBe(expected.length);
    });

    it.each([
      ['platform', 'etsy'],
      ['status', 'deleted'],
      ['connection_state', 'ok'],
      ['sort', 'platform'],
      ['q', 'x'.repeat(256)],
    ])('refuses %s=%s by name', async (field, value) => {
      const answer = await http2.get(`${STORES}?${field}=${value}`);
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe(field);
    });

    it('never shows credentials, only whether there are any', async () => {
      const store = await aStore(app.db, {
        user_id: user.id,
        api_credentials: { sealed: 'SEALED-TEXT' },
        webhook_secret: { sealed: 'SEALED-TEXT' },
      });
      for (const path of [`${STORES}/${store.id}`, STORES, `${STORES}/${store.id}/sync`]) {
        const answer = await http.get(path);
        expect([path, answer.status, answer.text.includes('SEALED-TEXT')]).toEqual([path, 200, false]);
      }
      expect((await http.get(`${STORES}/${store.id}`)).body.data.has_credentials).toBe(true);
    });
  });

  it('must be connected to be synced, and may be disconnected at any time', async () => {
    const path = await aPath();
    expectRefusal(await http.post(`${path}/sync`, {}), 409, 'INVALID_STATE');
    const answer = await http.post(`${path}/disconnect`);
    expect([answer.status, answer.body.data.connection.state]).toEqual([200, 'disconnected']);
  });

  it.each([
    ['credentials', {}],
    ['credentials', { credentials: 'token' }],
    ['credentials', { credentials: [] }],
    ['skip_sync', { credentials: {}, skip_sync: 'no' }],
  ])('refuse to connect with a wrong %s: %j', async (field, body) => {
    const answer = await http.post(`${await aPath()}/connect`, body);
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(answer.body.error.details.field).toBe(field);
  });
});
