import { ChangeLog } from '../../src/modules/stores/changes/change-log.js';
import { ChangeTimes } from '../../src/modules/stores/changes/change-times.js';
import { PendingChanges } from '../../src/modules/stores/changes/pending-changes.js';
import type { PlatformConnection } from '../../src/modules/stores/platforms/platform.connection.js';
import type { PlatformVariant } from '../../src/modules/stores/platforms/platform.records.js';
import type { StoreKey } from '../../src/modules/stores/stores.api.js';
import { expectRefusal } from '../http/envelope.js';
import type { MemoryShop } from '../stores/memory-shop.js';
import { aChange, aMemoryStore, withMemoryShop } from '../stores/memory-store.js';
import { expectStatus, jobSucceeded } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import type { ReadProduct } from './read-product.js';

/** A shop whose stock is set by calls of its own: what is said of it with the product comes to pass with the product. */
describe('stock that is written with its product', () => {
  let app: TestApp;
  let shop: MemoryShop;
  let store: StoreKey;
  let http: HttpClient;
  let products: string;

  beforeAll(async () => {
    app = await startTestApp();
    shop = withMemoryShop(app);
    const user = await aUser(app.db);
    http = await as(app.http, user);
    store = await aMemoryStore(app, user.id);
    products = `/api/v1/stores/${store.id}/products`;
    Object.assign(app.nest.get(ChangeTimes), { resend_after_ms: 300 });
  });
  afterAll(() => app.close());
  afterEach(() => shop.reset());

  const make = async (): Promise<ReadProduct> =>
    expectStatus(await http.post(products, { title: 'Lamp', price: '12.00' }), 201).body.data as ReadProduct;
  const read = async (id: string): Promise<ReadProduct> =>
    expectStatus(await http.get(`${products}/${id}`), 200).body.data as ReadProduct;
  const settled = async (answer: Answer): Promise<ReadProduct> => {
    const { job, product } = expectStatus(answer, 202).body.data;
    await jobSucceeded(http, job.id);
    return read(product.id);
  };
  const atShop = ({ platform_product_id: id }: ReadProduct): PlatformVariant => shop.products.get(id!)!.variants[0]!;
  const quantity = ({ variants }: ReadProduct): number | null => variants[0]!.inventory_quantity;

  it('is set by the job too when no answer to the product’s change was heard', async () => {
    const made = await make();
    shop.next('update', { does_but_says: 'unknown_outcome' });
    const now = await settled(await http.put(`${products}/${made.id}`, { title: 'Desk lamp', inventory_quantity: 9 }));
    expect([now.title, quantity(now), atShop(now).inventory_quantity]).toEqual(['Desk lamp', 9, 9]);
    expect(shop.countOf('setQuantities')).toBe(1);
  });

  it('is set later when the shop cannot set it now, and the product is not sent again', async () => {
    const made = await make();
    shop.next('setQuantities', { says: 'unavailable' });
    const answer = await http.put(`${products}/${made.id}`, { title: 'Floor lamp', inventory_quantity: 8 });
    const now = await settled(answer);
    expect([now.title, quantity(now)]).toEqual(['Floor lamp', 8]);
    expect([shop.countOf('update'), shop.countOf('setQuantities')]).toEqual([1, 1]);
  });

  it('is found set when the answer to that was lost', async () => {
    const made = await make();
    shop.next('setQuantities', { does_but_says: 'unknown_outcome' });
    const now = await settled(await http.put(`${products}/${made.id}`, { title: 'Lamp 7', inventory_quantity: 7 }));
    expect(quantity(now)).toBe(7);
    const [row] = await app.db.query<{ outcome: object }>(
      'SELECT outcome FROM store_changes WHERE subject_id = $1 ORDER BY created_at DESC LIMIT 1',
      [made.id],
    );
    expect(row!.outcome).toMatchObject({ stock: [{ result: 'set', available: 7 }] });
  });

  it('says that the product is changed when only the stock was not: it was another, or the shop refuses it', async () => {
    const made = await make();
    const change = (title: string): Promise<Answer> =>
      http.put(`${products}/${made.id}`, { title, inventory_quantity: 4 });
    shop.next('setQuantities', { says: 'rejected' });
    const refused = await change('Refused');
    expectRefusal(refused, 424, 'PROVIDER_REJECTED');
    expect(refused.body.error.message).toMatch(/did not set the stock: It says rejected; the rest .* is as you wanted/);
    expect(await read(made.id)).toMatchObject({ title: 'Refused', variants: [{ inventory_quantity: 5 }] });

    let sell = (): void => undefined;
    shop.next('update', { does_but_waits: new Promise<void>((resolve) => (sell = resolve)) });
    const late = change('Sold meanwhile');
    await until('the product is changed', () => shop.countOf('update') > 1);
    atShop(made).inventory_quantity = 3;
    sell();
    const stale = await late;
    expectRefusal(stale, 409, 'CONFLICT');
    expect(stale.body.error.details).toMatchObject({ platform: [{ inventory_quantity: 3, result: 'stale' }] });
    expect(await read(made.id)).toMatchObject({ title: 'Sold meanwhile', variants: [{ inventory_quantity: 3 }] });
  });

  it('is set when the process died between making the product and setting it', async () => {
    const draft = { title: 'Orphan', variants: [{ price: '1.00' }] };
    const change = aChange(store, 'product.create', { ...draft, new_stock: [{ options: {}, set: 21 }] });
    const log = app.nest.get(ChangeLog);
    const row = await log.begin(change);
    await log.sending(row, []);
    await shop.catalogue.create({ signal: new AbortController().signal } as PlatformConnection, draft, row.id);
    await app.db.query(`UPDATE store_changes SET lease_until = now() - interval '1 second' WHERE id = $1`, [row.id]);
    await app.nest.get(PendingChanges).sweep();
    await until('it is settled', async () => (await log.find(store.user_id, row.id))?.state === 'done');
    const now = await read(change.subject_id);
    expect([now.title, quantity(now)]).toEqual(['Orphan', 21]);
    expect([shop.countOf('create'), shop.countOf('setQuantities')]).toEqual([1, 1]);
  });
});
