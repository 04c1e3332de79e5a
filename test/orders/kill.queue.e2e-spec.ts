import { rm } from 'node:fs/promises';
import { connectQuietly, SHOP_PLATFORMS, shopDetail, type ShopPlatform, syncNow } from '../stores/shops.js';
import { as } from '../support/as.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { freshRedis } from '../support/redis.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { ChangeGate } from './change-gate.js';
import { FROM_ONE_PLACE, type OrderView } from './order-shop.js';

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

interface Wish {
  platform: ShopPlatform;
  order: OrderView;
  send: () => Promise<Answer>;
  /** What the order and its shop say when it was done exactly once. */
  check: (after: OrderView) => Promise<void>;
  /** What the same wish is answered afterwards. */
  again: [status: number, code: string | undefined];
}

describe('kill -9 in the middle of what is done to orders', () => {
  const stores = new Map<ShopPlatform, string>();
  beforeAll(async () => {
    for (const platform of SHOP_PLATFORMS) stores.set(platform, await connectQuietly(http, sandbox, platform));
    await Promise.all([...stores.values()].map((id) => syncNow(http, id, { resources: ['products', 'orders'] })));
  });
  afterEach(() => sandbox.clearFaults());

  /** Sends the order on its way. */
  async function parcel(platform: ShopPlatform): Promise<Wish> {
    const order = await anOpenOrder(stores.get(platform)!, 'paid');
    const before = await countAt(platform, 'fulfilments');
    const check = async (after: OrderView): Promise<void> => {
      expect(after).toMatchObject({ status: 'fulfilled', fulfillment_status: 'fulfilled' });
      expect(after.fulfillments).toHaveLength(1);
      const pieces = after.fulfillments.flatMap(({ items }) => items).map(({ quantity }) => quantity);
      expect(sum(pieces)).toBe(sum(order.items.map(({ quantity }) => quantity)));
      expect([platform, await countAt(platform, 'fulfilments')]).toEqual([platform, before + 1]);
      expect(own(after)).toMatchObject([{ kind: 'fulfilled', actor_user_id: user.id }]);
    };
    const send = (): Promise<Answer> => http.post(`/api/v1/orders/${order.id}/fulfill`, {}, keyOf(order));
    return { platform, order, check, send, again: [409, 'CONFLICT'] };
  }

  /** Makes Magento invoice the order. */
  async function invoice(): Promise<Wish> {
    const order = await anOpenOrder(stores.get('magento')!, 'pending');
    const before = await countAt('magento', 'invoices');
    const check = async (after: OrderView): Promise<void> => {
      expect(after).toMatchObject({ status: 'paid', payment_status: 'paid' });
      expect(await countAt('magento', 'invoices')).toBe(before + 1);
      expect(own(after)).toMatchObject([{ kind: 'paid', actor_user_id: user.id }]);
    };
    const path = `/api/v1/orders/${order.id}/status`;
    const send = (): Promise<Answer> => http.put(path, { status: 'paid' }, keyOf(order));
    // It is paid: nothing is to be done.
    return { platform: 'magento', order, check, send, again: [200, undefined] };
  }

  async function afterTheKill(wishes: Wish[], unheard: Promise<string>[]): Promise<void> {
    expect(await server.kill9()).toMatchObject({ signal: 'SIGKILL' });
    expect(await Promise.all(unheard)).toEqual(wishes.map(() => 'unheard'));
    await gate.open();
    await sandbox.clearFaults();
    await later();
    await start();
    await db.query(`SELECT pg_notify('ksap_changes', '')`);
    const ids = wishes.map(({ order }) => order.id);
    const settled = await until(
      'the changes are settled',
      () => db.query<{ state: string }>('SELECT state FROM store_changes WHERE subject_id = ANY($1)', [ids]),
      (rows) => rows.every(({ state }) => state !== 'sent'),
      { timeout_ms: 60_000, every_ms: 50 },
    );
    expect(settled).toEqual(wishes.map(() => ({ state: 'done' })));
    for (const wish of wishes) {
      const again = await wish.send();
      expect([again.status, again.body.error?.code]).toEqual(wish.again);
    }
    await Promise.all([...stores.values()].map((id) => syncNow(http, id, { resources: ['orders'] })));
    for (const { order, check } of wishes) await check(await orderOf(order.id));
  }

  it('done at the shop and not stored here: each is made exactly once', async () => {
    const wishes = [...(await Promise.all(SHOP_PLATFORMS.map(parcel))), await invoice()];
    await gate.close('before it is stored');
    const unheard = wishes.map(({ send }) => heard(send()));
    await gate.reached(wishes.length);
    await afterTheKill(wishes, unheard);
  });

  it('before it was sent, lost on the way, or while the shop is at it: each is made exactly once', async () => {
    const [held, lost, slow] = [await parcel('woocommerce'), await parcel('magento'), await parcel('shopify')];
    await gate.close('before it is sent', [held.order.id]);
    await sandbox.fault({ provider: 'magento', kind: 'timeout', path: '/ship' });
    const unheard = [heard(held.send()), heard(lost.send())];
    await gate.reached();
    await sent(lost.order);
    // Every answer takes its time, so that the request which fulfils is on its way when it is killed.
    await sandbox.fault({ provider: 'shopify', kind: 'slow', delay_ms: 300 });
    unheard.push(heard(slow.send()));
    await sent(slow.order);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await afterTheKill([held, lost, slow], unheard);
  });
});

function sent(order: OrderView): Promise<unknown> {
  return until(
    'the change is sent',
    () => db.count('store_changes', 'subject_id = $1 AND sent_at IS NOT NULL', [order.id]),
    (count) => count > 0,
    { timeout_ms: 60_000, every_ms: 10 },
  );
}

const heard = (answer: Promise<Answer>): Promise<string> =>
  answer.then(
    () => 'heard',
    () => 'unheard',
  );

const own = (order: OrderView): OrderView['timeline'] => order.timeline.filter(({ source }) => source === 'ksap');

const keyOf = (order: OrderView): { headers: Record<string, string> } => ({
  headers: { 'idempotency-key': `killed-${order.id}` },
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

/** Untouched, and sent from one place: one fulfilment is all that it needs. */
async function anOpenOrder(storeId: string, status: 'paid' | 'pending'): Promise<OrderView> {
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM orders r WHERE store_id = $1 AND status = $2 AND payment_status = $2
       AND fulfillment_status = 'unfulfilled' AND refunded_amount = 0 AND ${FROM_ONE_PLACE} ORDER BY id`,
    [storeId, status],
  );
  const found = rows.find(({ id }) => !used.has(id));
  if (!found) throw new Error('The sandbox has no such order');
  used.add(found.id);
  return orderOf(found.id);
}

/** How many of them the shop has made so far, by its own count. */
async function countAt(platform: ShopPlatform, what: 'fulfilments' | 'invoices'): Promise<number> {
  const { fulfillments, writes = {} } = await shopDetail(sandbox, platform);
  if (what === 'invoices') return writes['POST order/:id/invoice'] ?? 0;
  return fulfillments ?? writes.orders_completed ?? 0;
}
