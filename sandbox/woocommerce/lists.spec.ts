import type { JsonObject } from '../core/json.js';
import { harness, textOf } from './spec-support.js';

const shop = harness();

async function all(path: string, query: Record<string, string> = {}): Promise<JsonObject[]> {
  const rows: JsonObject[] = [];
  for (let page = 1; ; page++) {
    const answer = await shop.get(path, { ...query, per_page: '100', page: String(page) });
    if (answer.rows.length === 0) return rows;
    rows.push(...answer.rows);
  }
}

const ids = (rows: JsonObject[]): number[] => rows.map((row) => Number(row.id));

describe('paging', () => {
  it('tells the totals, and a next link that carries the old signature', async () => {
    const { headers, rows } = await shop.get('orders', { per_page: '30' });
    expect(rows).toHaveLength(30);
    expect(headers).toMatchObject({ 'X-WP-Total': '200', 'X-WP-TotalPages': '7' });
    expect(headers.Link).toMatch(/oauth_signature=[^>]*page=2>; rel="next"$/);
  });

  it('answers an empty list past the end; the totals of orders then read 0, those of products do not', async () => {
    const orders = await shop.get('orders', { page: '99' });
    expect([orders.status, orders.text, orders.headers['X-WP-Total']]).toEqual([200, '[]', '0']);
    const products = await shop.get('products', { page: '99' });
    expect([products.status, products.text, products.headers['X-WP-Total']]).toEqual([200, '[]', '60']);
  });

  it.each([
    ['per_page', '101', 'per_page must be between 1 (inclusive) and 100 (inclusive)', 'rest_out_of_bounds'],
    ['per_page', 'x', 'per_page is not of type integer.', 'rest_invalid_type'],
    ['orderby', 'total', 'orderby is not one of date, id, include, title, slug, and modified.', 'rest_not_in_enum'],
    ['modified_after', '2026-01-01', 'Invalid date.', 'rest_invalid_date'],
  ])('refuses %s=%s', async (name, value, message, code) => {
    const answer = await shop.get('orders', { [name]: value });
    expect(answer.status).toBe(400);
    expect(answer.record).toMatchObject({
      code: 'rest_invalid_param',
      message: `Invalid parameter(s): ${name}`,
      data: { status: 400, params: { [name]: message }, details: { [name]: { code, message } } },
    });
  });

  it('skips by offset, ignores what it does not know, and cuts to _fields', async () => {
    const first = await shop.get('orders', { orderby: 'id', order: 'asc', per_page: '3', nonsense: '1' });
    const second = await shop.get('orders', { orderby: 'id', order: 'asc', per_page: '1', offset: '2' });
    expect(ids(second.rows)).toEqual([Number(first.rows[2]?.id)]);
    const cut = await shop.get('orders', { per_page: '1', _fields: 'id,billing.email' });
    expect(Object.keys(cut.rows[0] ?? {})).toEqual(['id', 'billing']);
    expect(Object.keys(cut.rows[0]?.billing as JsonObject)).toEqual(['email']);
  });
});

describe('statuses', () => {
  it('shows neither trash nor abandoned checkouts unless asked', async () => {
    const statuses = new Set((await all('orders')).map((order) => order.status));
    expect(statuses.has('trash') || statuses.has('checkout-draft')).toBe(false);
    expect((await all('orders', { status: 'trash,checkout-draft' })).map((order) => order.status).sort()).toEqual([
      'checkout-draft',
      'trash',
    ]);
    expect((await shop.get('orders', { status: 'wc-completed' })).status).toBe(400);
  });
});

describe('dates', () => {
  const gmt = { dates_are_gmt: 'true', orderby: 'modified', order: 'asc' };

  it('compares modified_after exclusively, by whole seconds', async () => {
    const orders = await all('orders', gmt);
    const boundary = textOf(orders[100], 'date_modified_gmt');
    const after = await all('orders', { ...gmt, modified_after: boundary });
    expect(after).toHaveLength(orders.filter((order) => textOf(order, 'date_modified_gmt') > boundary).length);
    expect(ids(after)).not.toContain(Number(orders[100]?.id));
    expect(ids(await all('orders', { ...gmt, modified_after: `${boundary}.999` }))).toEqual(ids(after));
  });

  it("shifts the boundary by the site's offset when a zone is named beside dates_are_gmt", async () => {
    const zoneless = ids(await all('orders', { ...gmt, after: '2026-06-01T12:00:00' }));
    const shifted = ids(await all('orders', { ...gmt, after: '2026-06-01T12:00:00Z' }));
    const fourHoursBefore = ids(await all('orders', { ...gmt, after: '2026-06-01T08:00:00' }));
    expect(shifted).toEqual(fourHoursBefore);
    expect(shifted.length).toBeGreaterThanOrEqual(zoneless.length);
  });

  it('has two orders an hour apart at one local time on the day when the clocks go back', async () => {
    const rows = await all('orders', {
      after: '2025-11-02T05:29:59',
      before: '2025-11-02T06:30:01',
      dates_are_gmt: 'true',
    });
    const doubled = rows.filter((order) => order.date_created === '2025-11-02T01:30:00');
    expect(doubled.map((order) => order.date_created_gmt).sort()).toEqual([
      '2025-11-02T05:30:00',
      '2025-11-02T06:30:00',
    ]);
  });

  it('ignores modified_after on customers', async () => {
    const answer = await shop.get('customers', { modified_after: '2099-01-01T00:00:00' });
    expect(answer.headers['X-WP-Total']).toBe('28');
  });
});

