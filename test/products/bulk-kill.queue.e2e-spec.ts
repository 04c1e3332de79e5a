import { rm } from 'node:fs/promises';
import { connectShop, expectStatus, jobSucceeded, syncNow, type ShopPlatform } from '../stores/shops.js';
import { as } from '../support/as.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { freshRedis } from '../support/redis.js';
import { startSandbox, type ReceivedRequest, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

const PRODUCTS = 230;

/** What of the shop's log is a write of many products. */
const IS_BATCH: Record<string, (request: ReceivedRequest) => boolean> = {
  shopify: ({ body }) => JSON.stringify(body).includes('bulkOperationRunMutation'),
  woocommerce: ({ method, url }) => method === 'POST' && url.includes('/products/batch'),
  magento: ({ method, url }) => method !== 'GET' && url.includes('/async/bulk/'),
};

/** Where it takes its time: else reading the products before would take most of it. */
const SLOW_PATH: Record<string, { path: string }> = {
  woocommerce: { path: '/products/batch' },
  magento: { path: '/async/bulk/' },
};

/** Products of WooCommerce that have no price of their own: made of others, or without a variation. */
const PRICELESS = /^Grouped|^Variable/;

let db: TestDatabase;
let sandbox: TestSandbox;
let dataDir: string;
let env: Record<string, string>;
let user: UserRow;
let server: ServerProcess;
let http: HttpClient;

beforeAll(async () => {
  db = await createTestDatabase();
  sandbox = await startSandbox({ orders: 5, products: PRODUCTS });
  dataDir = await scratchFolder('bulk-killed');
  const redisUrl = await freshRedis();
  env = {
    DATABASE_URL: db.url,
    KSAP_DATA_DIR: dataDir,
    KSAP_SANDBOX_URL: sandbox.url,
    LOG_LEVEL: 'info',
    KSAP_DB_POOL: '6',
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
  };
  user = await aUser(db);
  await start();
});

afterAll(async () => {
  await server.kill9();
  await sandbox.close();
  await db.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  server = await ServerProcess.start({ env });
  http = await as(server.http, user);
}

const batches = async (platform: string): Promise<ReceivedRequest[]> =>
  (await sandbox.requests(platform)).filter(IS_BATCH[platform]!);

function updatedIn(body: unknown): string[] {
  const batch = (typeof body === 'string' ? JSON.parse(body) : body) as { update?: { id: number }[] };
  return (batch.update ?? []).map(({ id }) => String(id));
}

const states = async (jobId: string): Promise<Record<string, number>> => {
  const rows = await db.query<{ state: string; count: number }>(
    `SELECT item.state, count(*)::int AS count FROM bulk_change_items item
     JOIN bulk_changes bulk ON bulk.id = item.bulk_change_id WHERE bulk.job_id = $1 GROUP BY 1`,
    [jobId],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
};

const refusedIn = async (jobId: string): Promise<string[]> => {
  const rows = await db.query<{ product_id: string }>(
    `SELECT item.product_id FROM bulk_change_items item JOIN bulk_changes bulk ON bulk.id = item.bulk_change_id
     WHERE bulk.job_id = $1 AND item.state = 'failed' AND item.error->>'code' = 'PROVIDER_REJECTED'`,
    [jobId],
  );
  return rows.map(({ product_id: id }) => id).sort();
};

describe.each<ShopPlatform>(['shopify', 'woocommerce', 'magento'])(
  'kill -9 in the middle of a bulk update of %s',
  (platform) => {
    it('goes on where it was, and every product is changed exactly once', async () => {
      const shop = await connectShop(http, sandbox, platform);
      await jobSucceeded(http, shop.job_id);
      const wanted = await db.query<{ id: string; platform_product_id: string; title: string }>(
        `SELECT id, platform_product_id, title FROM products p WHERE store_id = $1 AND status = 'active'
         AND NOT EXISTS (SELECT 1 FROM product_variants v WHERE v.product_id = p.id AND (v.compare_at_price IS NOT NULL OR v.options <> '{}'))
         AND (SELECT count(*) FROM product_variants v WHERE v.product_id = p.id) = 1`,
        [shop.store_id],
      );
      expect(wanted.length).toBeGreaterThan(30);
      await sandbox.http.delete('/_sandbox/requests');
      await sandbox.fault({ provider: platform, kind: 'slow', delay_ms: 700, ...SLOW_PATH[platform] });
      const body = { selection: { ids: wanted.map(({ id }) => id) }, changes: { price: { set: '61.00' } } };
      const answer = await http.post(`/api/v1/stores/${shop.store_id}/products/bulk-update`, body);
      const jobId = String(expectStatus(answer, 202).body.data.job.id);
      await until(
        'a batch is at the shop',
        async () => ((await states(jobId)).sent ?? 0) > 0 && (await batches(platform)).length > 0,
        (isThere) => isThere,
        { timeout_ms: 60_000, every_ms: 10 },
      );
      expect(await server.kill9()).toMatchObject({ signal: 'SIGKILL' });
      expect((await states(jobId)).done ?? 0).toBeLessThan(wanted.length);
      await sandbox.clearFaults();
      await start();
      const job = await jobSucceeded(http, jobId, 90_000);
      expect(job.attempts).toBeGreaterThan(1);
      // What shows its members' price is refused, whether the price is theirs already or not yet.
      const refused = platform === 'woocommerce' ? wanted.filter(({ title }) => PRICELESS.test(title)) : [];
      const done = wanted.filter((product) => !refused.includes(product));
      expect(await refusedIn(jobId)).toEqual(refused.map(({ id }) => id).sort());
      expect(job.result).toEqual({ done: done.length, failed: refused.length, skipped: 0 });

      const sent = await batches(platform);
      if (platform === 'shopify') expect(sent).toHaveLength(1);
      if (platform === 'woocommerce') {
        // A variable product with one variation is written by a call of its own.
        const ids = (await sandbox.requests(platform)).flatMap(({ method, url, body: batch }) => {
          if (method === 'GET') return [];
          const [, alone] = /\/products\/(\d+)(?:[/?]|$)/.exec(url) ?? [];
          return alone === undefined ? updatedIn(batch) : [alone];
        });
        expect(ids.sort()).toEqual(done.map((product) => product.platform_product_id).sort());
      }
      await db.query('UPDATE products SET content_hash = NULL WHERE store_id = $1', [shop.store_id]);
      await syncNow(http, shop.store_id, { resources: ['products'], mode: 'full' });
      const others = await db.count(
        'product_variants',
        `product_id IN ('${done.map(({ id }) => id).join("','")}') AND price IS DISTINCT FROM 61`,
      );
      expect(others).toBe(0);
    }, 150_000);
  },
);
