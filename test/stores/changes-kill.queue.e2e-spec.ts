import { rm } from 'node:fs/promises';
import pg from 'pg';
import { as } from '../support/as.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { freshRedis } from '../support/redis.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { connectQuietly, shopDetail, STORES, syncNow, type ShopPlatform } from './shops.js';

/** Where the process stands when it dies: before it has sent a change, or after the shop has done it. */
type Stage = 'sending' | 'settling';
const GATE_LOCK = 816;

const PLATFORMS = ['shopify', 'woocommerce'] as const;
const PEOPLE: { fulfill: Stage; create: Stage }[] = [
  { fulfill: 'settling', create: 'sending' },
  { fulfill: 'sending', create: 'settling' },
];

interface Owner {
  user: UserRow;
  stages: { fulfill: Stage; create: Stage };
}

interface Asked {
  owner: Owner;
  send: (http: HttpClient) => Promise<Answer>;
}

let db: TestDatabase;
let sandbox: TestSandbox;
let dataDir: string;
let env: Record<string, string>;
let server: ServerProcess;
let holder: pg.Client;
const owners: Owner[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  sandbox = await startSandbox({
    orders: 80,
    products: 10,
    settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0', SANDBOX_SHOPIFY_RESTORE: '100000' },
  });
  dataDir = await scratchFolder('killed-changes');
  const redisUrl = await freshRedis();
  env = {
    DATABASE_URL: db.url,
    KSAP_DATA_DIR: dataDir,
    KSAP_SANDBOX_URL: sandbox.url,
    KSAP_DB_POOL: '14',
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
  };
  for (const stages of PEOPLE) owners.push({ user: await aUser(db), stages });
  holder = new pg.Client({ connectionString: db.url });
  await holder.connect();
  server = await ServerProcess.start({ env });
});

afterAll(async () => {
  await server.kill9();
  await holder.end();
  await sandbox.close();
  await db.drop();
  await rm(dataDir, { recursive: true, force: true });
});

it('kill -9 of a process in the middle of shipping and creating: each is done exactly once', async () => {
  const asked: Asked[] = [];
  for (const platform of PLATFORMS) {
    for (const [index, owner] of owners.entries()) asked.push(...(await prepare(platform, owner, index)));
  }
  const before = await counts();
  await closeGate();
  const lost = Promise.allSettled(asked.map(async ({ owner, send }) => send(await as(server.http, owner.user))));
  await until('all stand at the gate', waiting, (count) => count === asked.length, { timeout_ms: 40_000 });
  // What stands behind the shop's answer was done, what stands before was not.
  const once = minus(await counts(), before);
  expect(once).toEqual({
    shopify: { shipped: 1, products: 1 },
    woocommerce: { shipped: expect.any(Number), products: 1 },
  });
  expect(once.woocommerce!.shipped).toBeGreaterThan(0);

  await server.kill9();
  expect((await lost).map((one) => one.status)).toEqual(asked.map(() => 'rejected'));
  await openGate();
  // A minute later.
  await db.query(`UPDATE store_changes SET lease_until = now(), sent_at = sent_at - interval '1 minute'`);
  await db.query(`UPDATE idempotency_keys SET created_at = created_at - interval '1 hour'`);
  server = await ServerProcess.start({ env });
  await until(
    'all are settled',
    () => db.query<{ state: string }>('SELECT state FROM store_changes'),
    (rows) => rows.every((row) => row.state !== 'sent'),
    { timeout_ms: 50_000 },
  );

  expect(await db.count('store_changes', `state = 'done'`)).toBe(asked.length);
  const after = await counts();
  // What was done then is not done again, and what was not is: as much again.
  expect(minus(minus(after, before), once)).toEqual(once);
  expect(
    await db.count(
      'fulfillments',
      `created_at > now() - interval '10 minutes' AND order_id IN
    (SELECT subject_id FROM store_changes WHERE kind = 'order.fulfill')`,
    ),
  ).toBe(asked.length / 2);
  expect(await db.count('products', `id IN (SELECT subject_id FROM store_changes)`)).toBe(asked.length / 2);

  // Whoever asks again under the same key is told to look, and nothing is done a second time.
  for (const { owner, send } of asked) {
    const again = await send(await as(server.http, owner.user));
    expect(again).toMatchObject({ status: 409, body: { error: { details: { reason: 'outcome_unknown' } } } });
  }
  expect(await counts()).toEqual(after);
});

