import { as } from '../support/as.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import {
  connect,
  createStore,
  credentialsFor,
  expectStatus,
  getSync,
  jobSucceeded,
  rowVersions,
  STORES,
  syncNow,
  type Job,
} from '../stores/shops.js';

/** How many variants' stock is changed at the shop, and none of their products' dates. */
const CHANGED = 6;

let app: TestApp;
let http: HttpClient;
let storeId: string;

async function start(settings: Record<string, string>): Promise<void> {
  app = await startTestApp({ sandbox: { orders: 40, products: 24, settings } });
  http = await as(app.http, await aUser(app.db));
  // What is read is the test's doing.
  storeId = await createStore(http, 'magento', { sync_enabled: false });
  const answer = expectStatus(await connect(http, storeId, credentialsFor('magento', app.sandbox)), 202);
  await jobSucceeded(http, String(answer.body.data.job.id));
}

interface Variant {
  platform_variant_id: string;
  platform_product_id: string;
  quantity: number;
  levels: Record<string, number>;
}

async function stockHere(): Promise<Map<string, Variant>> {
  const rows = await app.db.query<Variant>(
    `SELECT variant.platform_variant_id, product.platform_product_id, variant.inventory_quantity AS quantity,
            (SELECT jsonb_object_agg(platform_location_id, available) FROM inventory_levels WHERE variant_id = variant.id) AS levels
     FROM product_variants variant JOIN products product ON product.id = variant.product_id
     WHERE product.store_id = $1 AND variant.track_inventory ORDER BY variant.platform_variant_id::integer`,
    [storeId],
  );
  return new Map(rows.map((row) => [row.platform_variant_id, row]));
}

/** Sets the stock of some variants in the shop, products' only ones and children; gives what each has now. */
async function changeAtShop(): Promise<Map<string, number>> {
  const all = [...(await stockHere()).values()];
  const children = all.filter((variant) => variant.platform_variant_id !== variant.platform_product_id);
  const singles = all.filter((variant) => variant.platform_variant_id === variant.platform_product_id);
  const wanted = new Map<string, number>();
  for (const variant of [...children.slice(0, CHANGED / 2), ...singles.slice(0, CHANGED / 2)]) {
    const { platform_variant_id: id, levels } = variant;
    const quantity = (levels.default ?? 0) + 7;
    const { total } = await app.sandbox.event('magento', 'inventory_changed', { variation_id: Number(id), quantity });
    wanted.set(id, total as number);
  }
  // One of them sold out: an empty shelf is stock too.
  const [first = ''] = wanted.keys();
  const { total } = await app.sandbox.event('magento', 'inventory_changed', {
    variation_id: Number(first),
    quantity: 0,
  });
  return wanted.set(first, total as number);
}

async function countsOf(resource: string): Promise<Record<string, number>> {
  const found = (await getSync(http, storeId)).resources.find((one) => one.resource === resource);
  return found?.last_run?.counts ?? {};
}

async function scan(): Promise<{ missing: number; stale: number; deleted: number }> {
  const answer = expectStatus(await http.post(`${STORES}/${storeId}/sync/gap-scan`, {}), 202);
  const { result } = await jobSucceeded(http, (answer.body.data.job as Job).id);
  return result?.repaired as { missing: number; stale: number; deleted: number };
}

async function sums(): Promise<{ product: number; variants: number }[]> {
  return app.db.query(
    `SELECT product.inventory_quantity AS product, sum(variant.inventory_quantity)::integer AS variants
     FROM products product JOIN product_variants variant ON variant.product_id = product.id
     WHERE product.store_id = $1 AND variant.track_inventory GROUP BY product.id
     HAVING product.inventory_quantity <> sum(variant.inventory_quantity)`,
    [storeId],
  );
}

