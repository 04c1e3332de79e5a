import { CheckSchedule } from '../../src/modules/stores/checks/check-schedule.js';
import { as } from '../support/as.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { sized } from '../support/size.js';
import { until } from '../support/until.js';
import { expectRefusal } from '../http/envelope.js';
import {
  connect,
  createStore,
  credentialsFor,
  expectSameAsShop,
  expectStatus,
  getSync,
  jobSucceeded,
  rowVersions,
  shopDetail,
  STORES,
  storedDetail,
  syncNow,
  type ConnectedShop,
  type Job,
  type ShopPlatform,
} from '../stores/shops.js';
import { freePort } from '../webhooks/free-port.js';
import { wholeRecords } from './whole-records.js';

/** Those that tell by webhook. */
const TELLING: readonly ShopPlatform[] = ['shopify', 'woocommerce'];
/** What is thrown at both shops together. */
const EVENTS = sized(600, 5_000);
const MIX: [type: string, count: number][] = [
  ['order_placed', 30],
  ['order_updated', 26],
  ['order_shipped', 10],
  ['order_refunded', 8],
  ['order_cancelled', 6],
  ['order_deleted', 6],
  ['product_updated', 8],
  ['product_created', 4],
  ['product_deleted', 2],
];

let app: TestApp;
let http: HttpClient;
const shops = new Map<ShopPlatform, ConnectedShop>();

beforeAll(async () => {
  const port = await freePort();
  app = await startTestApp({
    sandbox: {
      orders: 200,
      products: 40,
      settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0', SANDBOX_SHOPIFY_RESTORE: '100000' },
    },
    env: { PORT: String(port), KSAP_PUBLIC_URL: `http://127.0.0.1:${port}` },
  });
  http = await as(app.http, await aUser(app.db));
  for (const platform of TELLING) {
    // No poll: what webhooks miss, the scan alone must find.
    const storeId = await createStore(http, platform, { sync_enabled: false });
    const answer = expectStatus(await connect(http, storeId, credentialsFor(platform, app.sandbox)), 202);
    await jobSucceeded(http, String(answer.body.data.job.id));
    shops.set(platform, { store_id: storeId, platform, job_id: String(answer.body.data.job.id) });
  }
  await until(
    'the webhooks are registered',
    () => app.db.count('stores', 'jsonb_array_length(webhook_ids) > 0'),
    (count) => count === shops.size,
  );
}, 60_000);
afterAll(() => app.close());

const shopOn = (platform: ShopPlatform): ConnectedShop => shops.get(platform)!;

async function scan(shop: ConnectedShop, timeoutMs = 120_000): Promise<ScanResult> {
  const answer = expectStatus(await http.post(`${STORES}/${shop.store_id}/sync/gap-scan`, {}), 202);
  const job = await jobSucceeded(http, (answer.body.data.job as Job).id, timeoutMs);
  return job.result as unknown as ScanResult;
}

interface ScanResult {
  days: number;
  checked: number;
  repaired: { missing: number; stale: number; deleted: number };
  bad: number;
}

/** Until every delivery that is to come has come and is worked off. */
async function quiet(): Promise<void> {
  await until(
    'all deliveries are worked off',
    async () => {
      const deliveries = (await app.sandbox.http.get('/_sandbox/deliveries')).body as { outcome: string }[];
      const pending = deliveries.filter((delivery) => delivery.outcome === 'pending').length;
      return pending + (await app.db.count('webhook_deliveries', `status IN ('received', 'failed')`));
    },
    (count) => count === 0,
    { timeout_ms: 300_000, every_ms: 1_000 },
  );
}

