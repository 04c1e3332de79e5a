import { as } from '../support/as.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import {
  connectShop,
  expectSameAsShop,
  expectStatus,
  getStore,
  getSync,
  jobSucceeded,
  rowVersions,
  SHOP_PLATFORMS,
  shopDetail,
  STORES,
  syncNow,
  type ConnectedShop,
} from '../stores/shops.js';

interface OrderPage {
  items: { platform_order_id: string; store_id: string }[];
  page: { next_cursor: string | null; total: number };
}

let app: TestApp;
let http: HttpClient;
let userId: string;
const shops: ConnectedShop[] = [];

beforeAll(async () => {
  app = await startTestApp({
    sandbox: { orders: 300, products: 40, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' } },
  });
  const user = await aUser(app.db);
  userId = user.id;
  http = await as(app.http, user);
  for (const platform of SHOP_PLATFORMS) shops.push(await connectShop(http, app.sandbox, platform));
  for (const shop of shops) await jobSucceeded(http, shop.job_id);
});

afterAll(() => app.close());

describe('the first import of all shops', () => {
  it.each(SHOP_PLATFORMS)('holds every order and product of %s, amounts equal to the cent', async (platform) => {
    await expectSameAsShop(app.db, app.sandbox, shopOn(platform));
  });

  it('shows every order of all shops in one list, each once', async () => {
    const ids: string[] = [];
    let cursor: string | null = null;
    let total = 0;
    do {
      const answer = await http.get(
        `/api/v1/orders?limit=250&include_total=true${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      const { items, page } = expectStatus(answer, 200).body.data as OrderPage;
      ids.push(...items.map(key));
      cursor = page.next_cursor;
      total = page.total;
    } while (cursor !== null);
    const expected: string[] = [];
    for (const shop of shops) {
      const { order_ids } = await shopDetail(app.sandbox, shop.platform);
      expected.push(...order_ids.map((id) => key({ store_id: shop.store_id, platform_order_id: id })));
    }
    expect(ids.sort()).toEqual(expected.sort());
    expect(total).toBe(expected.length);
  });

  it.each(SHOP_PLATFORMS)('has the lines, refunds and fulfilments of %s that the orders speak of', async (platform) => {
    const { store_id } = shopOn(platform);
    const found = await app.db.one<Record<string, number>>(
      `SELECT count(*)::int AS orders,
              count(*) FILTER (WHERE items_count <> (SELECT count(*) FROM order_items i WHERE i.order_id = o.id))::int AS wrong_items,
              count(*) FILTER (WHERE refunded_amount <> coalesce((SELECT sum(amount) FROM refunds r WHERE r.order_id = o.id), 0))::int AS wrong_refunds,
              count(*) FILTER (WHERE refunded_amount > 0)::int AS refunded,
              count(*) FILTER (WHERE fulfillment_status = 'fulfilled')::int AS fulfilled,
              count(*) FILTER (WHERE EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id AND i.product_id IS NOT NULL))::int AS linked
       FROM orders o WHERE store_id = $1`,
      [store_id],
    );
    expect(found).toMatchObject({ wrong_items: 0, wrong_refunds: 0 });
    expect(found.refunded).toBeGreaterThan(0);
    expect(found.fulfilled).toBeGreaterThan(0);
    expect(found.linked).toBeGreaterThan(found.orders! / 2);
    if (platform === 'shopify') {
      const parcels = await app.db.one<{ count: number }>(
        'SELECT count(*)::int AS count FROM fulfillments f JOIN orders o ON o.id = f.order_id WHERE o.store_id = $1',
        [store_id],
      );
      expect(parcels.count).toBeGreaterThan(0);
    }
  });

  it.each(SHOP_PLATFORMS)('ties every line of %s whose product is there to that product', async (platform) => {
    const loose = await app.db.count(
      'order_items',
      `store_id = $1 AND product_id IS NULL AND platform_product_id IN
         (SELECT platform_product_id FROM products WHERE store_id = $1)`,
      [shopOn(platform).store_id],
    );
    expect(loose).toBe(0);
  });

  it.each(SHOP_PLATFORMS)('leaves the store of %s connected, its reads succeeded, nothing bad', async (platform) => {
    const { store_id } = shopOn(platform);
    const store = await getStore(http, store_id);
    expect(store).toMatchObject({ connection: { state: 'connected', error: null }, has_credentials: true });
    expect(store.last_synced_at).not.toBeNull();
    const { resources } = await getSync(http, store_id);
    expect(resources.map((entry) => entry.last_run?.status)).toEqual(resources.map(() => 'succeeded'));
    expect(resources.map((entry) => entry.bad_records)).toEqual(resources.map(() => ({ count: 0, items: [] })));
  });
});

describe('a sync that is run again while nothing changed', () => {
  it.each(['full', 'incremental'])('rewrites no row, doubles nothing and tells nobody (%s)', async (mode) => {
    const before = await rowVersions(app.db);
    const events = await app.db.count('outbox');
    await Promise.all(shops.map((shop) => syncNow(http, shop.store_id, { mode })));
    const after = await rowVersions(app.db);
    for (const table of Object.keys(before))
      expect({ table, rows: after[table] }).toEqual({ table, rows: before[table] });
    for (const shop of shops) await expectSameAsShop(app.db, app.sandbox, shop);
    expect(await app.db.count('outbox')).toBe(events);
  });

  it('lags only by the time since it began, though the shop has not changed for weeks', async () => {
    for (const shop of shops) {
      const { lag_seconds: lag, resources } = await getSync(http, shop.store_id);
      expect(lag).toBeLessThan(300);
      expect(resources.map(({ lag_seconds: one }) => one !== null && one <= lag!)).toEqual(resources.map(() => true));
    }
  });
});

describe('a sync after changes at the platforms', () => {
  it.each(SHOP_PLATFORMS)('brings in what was placed, refunded and edited on %s', async (platform) => {
    const shop = shopOn(platform);
    const { sandbox, db } = app;
    const placed = await sandbox.event(platform, 'order_placed');
    const refunded = await sandbox.event(
      platform,
      'order_refunded',
      platform === 'woocommerce' ? { full: true } : { part: 'all' },
    );
    const edited = await sandbox.event(platform, 'product_updated');
    await syncNow(http, shop.store_id, { mode: 'incremental' });

    expect(
      await db.count('orders', 'store_id = $1 AND platform_order_id = $2', [shop.store_id, String(placed.order_id)]),
    ).toBe(1);
    const order = await db.one<{ refunded_amount: string; refunds: string; notes: number }>(
      `SELECT refunded_amount, (SELECT sum(amount) FROM refunds WHERE order_id = o.id) AS refunds,
              (SELECT count(*)::int FROM order_timeline WHERE order_id = o.id AND source <> 'ksap') AS notes
       FROM orders o WHERE store_id = $1 AND platform_order_id = $2`,
      [shop.store_id, String(refunded.order_id)],
    );
    expect(Number(order.refunded_amount)).toBeGreaterThan(0);
    expect(order.refunds).toBe(order.refunded_amount);
    expect(order.notes).toBe(1);
    const { counts } = (await getSync(http, shop.store_id)).resources.find(
      (one) => one.resource === 'products',
    )!.last_run!;
    expect({ platform, id: edited.product_id, ...counts }).toMatchObject({ updated: 1, created: 0 });
    await expectSameAsShop(db, sandbox, shop);
  });

  it('lets nobody else see any of it', async () => {
    const other = await as(app.http, await aUser(app.db));
    for (const shop of shops) {
      expect((await other.get(`${STORES}/${shop.store_id}`)).status).toBe(404);
      expect((await other.get(`${STORES}/${shop.store_id}/orders`)).status).toBe(404);
      expect((await other.post(`${STORES}/${shop.store_id}/sync`, {})).status).toBe(404);
    }
    expect((await other.get('/api/v1/orders')).body.data.items).toEqual([]);
    expect(await app.db.count('orders', 'user_id <> $1', [userId])).toBe(0);
  });
});

function shopOn(platform: string): ConnectedShop {
  const shop = shops.find((one) => one.platform === platform);
  if (!shop) throw new Error(`No shop on ${platform}`);
  return shop;
}

function key(order: { store_id: string; platform_order_id: string }): string {
  return `${order.store_id}/${order.platform_order_id}`;
}
