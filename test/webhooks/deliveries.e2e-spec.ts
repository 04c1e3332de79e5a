import { createHmac } from 'node:crypto';
import { as } from '../support/as.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aUser } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import {
  connectShop,
  expectSameAsShop,
  expectStatus,
  jobSucceeded,
  rowVersions,
  WEBHOOK_PLATFORMS,
  STORES,
  syncNow,
  type ConnectedShop,
  type ShopPlatform,
} from '../stores/shops.js';
import { freePort } from './free-port.js';

let app: TestApp;
let http: HttpClient;
const shops = new Map<ShopPlatform, ConnectedShop>();

beforeAll(async () => {
  const port = await freePort();
  app = await startTestApp({
    sandbox: { orders: 40, products: 10, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' } },
    env: { PORT: String(port), KSAP_PUBLIC_URL: `http://127.0.0.1:${port}` },
  });
  http = await as(app.http, await aUser(app.db));
  for (const platform of WEBHOOK_PLATFORMS) shops.set(platform, await connectShop(http, app.sandbox, platform));
  for (const shop of shops.values()) await jobSucceeded(http, shop.job_id);
  await until(
    'the webhooks are registered',
    () => app.db.count('stores', 'jsonb_array_length(webhook_ids) > 0'),
    (count) => count === shops.size,
  );
});

beforeEach(() => app.sandbox.clearFaults());
afterAll(() => app.close());

function shopOn(platform: ShopPlatform): ConnectedShop {
  return shops.get(platform)!;
}

interface OrderList {
  items: { platform_order_id: string }[];
}

interface OrderView {
  id: string;
  notes: string | null;
  refunded_amount: string;
}

async function orderOf(shop: ConnectedShop, platformId: unknown): Promise<OrderView | undefined> {
  const [row] = await app.db.query<OrderView>(
    'SELECT id, notes, refunded_amount FROM orders WHERE store_id = $1 AND platform_order_id = $2 AND deleted_at IS NULL',
    [shop.store_id, String(platformId)],
  );
  return row;
}

/** Until every delivery that came has been worked off. */
async function quiet(): Promise<void> {
  const sent = async (): Promise<number> => {
    const deliveries = (await app.sandbox.http.get('/_sandbox/deliveries')).body as { outcome: string }[];
    return deliveries.filter((delivery) => delivery.outcome === 'pending').length;
  };
  const waiting = (): Promise<number> => app.db.count('webhook_deliveries', `status IN ('received', 'failed')`);
  await until(
    'all deliveries are worked off',
    async () => (await sent()) + (await waiting()),
    (count) => count === 0,
  );
}

describe.each(WEBHOOK_PLATFORMS)('an event at the shop (%s)', (platform) => {
  it('is in GET /orders within seconds', async () => {
    const shop = shopOn(platform);
    const before = performance.now();
    const placed = await app.sandbox.event(platform, 'order_placed');
    for (const list of ['/api/v1/orders', `${STORES}/${shop.store_id}/orders`]) {
      await until('the order is in the list', async () => {
        const { items } = expectStatus(await http.get(`${list}?limit=250`), 200).body.data as OrderList;
        return items.some((order) => order.platform_order_id === String(placed.order_id));
      });
    }
    expect(performance.now() - before).toBeLessThan(8_000);
  });

  it('is written once when its deliveries are doubled', async () => {
    const shop = shopOn(platform);
    await app.sandbox.fault({ provider: platform, kind: 'duplicate_webhooks' });
    const refunded = await app.sandbox.event(platform, 'order_refunded');
    await until(
      'the refund is there',
      () => orderOf(shop, refunded.order_id),
      (order) => Number(order?.refunded_amount) > 0,
    );
    await quiet();
    const rows = await app.db.one<{ refunds: number; notes: number }>(
      `SELECT (SELECT count(*)::int FROM refunds WHERE order_id = o.id) AS refunds,
              (SELECT count(*)::int FROM order_timeline WHERE order_id = o.id) AS notes
       FROM orders o WHERE store_id = $1 AND platform_order_id = $2`,
      [shop.store_id, String(refunded.order_id)],
    );
    expect(rows.notes).toBeLessThanOrEqual(1);
    expect(rows.refunds).toBeGreaterThan(0);
    await app.sandbox.clearFaults();
    await expectSameAsShop(app.db, app.sandbox, shop);
    const before = await rowVersions(app.db);
    await syncNow(http, shop.store_id, { mode: 'full', resources: ['products', 'orders'] });
    expect(await rowVersions(app.db)).toEqual(before);
  });

  it('ends as the shop has it when its deliveries come out of order', async () => {
    const shop = shopOn(platform);
    const placed = await app.sandbox.event(
      platform,
      'order_placed',
      platform === 'woocommerce' ? { status: 'on-hold' } : {},
    );
    await quiet();
    await app.sandbox.fault({ provider: platform, kind: 'reorder_webhooks', rate: 0.5 });
    const field = platform === 'shopify' ? 'note' : 'customer_note';
    for (let change = 1; change <= 6; change += 1) {
      await app.sandbox.event(platform, 'order_updated', { order_id: placed.order_id, [field]: `change ${change}` });
    }
    await quiet();
    expect((await orderOf(shop, placed.order_id))?.notes).toBe('change 6');
    expect(
      await app.db.count('orders', 'store_id = $1 AND platform_order_id = $2', [
        shop.store_id,
        String(placed.order_id),
      ]),
    ).toBe(1);
  });

  it('is found by the poll when its delivery was dropped', async () => {
    const shop = shopOn(platform);
    await app.sandbox.fault({ provider: platform, kind: 'drop_webhooks' });
    const placed = await app.sandbox.event(platform, 'order_placed');
    await quiet();
    expect(await orderOf(shop, placed.order_id)).toBeUndefined();
    await app.db.query('UPDATE stores SET next_sync_at = now() WHERE id = $1', [shop.store_id]);
    await until('the poll has found it', () => orderOf(shop, placed.order_id));
    await until(
      'the poll has ended',
      () => app.db.count('jobs', `store_id = $1 AND status IN ('queued', 'running')`, [shop.store_id]),
      (count) => count === 0,
    );
    await expectSameAsShop(app.db, app.sandbox, shop);
  });

  it('takes an order out of the lists when it was deleted there', async () => {
    const shop = shopOn(platform);
    const placed = await app.sandbox.event(platform, 'order_placed');
    const order = await until('the order is there', () => orderOf(shop, placed.order_id));
    await app.sandbox.event(platform, 'order_deleted', { order_id: placed.order_id });
    await until(
      'the order is gone',
      () => orderOf(shop, placed.order_id),
      (found) => found === undefined,
    );
    expect((await http.get(`/api/v1/orders/${order!.id}`)).status).toBe(404);
  });
});

describe('a delivery that is not what it seems', () => {
  const SECRET = 'sandbox-client-secret';
  const body = JSON.stringify({ id: 1, admin_graphql_api_id: 'gid://shopify/Order/1' });

  const deliver = (storeId: string, raw: string, headers: Record<string, string>): Promise<Answer> =>
    app.http.request('POST', `/api/v1/webhooks/shopify/${storeId}`, {
      raw,
      headers: {
        'content-type': 'application/json',
        'x-shopify-topic': 'orders/updated',
        'x-shopify-webhook-id': 'test-delivery-1',
        'x-shopify-shop-domain': 'demo.myshopify.com',
        ...headers,
      },
    });
  const signature = (raw: string, secret = SECRET): string => createHmac('sha256', secret).update(raw).digest('base64');

  it.each<[string, () => Record<string, string>]>([
    ['has no signature', () => ({})],
    ['is signed with another secret', () => ({ 'x-shopify-hmac-sha256': signature(body, 'another') })],
    ['was changed by one byte', () => ({ 'x-shopify-hmac-sha256': signature(body.replace('1', '2')) })],
    ['has a signature of the wrong length', () => ({ 'x-shopify-hmac-sha256': 'AAAA' })],
  ])('is 401 and changes nothing when it %s', async (_what, headers) => {
    const { store_id } = shopOn('shopify');
    const before = [await app.db.count('webhook_deliveries'), (await app.sandbox.requests('shopify')).length];
    const answer = await deliver(store_id, body, headers());
    expect([answer.status, answer.body.error.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect([await app.db.count('webhook_deliveries'), (await app.sandbox.requests('shopify')).length]).toEqual(before);
  });

  it('is taken once, however often it is sent, when it is genuine', async () => {
    const { store_id } = shopOn('shopify');
    const headers = { 'x-shopify-hmac-sha256': signature(body) };
    for (let time = 0; time < 3; time += 1) expect((await deliver(store_id, body, headers)).status).toBe(200);
    expect(await app.db.count('webhook_deliveries', `delivery_id LIKE '%test-delivery-1%'`)).toBe(1);
    await quiet();
  });

  it('is 404 for a store that is not there or is on another platform', async () => {
    const headers = { 'x-shopify-hmac-sha256': signature(body) };
    expect((await deliver('01a2035d-e78f-7152-8070-da775174f2a4', body, headers)).status).toBe(404);
    expect((await deliver(shopOn('woocommerce').store_id, body, headers)).status).toBe(404);
  });

  it('is 200 and does nothing when it is WooCommerce asking whether somebody is there', async () => {
    const before = await app.db.count('webhook_deliveries');
    const answer = await app.http.request('POST', `/api/v1/webhooks/woocommerce/${shopOn('woocommerce').store_id}`, {
      raw: 'webhook_id=7',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(200);
    expect(await app.db.count('webhook_deliveries')).toBe(before);
  });

  it('is 401 when it is WooCommerce’s and was changed by one byte', async () => {
    const { store_id } = shopOn('woocommerce');
    const before = await app.db.count('webhook_deliveries');
    const answer = await app.http.request('POST', `/api/v1/webhooks/woocommerce/${store_id}`, {
      raw: '{"id":12}',
      headers: {
        'content-type': 'application/json',
        'x-wc-webhook-topic': 'order.updated',
        'x-wc-webhook-delivery-id': 'forged-1',
        'x-wc-webhook-signature': signature('{"id":13}'),
      },
    });
    expect(answer.status).toBe(401);
    expect(await app.db.count('webhook_deliveries')).toBe(before);
  });
});

describe('deliveries of a shop that has revoked our credentials', () => {
  it('wait without a call to the shop, and are worked off when it is connected again', async () => {
    const shop = shopOn('shopify');
    await app.db.query(
      `UPDATE stores SET connection_state = 'failed', next_sync_at = now() + interval '1 hour' WHERE id = $1`,
      [shop.store_id],
    );
    const before = (await app.sandbox.requests('shopify')).length;
    const placed = await app.sandbox.event('shopify', 'order_placed');
    await app.sandbox.event('woocommerce', 'order_placed');
    await until(
      'the other shop’s deliveries are worked off and these wait',
      () =>
        app.db.one<{ waiting: number; others: number }>(
          `SELECT count(*) FILTER (WHERE store_id = $1)::int AS waiting, count(*) FILTER (WHERE store_id <> $1)::int AS others
           FROM webhook_deliveries WHERE status = 'received'`,
          [shop.store_id],
        ),
      (count) => count.waiting > 0 && count.others === 0,
    );
    expect((await app.sandbox.requests('shopify')).length).toBe(before);
    await app.db.query(`UPDATE stores SET connection_state = 'connected' WHERE id = $1`, [shop.store_id]);
    await until('the order is there', () => orderOf(shop, placed.order_id));
  });
});
