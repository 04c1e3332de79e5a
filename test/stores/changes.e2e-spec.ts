import { randomUUID } from 'node:crypto';
import { StoreChanges, type ChangeKind, type ChangeOf, type StoreChange } from '../../src/modules/stores/stores.api.js';
import type { StoreKey } from '../../src/modules/stores/stores.api.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aUser, type UserRow } from '../support/factories.js';
import { aMemoryStore, withMemoryShop } from './memory-store.js';
import type { MemoryShop } from './memory-shop.js';

let app: TestApp;
let shop: MemoryShop;
let changes: StoreChanges;
let user: UserRow;
let store: StoreKey;

beforeAll(async () => {
  app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  shop = withMemoryShop(app);
  changes = app.nest.get(StoreChanges);
  user = await aUser(app.db);
  store = await aMemoryStore(app, user.id);
});
afterAll(() => app.close());
afterEach(() => shop.reset());

const change = <K extends ChangeKind>(kind: K, payload: ChangeOf[K], rest: Partial<StoreChange<K>> = {}) => ({
  kind,
  payload,
  user_id: user.id,
  store_id: store.id,
  subject_id: randomUUID(),
  context: { by: 'test' },
  ...rest,
});
const draft = { title: 'Lamp', variants: [{ price: '12.00' }] };
const rowOf = (id: string): Promise<Record<string, unknown>> =>
  app.db.one('SELECT * FROM store_changes WHERE id = $1', [id]);
const productRows = (platformId: string): Promise<Record<string, unknown>[]> =>
  app.db.query('SELECT * FROM products WHERE store_id = $1 AND platform_product_id = $2', [store.id, platformId]);

describe('a change that the platform makes', () => {
  it('creates a product whose row has the id that the caller chose', async () => {
    const wish = change('product.create', draft);
    const result = await changes.run(wish);
    expect(result).toMatchObject({ state: 'done', outcome: { record_id: wish.subject_id } });
    const [row] = await productRows(shop.lastProduct.platform_product_id);
    expect(row).toMatchObject({ id: wish.subject_id, title: 'Lamp', price: '12.0000' });
    expect(await rowOf(result.id)).toMatchObject({ state: 'done', attempts: 1, error: null });
    expect(shop.countOf('create')).toBe(1);
  });
});
