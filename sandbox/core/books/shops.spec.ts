import { createMagentoProvider } from '../../magento/provider.js';
import { createShopify } from '../../shopify/provider.js';
import { createWooCommerceProvider } from '../../woocommerce/provider.js';
import type { SandboxContext, SandboxProvider } from '../provider.js';
import { GATEWAYS, type SandboxSale } from '../sales.js';
import type { Book } from './book.js';
import { Books } from './books.js';
import { minorOf } from './minor-units.js';

interface Shops {
  books: Books;
  providers: SandboxProvider[];
  sales: () => SandboxSale[];
}

function shops(orders: number, seed = 1): Shops {
  const providers: SandboxProvider[] = [];
  const sales = (): SandboxSale[] => providers.flatMap((provider) => [...(provider.sales?.() ?? [])]);
  const books = new Books(seed, sales);
  const context: SandboxContext = {
    seed,
    orders,
    products: 20,
    url: () => 'http://sandbox.test',
    deliver: () => undefined,
    setting: () => undefined,
    ledger: (gateway) => books.of(gateway),
    sold: (sale) => books.sold(sale),
    spent: () => undefined,
  };
  providers.push(createShopify(context), createWooCommerceProvider(context), createMagentoProvider(context));
  return { books, providers, sales };
}

const all = (books: Books): Book[] => GATEWAYS.map((gateway) => books.of(gateway));

describe('the sales of the sandbox shops', () => {
  const { books, sales } = shops(400);
  const sold = sales();

  it('come from each shop, paid by each of the services', () => {
    for (const platform of ['shopify', 'woocommerce', 'magento']) {
      for (const gateway of GATEWAYS) {
        const some = sold.filter((sale) => sale.platform === platform && sale.gateway === gateway);
        expect(some.length).toBeGreaterThan(20);
        expect(some.filter(({ told }) => !told).length).toBeLessThan(some.length / 10);
      }
    }
    expect(new Set(sold.map(({ payment_id }) => payment_id)).size).toBe(sold.length);
    expect(sold.some(({ told }) => !told)).toBe(true);
  });

  it('are sums that their currencies can express, with refunds that do not exceed them', () => {
    const currencies = new Set<string>();
    for (const sale of sold) {
      currencies.add(sale.currency);
      const paid = minorOf(sale.paid, sale.currency);
      expect(paid).toBeGreaterThan(0);
      expect(paid).toBeLessThanOrEqual(minorOf(sale.total, sale.currency));
      expect(sale.refunds.reduce((sum, { amount }) => sum + minorOf(amount, sale.currency), 0)).toBeLessThanOrEqual(
        paid,
      );
    }
    expect([...currencies].sort()).toEqual(['CAD', 'EUR', 'GBP', 'JPY', 'KWD', 'USD']);
    expect(sold.filter(({ currency, gateway }) => currency === 'KWD' && gateway !== 'stripe')).toEqual([]);
  });

  it('bear the reference that the platform tells: its own at Shopify, the id of the service elsewhere, or none', () => {
    for (const { platform, payment_reference, payment_id, told } of sold) {
      if (platform === 'shopify') expect(payment_reference).toMatch(/^pay_sandbox_\d+_\d$/);
      else expect(payment_reference).toBe(told ? payment_id : null);
    }
  });

  it('that only the sum and the buyer tell apart are the only ones of their kind', () => {
    const unnamed = all(books).flatMap(({ payments }) => payments.filter(({ order }) => order === null));
    const orphans = all(books).flatMap(({ planted }) => planted.filter(({ kind }) => kind === 'orphan_payment'));
    expect(unnamed.length).toBeGreaterThan(orphans.length);
    for (const { email, amount, currency } of unnamed) {
      expect(email).not.toBeNull();
      const alike = sold.filter(
        (sale) => sale.email === email && sale.currency === currency && minorOf(sale.paid, currency) === amount,
      );
      expect(alike.length).toBeLessThan(2);
    }
  });

  it.each([1, 2, 3, 7])('make books with each kind of trouble for shops of 60 orders too (seed %d)', (seed) => {
    const planted = all(shops(60, seed).books).flatMap((book) => book.planted);
    const kinds = ['double_payment', 'missing_payment', 'orphan_payment', 'other_currency'];
    const others = ['refund_in_later_payout', 'wrong_amount_over', 'wrong_amount_under'];
    expect([...new Set(planted.map(({ kind }) => kind))].sort()).toEqual([...kinds, ...others]);
    expect(planted.length).toBeLessThanOrEqual(21);
  });

  it.each([1, 2, 3, 7])('make books in which the late refund was paid out late (seed %d)', (seed) => {
    for (const book of all(shops(60, seed).books)) {
      for (const { kind, ids } of book.planted) {
        if (kind !== 'refund_in_later_payout') continue;
        const [first, second] = [book.payment(ids[0] ?? ''), book.refundOf(ids[1] ?? '')];
        const [left, later] = [first, second].map((one) => book.payoutOf(one?.payout_id ?? '')?.created);
        expect(second?.created).toBeLessThan(left ?? 0);
        expect(later).toBeGreaterThan(left ?? Infinity);
      }
    }
  });
});

describe('what happens in the shops', () => {
  it('comes into the books: paid orders and refunds, each once', async () => {
    const { books, providers } = shops(60);
    const count = (): [number, number] => [
      all(books).reduce((sum, { payments }) => sum + payments.length, 0),
      all(books).reduce((sum, { refunds }) => sum + refunds.length, 0),
    ];
    const [payments, refunds] = count();
    for (const provider of providers) {
      for (let i = 0; i < 12; i++) {
        const { order_id } = await provider.event('order_placed', {});
        // Its orders are paid with their invoice, which comes with the parcel where there is one.
        const shipped = provider.event('order_shipped', { order_id: order_id ?? null });
        await shipped.catch(() => undefined);
        await provider.event('order_updated', { order_id: order_id ?? null });
      }
    }
    const [more] = count();
    expect(more).toBeGreaterThan(payments + 15);
    expect(more).toBeLessThanOrEqual(payments + 36);
    for (const provider of providers) for (let i = 0; i < 5; i++) await provider.event('order_refunded', {});
    expect(count()[1]).toBeGreaterThan(refunds);
    // Looked at only afterwards, the books are told the same.
    const fresh = all(books).flatMap((book) => book.payments.filter(({ created }) => created > book.epoch));
    expect(fresh.every(({ order, email }) => order !== null || email !== null)).toBe(true);
  });
});
