import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aProduct, aStore, aUser, insert, type ProductWish } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';

describe('products of a store', () => {
  let app: TestApp;
  let http: HttpClient;
  let storeId: string;
  let list: string;
  let otherStoreId: string;
  const ids: Record<string, string> = {};

  const SAMPLE: Record<string, ProductWish> = {
    A: {
      title: 'Trail Backpack 40%',
      sku: 'BP-40',
      barcode: '4006381333931',
      vendor: 'Northwind',
      product_type: 'Bags',
      price: '24.9',
      compare_at_price: '30',
      inventory_quantity: 12,
      tags: ['summer', 'bag'],
      created_at: '2026-01-01Z',
      updated_at: '2026-06-01Z',
    },
    B: {
      title: 'under_score Ärmelkanal',
      sku: '7',
      barcode: null,
      vendor: 'Südwind',
      product_type: 'Bags',
      price: '8',
      inventory_quantity: -3,
      tags: ['Summer'],
      status: 'draft',
      created_at: '2026-01-02Z',
      updated_at: '2026-05-01Z',
    },
    C: {
      title: 'Zelt',
      sku: null,
      vendor: null,
      product_type: null,
      price: null,
      inventory_quantity: 0,
      status: 'archived',
      created_at: '2026-01-03Z',
      updated_at: '2026-04-01Z',
    },
  };

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    const user = await aUser(app.db);
    http = await as(app.http, user);
    storeId = (await aStore(app.db, { user_id: user.id, currency: 'EUR' })).id;
    otherStoreId = (await aStore(app.db, { user_id: user.id, currency: 'JPY' })).id;
    list = `/api/v1/stores/${storeId}/products`;
    for (const [name, wish] of Object.entries(SAMPLE)) {
      ids[name] = (await aProduct(app.db, { store_id: storeId, ...wish })).id;
    }
    await aProduct(app.db, { store_id: storeId, title: 'Trail that is gone', deleted_at: new Date() });
    ids.yen = (await aProduct(app.db, { store_id: otherStoreId, title: 'Trail elsewhere', price: '1500' })).id;
  });
  afterAll(() => app.close());

  const found = async (query: string): Promise<string> => {
    const { items, total } = await page(http, `${list}?include_total=true&${query}`);
    expect(total).toBe(items.length);
    return items.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id) ?? '?').join('');
  };

  it.each<[string, string]>([
    ['', 'CBA'],
    ['sort=created_at', 'ABC'],
    ['sort=updated_at', 'CBA'],
    ['sort=-updated_at', 'ABC'],
    ['sort=title', 'ACB'],
    ['sort=-title', 'BCA'],
    ['sort=price', 'CBA'],
    ['sort=-price', 'ABC'],
    ['sort=inventory_quantity', 'BCA'],
    ['sort=-inventory_quantity', 'ACB'],
    ['status=active', 'A'],
    ['status=draft', 'B'],
    ['vendor=Northwind', 'A'],
    ['vendor=northwind', ''],
    ['product_type=Bags', 'BA'],
    ['sku=BP-40', 'A'],
    ['sku=BP', ''],
    ['tag=summer', 'A'],
    ['tag=Summer', 'B'],
    ['inventory_min=0', 'CA'],
    ['inventory_max=-1', 'B'],
    ['inventory_min=-3&inventory_max=0', 'CB'],
    ['created_from=2026-01-02&created_to=2026-01-03', 'B'],
    ['updated_from=2026-05-01', 'BA'],
    ['status=active&product_type=Bags&inventory_min=1', 'A'],
    ['q=trail', 'A'],
    ['q=BACKPACK', 'A'],
    ['q=bp-4', 'A'],
    ['q=northw', 'A'],
    ['q=381333', 'A'],
    ['q=40%25', 'A'],
    ['q=r_s', 'B'],
    ['q=%25%25%25', ''],
    ['q=%C3%84RMEL', 'B'],
    ['q=s%C3%BCdw', 'B'],
    ['q=7', 'B'],
    ['q=BP', ''],
    ['q=%20%20', 'CBA'],
  ])('with %s are %s', async (query, expected) => {
    expect(await found(query)).toBe(expected);
  });

  it.each([
    ['status', 'gone'],
    ['sort', 'vendor'],
    ['inventory_min', '1.5'],
    ['inventory_max', '0x10'],
    ['inventory_max', '3000000000'],
    ['inventory_min', ''],
    ['created_from', '2026-02-29'],
    ['q', 'x'.repeat(201)],
    ['price', '10'],
  ])('refuse %s=%s by name', async (field, value) => {
    const answer = await http.get(`${list}?${field}=${value}`);
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(answer.body.error.details.field).toBe(field);
  });

  it('show amounts in the store’s currency, and what is not known as null', async () => {
    const { items } = await page(http, list);
    expect(items.map(({ price, compare_at_price, currency }) => [price, compare_at_price, currency])).toEqual([
      [null, null, 'EUR'],
      ['8.00', null, 'EUR'],
      ['24.90', '30.00', 'EUR'],
    ]);
    const [yen] = (await page(http, `/api/v1/stores/${otherStoreId}/products`)).items;
    expect([yen!.price, yen!.currency]).toEqual(['1500', 'JPY']);
  });

  it('are given one by one, with variants in their order and stock by location, and an ETag', async () => {
    const product = await aProduct(app.db, {
      store_id: storeId,
      created_at: '2020-01-01Z',
      variants: [
        { title: 'L', position: 2, price: '5', options: { Size: 'L' } },
        { title: 'S', position: 1, price: '4.5', weight: '0.250', weight_unit: 'kg' },
      ],
    });
    const [variant] = await app.db.query<{ id: string }>(
      `SELECT id FROM product_variants WHERE product_id = $1 AND title = 'L'`,
      [product.id],
    );
    for (const [location, available] of [
      ['loc-2', 3],
      ['loc-1', 2],
    ] as const) {
      await insert(app.db, 'inventory_levels', {
        variant_id: variant!.id,
        platform_location_id: location,
        location_name: location,
        available,
      }).catch(() => undefined);
    }
    const answer = await http.get(`${list}/${product.id}`);
    expect(answer.headers.get('etag')).toMatch(/^"[\w-]+"$/);
    expect(answer.body.data.variants).toMatchObject([
      { title: 'S', price: '4.50', weight: '0.25', weight_unit: 'kg', inventory_levels: [] },
      {
        title: 'L',
        price: '5.00',
        options: { Size: 'L' },
        inventory_levels: [
          { platform_location_id: 'loc-1', available: 2 },
          { platform_location_id: 'loc-2', available: 3 },
        ],
      },
    ]);
    expect(Object.keys(answer.body.data)).not.toContain('content_hash');
    await app.db.query('DELETE FROM products WHERE id = $1', [product.id]);
  });

  it('are not found under another store, nor when gone', async () => {
    expectRefusal(await http.get(`${list}/${ids.yen!}`), 404, 'NOT_FOUND');
    const gone = await aProduct(app.db, { store_id: storeId, deleted_at: new Date() });
    expectRefusal(await http.get(`${list}/${gone.id}`), 404, 'NOT_FOUND');
    expectRefusal(await http.get(`${list}/not-a-uuid`), 400, 'VALIDATION_ERROR');
  });
});
