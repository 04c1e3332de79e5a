import { rm } from 'node:fs/promises';
import { connectQuietly, shopDetail, syncNow } from '../stores/shops.js';
import { as } from '../support/as.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { freshRedis } from '../support/redis.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { ChangeGate, type GatePoint } from './change-gate.js';
import { FROM_ONE_PLACE, type OrderView } from './order-shop.js';

const PLATFORMS = ['shopify', 'woocommerce'] as const;

let db: TestDatabase;
let sandbox: TestSandbox;
let dataDir: string;
let env: Record<string, string>;
let user: UserRow;
let gate: ChangeGate;
let server: ServerProcess;
let http: HttpClient;

beforeAll(async () => {
  db = await createTestDatabase();
  sandbox = await startSandbox({
    orders: 120,
    products: 20,
    settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0', SANDBOX_SHOPIFY_RESTORE: '100000' },
  });
  dataDir = await scratchFolder('killed-fulfilment');
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
  gate = await ChangeGate.at(db);
  await start();
});

afterAll(async () => {
  await server.kill9();
  await gate.end();
  await sandbox.close();
  await db.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const AT_THE_SHOP = 'while the shop is at it';

/** What is done at a shop can be looked up at each in its own way; what was never sent is the same everywhere. */
const POINTS: Record<string, (GatePoint | typeof AT_THE_SHOP)[]> = {
  shopify: [AT_THE_SHOP, 'before it is stored'],
  woocommerce: ['before it is sent', 'before it is stored'],
};

describe.each(PLATFORMS)('kill -9 in the middle of a fulfilment on %s', (platform) => {
  let storeId: string;
  beforeAll(async () => {
    storeId = await connectQuietly(http, sandbox, platform);
    await syncNow(http, storeId, { resources: ['products', 'orders'] });
  });
  afterEach(() => sandbox.clearFaults());

  it.each(POINTS[platform] ?? [])('%s: it is made exactly once', async (point) => {
    const order = await anOpenOrder(storeId);
    const before = await fulfilmentsAt(platform);
    const key = { headers: { 'idempotency-key': `killed-${order.id}` } };
    const path = `/api/v1/orders/${order.id}/fulfill`;
    if (point !== AT_THE_SHOP) await gate.close(point);
    const unheard = http.post(path, {}, key).then(
      () => 'heard',
      () => 'unheard',
    );
    if (point === AT_THE_SHOP) await sentSlowly(platform, order.id);
    else await gate.reached();
    expect(await server.kill9()).toMatchObject({ signal: 'SIGKILL' });
    expect(await unheard).toBe('unheard');
    if (point !== AT_THE_SHOP) await gate.open();
    await sandbox.clearFaults();
    await later();
    await start();

    const settled = await until(
      'the change is settled',
      () => db.query<{ state: string }>('SELECT state FROM store_changes WHERE subject_id = $1', [order.id]),
      (rows) => rows.every(({ state }) => state !== 'sent'),
      { timeout_ms: 60_000 },
    );
    expect(settled).toEqual([{ state: 'done' }]);
    const again = await http.post(path, {}, key);
    expect([again.status, again.body.error?.code]).toEqual([409, 'CONFLICT']);
    await syncNow(http, storeId, { resources: ['orders'], mode: 'incremental' });

    const after = await orderOf(order.id);
    expect(after).toMatchObject({ status: 'fulfilled', fulfillment_status: 'fulfilled' });
    expect(after.fulfillments).toHaveLength(1);
    const pieces = after.fulfillments.flatMap(({ items }) => items).map(({ quantity }) => quantity);
    expect(sum(pieces)).toBe(sum(order.items.map(({ quantity }) => quantity)));
    expect(await fulfilmentsAt(platform)).toBe(before + 1);
    const own = after.timeline.filter(({ source }) => source === 'ksap');
    expect(own).toMatchObject([{ kind: 'fulfilled', actor_user_id: user.id }]);
  });
});

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

async function start(): Promise<void> {
  server = await ServerProcess.start({ env });
  http = await as(server.http, user);
}

/** A lease and a doubt of a minute each pass. */
async function later(): Promise<void> {
  await db.query(
    `UPDATE store_changes SET lease_until = now() - interval '1 second', sent_at = sent_at - interval '2 minutes'
     WHERE state = 'sent'`,
  );
}

async function orderOf(id: string): Promise<OrderView> {
  return (await http.get(`/api/v1/orders/${id}`)).body.data as OrderView;
}

const used = new Set<string>();

/** Paid, untouched, and sent from one place: one fulfilment is all that it needs. */
async function anOpenOrder(storeId: string): Promise<OrderView> {
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM orders r WHERE store_id = $1 AND status = 'paid' AND payment_status = 'paid'
       AND fulfillment_status = 'unfulfilled' AND refunded_amount = 0 AND ${FROM_ONE_PLACE} ORDER BY id`,
    [storeId],
  );
  const found = rows.find(({ id }) => !used.has(id));
  if (!found) throw new Error('The sandbox has no such order');
  used.add(found.id);
  return orderOf(found.id);
}

/** Until the change is marked as sent; every answer takes its time, so that the request which fulfils is on its way then. */
async function sentSlowly(platform: string, orderId: string): Promise<void> {
  await sandbox.fault({ provider: platform, kind: 'slow', delay_ms: 300 });
  await until(
    'the change is sent',
    () => db.count('store_changes', 'subject_id = $1 AND sent_at IS NOT NULL', [orderId]),
    (count) => count > 0,
    { timeout_ms: 60_000, every_ms: 10 },
  );
  await new Promise((resolve) => setTimeout(resolve, 400));
}

/** How many whole fulfilments the shop has made so far, by its own count. */
async function fulfilmentsAt(platform: (typeof PLATFORMS)[number]): Promise<number> {
  const { fulfillments, writes } = (await shopDetail(sandbox, platform)) as unknown as {
    fulfillments?: number;
    writes: Record<string, number>;
  };
  return fulfillments ?? writes.orders_completed ?? 0;
}
