import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { anOrder, aStore, aUser, type OrderWish } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';

const ORDERS = '/api/v1/orders';

describe('GET orders', () => {
  let app: TestApp;
  let http: HttpClient;
  let berlin: string;
  let tokyo: string;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    const user = await aUser(app.db);
    http = await as(app.http, user);
    berlin = (await aStore(app.db, { user_id: user.id, name: 'Berlin', platform: 'woocommerce' })).id;
    tokyo = (await aStore(app.db, { user_id: user.id, name: 'Tokyo', currency: 'JPY' })).id;
    for (const order of SAMPLE()) await anOrder(app.db, order);
    const other = await anOrder(app.db, { order_number: 'theirs', status: 'paid', tags: ['vip'] });
    expect(other.user_id).not.toBe(user.id);
  });
  afterAll(() => app.close());

  const SAMPLE = (): OrderWish[] => [
    {
      store_id: berlin,
      order_number: 'A',
      status: 'pending',
      total_amount: '10.00',
      tags: ['vip', 'gift'],
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-05-01T00:00:00Z',
    },
    {
      store_id: berlin,
      order_number: 'B',
      status: 'paid',
      total_amount: '20.5',
      tags: ['Gift'],
      created_at: '2026-01-02T00:00:00Z',
      updated_at: '2026-04-01T00:00:00Z',
    },
    {
      store_id: tokyo,
      order_number: 'C',
      status: 'shipped',
      currency: 'JPY',
      total_amount: '1500',
      subtotal: '1500',
      created_at: '2026-01-02T23:59:59.999999Z',
      updated_at: '2026-03-01T00:00:00Z',
      items: [
        { title: 'One', price: '500', total: '1000', quantity: 2 },
        { title: 'Two', price: '500', total: '500' },
      ],
    },
    {
      store_id: tokyo,
      order_number: 'D',
      status: 'cancelled',
      payment_status: 'refunded',
      fulfillment_status: 'partial',
      currency: 'KWD',
      total_amount: '7.25',
      created_at: '2026-01-03T00:00:00Z',
      updated_at: '2026-02-01T00:00:00Z',
      items: [],
    },
    { store_id: tokyo, order_number: 'gone', status: 'paid', tags: ['vip'], deleted_at: '2026-02-02T00:00:00Z' },
  ];

  const numbers = async (query: string, path = ORDERS): Promise<string> =>
    (await page(http, `${path}?${query}`)).items.map(({ order_number }) => String(order_number)).join('');

  it('lists the newest first, of all stores, without those that are gone and those of others', async () => {
    expect(await numbers('')).toBe('DCBA');
  });

  it.each<[string, string]>([
    ['sort=created_at', 'ABCD'],
    ['sort=-created_at', 'DCBA'],
    ['sort=updated_at', 'DCBA'],
    ['sort=-updated_at', 'ABCD'],
    ['sort=total_amount', 'DABC'],
    ['sort=-total_amount', 'CBAD'],
    ['status=paid', 'B'],
    ['status=cancelled', 'D'],
    ['status=delivered', ''],
    ['payment_status=refunded', 'D'],
    ['payment_status=paid', 'CB'],
    ['fulfillment_status=partial', 'D'],
    ['fulfillment_status=unfulfilled', 'BA'],
    ['status=paid&payment_status=paid&fulfillment_status=unfulfilled', 'B'],
    ['status=paid&payment_status=refunded', ''],
    ['tag=vip', 'A'],
    ['tag=gift', 'A'],
    ['tag=Gift', 'B'],
    ['tag=gif', ''],
    ['tag=%25', ''],
    ['total_min=20.5', 'CB'],
    ['total_min=20.51', 'C'],
    ['total_max=10', 'DA'],
    ['total_min=10&total_max=20.50', 'BA'],
    ['total_min=-5', 'DCBA'],
    ['created_from=2026-01-02', 'DCB'],
    ['created_to=2026-01-02', 'A'],
    ['created_to=2026-01-03', 'CBA'],
    ['created_from=2026-01-02T23:59:59.999999Z', 'DC'],
    ['created_from=2026-01-03T01:00:00%2B02:00', 'DC'],
    ['created_from=2026-01-02&created_to=2026-01-03', 'CB'],
    ['updated_from=2026-04-01', 'BA'],
    ['created_from=2027-01-01', ''],
  ])('with %s gives %s', async (query, expected) => {
    expect(await numbers(query)).toBe(expected);
    const { total } = await page(http, `${ORDERS}?${query}&include_total=true`);
    expect(total).toBe(expected.length);
  });

  it('of chosen stores gives theirs', async () => {
    expect(await numbers(`store_id=${berlin}`)).toBe('BA');
    expect(await numbers(`store_id=${berlin.toUpperCase()},${tokyo}`)).toBe('DCBA');
    expect(await numbers(`store_id=${berlin}&store_id=${tokyo}`)).toBe('DCBA');
    expect(await numbers(`status=paid`, `/api/v1/stores/${berlin}/orders`)).toBe('B');
    expect(await numbers(`sort=total_amount`, `/api/v1/stores/${tokyo}/orders`)).toBe('DC');
  });

  it.each([
    ['status', 'unknown'],
    ['status', ''],
    ['payment_status', 'PAID'],
    ['fulfillment_status', 'shipped'],
    ['sort', 'customer_name'],
    ['expand', 'everything'],
    ['include_total', 'yes'],
    ['total_min', '1e3'],
    ['total_max', '10,00'],
    ['total_max', '1234567890123456'],
    ['created_from', 'yesterday'],
    ['created_from', '2026-02-30'],
    ['created_to', '2026-13-01T00:00:00Z'],
    ['updated_from', '2026-01-01T10:00:00'],
    ['updated_from', '2026-01-01T25:00:00Z'],
    ['store_id', 'mine'],
    ['store_id', ''],
    ['store_id', 'a,b'],
    ['q', 'x'.repeat(201)],
    ['tag', 'x'.repeat(256)],
  ])('refuses %s=%s by name', async (field, value) => {
    const answer = await http.get(`${ORDERS}?${field}=${encodeURIComponent(value)}`);
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(answer.body.error.details.field).toBe(field);
  });

  it.each(['status', 'q', 'tag', 'sort', 'created_from', 'total_min'])('refuses %s given twice', async (field) => {
    const answer = await http.get(`${ORDERS}?${field}=a&${field}=b`);
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(answer.body.error.details.field).toBe(field);
  });

  it('shows amounts with their currency’s own digits, as text', async () => {
    const { items } = await page(http, ORDERS);
    const amounts = items.map(({ order_number, total_amount, currency }) => [order_number, total_amount, currency]);
    expect(amounts).toEqual([
      ['D', '7.250', 'KWD'],
      ['C', '1500', 'JPY'],
      ['B', '20.50', 'EUR'],
      ['A', '10.00', 'EUR'],
    ]);
    expect(items[1]).toMatchObject({ subtotal: '1500', tax_amount: '0', refunded_amount: '0' });
  });

  it('never cuts digits off that an amount has beyond its currency’s', async () => {
    const fine = { store_id: berlin, currency: 'USD', created_at: '2019-01-01Z' };
    await anOrder(app.db, { ...fine, total_amount: '143.3', subtotal: '0.125', tax_amount: '123456789012345.6789' });
    const [order] = (await page(http, `${ORDERS}?created_to=2020-01-01`)).items;
    expect(order).toMatchObject({ total_amount: '143.30', subtotal: '0.125', tax_amount: '123456789012345.6789' });
    await app.db.query(`DELETE FROM orders WHERE created_at < '2020-01-01'`);
  });

  it('tells the store and the number of lines, and the lines themselves only on demand', async () => {
    const [, plain] = (await page(http, ORDERS)).items;
    expect(plain).toMatchObject({ store: { id: tokyo, name: 'Tokyo', platform: 'shopify' }, items_count: 2 });
    expect(plain).not.toHaveProperty('items');
    const [empty, expanded] = (await page(http, `${ORDERS}?expand=items`)).items;
    expect(empty!.items).toEqual([]);
    expect(expanded!.items).toMatchObject([
      { title: 'One', quantity: 2, price: '500', total: '1000' },
      { title: 'Two', quantity: 1, price: '500', total: '500' },
    ]);
    expect({ ...expanded, items: undefined }).toEqual({ ...plain, items: undefined });
  });

  it('has times in UTC with Z', async () => {
    const [, order] = (await page(http, ORDERS)).items;
    expect(order).toMatchObject({ created_at: '2026-01-02T23:59:59.999Z', updated_at: '2026-03-01T00:00:00.000Z' });
  });
});
