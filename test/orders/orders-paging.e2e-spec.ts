import { page, walk } from '../http/pages.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { anOrder, aProduct, aStore, aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';

const COUNT = 30;

describe('pages of lists', () => {
  let app: TestApp;
  let user: UserRow;
  let http: HttpClient;
  let storeId: string;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    user = await aUser(app.db);
    http = await as(app.http, user);
    storeId = (await aStore(app.db, { user_id: user.id })).id;
    await anOrder(app.db, { store_id: storeId });
    await aProduct(app.db, { store_id: storeId });
    // Twins in every sort key; the times differ in microseconds at the most, which no JavaScript Date can tell apart.
    const scatter = (column: string): string =>
      `timestamptz '2026-03-01 10:00:00.123Z' + ${column} * interval '1 microsecond'`;
    await app.db.query(
      `INSERT INTO orders (store_id, user_id, platform_order_id, order_number, total_amount, currency, status, created_at, updated_at)
       SELECT $1, $2, 'p' || n, '#' || n, (n % 3) * 10, 'EUR', 'paid', ${scatter('(n % 7)')}, ${scatter('(n % 5)')}
       FROM generate_series(2, $3::int) n`,
      [storeId, user.id, COUNT],
    );
    await app.db.query(
      `INSERT INTO products (store_id, user_id, platform_product_id, title, price, inventory_quantity, created_at, updated_at)
       SELECT $1, $2, 'p' || n, 'Title ' || n % 4, CASE WHEN n % 3 > 0 THEN n % 3 END, CASE WHEN n % 4 > 0 THEN n % 4 END,
              ${scatter('(n % 7)')}, ${scatter('(n % 5)')}
       FROM generate_series(2, $3::int) n`,
      [storeId, user.id, COUNT],
    );
    await app.db.query(
      `INSERT INTO stores (user_id, name, platform, created_at)
       SELECT $1, 'Twin ' || n % 3, 'shopify', ${scatter('(n % 7)')} FROM generate_series(2, $2::int) n`,
      [user.id, COUNT],
    );
    await app.db.query(
      `INSERT INTO jobs (user_id, type, status, payload, created_at)
       SELECT $1, 'stores.sync', 'succeeded', '{}', ${scatter('(n % 7)')} FROM generate_series(1, $2::int) n`,
      [user.id, COUNT],
    );
  });
  afterAll(() => app.close());

  const LISTS: [string, () => string, string[]][] = [
    ['orders', () => '/api/v1/orders', ['created_at', 'updated_at', 'total_amount']],
    ['orders of a store', () => `/api/v1/stores/${storeId}/orders`, ['created_at', 'updated_at', 'total_amount']],
    [
      'products',
      () => `/api/v1/stores/${storeId}/products`,
      ['created_at', 'updated_at', 'title', 'price', 'inventory_quantity'],
    ],
    ['stores', () => '/api/v1/stores', ['created_at', 'name']],
    ['jobs', () => '/api/v1/jobs', ['created_at']],
  ];

  describe.each(LISTS)('%s', (_name, path, sorts) => {
    it.each(sorts.flatMap((sort) => [sort, `-${sort}`]))(
      'sorted by %s hold every row once, in one order',
      async (sort) => {
        const whole = await walk(http, `${path()}?limit=250&sort=${sort}`);
        expect(whole.length).toBe(COUNT);
        for (const limit of sort === '-created_at' ? [1, 7] : [4]) {
          const ids = (await walk(http, `${path()}?limit=${limit}&sort=${sort}`)).map(({ id }) => id);
          expect(ids).toEqual(whole.map(({ id }) => id));
          expect(new Set(ids).size).toBe(COUNT);
        }
        const reverse = await walk(
          http,
          `${path()}?limit=11&sort=${sort.startsWith('-') ? sort.slice(1) : `-${sort}`}`,
        );
        expect(reverse.map(({ id }) => id).reverse()).toEqual(whole.map(({ id }) => id));
        const values = whole.map((item) => valueOf(item, sort.replace('-', '')));
        const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(values).toEqual(sort.startsWith('-') ? sorted.reverse() : sorted);
      },
    );

    it('end at a page that is just full', async () => {
      const { items, next_cursor } = await page(http, `${path()}?limit=${COUNT}`);
      expect([items.length, next_cursor]).toEqual([COUNT, null]);
    });

    it('count all rows on each page when asked, and only then', async () => {
      const first = await page(http, `${path()}?limit=7&include_total=true`);
      const second = await page(http, `${path()}?limit=7&include_total=true&cursor=${first.next_cursor!}`);
      expect([first.total, second.total]).toEqual([COUNT, COUNT]);
      expect((await page(http, `${path()}?limit=7&include_total=false`)).total).toBeUndefined();
    });
  });

  const valueOf = (item: Record<string, unknown>, field: string): number | string =>
    field === 'total_amount' || field === 'price' ? Number(item[field] ?? 0) : (item[field] as string | number);

  it.each(['created_at', '-created_at'])(
    'of orders by %s miss none and repeat none while rows come in',
    async (sort) => {
      const before = new Set((await walk(http, `/api/v1/orders?limit=250&sort=${sort}`)).map(({ id }) => id));
      const seen = await walk(http, `/api/v1/orders?limit=9&sort=${sort}`, async (number) => {
        // Before, within and after where the walk stands; the same instants as what is there, too.
        for (const day of ['2020-01-01Z', '2026-03-01 10:00:00.123003Z', '2030-01-01Z']) {
          await anOrder(app.db, { store_id: storeId, created_at: day, order_number: `new ${number}` });
        }
      });
      const ids = seen.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.filter((id) => before.has(id)).length).toBe(before.size);
    },
  );
});