describe('a Magento shop whose stock changes while no product’s date does', () => {
  beforeAll(() => start({}), 60_000);
  afterAll(() => app.close());

  it('shows it after the next poll, and writes nothing else', async () => {
    const before = await stockHere();
    const wanted = await changeAtShop();
    await syncNow(http, storeId);
    const after = await stockHere();
    expect([...wanted].map(([id]) => [id, after.get(id)?.quantity])).toEqual([...wanted]);
    const touched = [...after.values()].filter((variant) => {
      return variant.quantity !== before.get(variant.platform_variant_id)?.quantity;
    });
    expect(touched.map((variant) => variant.platform_variant_id).sort()).toEqual([...wanted.keys()].sort());
    expect(await sums()).toEqual([]);
    expect(await countsOf('inventory')).toMatchObject({ updated: wanted.size, bad: 0 });
    // No product tells of it: reading what changed is not what found it.
    expect(await countsOf('products')).toMatchObject({ updated: 0 });
  });

  it('writes nothing when nothing has changed', async () => {
    const versions = await rowVersions(app.db);
    await syncNow(http, storeId);
    expect(await scan()).toEqual({ missing: 0, stale: 0, deleted: 0 });
    expect(await rowVersions(app.db)).toEqual(versions);
  });

  it('takes a parcel’s pieces off the source that it left', async () => {
    const before = await stockHere();
    const { order_id: orderId } = await app.sandbox.event('magento', 'order_shipped');
    await syncNow(http, storeId);
    const lines = await app.db.query<{ id: string; pieces: number }>(
      `SELECT item.platform_variant_id AS id, sum(item.fulfilled_quantity)::integer AS pieces
       FROM order_items item JOIN orders o ON o.id = item.order_id
       WHERE o.store_id = $1 AND o.platform_order_id = $2 GROUP BY 1`,
      [storeId, String(orderId)],
    );
    const after = await stockHere();
    const tracked = lines.filter(({ id }) => before.has(id));
    expect(tracked.length).toBeGreaterThan(0);
    for (const { id } of tracked) expect(after.get(id)!.quantity).toBeLessThan(before.get(id)!.quantity);
    expect(await countsOf('inventory')).toMatchObject({ updated: tracked.length });
  });

  it('leaves alone what nobody counts', async () => {
    const untracked = await app.db.count(
      'product_variants',
      'store_id = $1 AND NOT track_inventory AND inventory_quantity IS NULL',
      [storeId],
    );
    expect(untracked).toBeGreaterThan(0);
    await syncNow(http, storeId, { mode: 'full', resources: ['inventory'] });
    expect(
      await app.db.count('product_variants', 'store_id = $1 AND NOT track_inventory AND inventory_quantity IS NULL', [
        storeId,
      ]),
    ).toBe(untracked);
  });
});

describe('a Magento shop without Multi-Source Inventory', () => {
  beforeAll(() => start({ SANDBOX_MAGENTO_SOURCES: 'off' }), 60_000);
  afterAll(() => app.close());

  it('shows what an order took after the next poll', async () => {
    const before = await stockHere();
    const { order_id: orderId } = await app.sandbox.event('magento', 'order_placed');
    await syncNow(http, storeId);
    const lines = await app.db.query<{ id: string; pieces: number }>(
      `SELECT item.platform_variant_id AS id, sum(item.quantity)::integer AS pieces
       FROM order_items item JOIN orders o ON o.id = item.order_id
       WHERE o.store_id = $1 AND o.platform_order_id = $2 GROUP BY 1`,
      [storeId, String(orderId)],
    );
    const tracked = lines.filter(({ id }) => before.has(id));
    expect(tracked.length).toBeGreaterThan(0);
    const after = await stockHere();
    expect(tracked.map(({ id }) => [id, after.get(id)!.quantity])).toEqual(
      tracked.map(({ id, pieces }) => [id, before.get(id)!.quantity - pieces]),
    );
    expect(await countsOf('products')).toMatchObject({ updated: 0 });

    await app.sandbox.event('magento', 'order_cancelled', { order_id: orderId });
    await syncNow(http, storeId);
    expect(await stockHere()).toEqual(before);
  });

  it('shows a quantity that somebody edited after one gap scan, with the count', async () => {
    const wanted = await changeAtShop();
    await syncNow(http, storeId);
    const still = await stockHere();
    expect([...wanted].filter(([id, quantity]) => still.get(id)?.quantity === quantity)).toEqual([]);
    expect(await scan()).toEqual({ missing: 0, stale: wanted.size, deleted: 0 });
    const after = await stockHere();
    expect([...wanted].map(([id]) => [id, after.get(id)?.quantity])).toEqual([...wanted]);
    expect(await sums()).toEqual([]);
    expect(await scan()).toEqual({ missing: 0, stale: 0, deleted: 0 });
  });
});
