import { StoreChanges, type StoreKey } from '../../src/modules/stores/stores.api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aProduct, aUser } from '../support/factories.js';
import type { MemoryShop } from './memory-shop.js';
import { aMemoryStore, observed, withMemoryShop } from './memory-store.js';

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

const rowOf = (table: 'products' | 'orders', platformId: string): Promise<Record<string, unknown>> => {
  const column = table === 'products' ? 'platform_product_id' : 'platform_order_id';
  return app.db.one(`SELECT * FROM ${table} WHERE store_id = $1 AND ${column} = $2`, [store.id, platformId]);
};

describe('what else is asked of a shop', () => {
  it('reads a record anew, and marks one that is gone', async () => {
    const { platform_product_id: id } = shop.addProduct({ title: 'Fresh' });
    expect(await changes.current(store, 'products', id)).toMatchObject({ title: 'Fresh' });
    expect(await rowOf('products', id)).toMatchObject({ title: 'Fresh' });
    shop.products.delete(id);
    expect(await changes.current(store, 'products', id)).toBeNull();
    expect((await rowOf('products', id)).deleted_at).toBeInstanceOf(Date);
  });

  it('says what it can be asked, to its owner alone', async () => {
    expect(await changes.abilities(store.user_id, store.id)).toEqual({
      catalogue: { bulk_size: 3, unsupported_fields: ['barcode'] },
      has_stock: true,
      orders: { moves: ['paid'], editable: ['notes'] },
    });
    const stranger = (await aUser(app.db)).id;
    await expect(changes.abilities(stranger, store.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await changes.locations(store)).toEqual([{ platform_location_id: 'l1', name: 'Here', is_active: true }]);
  });

  it('changes many products, stores those that it was answered with, and tells each one’s outcome', async () => {
    const known = await aProduct(app.db, { store_id: store.id, platform_product_id: 'gone-1' });
    const { platform_product_id: id } = shop.addProduct();
    const wishes = [id, 'gone-1'].map((one) => ({ platform_product_id: one, change: { title: 'All new' } }));
    const work = { key: 'k', handle: null, keep: () => Promise.resolve() };
    const { signal } = new AbortController();
    const outcomes = await changes.applyAll(store, wishes, work, signal);
    expect(outcomes.map((outcome) => outcome.error?.code ?? null)).toEqual([null, 'GONE']);
    expect(await rowOf('products', id)).toMatchObject({ title: 'All new' });
    expect(await rowOf('products', 'gone-1')).toMatchObject({ title: known.title });
    const barcode = [{ platform_product_id: id, change: { variants: [{ platform_variant_id: null, barcode: '1' }] } }];
    await expect(changes.applyAll(store, barcode, work, signal)).rejects.toMatchObject({ fault: 'rejected' });
  });

  it('reads anew what it changed without being told how it is now', async () => {
    const [first, second] = [shop.addProduct(), shop.addProduct()];
    const wishes = [first, second].map(({ platform_product_id }) => ({
      platform_product_id,
      change: { title: 'Told by nobody' },
    }));
    const work = { key: 'k2', handle: null, keep: () => Promise.resolve() };
    const { signal } = new AbortController();
    shop.tells_no_records = true;
    const outcomes = await changes.applyAll(store, wishes, work, signal);
    expect(outcomes.map(({ error, record }) => [error, record])).toEqual([
      [null, null],
      [null, null],
    ]);
    for (const { platform_product_id: id } of [first, second])
      expect(await rowOf('products', id)).toMatchObject({ title: 'Told by nobody' });

    // The change is made, whether it can be read back at once or not.
    shop.next('readOne', { says: 'unavailable' });
    const unread = [{ ...wishes[0]!, change: { title: 'Not read back' } }];
    expect(await changes.applyAll(store, unread, work, signal)).toMatchObject([{ error: null }]);
    expect(await rowOf('products', first.platform_product_id)).toMatchObject({ title: 'Told by nobody' });
  });

  it('makes the store failed when its credentials are refused', async () => {
    const other = await aMemoryStore(app, store.user_id);
    shop.next('applyAll', { says: 'auth' });
    const work = { key: 'k', handle: null, keep: () => Promise.resolve() };
    await expect(changes.applyAll(other, [], work, new AbortController().signal)).rejects.toMatchObject({
      fault: 'auth',
    });
    const row = await app.db.one('SELECT connection_state FROM stores WHERE id = $1', [other.id]);
    expect(row).toEqual({ connection_state: 'failed' });
  });
});
