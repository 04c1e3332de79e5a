import { createHmac } from 'node:crypto';
import { CheckSchedule } from '../../src/modules/stores/checks/check-schedule.js';
import {
  connect,
  connectQuietly,
  createStore,
  credentialsFor,
  expectStatus,
  getSync,
  STORES,
  type ShopPlatform,
} from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import { freePort } from './free-port.js';

/** Shops drop webhooks, or switch them off; stores are connected and disconnected. */
const TELLING = ['shopify', 'woocommerce'] as const;

let app: TestApp;
let http: HttpClient;
const stores = new Map<ShopPlatform, string>();

beforeAll(async () => {
  const port = await freePort();
  app = await startTestApp({
    sandbox: { orders: 40, products: 10, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' } },
    env: { PORT: String(port), KSAP_PUBLIC_URL: `http://127.0.0.1:${port}` },
  });
  http = await as(app.http, await aUser(app.db));
  for (const platform of TELLING) {
    const storeId = await connectQuietly(http, app.sandbox, platform);
    stores.set(platform, storeId);
    await until(
      'its webhooks are registered',
      async () => (await getSync(http, storeId)).webhooks.state === 'registered',
    );
  }
});
afterAll(() => app.close());

/** As the schedule does within the hour. */
async function check(storeId: string): Promise<void> {
  const before = (await getSync(http, storeId)).webhooks.checked_at;
  await app.db.query('UPDATE store_checks SET webhooks_due_at = now() WHERE store_id = $1', [storeId]);
  await app.nest.get(CheckSchedule).checkWebhooks();
  await until('it was checked', async () => (await getSync(http, storeId)).webhooks.checked_at !== before);
}

const idsOf = async (storeId: string): Promise<string[]> =>
  (await app.db.one<{ webhook_ids: string[] }>('SELECT webhook_ids FROM stores WHERE id = $1', [storeId])).webhook_ids;

describe.each(TELLING)('the hourly check of webhooks (%s)', (platform) => {
  it('finds all in order, and says nothing of mending', async () => {
    const storeId = stores.get(platform)!;
    const ids = await idsOf(storeId);
    await check(storeId);
    expect(await idsOf(storeId)).toEqual(ids);
    expect((await getSync(http, storeId)).webhooks).toMatchObject({ state: 'registered', mended: null });
    expect(await app.db.count('audit_log', `action = 'store.webhooks_mended' AND subject_id = $1`, [storeId])).toBe(0);
  });

  it('goes by the address that we have now, and no longer by one that we had', async () => {
    const storeId = stores.get(platform)!;
    const old = `http://127.0.0.1:1/api/v1/webhooks/${platform}/${storeId}`;
    await app.db.query('UPDATE store_checks SET webhooks_address = $2 WHERE store_id = $1', [storeId, old]);
    await check(storeId);
    const { webhooks_address: address } = await app.db.one<{ webhooks_address: string }>(
      'SELECT webhooks_address FROM store_checks WHERE store_id = $1',
      [storeId],
    );
    expect(address).not.toBe(old);
  });

  it('says why when the shop does not let us, and goes on trying', async () => {
    const storeId = stores.get(platform)!;
    await app.sandbox.fault({ provider: platform, kind: 'error_500' });
    await app.db.query('UPDATE store_checks SET webhooks_due_at = now() WHERE store_id = $1', [storeId]);
    await app.nest.get(CheckSchedule).checkWebhooks();
    const failing = await until(
      'it is failing',
      async () => (await getSync(http, storeId)).webhooks,
      (webhooks) => webhooks.state === 'failing',
      { timeout_ms: 40_000 },
    );
    expect(failing).toMatchObject({ error: { code: 'PROVIDER_UNAVAILABLE' } });
    await app.sandbox.clearFaults();
    await until(
      'it is registered again',
      async () => (await getSync(http, storeId)).webhooks.state === 'registered',
      Boolean,
      { timeout_ms: 40_000 },
    );
  });
});

describe('what the shop dropped or switched off', () => {
  it('is registered anew, and told in the status and the audit log (Shopify drops subscriptions)', async () => {
    const storeId = stores.get('shopify')!;
    const [lost] = await idsOf(storeId);
    const { access_token: token } = (
      await app.sandbox.http.request('POST', '/shopify/demo/admin/oauth/access_token', {
        body: {
          client_id: 'sandbox-client-id',
          client_secret: 'sandbox-client-secret',
          grant_type: 'client_credentials',
        },
      })
    ).body as { access_token: string };
    const query = `mutation Drop($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } } }`;
    const dropped = await app.sandbox.http.request('POST', '/shopify/demo/admin/api/2026-10/graphql.json', {
      body: { query, variables: { id: lost } },
      headers: { 'x-shopify-access-token': token },
    });
    expect(JSON.stringify(dropped.body)).toContain(lost);
    await check(storeId);
    const { webhooks } = await getSync(http, storeId);
    expect(webhooks.mended?.topics).toHaveLength(1);
    expect(await idsOf(storeId)).not.toContain(lost);
    expect(await app.db.count('audit_log', `action = 'store.webhooks_mended' AND subject_id = $1`, [storeId])).toBe(1);
  });

  it('is switched on again (WooCommerce switches one off after failures)', async () => {
    const storeId = stores.get('woocommerce')!;
    const topics = async (): Promise<string[]> => (await getSync(http, storeId)).webhooks.mended?.topics ?? [];
    // Deliveries that nobody acknowledges, until the shop has enough.
    await app.db.query(`UPDATE stores SET platform = 'shopify' WHERE id = $1`, [storeId]);
    await app.db.query(`SELECT pg_notify('ksap_cache', $1)`, [JSON.stringify([`store_secrets:${storeId}`])]);
    await new Promise((done) => setTimeout(done, 200));
    for (let time = 0; time < 9; time += 1) {
      const seq = ((await app.sandbox.http.get('/_sandbox/deliveries?provider=woocommerce')).body as unknown[]).length;
      await app.sandbox.event('woocommerce', 'order_placed');
      await until('the delivery has failed', async () => {
        const all = (await app.sandbox.http.get('/_sandbox/deliveries?provider=woocommerce')).body as {
          outcome: string;
        }[];
        return all.length === seq || all.slice(seq).every(({ outcome }) => outcome !== 'pending');
      });
      await new Promise((done) => setTimeout(done, 80));
    }
    await app.db.query(`UPDATE stores SET platform = 'woocommerce' WHERE id = $1`, [storeId]);
    await app.db.query(`SELECT pg_notify('ksap_cache', $1)`, [JSON.stringify([`store_secrets:${storeId}`])]);
    await check(storeId);
    expect(await topics()).toContain('order.created');
    const placed = await app.sandbox.event('woocommerce', 'order_placed');
    await until('the shop tells us again', () =>
      app.db.count('orders', 'store_id = $1 AND platform_order_id = $2', [storeId, String(placed.order_id)]),
    );
  });
});

describe('a delivery for a store that is not connected', () => {
  const deliver = (storeId: string, secret: string, id = 'late-1'): Promise<Answer> => {
    const raw = JSON.stringify({ admin_graphql_api_id: 'gid://shopify/Order/1' });
    return app.http.request('POST', `/api/v1/webhooks/shopify/${storeId}`, {
      raw,
      headers: {
        'content-type': 'application/json',
        'x-shopify-topic': 'orders/updated',
        'x-shopify-webhook-id': id,
        'x-shopify-hmac-sha256': createHmac('sha256', secret).update(raw).digest('base64'),
      },
    });
  };

  it('is 401 before it is connected, taken while it is, and 401 from the moment it no longer is', async () => {
    const user = await as(app.http, await aUser(app.db));
    const storeId = await createStore(user, 'shopify', { sync_enabled: false });
    const secret = credentialsFor('shopify', app.sandbox).client_secret!;
    expect((await deliver(storeId, secret)).status).toBe(401);
    expectStatus(await connect(user, storeId, credentialsFor('shopify', app.sandbox), { skip_sync: true }), 202);
    // What was kept opened of the unconnected store must not outlive that.
    expect((await deliver(storeId, secret)).status).toBe(200);
    expectStatus(await user.post(`${STORES}/${storeId}/disconnect`, {}), 200);
    expect((await deliver(storeId, secret, 'late-2')).status).toBe(401);
    expect(await app.db.count('webhook_deliveries', `store_id = $1`, [storeId])).toBe(1);
    expect((await getSync(user, storeId)).webhooks.state).toBe('unknown');
  });

  it('is 404 once it is deleted', async () => {
    const user = await as(app.http, await aUser(app.db));
    const storeId = await createStore(user, 'shopify', { sync_enabled: false });
    const secret = credentialsFor('shopify', app.sandbox).client_secret!;
    expectStatus(await connect(user, storeId, credentialsFor('shopify', app.sandbox), { skip_sync: true }), 202);
    expect((await deliver(storeId, secret)).status).toBe(200);
    expectStatus(await user.request('DELETE', `${STORES}/${storeId}`), 200);
    expect((await deliver(storeId, secret, 'late-2')).status).toBe(404);
  });
});
