import type { TestDatabase } from '../support/database.js';
import type { Answer, HttpClient } from '../support/http.js';
import type { TestSandbox } from '../support/sandbox.js';
import { until } from '../support/until.js';

export const STORES = '/api/v1/stores';
export const JOBS = '/api/v1/jobs';
export type ShopPlatform = 'shopify' | 'woocommerce' | 'magento';
export const SHOP_PLATFORMS: readonly ShopPlatform[] = ['shopify', 'woocommerce', 'magento'];
/** Those that tell of what happens by themselves; the others are polled. */
export const WEBHOOK_PLATFORMS: readonly ShopPlatform[] = ['shopify', 'woocommerce'];

/** Credentials that the sandbox's shop of the platform accepts. */
export function credentialsFor(platform: ShopPlatform, sandbox: { url: string }): Record<string, string> {
  switch (platform) {
    case 'shopify':
      return {
        shop_domain: 'demo.myshopify.com',
        client_id: 'sandbox-client-id',
        client_secret: 'sandbox-client-secret',
      };
    case 'woocommerce':
      return {
        url: `${sandbox.url}/woocommerce/demo`,
        consumer_key: 'ck_sandbox_demo',
        consumer_secret: 'cs_sandbox_demo',
      };
    case 'magento':
      return { url: `${sandbox.url}/magento/demo`, access_token: 'magento-sandbox-access-token' };
  }
}

/** A new store that is not connected yet. */
export async function createStore(http: HttpClient, platform: ShopPlatform, settings = {}): Promise<string> {
  const answer = await http.post(STORES, { name: `Shop on ${platform}`, platform, settings });
  return String(expectStatus(answer, 201).body.data.id);
}

export function connect(
  http: HttpClient,
  storeId: string,
  credentials: Record<string, string>,
  options: { skip_sync?: boolean } = {},
): Promise<Answer> {
  return http.post(`${STORES}/${storeId}/connect`, { credentials, ...options });
}

export interface ConnectedShop {
  store_id: string;
  platform: ShopPlatform;
  /** The first full sync. */
  job_id: string;
}

/** A store of the caller, tied to the sandbox's shop; its first import is under way. */
export async function connectShop(
  http: HttpClient,
  sandbox: { url: string },
  platform: ShopPlatform,
): Promise<ConnectedShop> {
  const storeId = await createStore(http, platform);
  const answer = expectStatus(await connect(http, storeId, credentialsFor(platform, sandbox)), 202);
  return { store_id: storeId, platform, job_id: String(answer.body.data.job.id) };
}

/** The same without any sync of its own, now or on a schedule: what happens to it is the test's doing. */
export async function connectQuietly(
  http: HttpClient,
  sandbox: { url: string },
  platform: ShopPlatform,
): Promise<string> {
  const storeId = await createStore(http, platform, { sync_enabled: false });
  expectStatus(await connect(http, storeId, credentialsFor(platform, sandbox), { skip_sync: true }), 202);
  return storeId;
}

export interface Job {
  id: string;
  type: string;
  status: string;
  progress: { done: number; total: number | null; unit: string | null };
  result: Record<string, unknown> | null;
  error: { code: string; message: string } | null;
  attempts: number;
  [field: string]: unknown;
}

export async function getJob(http: HttpClient, jobId: string): Promise<Job> {
  return expectStatus(await http.get(`${JOBS}/${jobId}`), 200).body.data as Job;
}

/** Waits until the job has ended (or is what `holds` wants). */
export function jobWhen(
  http: HttpClient,
  jobId: string,
  what: string,
  holds: (job: Job) => boolean,
  timeoutMs = 40_000,
): Promise<Job> {
  return until(`the job ${what}`, () => getJob(http, jobId), holds, { timeout_ms: timeoutMs });
}

export function jobSucceeded(http: HttpClient, jobId: string, timeoutMs?: number): Promise<Job> {
  const done = (job: Job): boolean => {
    if (job.status === 'failed' || job.status === 'cancelled') {
      throw new Error(`The job ${job.status}: ${JSON.stringify(job.error)}`);
    }
    return job.status === 'succeeded';
  };
  return jobWhen(http, jobId, 'succeeded', done, timeoutMs);
}

/** Starts a sync and gives its job. */
export async function startSync(http: HttpClient, storeId: string, wish: Record<string, unknown> = {}): Promise<Job> {
  return expectStatus(await http.post(`${STORES}/${storeId}/sync`, wish), 202).body.data.job as Job;
}

/** Syncs and waits for its end. */
export async function syncNow(http: HttpClient, storeId: string, wish: Record<string, unknown> = {}): Promise<Job> {
  return jobSucceeded(http, (await startSync(http, storeId, wish)).id);
}

