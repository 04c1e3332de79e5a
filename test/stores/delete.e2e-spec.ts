import { as } from '../support/as.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import { freePort } from '../webhooks/free-port.js';
import {
  connectShop,
  expectStatus,
  getStore,
  jobSucceeded,
  jobWhen,
  SHOP_PLATFORMS,
  WEBHOOK_PLATFORMS,
  startSync,
  STORES,
  type ConnectedShop,
} from './shops.js';

let app: TestApp;
let user: UserRow;
let http: HttpClient;

beforeAll(async () => {
  const port = await freePort();
  app = await startTestApp({
    sandbox: { orders: 120, products: 12, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' } },
    env: { PORT: String(port), KSAP_PUBLIC_URL: `http://127.0.0.1:${port}` },
  });
});

beforeEach(async () => {
  await app.sandbox.clearFaults();
  user = await aUser(app.db);
  http = await as(app.http, user);
});

afterAll(() => app.close());

/** Tables that keep what happened, not what the store is. */
const MEMORY = ['audit_log'];

/** Every table that still has a row of the store, found by whatever column could bear its id or that of its rows. */
async function traces(ids: Record<string, string[]>): Promise<string[]> {
  const columns = await app.db.query<{ table: string; column: string }>(
    `SELECT c.table_name AS table, c.column_name AS column FROM information_schema.columns c
     JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type = 'uuid' AND c.column_name = ANY($1)`,
    [Object.keys(ids)],
  );
  const found: string[] = [];
  for (const { table, column } of columns) {
    if (MEMORY.includes(table)) continue;
    const events = table === 'outbox' ? ` AND type <> 'stores.deleted'` : '';
    const rows = await app.db.count(table, `${column} = ANY($1::uuid[])${events}`, [ids[column]]);
    if (rows > 0) found.push(`${table}.${column}: ${rows}`);
  }
  return found;
}

async function idsOf(table: string, storeId: string): Promise<string[]> {
  return (await app.db.query<{ id: string }>(`SELECT id FROM ${table} WHERE store_id = $1`, [storeId])).map(
    (row) => row.id,
  );
}

async function registered(shop: ConnectedShop): Promise<void> {
  if (!WEBHOOK_PLATFORMS.includes(shop.platform)) return;
  await until('the webhooks are registered', () =>
    app.db.count('stores', 'id = $1 AND jsonb_array_length(webhook_ids) > 0', [shop.store_id]),
  );
}

async function deliveriesTo(storeId: string): Promise<number> {
  const deliveries = (await app.sandbox.http.get('/_sandbox/deliveries')).body as { url: string; topic: string }[];
  return deliveries.filter((delivery) => delivery.url.includes(storeId) && delivery.topic !== 'ping').length;
}

describe.each(SHOP_PLATFORMS)('DELETE /stores/:id while its sync runs (%s)', (platform) => {
  it('removes everything of it from every table, its jobs, and its webhooks at the shop', async () => {
    const shop = await connectShop(http, app.sandbox, platform);
    const kept = await connectShop(http, app.sandbox, platform === 'shopify' ? 'woocommerce' : 'shopify');
    await jobSucceeded(http, shop.job_id);
    await jobSucceeded(http, kept.job_id);
    await registered(shop);
    await app.sandbox.event(platform, 'order_updated');
    if (WEBHOOK_PLATFORMS.includes(platform)) {
      await until('a delivery has come', () => app.db.count('webhook_deliveries', 'store_id = $1', [shop.store_id]));
    }
    const ids = {
      store_id: [shop.store_id],
      order_id: await idsOf('orders', shop.store_id),
      product_id: await idsOf('products', shop.store_id),
      variant_id: await idsOf('product_variants', shop.store_id),
      customer_id: await idsOf('customers', shop.store_id),
      job_id: await idsOf('jobs', shop.store_id),
    };
    const others = await app.db.count('orders', 'store_id = $1', [kept.store_id]);
    // Read anew from nothing, slowly, so that it is in the middle of writing when the store goes.
    await app.db.query('DELETE FROM orders WHERE store_id = $1', [shop.store_id]);
    await app.sandbox.fault({ provider: platform, kind: 'slow', delay_ms: 150 });
    const job = await startSync(http, shop.store_id, { mode: 'full' });
    await jobWhen(http, job.id, 'runs', (one) => one.status === 'running' && one.progress.unit !== null);

    expectStatus(await http.delete(`${STORES}/${shop.store_id}`), 200);
    expect((await http.get(`${STORES}/${shop.store_id}`)).status).toBe(404);
    expect((await http.get(`/api/v1/jobs/${job.id}`)).status).toBe(404);
    expect(await traces({ ...ids, job_id: [...ids.job_id, job.id] })).toEqual([]);

    await app.sandbox.clearFaults();
    const sent = await deliveriesTo(shop.store_id);
    const placed = await app.sandbox.event(platform, 'order_placed');
    await until(
      'the other shop is at rest',
      () => app.db.count('jobs', `status IN ('queued', 'running')`),
      (count) => count === 0,
    );
    expect(placed).toHaveProperty('order_id');
    expect(await deliveriesTo(shop.store_id)).toBe(sent);
    expect(await traces({ ...ids, job_id: [...ids.job_id, job.id] })).toEqual([]);

    expect(await app.db.count('orders', 'store_id = $1', [kept.store_id])).toBe(others);
    expect((await getStore(http, kept.store_id)).connection.state).toBe('connected');
    const audit = await app.db.count('audit_log', `action = 'store.deleted' AND subject_id = $1`, [shop.store_id]);
    expect(audit).toBe(1);
    expectStatus(await http.delete(`${STORES}/${kept.store_id}`), 200);
  });

  it('is refused with 412 for another version of it, and with 404 for somebody else', async () => {
    const { store_id } = await connectShop(http, app.sandbox, platform);
    const stale = await http.delete(`${STORES}/${store_id}`, { headers: { 'if-match': '"stale"' } });
    expect([stale.status, stale.body.error.code]).toEqual([412, 'PRECONDITION_FAILED']);
    const other = await as(app.http, await aUser(app.db));
    expect((await other.delete(`${STORES}/${store_id}`)).status).toBe(404);
    expect((await getStore(http, store_id)).has_credentials).toBe(true);
    expectStatus(await http.delete(`${STORES}/${store_id}`), 200);
  });
});

describe.each(SHOP_PLATFORMS)('POST /stores/:id/disconnect (%s)', (platform) => {
  it('stops the sync, removes credentials and webhooks, keeps the data', async () => {
    const shop = await connectShop(http, app.sandbox, platform);
    await jobSucceeded(http, shop.job_id);
    await registered(shop);
    const orders = await app.db.count('orders', 'store_id = $1', [shop.store_id]);
    await app.sandbox.fault({ provider: platform, kind: 'slow', delay_ms: 300 });
    const job = await startSync(http, shop.store_id, { mode: 'full' });
    await jobWhen(http, job.id, 'runs', (one) => one.status === 'running');

    const answer = expectStatus(await http.post(`${STORES}/${shop.store_id}/disconnect`), 200);
    expect(answer.body.data).toMatchObject({ connection: { state: 'disconnected' }, has_credentials: false });
    const ended = await jobWhen(http, job.id, 'has ended', (one) => !['queued', 'running'].includes(one.status));
    expect(ended.status).toBe('cancelled');
    await app.sandbox.clearFaults();
    const sent = await deliveriesTo(shop.store_id);
    await app.sandbox.event(platform, 'order_placed');
    expect(await deliveriesTo(shop.store_id)).toBe(sent);
    expect(await app.db.count('orders', 'store_id = $1', [shop.store_id])).toBe(orders);
    const refused = await http.post(`${STORES}/${shop.store_id}/sync`, {});
    expect([refused.status, refused.body.error.code]).toEqual([409, 'INVALID_STATE']);
    expect((await getStore(http, shop.store_id)).connection.state).toBe('disconnected');
    expectStatus(await http.delete(`${STORES}/${shop.store_id}`), 200);
  });
});
