import { Database } from '../../src/common/database/database.js';
import { StoreChanges, type ChangeResult, type StoreKey } from '../../src/modules/stores/stores.api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aStore, aUser, type UserRow } from '../support/factories.js';
import { as } from '../support/as.js';
import type { Answer } from '../support/http.js';
import type { MemoryShop } from './memory-shop.js';
import { aChange, aMemoryStore, observed, withMemoryShop } from './memory-store.js';

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

const logOfSubject = (subjectId: string): Promise<Record<string, unknown>> =>
  app.db.one('SELECT * FROM store_changes WHERE subject_id = $1 ORDER BY created_at DESC', [subjectId]);

describe('a change that is refused', () => {
  it('throws the platform’s own words and stores nothing', async () => {
    shop.next('update', { says: 'rejected' });
    const { platform_product_id: id } = shop.addProduct();
    const change = aChange(store, 'product.update', { platform_product_id: id, change: { title: 'New name' } });
    await expect(changes.run(change)).rejects.toMatchObject({ fault: 'rejected', message: 'It says rejected' });
    expect(await logOfSubject(change.subject_id)).toMatchObject({
      state: 'refused',
      error: { code: 'PROVIDER_REJECTED', message: 'It says rejected' },
    });
    expect(await app.db.count('products', 'platform_product_id = $1', [id])).toBe(0);
    expect(await changes.run(change)).toMatchObject({ state: 'done' });
  });

  it.each(['throttled', 'blocked_target'] as const)('throws %s: nothing was done', async (fault) => {
    shop.next('create', { says: fault });
    const change = aChange(store, 'product.create', DRAFT);
    await expect(changes.run(change)).rejects.toMatchObject({ fault });
    expect(await logOfSubject(change.subject_id)).toMatchObject({ state: 'refused' });
    expect(shop.asked).toEqual(['create']);
  });

  it('throws what failed at the shop once the shop says that it has not done it', async () => {
    shop.next('create', { says: 'unavailable' });
    await expect(changes.run(aChange(store, 'product.create', DRAFT))).rejects.toMatchObject({ fault: 'unavailable' });
    expect(shop.asked).toEqual(['create', 'findCreated']);
  });

  it('is not sent when what it needs to know before cannot be read', async () => {
    shop.next('readOne', { says: 'unavailable' });
    const change = aChange(store, 'order.fulfill', shop.shipmentOf(shop.addOrder()));
    await expect(changes.run(change)).rejects.toMatchObject({ fault: 'unavailable' });
    expect(shop.asked).toEqual(['readOne']);
    expect(await logOfSubject(change.subject_id)).toMatchObject({ state: 'refused', sent_at: null });
  });

  it('makes the store failed when its credentials are refused', async () => {
    const other = await aMemoryStore(app, store.user_id);
    shop.next('create', { says: 'auth' });
    await expect(changes.run(aChange(other, 'product.create', DRAFT))).rejects.toMatchObject({ fault: 'auth' });
    const row = await app.db.one('SELECT connection_state FROM stores WHERE id = $1', [other.id]);
    expect(row).toEqual({ connection_state: 'failed' });
  });

  it.each<[string, () => Promise<ChangeResult>, string]>([
    [
      'a field without a place',
      () => changes.run(aChange(store, 'product.create', { ...DRAFT, variants: [{ barcode: '4006381333931' }] })),
      'Memory has no place for barcode of a product',
    ],
    [
      'a status that it cannot bring about',
      () => changes.run(aChange(store, 'order.move', { platform_order_id: 'o1', to: 'shipped' })),
      'Memory has no way to make an order shipped by itself',
    ],
    [
      'tags where orders have none',
      () => changes.run(aChange(store, 'order.edit', { platform_order_id: 'o1', edit: { tags: ['vip'] } })),
      'Memory has no tags on an order',
    ],
  ])('is refused before anything is written or sent: %s', async (_what, run, message) => {
    const before = await app.db.count('store_changes');
    await expect(run()).rejects.toMatchObject({ fault: 'rejected', message });
    expect(shop.asked).toEqual([]);
    expect(await app.db.count('store_changes')).toBe(before);
  });

  it('is NOT_FOUND for another user’s store, and INVALID_STATE for one that is not connected', async () => {
    const stranger = (await aUser(app.db)).id;
    const change = aChange({ id: store.id, user_id: stranger }, 'product.create', DRAFT);
    await expect(changes.run(change)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const bare = await aStore(app.db, { user_id: store.user_id, platform: 'magento' });
    await expect(
      changes.run(aChange({ id: bare.id, user_id: store.user_id }, 'product.create', DRAFT)),
    ).rejects.toMatchObject({
      code: 'INVALID_STATE',
    });
  });

  it('is not begun inside a transaction', async () => {
    const run = app.nest.get(Database).transaction(() => changes.run(aChange(store, 'product.create', DRAFT)));
    await expect(run).rejects.toThrow('inside a database transaction');
    expect(shop.asked).toEqual([]);
  });

  it('leaves the request’s Idempotency-Key free when nothing was done, and keeps it when something may be', async () => {
    const user = await app.db.one<UserRow>('SELECT * FROM users WHERE id = $1', [store.user_id]);
    const http = await as(app.http, user);
    const create = (key: string): Promise<Answer> =>
      http.post(
        `/api/v1/stores/${store.id}/products`,
        { title: 'Lamp', price: '12.00' },
        { headers: { 'idempotency-key': key } },
      );
    shop.next('create', { says: 'throttled' });
    expect((await create('first')).status).toBe(503);
    expect((await create('first')).status).toBe(201);

    const keys = 'SELECT effect_at FROM idempotency_keys WHERE key = $1';
    let release = (): void => undefined;
    shop.next('create', { waits: new Promise<void>((resolve) => (release = resolve)) });
    const running = create('second');
    while (shop.asked.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    // A process that dies here leaves a key that tells of it.
    expect((await app.db.one(keys, ['second'])).effect_at).toBeInstanceOf(Date);
    release();
    expect((await running).status).toBe(201);
  });

  it('is CONFLICT while another one of the same subject is under way', async () => {
    const { platform_product_id: id } = shop.addProduct();
    let release = (): void => undefined;
    shop.next('update', { waits: new Promise<void>((resolve) => (release = resolve)) });
    const change = aChange(store, 'product.update', { platform_product_id: id, change: { title: 'First' } });
    const first = changes.run(change);
    while (shop.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const underWay = await logOfSubject(change.subject_id);
    await expect(changes.run({ ...change })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { reason: 'in_progress', change_id: underWay.id },
    });
    release();
    expect(await first).toMatchObject({ state: 'done' });
    expect(shop.countOf('update')).toBe(1);
  });
});
