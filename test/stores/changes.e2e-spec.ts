import { Database } from '../../src/common/database/database.js';
import { ChangeTimes } from '../../src/modules/stores/changes/change-times.js';
import { StoreChanges, type ChangeResult, type StoreKey } from '../../src/modules/stores/stores.api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aUser } from '../support/factories.js';
import type { MemoryShop } from './memory-shop.js';
import { aChange, aMemoryStore, MEMORY_SECRET, observed, withMemoryShop } from './memory-store.js';

const DRAFT = { title: 'Lamp', variants: [{ price: '12.00' }] };

let app: TestApp;
let shop: MemoryShop;
let changes: StoreChanges;
let store: StoreKey;

// No worker: what is left to a job stays there to be looked at.
beforeAll(async () => {
  app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  shop = withMemoryShop(app);
  changes = app.nest.get(StoreChanges);
  store = await aMemoryStore(app, (await aUser(app.db)).id);
});
afterAll(() => app.close());
beforeEach(() => {
  observed(app);
});
afterEach(() => shop.reset());

const logOf = (result: { id: string }): Promise<Record<string, unknown>> =>
  app.db.one('SELECT * FROM store_changes WHERE id = $1', [result.id]);
const rowOf = (table: 'products' | 'orders', platformId: string): Promise<Record<string, unknown>> => {
  const column = table === 'products' ? 'platform_product_id' : 'platform_order_id';
  return app.db.one(`SELECT * FROM ${table} WHERE store_id = $1 AND ${column} = $2`, [store.id, platformId]);
};
const jobOf = (result: ChangeResult): string => (result.state === 'pending' ? result.job.type : result.state);

describe('a change that the platform makes', () => {
  it('creates a product whose row has the id that the caller chose', async () => {
    const change = aChange(store, 'product.create', DRAFT);
    const result = await changes.run(change);
    const { platform_product_id: platformId } = shop.lastProduct;
    expect(result).toMatchObject({
      state: 'done',
      outcome: { platform_product_id: platformId, record_id: change.subject_id },
    });
    expect(await rowOf('products', platformId)).toMatchObject({ id: change.subject_id, title: 'Lamp' });
    expect(await logOf(result)).toMatchObject({ state: 'done', attempts: 1, error: null, payload: DRAFT });
  });

  it('names the row that a webhook of the new product has made first', async () => {
    const change = aChange(store, 'product.create', DRAFT);
    let release = (): void => undefined;
    shop.next('create', { does_but_waits: new Promise<void>((resolve) => (release = resolve)) });
    const running = changes.run(change);
    const known = shop.products.size;
    while (shop.products.size === known) await new Promise((resolve) => setTimeout(resolve, 5));
    const { platform_product_id: platformId } = shop.lastProduct;
    await changes.current(store, 'products', platformId);
    release();
    const { id } = await rowOf('products', platformId);
    expect(await running).toMatchObject({ state: 'done', outcome: { record_id: id } });
    expect(id).not.toBe(change.subject_id);
  });

  it('stores a changed product as the platform answered, and takes a removed one out of the lists', async () => {
    const { platform_product_id: id } = shop.addProduct();
    await changes.current(store, 'products', id);
    const update = { platform_product_id: id, change: { title: 'New name' } };
    expect(await changes.run(aChange(store, 'product.update', update))).toMatchObject({ state: 'done' });
    expect(await rowOf('products', id)).toMatchObject({ title: 'New name', deleted_at: null });
    await changes.run(aChange(store, 'product.delete', { platform_product_id: id }));
    expect((await rowOf('products', id)).deleted_at).toBeInstanceOf(Date);
  });

  it('gives what became of each quantity, and stores what the shop has then', async () => {
    const product = shop.addProduct();
    const [variant] = product.variants;
    const at = (set: number, expected: number) => ({
      platform_product_id: product.platform_product_id,
      platform_variant_id: variant!.platform_variant_id,
      platform_inventory_item_id: null,
      platform_location_id: null,
      set,
      expected,
    });
    const done = await changes.run(aChange(store, 'stock.set', { changes: [at(8, 5)] }));
    expect(done).toMatchObject({ state: 'done', outcome: { outcomes: [{ result: 'set', available: 8 }] } });
    expect(await rowOf('products', product.platform_product_id)).toMatchObject({ inventory_quantity: 8 });
    const stale = await changes.run(aChange(store, 'stock.set', { changes: [at(1, 5)] }));
    expect(stale).toMatchObject({ state: 'done', outcome: { outcomes: [{ result: 'stale', available: 8 }] } });
  });

  it('stores the order as it is after each change of it', async () => {
    const order = shop.addOrder();
    const id = order.platform_order_id;
    await changes.run(aChange(store, 'order.edit', { platform_order_id: id, edit: { notes: 'Ring twice' } }));
    const result = await changes.run(aChange(store, 'order.fulfill', shop.shipmentOf(order)));
    const fulfillmentId = shop.orders_by_id.get(id)!.fulfillments[0]!.platform_fulfillment_id;
    expect(result).toMatchObject({ state: 'done', outcome: { platform_fulfillment_id: fulfillmentId } });
    const row = await rowOf('orders', id);
    expect(row).toMatchObject({ notes: 'Ring twice' });
    expect(await app.db.count('fulfillments', 'order_id = $1', [row.id])).toBe(1);
    await changes.run(aChange(store, 'order.move', { platform_order_id: id, to: 'paid' }));
    const cancel = { reason: 'customer', note: null, restock: true, notify_customer: false } as const;
    await changes.run(aChange(store, 'order.cancel', { platform_order_id: id, ...cancel }));
    expect(await rowOf('orders', id)).toMatchObject({ status: 'cancelled' });
  });

  it('tells the observer in the transaction that stores it', async () => {
    const told = observed(app, async () => {
      const [row] = await app.nest
        .get(Database)
        .query('SELECT title FROM products WHERE store_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1', [store.id]);
      expect(row).toBeDefined();
    });
    const change = aChange(store, 'product.create', DRAFT);
    const result = await changes.run(change);
    expect(told).toMatchObject([{ ...change, id: result.id, outcome: { record_id: change.subject_id } }]);
  });

  it('is not undone here when the observer fails, but waits to be settled', async () => {
    observed(app, () => Promise.reject(new Error('The observer fails')));
    const result = await changes.run(aChange(store, 'product.create', DRAFT));
    expect(jobOf(result)).toBe('stores.settle_change');
    const { platform_product_id: platformId } = shop.lastProduct;
    expect(await app.db.count('products', 'platform_product_id = $1', [platformId])).toBe(0);
    expect(await logOf(result)).toMatchObject({ state: 'sent', outcome: { platform_product_id: platformId } });
  });
});