export interface StoreView {
  id: string;
  status: string;
  connection: { state: string; error: { code: string; message: string } | null; warnings: string[] };
  has_credentials: boolean;
  last_synced_at: string | null;
  [field: string]: unknown;
}

export async function getStore(http: HttpClient, storeId: string): Promise<StoreView> {
  return expectStatus(await http.get(`${STORES}/${storeId}`), 200).body.data as StoreView;
}

export function storeWhen(
  http: HttpClient,
  storeId: string,
  what: string,
  holds: (store: StoreView) => boolean,
  timeoutMs = 40_000,
): Promise<StoreView> {
  return until(`the store ${what}`, () => getStore(http, storeId), holds, { timeout_ms: timeoutMs });
}

export interface SyncStatus {
  webhooks: {
    state: string;
    checked_at: string | null;
    mended: { at: string; topics: string[] } | null;
    last_delivery_at: string | null;
    waiting: number;
    dead: number;
  };
  gap_scan: { supported: boolean; last: Record<string, unknown> | null; next_at: string | null };
  failures: number;
  next_sync_at: string | null;
  lag_seconds: number | null;
  resources: {
    resource: string;
    lag_seconds: number | null;
    last_success_at: string | null;
    last_error: { code: string; message: string } | null;
    last_run: { mode: string; status: string; counts: Record<string, number>; cursor: unknown } | null;
    bad_records: { count: number; items: { platform_id: string; reason: string; occurrences: number }[] };
  }[];
}

export async function getSync(http: HttpClient, storeId: string): Promise<SyncStatus> {
  return expectStatus(await http.get(`${STORES}/${storeId}/sync`), 200).body.data as SyncStatus;
}

export interface ShopDetail {
  /** Live fulfilments of all orders, and mutations carried out by name, where the provider counts them. */
  fulfillments?: number;
  writes?: Record<string, number>;
  orders: number;
  products: number;
  totals: Record<string, string>;
  order_ids: string[];
  product_ids: string[];
}

/** What the sandbox's one shop of the platform holds. */
export async function shopDetail(sandbox: TestSandbox, platform: ShopPlatform): Promise<ShopDetail> {
  const answer = expectStatus(await sandbox.http.get('/_sandbox/state?detail=true'), 200);
  return answer.body[platform].shops[0] as ShopDetail;
}

/** What our tables hold of the store, in the shape of {@link shopDetail}: rows, ids and sums to the cent. */
export async function storedDetail(db: TestDatabase, storeId: string): Promise<ShopDetail> {
  const sums = await db.query<{ currency: string; total: string }>(
    `SELECT currency, sum(total_amount)::numeric(20, 2)::text AS total FROM orders
     WHERE store_id = $1 AND deleted_at IS NULL GROUP BY currency`,
    [storeId],
  );
  const ids = async (table: string, column: string): Promise<string[]> =>
    (
      await db.query<{ id: string }>(
        `SELECT ${column} AS id FROM ${table} WHERE store_id = $1 AND deleted_at IS NULL`,
        [storeId],
      )
    ).map((row) => row.id);
  const orderIds = await ids('orders', 'platform_order_id');
  const productIds = await ids('products', 'platform_product_id');
  return {
    orders: orderIds.length,
    products: productIds.length,
    totals: Object.fromEntries(sums.map((row) => [row.currency, row.total])),
    order_ids: orderIds.sort(),
    product_ids: productIds.sort(),
  };
}

/** Fails unless the store holds exactly what the shop holds. */
export async function expectSameAsShop(db: TestDatabase, sandbox: TestSandbox, shop: ConnectedShop): Promise<void> {
  const { orders, products, totals, order_ids, product_ids } = await shopDetail(sandbox, shop.platform);
  const expected = {
    orders,
    products,
    totals,
    order_ids: order_ids.map(String).sort(),
    product_ids: product_ids.map(String).sort(),
  };
  expect(await storedDetail(db, shop.store_id)).toEqual(expected);
}

const ROW_TABLES = [
  'orders',
  'order_items',
  'fulfillments',
  'refunds',
  'order_timeline',
  'products',
  'product_variants',
  'inventory_levels',
  'customers',
] as const;

/** Where each row of the synced tables lies and which transaction wrote it: equal before and after means not one was rewritten. */
export async function rowVersions(db: TestDatabase): Promise<Record<string, string[]>> {
  const versions: Record<string, string[]> = {};
  for (const table of ROW_TABLES) {
    const rows = await db.query<{ version: string }>(
      `SELECT ctid::text || ' ' || xmin::text AS version FROM ${table} ORDER BY ctid`,
    );
    versions[table] = rows.map((row) => row.version);
  }
  return versions;
}

/** The answer, when it has the status; else an error that shows it. */
export function expectStatus(answer: Answer, status: number): Answer {
  if (answer.status !== status) throw new Error(`Expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer;
}