describe(`${EVENTS} events, of whose webhooks a fifth is dropped, a fifth doubled and the rest out of order`, () => {
  it('end with exactly what the platforms have, one gap scan later', async () => {
    for (const provider of TELLING) {
      await app.sandbox.fault({ provider, kind: 'drop_webhooks', rate: 0.2 });
      await app.sandbox.fault({ provider, kind: 'duplicate_webhooks', rate: 0.25 });
      await app.sandbox.fault({ provider, kind: 'reorder_webhooks', rate: 0.5 });
    }
    let happened = 0;
    while (happened < EVENTS) {
      for (const provider of TELLING) {
        for (const [type, count] of MIX) {
          await app.sandbox.event(provider, type, { count });
          happened += count;
        }
      }
    }
    expect(happened).toBe(EVENTS);
    await quiet();
    await app.sandbox.clearFaults();

    for (const shop of shops.values()) {
      const before = await storedDetail(app.db, shop.store_id);
      const there = await shopDetail(app.sandbox, shop.platform);
      // Else nothing would be shown: the dropped ones are missing.
      expect(before.totals).not.toEqual(there.totals);
      const { repaired, bad } = await scan(shop);
      expect(bad).toBe(0);
      expect(repaired.missing + repaired.stale + repaired.deleted).toBeGreaterThan(0);
      await expectSameAsShop(app.db, app.sandbox, shop);
      const tally = `${shop.platform}: ${there.orders} orders and ${there.products} products are the shop's; ${repaired.missing} missing, ${repaired.stale} stale, ${repaired.deleted} deleted were repaired`;
      process.stdout.write(`${happened} events, ${tally}\n`);
      const status = await getSync(http, shop.store_id);
      expect(status.gap_scan.last).toMatchObject({ status: 'succeeded', repaired });
    }

    // Every record whole: reading both shops anew finds nothing that we did not have.
    const held = await wholeRecords(app.db);
    for (const shop of shops.values())
      await syncNow(http, shop.store_id, { mode: 'full', resources: ['products', 'orders'] });
    expect(await wholeRecords(app.db)).toEqual(held);
  }, 420_000);
});

describe.each(TELLING)('a gap scan (%s)', (platform) => {
  it('finds what is old and was lost here, by its count alone', async () => {
    const shop = shopOn(platform);
    await app.db.query(
      `DELETE FROM orders WHERE id = (SELECT id FROM orders WHERE store_id = $1 AND deleted_at IS NULL ORDER BY created_at LIMIT 1)`,
      [shop.store_id],
    );
    expect((await scan(shop)).repaired).toEqual({ missing: 1, stale: 0, deleted: 0 });
    await expectSameAsShop(app.db, app.sandbox, shop);
  });

  it('finds what was changed long after it was made, though every count is right', async () => {
    const shop = shopOn(platform);
    await scan(shop);
    const old = await app.db.one<{ id: string }>(
      `SELECT platform_order_id AS id FROM orders WHERE store_id = $1 AND deleted_at IS NULL ORDER BY created_at LIMIT 1`,
      [shop.store_id],
    );
    await app.sandbox.fault({ provider: platform, kind: 'drop_webhooks' });
    await app.sandbox.event(platform, 'order_updated', { order_id: old.id });
    await app.sandbox.clearFaults();
    expect((await scan(shop)).repaired).toEqual({ missing: 0, stale: 1, deleted: 0 });
    expect((await scan(shop)).repaired).toEqual({ missing: 0, stale: 0, deleted: 0 });
    await expectSameAsShop(app.db, app.sandbox, shop);
  });

  it('marks deleted what the shop says is gone, and asks by name before it does', async () => {
    const shop = shopOn(platform);
    await app.sandbox.fault({ provider: platform, kind: 'drop_webhooks' });
    const placed = await app.sandbox.event(platform, 'order_placed');
    await scan(shop);
    await app.sandbox.event(platform, 'order_deleted', { order_id: placed.order_id });
    await app.sandbox.clearFaults();
    expect((await scan(shop)).repaired).toMatchObject({ missing: 0, deleted: 1 });
    await expectSameAsShop(app.db, app.sandbox, shop);
  });

  it('has nothing to do when all is well, and says so', async () => {
    const shop = shopOn(platform);
    const versions = await rowVersions(app.db);
    const result = await scan(shop);
    expect(result.repaired).toEqual({ missing: 0, stale: 0, deleted: 0 });
    expect(result.days).toBeGreaterThan(29);
    expect(await rowVersions(app.db)).toEqual(versions);
  });
});

describe('a product that is deleted at Shopify, which takes it off the lines of its orders', () => {
  it('stays known as what they were of, though the orders are read anew', async () => {
    const shop = shopOn('shopify');
    const line = await app.db.one<Record<string, string>>(
      `SELECT item.id, item.platform_product_id, item.product_id, item.variant_id, o.platform_order_id
       FROM order_items item JOIN orders o ON o.id = item.order_id JOIN products product ON product.id = item.product_id
       WHERE o.store_id = $1 AND o.deleted_at IS NULL AND product.deleted_at IS NULL AND item.variant_id IS NOT NULL LIMIT 1`,
      [shop.store_id],
    );
    await app.sandbox.event('shopify', 'product_deleted', { product_id: line.platform_product_id });
    await app.sandbox.event('shopify', 'order_updated', {
      order_id: line.platform_order_id,
      note: 'After it was gone',
    });
    await quiet();
    const after = await app.db.one<Record<string, string>>(
      `SELECT item.id, item.platform_product_id, item.product_id, item.variant_id, o.platform_order_id
       FROM order_items item JOIN orders o ON o.id = item.order_id WHERE item.id = $1 AND o.notes = 'After it was gone'`,
      [line.id],
    );
    expect(after).toEqual(line);
  });
});