/** Two requests of the owner at the platform's shop, each with its gate. */
async function prepare(platform: ShopPlatform, owner: Owner, index: number): Promise<Asked[]> {
  const http = await as(server.http, owner.user);
  const storeId = await connectQuietly(http, sandbox, platform);
  await syncNow(http, storeId, { resources: ['orders'] });
  const orders = await db.query<{ id: string }>(
    `SELECT id FROM orders r WHERE store_id = $1 AND status = 'paid' AND fulfillment_status = 'unfulfilled'
       AND NOT EXISTS (SELECT 1 FROM refunds f WHERE f.order_id = r.id) ORDER BY platform_order_id`,
    [storeId],
  );
  const order = orders[index]!;
  await holder.query('CREATE TABLE IF NOT EXISTS change_gate (store_id uuid, kind text, stage text)');
  await holder.query(`INSERT INTO change_gate VALUES ($1, 'order.fulfill', $2), ($1, 'product.create', $3)`, [
    storeId,
    owner.stages.fulfill,
    owner.stages.create,
  ]);
  const headers = (what: string) => ({ headers: { 'idempotency-key': `${what}-${storeId}` } });
  return [
    { owner, send: (client) => client.post(`/api/v1/orders/${order.id}/fulfill`, {}, headers('ship')) },
    {
      owner,
      send: (client) =>
        client.post(`${STORES}/${storeId}/products`, { title: `Lamp ${index}`, price: '12.00' }, headers('create')),
    },
  ];
}

type Counts = Record<string, { shipped: number; products: number }>;

/** Fulfilments (writes of orders, where the shop has none of its own) and products at each shop. */
async function counts(): Promise<Counts> {
  const all = await Promise.all(
    PLATFORMS.map(async (platform) => {
      const { fulfillments, writes, products } = await shopDetail(sandbox, platform);
      return [platform, { shipped: fulfillments ?? writes?.orders ?? 0, products }] as const;
    }),
  );
  return Object.fromEntries(all);
}

function minus(counted: Counts, less: Counts): Counts {
  return Object.fromEntries(
    Object.entries(counted).map(([platform, { shipped, products }]) => [
      platform,
      { shipped: shipped - less[platform]!.shipped, products: products - less[platform]!.products },
    ]),
  );
}

async function closeGate(): Promise<void> {
  await holder.query(`
    CREATE FUNCTION change_gate() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE step text := CASE WHEN NEW.state = 'done' THEN 'settling'
                               WHEN NEW.sent_at IS DISTINCT FROM OLD.sent_at THEN 'sending' END;
    BEGIN
      IF EXISTS (SELECT 1 FROM change_gate gate WHERE gate.store_id = NEW.store_id AND gate.kind = NEW.kind AND gate.stage = step)
      THEN PERFORM pg_advisory_xact_lock(${GATE_LOCK}); END IF;
      RETURN NEW;
    END $$`);
  await holder.query(
    'CREATE TRIGGER change_gate BEFORE UPDATE ON store_changes FOR EACH ROW EXECUTE FUNCTION change_gate()',
  );
  await holder.query('SELECT pg_advisory_lock($1)', [GATE_LOCK]);
}

function waiting(): Promise<number> {
  return db.count('pg_locks', `locktype = 'advisory' AND objid = ${GATE_LOCK} AND NOT granted`);
}

async function openGate(): Promise<void> {
  await holder.query('DELETE FROM change_gate');
  await holder.query('SELECT pg_advisory_unlock_all()');
  await until('nobody waits any more', waiting, (count) => count === 0);
}
