import { parse } from 'csv-parse/sync';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { anOrder, aProduct, aStore, aUser, type StoreRow, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { expectRefusal } from '../http/envelope.js';

type Row = Record<string, string>;

describe('exports', () => {
  let app: TestApp;
  let user: UserRow;
  let ada: HttpClient;
  let store: StoreRow;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    user = await aUser(app.db);
    ada = await as(app.http, user);
    store = await aStore(app.db, { user_id: user.id });
  });

  const rowsOf = async (path: string): Promise<Row[]> => {
    // fetch takes the byte order mark away; that it is there, the big export looks at the bytes for.
    const answer = await ada.get(path);
    expect(answer.status).toBe(200);
    return parse(answer.text, { columns: true, record_delimiter: '\r\n' });
  };

  it('gives orders as the API shows them, the newest first, as a file with a name', async () => {
    await anOrder(app.db, { store_id: store.id, created_at: '2026-01-01T00:00:00Z' });
    const order = await anOrder(app.db, {
      store_id: store.id,
      created_at: '2026-01-02T00:00:00Z',
      customer_name: '=HYPERLINK("http://evil.example","x")',
      customer_phone: '+49 170 1',
      notes: 'two\nlines, "quoted"',
      tags: ['vip', 'a, b'],
      discount_amount: '-2.50',
      billing_address: { first_name: 'Zoë', city: '@home', country_code: 'DE' },
    });
    const answer = await ada.get('/api/v1/orders/export');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="orders-\d{4}-\d\d-\d\d\.csv"$/);
    const rows = await rowsOf('/api/v1/orders/export');
    const shown = (await ada.get('/api/v1/orders')).body.data.items;
    expect(rows.map(({ order_id: id }) => id)).toEqual(shown.map(({ id }: { id: string }) => id));
    expect(rows[0]).toMatchObject({
      order_id: order.id,
      store_name: store.name,
      customer_name: `'=HYPERLINK("http://evil.example","x")`,
      customer_phone: "'+49 170 1",
      notes: 'two\nlines, "quoted"',
      tags: 'vip, a\\, b',
      total_amount: '143.30',
      discount_amount: '-2.50',
      items_count: '1',
      billing_first_name: 'Zoë',
      billing_city: "'@home",
      paid_at: '',
      created_at: '2026-01-02T00:00:00.000Z',
    });
  });

  it('gives a row for each line with `rows=items`, and one for an order without lines', async () => {
    const two = await anOrder(app.db, {
      store_id: store.id,
      created_at: '2026-01-02T00:00:00Z',
      items: [{ sku: 'A', quantity: 2 }, { sku: '-B' }],
    });
    const none = await anOrder(app.db, { store_id: store.id, created_at: '2026-01-01T00:00:00Z', items: [] });
    const rows = await rowsOf('/api/v1/orders/export?rows=items');
    expect(rows.map((row) => [row.order_id, row.item_sku, row.item_quantity, row.item_price])).toEqual([
      [two.id, 'A', '2', '143.30'],
      [two.id, "'-B", '1', '143.30'],
      [none.id, '', '', ''],
    ]);
  });

  it('takes the filters of the list, and nothing of other people', async () => {
    const other = await aStore(app.db, { user_id: user.id });
    const stranger = await anOrder(app.db);
    await anOrder(app.db, { store_id: store.id, status: 'paid' });
    await anOrder(app.db, { store_id: other.id, status: 'paid', customer_email: 'grace@mail.example' });
    await anOrder(app.db, { store_id: other.id, status: 'cancelled' });
    for (const query of [
      '',
      '?status=paid',
      `?store_id=${other.id}`,
      '?q=grace@mail.example',
      `?store_id=${other.id}&status=paid`,
      '?created_to=2000-01-01',
      `?store_id=${stranger.store_id}`,
    ]) {
      const listed = (await ada.get(`/api/v1/orders${query}`)).body.data.items.map(({ id }: { id: string }) => id);
      const exported = (await rowsOf(`/api/v1/orders/export${query}`)).map(({ order_id: id }) => id);
      expect([query, exported]).toEqual([query, listed]);
    }
  });

  it('gives products of a store, a row for each variant', async () => {
    const product = await aProduct(app.db, {
      store_id: store.id,
      title: '@Tent',
      tags: ['sale'],
      images: [{ platform_image_id: null, url: 'https://img.example/1.jpg', alt: null, position: 1 }],
      variants: [
        { sku: 'T-M', price: '19.90', options: { Size: 'M' }, inventory_quantity: -3 },
        { sku: 'T-L', price: '21', options: { Size: 'L' } },
      ],
    });
    const path = `/api/v1/stores/${store.id}/products/export`;
    const rows = await rowsOf(path);
    expect(
      rows.map((row) => [row.product_id, row.title, row.sku, row.price, row.options, row.inventory_quantity]),
    ).toEqual([
      [product.id, "'@Tent", 'T-M', '19.90', 'Size: M', '-3'],
      [product.id, "'@Tent", 'T-L', '21.00', 'Size: L', '5'],
    ]);
    expect(rows[0]).toMatchObject({ tags: 'sale', images: 'https://img.example/1.jpg', currency: 'EUR' });
    expect(await rowsOf(`${path}?q=nothing+like+it`)).toEqual([]);
  });

  it('answers errors before the first byte in the envelope', async () => {
    const paths = ['/api/v1/orders/export', `/api/v1/stores/${store.id}/products/export`];
    for (const path of paths) {
      expectRefusal(await ada.get(`${path}?format=pdf`), 400, 'VALIDATION_ERROR');
      expectRefusal(await ada.get(`${path}?limit=5`), 400, 'VALIDATION_ERROR');
      expectRefusal(await ada.get(`${path}?created_from=yesterday`), 400, 'VALIDATION_ERROR');
      expectRefusal(await app.http.get(path), 401, 'UNAUTHENTICATED');
    }
    const foreign = await aStore(app.db);
    expectRefusal(await ada.get(`/api/v1/stores/${foreign.id}/products/export`), 404, 'NOT_FOUND');
    await app.db.query('ALTER TABLE stores RENAME COLUMN currency TO currency_gone');
    try {
      const answer = await ada.get(`/api/v1/stores/${store.id}/products/export`);
      expectRefusal(answer, 500, 'INTERNAL');
      expect(answer.headers.get('content-disposition')).toBeNull();
    } finally {
      await app.db.query('ALTER TABLE stores RENAME COLUMN currency_gone TO currency');
    }
  });
});