describe('a gap scan that is broken off', () => {
  it('goes on where it was: no day is compared twice', async () => {
    const shop = shopOn('woocommerce');
    const { days } = await scan(shop);
    const scans = await app.db.count('gap_scans', 'store_id = $1', [shop.store_id]);
    await app.sandbox.fault({ provider: 'woocommerce', kind: 'slow', delay_ms: 300 });
    const answer = expectStatus(await http.post(`${STORES}/${shop.store_id}/sync/gap-scan`, {}), 202);
    const { id } = answer.body.data.job as Job;
    const standing = (): Promise<{ status: string; days: number }> =>
      app.db.one('SELECT status, days FROM gap_scans WHERE store_id = $1 ORDER BY started_at DESC LIMIT 1', [
        shop.store_id,
      ]);
    await until('a step is done', standing, (now) => now.status === 'running' && now.days > 0 && now.days < days);
    await app.sandbox.clearFaults();
    await app.sandbox.fault({ provider: 'woocommerce', kind: 'error_500' });
    await until('it has failed', standing, (now) => now.status === 'failed', { timeout_ms: 60_000 });
    await app.sandbox.clearFaults();
    await jobSucceeded(http, id, 60_000);
    expect((await standing()).days).toBe(days);
    expect(await app.db.count('gap_scans', 'store_id = $1', [shop.store_id])).toBe(scans + 1);
  });
});

describe('the schedule of gap scans', () => {
  const scansOf = (shop: ConnectedShop): Promise<number> => app.db.count('gap_scans', 'store_id = $1', [shop.store_id]);

  it('starts one after the store’s own interval, and none before; at night where it has none', async () => {
    const shop = shopOn('woocommerce');
    const schedule = app.nest.get(CheckSchedule);
    const settings = (change: object): Promise<unknown> =>
      http.request('PUT', `${STORES}/${shop.store_id}`, { body: { settings: change } });
    await settings({ sync_enabled: true, sync_interval_seconds: 86_400, gap_scan_interval_seconds: 3_600 });
    const before = await scansOf(shop);
    await schedule.scanGaps();
    expect(await scansOf(shop)).toBe(before);
    const { next_at: nextAt } = (await getSync(http, shop.store_id)).gap_scan;
    expect(Date.parse(nextAt!) - Date.now()).toBeGreaterThan(3_000_000);

    await app.db.query(
      `UPDATE store_checks SET gap_scan_started_at = now() - interval '61 minutes' WHERE store_id = $1`,
      [shop.store_id],
    );
    await schedule.scanGaps();
    await until(
      'one is done',
      () => scansOf(shop),
      (count) => count === before + 1,
    );

    await settings({ gap_scan_interval_seconds: null });
    await app.db.query(`UPDATE store_checks SET gap_scan_due_at = now() WHERE store_id = $1`, [shop.store_id]);
    await until(
      'the last has ended',
      async () => (await getSync(http, shop.store_id)).gap_scan.last?.status === 'succeeded',
    );
    await schedule.scanGaps();
    await until(
      'the night’s is done',
      () => scansOf(shop),
      (count) => count === before + 2,
    );
    const night = Date.parse((await getSync(http, shop.store_id)).gap_scan.next_at!) - Date.now();
    expect(night).toBeGreaterThan(0);
    expect(night).toBeLessThan(29 * 3_600_000);
    await settings({ sync_enabled: false });
  });
});

describe('POST /stores/:id/sync/gap-scan', () => {
  it('is 409 for a store that is not connected and 404 for one of somebody else', async () => {
    const unconnected = await createStore(http, 'shopify');
    expectRefusal(await http.post(`${STORES}/${unconnected}/sync/gap-scan`, {}), 409, 'INVALID_STATE');
    const stranger = await as(app.http, await aUser(app.db));
    expectRefusal(await stranger.post(`${STORES}/${shopOn('shopify').store_id}/sync/gap-scan`, {}), 404, 'NOT_FOUND');
  });
});
