import { as } from '../support/as.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { mailsTo, mailTo } from '../support/mailbox.js';
import { until } from '../support/until.js';
import {
  connect,
  connectQuietly,
  credentialsFor,
  expectSameAsShop,
  expectStatus,
  getJob,
  getStore,
  getSync,
  jobSucceeded,
  jobWhen,
  shopDetail,
  SHOP_PLATFORMS,
  startSync,
  syncNow,
  type ShopPlatform,
} from '../stores/shops.js';

const MAIL = 'is not being synced';

let app: TestApp;
let user: UserRow;
let http: HttpClient;

beforeAll(async () => {
  app = await startTestApp({
    sandbox: { orders: 40, products: 10, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' } },
  });
});

beforeEach(async () => {
  await app.sandbox.clearFaults();
  user = await aUser(app.db);
  http = await as(app.http, user);
});

afterAll(() => app.close());

async function received(platform: ShopPlatform): Promise<number> {
  return (await app.sandbox.requests(platform)).length;
}

async function minutesUntilNext(storeId: string): Promise<number> {
  const row = await app.db.one<{ minutes: number }>(
    'SELECT extract(epoch FROM next_sync_at - now())::float8 / 60 AS minutes FROM stores WHERE id = $1',
    [storeId],
  );
  return row.minutes;
}

describe.each(SHOP_PLATFORMS)('a shop that has revoked our credentials (%s)', (platform) => {
  it('fails loudly once, is left alone, and comes back when it is connected again', async () => {
    const storeId = await connectQuietly(http, app.sandbox, platform);
    await syncNow(http, storeId, { mode: 'full' });
    await app.sandbox.fault({ provider: platform, kind: 'auth_revoked' });

    const before = await received(platform);
    const job = await jobWhen(
      http,
      (await startSync(http, storeId, { mode: 'incremental' })).id,
      'has failed',
      (one) => one.status === 'failed',
    );
    expect(job.error).toMatchObject({ code: 'PROVIDER_AUTH_FAILED' });
    expect((await getStore(http, storeId)).connection).toMatchObject({
      state: 'failed',
      error: { code: 'PROVIDER_AUTH_FAILED' },
    });
    expect((await received(platform)) - before).toBeLessThanOrEqual(4);
    expect(await minutesUntilNext(storeId)).toBeGreaterThan(14);
    const mail = await mailTo(app, user.email, MAIL);
    expect(mail.text).toContain('Connect the store again');
    expect(mail.text).not.toContain('secret');

    // The next try comes when it is due, fails quietly, and the one after it is later still.
    await app.db.query(`UPDATE stores SET next_sync_at = now(), settings = '{}' WHERE id = $1`, [storeId]);
    const second = await until(
      'the scheduled try has failed',
      () =>
        app.db.query<{ id: string }>(`SELECT id FROM jobs WHERE store_id = $1 AND status = 'failed' AND id <> $2`, [
          storeId,
          job.id,
        ]),
      (rows) => rows.length === 1,
    );
    expect((await getJob(http, second[0]!.id)).error).toMatchObject({ code: 'PROVIDER_AUTH_FAILED' });
    expect(await minutesUntilNext(storeId)).toBeGreaterThan(29);
    const after = await received(platform);
    expect(after - before).toBeLessThanOrEqual(8);
    expect(await app.db.count('jobs', `store_id = $1 AND status IN ('queued', 'running')`, [storeId])).toBe(0);
    expect(await mailsTo(app, user.email)).toHaveLength(1);

    await app.sandbox.clearFaults();
    const placed = await app.sandbox.event(platform, 'order_placed');
    const again = expectStatus(await connect(http, storeId, credentialsFor(platform, app.sandbox)), 202);
    await jobSucceeded(http, String(again.body.data.job.id));
    expect((await getStore(http, storeId)).connection).toMatchObject({ state: 'connected', error: null });
    expect(
      await app.db.count('orders', 'store_id = $1 AND platform_order_id = $2', [storeId, String(placed.order_id)]),
    ).toBe(1);
    await expectSameAsShop(app.db, app.sandbox, { store_id: storeId, platform, job_id: '' });
    expect(await mailsTo(app, user.email)).toHaveLength(1);
  });
});

describe.each(SHOP_PLATFORMS)('a record that cannot be taken (%s)', (platform) => {
  it('fails alone, is shown with its reason, and is mended by the next read that can', async () => {
    const storeId = await connectQuietly(http, app.sandbox, platform);
    const detail = await shopDetail(app.sandbox, platform);
    const [cursed, blessed] = [String(detail.order_ids[3]), String(detail.order_ids[4])];
    await app.db.query(`ALTER TABLE orders ADD CONSTRAINT cursed CHECK (platform_order_id <> '${cursed}') NOT VALID`);
    try {
      const job = await syncNow(http, storeId, { mode: 'full' });
      expect(job.status).toBe('succeeded');
      expect(await app.db.count('orders', 'store_id = $1', [storeId])).toBe(detail.orders - 1);
      expect(await app.db.count('orders', 'store_id = $1 AND platform_order_id = $2', [storeId, blessed])).toBe(1);
      const orders = (await getSync(http, storeId)).resources.find((one) => one.resource === 'orders')!;
      expect(orders.bad_records).toMatchObject({ count: 1, items: [{ platform_id: cursed, occurrences: 1 }] });
      expect(orders.bad_records.items[0]!.reason).toContain('cursed');
      expect(orders.last_run).toMatchObject({ status: 'succeeded', counts: { bad: 1 } });
      const kept = await app.db.one<{ raw: Record<string, unknown> }>(
        'SELECT raw FROM sync_bad_records WHERE store_id = $1 AND platform_id = $2',
        [storeId, cursed],
      );
      expect(JSON.stringify(kept.raw)).toContain(cursed);
    } finally {
      await app.db.query('ALTER TABLE orders DROP CONSTRAINT cursed');
    }
    await syncNow(http, storeId, { mode: 'full' });
    const mended = (await getSync(http, storeId)).resources.find((one) => one.resource === 'orders')!;
    expect(mended.bad_records).toEqual({ count: 0, items: [] });
    await expectSameAsShop(app.db, app.sandbox, { store_id: storeId, platform, job_id: '' });
  });
});
