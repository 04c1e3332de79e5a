import { decimalText, minus, moneyText, plus, sum, type Amount } from './money.js';
import type { OrderRow } from './rows.js';
import { ShopStore } from './store.js';
import { netOf, taxOf } from './totals.js';

const all = (store: ShopStore): OrderRow[] =>
  store.orders.ordered('id').map((n) => {
    const order = store.orders.get(n);
    if (order === null) throw new Error(`no order ${n}`);
    return order;
  });

describe("the demo shop's data", () => {
  const store = new ShopStore(1, 1500, 160);
  const orders = all(store);

  it('is the same for the same seed and another for another', () => {
    const texts = [1, 1, 2].map((seed) => JSON.stringify(all(new ShopStore(seed, 100, 30))));
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).not.toBe(texts[0]);
  });

  it('does not depend on the order in which records are made', () => {
    const other = new ShopStore(1, 1500, 160);
    expect(other.orders.get(1234)).toEqual(orders[1234]);
  });

  it('adds up to the last unit in both currencies', () => {
    const same = (a: Amount, b: Amount): boolean => a.s === b.s && a.p === b.p;
    const wrong = orders.filter((order) => {
      const { totals, currency: c } = order;
      const goods = sum(order.lines.map(netOf), c);
      const tax = plus(sum(order.lines.map(taxOf), c), sum(order.shipping_lines.map(taxOf), c));
      const total = plus(plus(goods, totals.shipping_discounted), order.taxes_included ? sum([], c) : tax);
      const refunded = sum(
        order.refunds.map((refund) => refund.total),
        c,
      );
      return (
        !same(total, totals.total) ||
        !same(refunded, totals.refunded) ||
        !same(minus(totals.subtotal, goods), sum([], c))
      );
    });
    expect(wrong.map((order) => order.n)).toEqual([]);
  });

  it('never refunds more than was received nor sends more than was bought', () => {
    const wrong = orders.filter(
      ({ totals, lines }) =>
        totals.refunded.s > totals.received.s ||
        lines.some((line) => line.fulfilled > line.quantity || line.refunded > line.quantity),
    );
    expect(wrong.map((order) => order.n)).toEqual([]);
  });

  it.each<[string, (order: OrderRow) => boolean]>([
    ['in yen', (o) => o.currency === 'JPY'],
    ['in dinars', (o) => o.currency === 'KWD'],
    ['with more than 50 lines', (o) => o.lines.length > 50],
    ['without a customer', (o) => o.customer === null],
    ['without a shipping address', (o) => o.shipping === null],
    ['of a deleted product', (o) => o.lines.some((line) => !store.products.has(line.product))],
    ['partly refunded', (o) => o.totals.financial === 'PARTIALLY_REFUNDED'],
    ['refunded', (o) => o.totals.financial === 'REFUNDED'],
    ['with its shipping refunded alone', (o) => o.refunds.some((refund) => refund.items.length === 0)],
    ['partly sent', (o) => o.totals.fulfillment === 'PARTIALLY_FULFILLED'],
    ['cancelled', (o) => o.cancelled !== null],
    ['for a test', (o) => o.test],
    ['with a code and an automatic discount', (o) => new Set(o.applications.map((one) => one.kind)).size > 1],
    ['with two taxes', (o) => o.lines.some((line) => line.taxes.length > 1)],
    ['with tax inside the prices', (o) => o.taxes_included && o.totals.tax.s > 0],
    ['for nothing', (o) => o.totals.total.s === 0],
    ['only authorised', (o) => o.totals.financial === 'AUTHORIZED'],
  ])('has an order %s among the first sixteen', (_name, is) => {
    expect(orders.slice(0, 16).some(is)).toBe(true);
  });

  it('has products of every kind', () => {
    const products = store.products.ordered('id').map((n) => store.products.get(n));
    expect(Math.max(...products.map((product) => product?.variants.length ?? 0))).toBe(120);
    expect(new Set(products.map((product) => product?.status))).toEqual(new Set(['ACTIVE', 'ARCHIVED', 'DRAFT']));
    expect(
      products.some((product) =>
        product?.variants.some((variant) => variant.levels.some((level) => level.available < 0)),
      ),
    ).toBe(true);
    expect(products.some((product) => product?.images.length === 0)).toBe(true);
  });

  it('lies within the year before its epoch, created before updated, with many in one second', () => {
    const seconds = new Map<number, number>();
    for (const { created, updated } of orders) {
      expect(created).toBeGreaterThanOrEqual(store.epoch - 366 * 86_400_000);
      expect(updated).toBeGreaterThanOrEqual(created);
      expect(updated).toBeLessThanOrEqual(store.epoch);
      seconds.set(updated, (seconds.get(updated) ?? 0) + 1);
    }
    expect(Math.max(...seconds.values())).toBeGreaterThan(50);
  });

  it("counts each customer's orders without reading the others", () => {
    const customer = orders[100]?.customer ?? -1;
    const expected = orders.filter((order) => order.customer === customer).map((order) => order.n);
    expect(store.ordersOf(customer).map((order) => order.n)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  });
});

describe('money as text', () => {
  it.each([
    [8000, 'USD', '80.0', '80.00'],
    [14330, 'USD', '143.3', '143.30'],
    [5, 'EUR', '0.05', '0.05'],
    [-150, 'USD', '-1.5', '-1.50'],
    [1500, 'JPY', '1500.0', '1500'],
    [1075, 'KWD', '1.075', '1.075'],
    [0, 'USD', '0.0', '0.00'],
  ] as const)('writes %i minor units of %s', (minor, currency, decimal, money) => {
    expect(decimalText(minor, currency)).toBe(decimal);
    expect(moneyText(minor, currency)).toBe(money);
  });
});