describe('products and variations', () => {
  it('keeps variations out of products, but finds them by SKU and by id, and not under another parent', async () => {
    const products = await all('products');
    expect(products).toHaveLength(60);
    expect(products.some((product) => product.type === 'variation')).toBe(false);
    const bySku = await shop.get('products', { sku: 'VAR-001-02' });
    expect(bySku.rows.map((row) => row.type)).toEqual(['variation']);
    const id = Number(bySku.rows[0]?.id);
    expect((await shop.get(`products/${id}`)).record.type).toBe('variation');
    const other = products.find((product) => product.type === 'simple');
    expect((await shop.get(`products/${Number(other?.id)}/variations/${id}`)).status).toBe(404);
  });

  it('has a product with 130 variations and one without any', async () => {
    const counts = (await all('products', { type: 'variable' })).map((row) => (row.variations as number[]).length);
    expect(counts).toEqual(expect.arrayContaining([130, 0]));
    const many = (await all('products')).find((row) => (row.variations as number[]).length === 130);
    expect(await all(`products/${Number(many?.id)}/variations`)).toHaveLength(130);
  });
});

describe('amounts', () => {
  const cents = (value: unknown): number => Math.round(Number(value) * 100);

  it('add up in every order: lines, shipping, fees and taxes are the total', async () => {
    for (const order of await all('orders')) {
      const sum = (lines: unknown): number =>
        (lines as JsonObject[]).reduce((total, line) => total + Number(line.total), 0);
      const net = sum(order.line_items) + sum(order.shipping_lines) + sum(order.fee_lines) + Number(order.total_tax);
      // A price with four decimals is rounded per line for show, and once for the total.
      expect(Math.abs(cents(net) - cents(order.total))).toBeLessThanOrEqual(2);
    }
  });

  it('sign refunds as the platform does: own amount positive, lines and summary negative, total unchanged', async () => {
    const refunds = await all('refunds');
    expect(refunds.some((refund) => (refund.line_items as JsonObject[]).length === 0)).toBe(true);
    expect(refunds.some((refund) => (refund.line_items as JsonObject[]).length === 1)).toBe(true);
    for (const refund of refunds) {
      expect(Number(refund.amount)).toBeGreaterThan(0);
      for (const line of refund.line_items as JsonObject[]) {
        expect(Number(line.quantity)).toBeLessThan(0);
        expect(cents(line.total) + cents(line.total_tax)).toBe(-cents(refund.amount));
      }
      const order = (await shop.get(`orders/${Number(refund.parent_id)}`)).record;
      const summary = (order.refunds as JsonObject[]).find((one) => one.id === refund.id);
      expect(summary?.total).toBe(`-${refund.amount as string}`);
      expect(cents(order.total)).toBeGreaterThanOrEqual(cents(refund.amount));
    }
  });
});

describe('data', () => {
  it('is the same for the same seed, byte for byte, and another for another seed', async () => {
    const key = { per_page: '100' };
    const text = async (seed: number): Promise<string> => {
      const made = harness({ seed });
      return (await made.get('orders', key)).text + (await made.get('products', key)).text;
    };
    expect(await text(7)).toBe(await text(7));
    expect(await text(8)).not.toBe(await text(7));
  });

  it.each([1, 50, 51, 200, 1000])('has %i orders where %i were asked for', async (orders) => {
    const made = harness({ orders });
    expect(made.provider.state().orders).toBe(orders);
    const [detail] = made.provider.detail();
    expect(detail?.order_ids).toHaveLength(orders);
    expect(new Set(detail?.order_ids).size).toBe(orders);
  });

  it('gives no id of an order line twice', async () => {
    const items = (await all('orders')).flatMap((order) => ids(order.line_items as JsonObject[]));
    expect(new Set(items).size).toBe(items.length);
  });
});
