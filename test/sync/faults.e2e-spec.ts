import { as } from '../support/as.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aUser } from '../support/factories.js';
import {
  connectQuietly,
  expectSameAsShop,
  getJob,
  getStore,
  getSync,
  jobSucceeded,
  jobWhen,
  SHOP_PLATFORMS,
  startSync,
  storeWhen,
  syncNow,
  type ConnectedShop,
  type ShopPlatform,
} from '../stores/shops.js';
import type { HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import { makeImpatient } from './impatient.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({
    sandbox: { orders: 120, products: 24, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' } },
  });
  makeImpatient(app, 1_000);
});

beforeEach(() => app.sandbox.clearFaults());
afterAll(() => app.close());

/** Both shops of somebody new, connected and not read yet. */
async function bothShops(): Promise<{ http: HttpClient; shops: ConnectedShop[] }> {
  const http = await as(app.http, await aUser(app.db));
  const shops: ConnectedShop[] = [];
  for (const platform of SHOP_PLATFORMS) {
    shops.push({ store_id: await connectQuietly(http, app.sandbox, platform), platform, job_id: '' });
  }
  return { http, shops };
}

async function struck(platform: ShopPlatform): Promise<number> {
  const faults = (await app.sandbox.http.get('/_sandbox/faults')).body as { provider: string; fired: number }[];
  return faults.filter((fault) => fault.provider === platform).reduce((sum, fault) => sum + fault.fired, 0);
}

describe('a shop that answers badly now and then', () => {
  it.each([
    ['rate_limit', { rate: 0.3, count: 1 }],
    ['error_500', { rate: 0.4, count: 5 }],
    ['reset', { rate: 0.4, count: 5 }],
    ['malformed', { rate: 0.4, count: 5 }],
    ['slow', { rate: 0.4, delay_ms: 150 }],
    ['timeout', { rate: 0.3, count: 2 }],
  ])('is read whole and right through %s, first and again', async (kind, how) => {
    const { http, shops } = await bothShops();
    for (const platform of SHOP_PLATFORMS) await app.sandbox.fault({ provider: platform, kind, ...how });
    await Promise.all(shops.map((shop) => syncNow(http, shop.store_id, { mode: 'full' })));
    for (const shop of shops) {
      expect(await struck(shop.platform)).toBeGreaterThan(0);
      await expectSameAsShop(app.db, app.sandbox, shop);
      await app.sandbox.event(shop.platform, 'order_placed');
      await app.sandbox.event(shop.platform, 'order_refunded');
    }
    await app.sandbox.clearFaults();
    for (const platform of SHOP_PLATFORMS) await app.sandbox.fault({ provider: platform, kind, ...how });
    await Promise.all(shops.map((shop) => syncNow(http, shop.store_id, { mode: 'incremental' })));
    for (const shop of shops) {
      await expectSameAsShop(app.db, app.sandbox, shop);
      expect((await getStore(http, shop.store_id)).connection).toMatchObject({ state: 'connected', error: null });
      const { resources } = await getSync(http, shop.store_id);
      expect(resources.map((one) => [one.last_error, one.bad_records.count])).toEqual(resources.map(() => [null, 0]));
    }
    const halves = await app.db.count(
      'orders',
      'items_count <> (SELECT count(*) FROM order_items item WHERE item.order_id = orders.id)',
    );
    expect(halves).toBe(0);
  });
});

describe('a shop that is down', () => {
  it('is degraded with its reason, and connected again by itself', async () => {
    const http = await as(app.http, await aUser(app.db));
    const storeId = await connectQuietly(http, app.sandbox, 'shopify');
    await app.sandbox.fault({ provider: 'shopify', kind: 'error_500' });
    const { id: jobId } = await startSync(http, storeId, { mode: 'full' });
    const down = await storeWhen(http, storeId, 'is degraded', (store) => store.connection.state === 'degraded');
    expect(down.connection.error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    const waiting = await jobWhen(http, jobId, 'waits for its next try', (job) => job.status === 'queued');
    expect(waiting.error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect((await getSync(http, storeId)).resources[0]?.last_error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });

    await app.sandbox.clearFaults();
    await jobSucceeded(http, jobId);
    expect((await getStore(http, storeId)).connection).toMatchObject({ state: 'connected', error: null });
    await expectSameAsShop(app.db, app.sandbox, { store_id: storeId, platform: 'shopify', job_id: jobId });
    expect(await app.db.count('mails', `kind = 'store_connection_failed'`)).toBe(0);
  });
});

describe('a shop that wants fewer calls', () => {
  it.each<[ShopPlatform, ShopPlatform]>([
    ['shopify', 'woocommerce'],
    ['woocommerce', 'shopify'],
  ])('%s waits without slowing %s', async (throttled, other) => {
    const { http, shops } = await bothShops();
    const of = (platform: ShopPlatform): ConnectedShop => shops.find((shop) => shop.platform === platform)!;
    await app.sandbox.fault({ provider: throttled, kind: 'rate_limit' });
    const slow = await startSync(http, of(throttled).store_id, { mode: 'full' });
    await until(
      'the shop has said so',
      () => struck(throttled),
      (count) => count > 0,
    );
    const started = performance.now();
    await syncNow(http, of(other).store_id, { mode: 'full' });
    const took = performance.now() - started;
    expect((await getJob(http, slow.id)).status).not.toBe('succeeded');
    await expectSameAsShop(app.db, app.sandbox, of(other));

    await app.sandbox.clearFaults();
    await jobSucceeded(http, slow.id, 60_000);
    await expectSameAsShop(app.db, app.sandbox, of(throttled));
    expect(took).toBeLessThan(30_000);
  });
});
