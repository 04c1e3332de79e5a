import { rm } from 'node:fs/promises';
import { as } from '../support/as.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { freshRedis } from '../support/redis.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { connectShop, expectSameAsShop, jobSucceeded, type ConnectedShop } from '../stores/shops.js';
import { Gate } from './gate.js';

/** A lease that had to run out would last half a minute at least. */
const AT_ONCE_MS = 12_000;

let db: TestDatabase;
let sandbox: TestSandbox;
let dataDir: string;
let env: Record<string, string>;
let user: UserRow;
let gate: Gate;
let server: ServerProcess;
let http: HttpClient;
let shopify: ConnectedShop;
let woocommerce: ConnectedShop | undefined;

beforeAll(async () => {
  db = await createTestDatabase();
  sandbox = await startSandbox({ orders: 400, products: 120, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '500' } });
  dataDir = await scratchFolder('killed');
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
  gate = await Gate.at(db);
  await start();
});

afterAll(async () => {
  await server.kill9();
  await gate.end();
  await sandbox.close();
  await db.drop();
  await rm(dataDir, { recursive: true, force: true });
});

describe('kill -9 in the middle of the first import', () => {
  it('goes on with the bulk operation that Shopify was working on, and begins no other for it', async () => {
    shopify = await connectShop(http, sandbox, 'shopify');
    const cursor = await runWhen(shopify, 'products', (run) => run.cursor?.kind === 'bulk');
    await crash();
    await start();
    await resumed(shopify);
    await until(
      'products are read',
      () => runOf(shopify, 'products'),
      (run) => (run?.seen ?? 0) > 0,
    );
    const run = await runOf(shopify, 'products');
    expect(run?.id).toBe(cursor.id);
    expect(run?.cursor?.operation_id ?? cursor.cursor?.operation_id).toBe(cursor.cursor?.operation_id);
    const begun = (await sandbox.requests('shopify')).filter((request) =>
      /bulkOperationRunQuery[\s\S]*products/.test(JSON.stringify(request.body)),
    );
    expect(begun).toHaveLength(1);
  });

  it.each<[string, 'shopify' | 'woocommerce', string, number, string]>([
    ['in the first page of products', 'woocommerce', 'products', 1, 'running'],
    ['between products and orders', 'woocommerce', 'orders', 0, 'running'],
    ['in the middle of the orders', 'woocommerce', 'orders', 101, 'running'],
    ['in the middle of the orders', 'shopify', 'orders', 251, 'running'],
  ])('resumes at once and loses nothing: killed %s of %s', async (_when, platform, resource, seen, status) => {
    if (platform === 'woocommerce' && !woocommerce) {
      woocommerce = await connectGated(resource, seen, status);
    } else {
      await gate.close(shopOn(platform).store_id, resource, seen, status);
    }
    const shop = shopOn(platform);
    await gate.reached();
    const before = await runOf(shop, resource);
    await crash();
    await gate.open();
    await start();
    await resumed(shop);
    // What was committed before is where it goes on: the same run, and its counts have not gone back.
    if (before !== undefined) {
      const after = await runOf(shop, resource);
      expect(after?.id).toBe(before.id);
      expect(after?.seen).toBeGreaterThanOrEqual(before.seen);
    }
  });

  it('has everything exactly once in the end, as if nothing had happened', async () => {
    for (const shop of bothShops()) {
      const job = await jobSucceeded(http, shop.job_id);
      expect(job.attempts).toBeGreaterThan(1);
    }
    for (const shop of bothShops()) await expectSameAsShop(db, sandbox, shop);
    const wrong = await db.count(
      'orders',
      'items_count <> (SELECT count(*) FROM order_items item WHERE item.order_id = orders.id)',
    );
    expect(wrong).toBe(0);
    const runs = await db.query<{ resource: string; store_id: string; runs: number }>(
      'SELECT store_id, resource, count(*)::int AS runs FROM sync_runs GROUP BY 1, 2 HAVING count(*) > 1',
    );
    expect(runs).toEqual([]);
  });

  it('counted each record once in its runs', async () => {
    const state = await sandbox.state();
    for (const shop of bothShops()) {
      for (const resource of ['orders', 'products'] as const) {
        const run = await runOf(shop, resource);
        expect({ platform: shop.platform, resource, created: run?.created }).toEqual({
          platform: shop.platform,
          resource,
          created: state[shop.platform]![resource],
        });
      }
    }
  });
});

interface Run {
  id: string;
  seen: number;
  created: number;
  status: string;
  cursor: { kind?: string; operation_id?: string } | null;
}

async function start(): Promise<void> {
  server = await ServerProcess.start({ env });
  http = await as(server.http, user);
}

async function crash(): Promise<void> {
  expect(await server.kill9()).toMatchObject({ signal: 'SIGKILL' });
}

function shopOn(platform: string): ConnectedShop {
  const shop = platform === 'shopify' ? shopify : woocommerce;
  if (!shop) throw new Error(`No shop on ${platform} is connected yet`);
  return shop;
}

function bothShops(): ConnectedShop[] {
  return [shopOn('shopify'), shopOn('woocommerce')];
}

/** The store's id is known only once it is connected, and then its import is under way: so the first call is held. */
async function connectGated(resource: string, seen: number, status: string): Promise<ConnectedShop> {
  await sandbox.fault({ provider: 'woocommerce', kind: 'slow', delay_ms: 800, path: '/wc/v3/products' });
  const shop = await connectShop(http, sandbox, 'woocommerce');
  await gate.close(shop.store_id, resource, seen, status);
  await sandbox.clearFaults();
  return shop;
}

async function runOf(shop: ConnectedShop, resource: string): Promise<Run | undefined> {
  const [run] = await db.query<Run>(
    `SELECT id, seen, created, status, cursor FROM sync_runs WHERE store_id = $1 AND resource = $2 ORDER BY started_at DESC LIMIT 1`,
    [shop.store_id, resource],
  );
  return run;
}

async function runWhen(shop: ConnectedShop, resource: string, holds: (run: Run) => boolean): Promise<Run> {
  const run = await until(
    `the run of ${resource} is where it should be`,
    () => runOf(shop, resource),
    (found) => found !== undefined && holds(found),
    { every_ms: 20 },
  );
  return run!;
}

/** The dead process' job runs in the new one, without waiting for any lease. */
async function resumed(shop: ConnectedShop): Promise<void> {
  const ready = performance.now();
  await until(
    'the job runs again in the new process',
    () =>
      db.query(
        `SELECT 1 FROM jobs j JOIN worker_instances w ON w.id = j.worker_id WHERE j.id = $1 AND w.pid = $2
         UNION ALL SELECT 1 FROM jobs WHERE id = $1 AND status = 'succeeded'`,
        [shop.job_id, server.pid],
      ),
    (rows) => rows.length > 0,
    { timeout_ms: 60_000 },
  );
  expect(performance.now() - ready).toBeLessThan(AT_ONCE_MS);
}