describe('a change whose answer was not heard', () => {
  it.each(['unknown_outcome', 'bad_answer', 'unavailable'] as const)(
    'is done when the look-up finds it (%s)',
    async (fault) => {
      shop.next('create', { does_but_says: fault });
      const change = aChange(store, 'product.create', DRAFT);
      expect(await changes.run(change)).toMatchObject({ state: 'done', outcome: { record_id: change.subject_id } });
      expect(shop.asked).toEqual(['create', 'findCreated']);
      expect(shop.countOf('create')).toBe(1);
    },
  );

  it('finds the shipment that was not there before', async () => {
    const order = shop.addOrder();
    await changes.run(aChange(store, 'order.fulfill', shop.shipmentOf(order)));
    const [earlier] = shop.orders_by_id.get(order.platform_order_id)!.fulfillments;
    shop.next('fulfill', { does_but_says: 'unknown_outcome' });
    const result = await changes.run(aChange(store, 'order.fulfill', shop.shipmentOf(order)));
    const now = shop.orders_by_id.get(order.platform_order_id)!.fulfillments;
    expect(now).toHaveLength(2);
    expect(result).toMatchObject({
      state: 'done',
      outcome: { platform_fulfillment_id: now[1]!.platform_fulfillment_id },
    });
    expect(await logOf(result)).toMatchObject({ known: [earlier!.platform_fulfillment_id] });
  });

  it('is left to a job when the look-up does not find it: the shop may still be at it', async () => {
    shop.next('create', { says: 'unknown_outcome' });
    const change = aChange(store, 'product.create', DRAFT);
    const result = await changes.run(change);
    expect(result).toMatchObject({ state: 'pending', job: { type: 'stores.settle_change', store_id: store.id } });
    expect(await logOf(result)).toMatchObject({ state: 'sent', outcome: null, error: { code: 'OUTCOME_UNKNOWN' } });
    await expect(changes.run(change)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is left to a job when the look-up fails', async () => {
    shop.next('create', { does_but_says: 'unknown_outcome' });
    shop.next('findCreated', { says: 'unavailable' });
    expect(jobOf(await changes.run(aChange(store, 'product.create', DRAFT)))).toBe('stores.settle_change');
  });

  it.each(['unknown_outcome', 'unavailable', 'bad_answer'] as const)(
    'is left to a job that repeats it where that is harmless (%s)',
    async (fault) => {
      shop.next('update', { says: fault });
      const { platform_product_id: id } = shop.addProduct();
      const change = aChange(store, 'product.update', { platform_product_id: id, change: { title: 'New name' } });
      expect(jobOf(await changes.run(change))).toBe('stores.settle_change');
      expect(shop.asked).toEqual(['update']);
    },
  );

  it('is not waited for for ever', async () => {
    Object.assign(app.nest.get(ChangeTimes), { send_ms: 100 });
    shop.next('update', { hangs: true });
    const { platform_product_id: id } = shop.addProduct();
    const change = aChange(store, 'product.update', { platform_product_id: id, change: { title: 'New name' } });
    const result = await changes.run(change);
    Object.assign(app.nest.get(ChangeTimes), new ChangeTimes());
    expect(jobOf(result)).toBe('stores.settle_change');
    expect(await logOf(result)).toMatchObject({ state: 'sent', error: { code: 'OUTCOME_UNKNOWN' } });
  });

  it('keeps what was heard when the record cannot be read anew', async () => {
    const { platform_order_id: id } = shop.addOrder();
    shop.next('readOne', { says: 'unavailable' });
    const result = await changes.run(aChange(store, 'order.edit', { platform_order_id: id, edit: { notes: 'Hi' } }));
    expect(jobOf(result)).toBe('stores.settle_change');
    expect(await logOf(result)).toMatchObject({ state: 'sent', outcome: { platform_order_id: id } });
  });
});

it('never writes a secret down', async () => {
  shop.next('create', { says: 'unknown_outcome' });
  await changes.run(aChange(store, 'product.create', DRAFT));
  for (const table of ['store_changes', 'jobs', 'outbox']) {
    const rows = await app.db.query<{ text: string }>(`SELECT row_to_json(t)::text AS text FROM ${table} t`);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => row.text.includes(MEMORY_SECRET))).toEqual([]);
  }
});
