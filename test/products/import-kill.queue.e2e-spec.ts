import { rm } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import pg from 'pg';
import { connectQuietly, expectStatus, jobSucceeded, SHOP_PLATFORMS, shopDetail, syncNow } from '../stores/shops.js';
import type { ShopPlatform } from '../stores/shops.js';
import { as } from '../support/as.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { freshRedis } from '../support/redis.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

const CREATES = 6;
const UPDATES = 3;
let db: TestDatabase;
let sandbox: TestSandbox;
let dataDir: string;
let env: Record<string, string>;
let user: UserRow;
let server: ServerProcess;
let http: HttpClient;
let holder: pg.Client;

beforeAll(async () => {
  db = await createTestDatabase();
  holder = new pg.Client({ connectionString: db.url });
  await holder.connect();
  sandbox = await startSandbox({
    orders: 5,
    products: 40,
    settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0', SANDBOX_SHOPIFY_RESTORE: '100000' },
  });
  dataDir = await scratchFolder('import-killed');
  const redisUrl = await freshRedis();
  env = {
    DATABASE_URL: db.url,
    KSAP_DATA_DIR: dataDir,
    KSAP_SANDBOX_URL: sandbox.url,
    KSAP_DB_POOL: '10',
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
  };
  user = await aUser(db);
  await start();
});

afterAll(async () => {
  await server.kill9();
  await holder.end();
  await sandbox.close();
  await db.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  server = await ServerProcess.start({ env });
  http = await as(server.http, user);
}

interface Row {
  sku: string;
  title: string;
  handle: string;
  options: string;
  price: string;
  inventory_quantity: string;
}

/** One of the new products has two variants; of each the price and the stock are told by its place. */
function rowsFor(platform: ShopPlatform, known: string[]): Row[] {
  const row = (sku: string, index: number, more: Partial<Row> = {}): Row => ({
    sku,
    title: `By file ${index}`,
    handle: '',
    options: '',
    price: `${index + 1}1.50`,
    inventory_quantity: String(index + 11),
    ...more,
  });
  const made = Array.from({ length: CREATES - 1 }, (_none, index) => row(`FILE-${platform}-${index}`, index));
  const both = ['M', 'L'].map((size, index) =>
    row(`FILE-${platform}-${size}`, 20 + index, { title: 'Shirt', handle: 'file-shirt', options: `Size: ${size}` }),
  );
  const changed = known.map((sku, index) => row(sku, 30 + index));
  return [...made.slice(0, 3), ...both, ...changed, ...made.slice(3)];
}

interface Import {
  platform: ShopPlatform;
  store_id: string;
  job_id: string;
  rows: Row[];
  /** How many products the shop had. */
  before: number;
}

async function begin(platform: ShopPlatform): Promise<Import> {
  const storeId = await connectQuietly(http, sandbox, platform);
  await syncNow(http, storeId, { resources: ['products'], mode: 'full' });
  const known = await db.query<{ sku: string }>(
    `SELECT v.sku FROM product_variants v JOIN products p ON p.id = v.product_id
     WHERE p.store_id = $1 AND p.status = 'active' AND v.track_inventory AND v.sku <> '' AND v.options = '{}' AND v.price > 0
       AND v.compare_at_price IS NULL AND (SELECT count(*) FROM product_variants o WHERE o.product_id = p.id) = 1
       AND (SELECT count(*) FROM inventory_levels l WHERE l.variant_id = v.id) < 2
     ORDER BY v.sku LIMIT ${UPDATES}`,
    [storeId],
  );
  expect(known).toHaveLength(UPDATES);
  const rows = rowsFor(
    platform,
    known.map(({ sku }) => sku),
  );
  const { products: before } = await shopDetail(sandbox, platform);
  const answer = await http.request('POST', `/api/v1/stores/${storeId}/products/import`, {
    raw: stringify(rows, { header: true, columns: Object.keys(rows[0]!) }),
    headers: { 'content-type': 'text/csv' },
  });
  const { job, summary } = expectStatus(answer, 202).body.data;
  expect(summary).toMatchObject({ to_create: CREATES, to_update: UPDATES });
  return { platform, store_id: storeId, job_id: String(job.id), rows, before };
}

const GATE = 817;
/** Where each import stands when its process dies: the shop has made this product, and nobody here knows it yet. */
const HELD = 'By file 2';

/** From now on what is to be written of that product, once it was sent, waits for the lock. */
async function closeGate(): Promise<void> {
  await holder.query(`SELECT pg_advisory_lock(${GATE})`);
  await holder.query(
    `CREATE FUNCTION import_gate() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${GATE}); RETURN NEW; END $$`,
  );
  await holder.query(
    `CREATE TRIGGER import_gate BEFORE UPDATE ON store_changes FOR EACH ROW
     WHEN (OLD.sent_at IS NOT NULL AND OLD.payload->>'title' = '${HELD}') EXECUTE FUNCTION import_gate()`,
  );
}

async function openGate(): Promise<void> {
  await holder.query('SELECT pg_advisory_unlock_all()');
  await holder.query('DROP TRIGGER import_gate ON store_changes');
}

const waiting = async (): Promise<number> => {
  const [row] = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = ${GATE}
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return row!.count;
};

it('kill -9 in the middle of imports: each product is made once, and has the price and the stock of its row', async () => {
  await closeGate();
  const imports: Import[] = [];
  for (const platform of SHOP_PLATFORMS) imports.push(await begin(platform));
  await until('all stand at the gate', waiting, (count) => count === imports.length, { timeout_ms: 60_000 });
  for (const { platform, before } of imports) {
    expect([platform, (await shopDetail(sandbox, platform)).products - before]).toEqual([platform, 3]);
  }
  expect(await db.count('product_import_items', `state = 'done'`)).toBe(2 * imports.length);
  expect(await server.kill9()).toMatchObject({ signal: 'SIGKILL' });
  await openGate();
  // A minute later.
  await db.query(
    `UPDATE store_changes SET lease_until = now(), sent_at = sent_at - interval '1 minute' WHERE state = 'sent'`,
  );
  await start();
  for (const { platform, store_id: storeId, job_id: jobId, rows, before } of imports) {
    const job = await jobSucceeded(http, jobId, 90_000);
    expect([platform, job.result]).toEqual([platform, { created: CREATES, updated: UPDATES, failed: 0 }]);
    expect((await shopDetail(sandbox, platform)).products - before).toBe(CREATES);
    // As the shop has them, not as we believe.
    await db.query('UPDATE products SET content_hash = NULL WHERE store_id = $1', [storeId]);
    await syncNow(http, storeId, { resources: ['products'], mode: 'full' });
    const there = await db.query<{ sku: string; price: string; quantity: number }>(
      `SELECT sku, price::numeric(12, 2)::text AS price, inventory_quantity AS quantity FROM product_variants
       WHERE store_id = $1 AND sku = ANY($2) ORDER BY sku`,
      [storeId, rows.map(({ sku }) => sku)],
    );
    const wanted = rows.map(({ sku, price, inventory_quantity }) => ({
      sku,
      price,
      quantity: Number(inventory_quantity),
    }));
    expect(there).toEqual(wanted.sort((a, b) => (a.sku < b.sku ? -1 : 1)));
  }
}, 180_000);
