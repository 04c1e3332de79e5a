import type { LedgerChange } from '../ledger.types.js';
import { GATEWAYS, type Gateway, type SandboxSale } from '../sales.js';
import type { Book } from './book.js';
import { Books } from './books.js';
import { booksOf, EPOCH, saleOf, salesOf, SEED } from './spec-sales.js';

describe('the books, once they are open', () => {
  const setUp = (gateway: Gateway): { books: Books; book: Book; heard: LedgerChange[]; sales: SandboxSale[] } => {
    const { books, sales } = booksOf(200);
    const book = books.of(gateway);
    const heard: LedgerChange[] = [];
    book.onChange((change) => heard.push(change));
    return { books, book, heard, sales };
  };

  it.each(GATEWAYS)('of %s take payments, refunds and disputes, and pay them out', (gateway) => {
    const { book, heard } = setUp(gateway);
    const payment = book.pay({ amount: 10_000, currency: 'USD', email: 'new@example.com' });
    const refund = book.refund(payment, 2500, { reason: 'too large', note: { refund_id: 'x' } });
    expect(book.left(payment)).toBe(7500);
    const other = book.pay({ amount: 900_000, currency: 'USD' });
    const dispute = book.dispute(other);
    book.decide(dispute, 'won');
    expect(book.payments.slice(-2)).toEqual([payment, other]);
    const waiting = book.entries.filter((entry) => entry.payout_id === null && entry.settlement.currency === 'USD');
    const last = book.payouts.findLast(({ currency }) => currency === 'USD');
    const payout = book.payOut();
    expect(new Set(payout?.entries)).toEqual(new Set(waiting));
    const nets = waiting.reduce((sum, { settlement }) => sum + settlement.net, 0);
    expect(payout?.amount).toBe((last?.balance_after ?? 0) + nets);
    expect(payment.payout_id).toBe(payout?.id);
    expect(refund.payout_id).toBe(payout?.id);
    expect(book.payOut()).toBeUndefined();
    expect(heard.map(({ kind }) => kind)).toEqual(['payment', 'refund', 'payment', 'dispute', 'dispute', 'payout']);
  });

  it('move money for a pending refund only when it is finished', () => {
    const { book } = setUp('square');
    const payment = book.pay({ amount: 5000, currency: 'USD' });
    const refund = book.refund(payment, 5000, { status: 'pending' });
    expect(refund.settlement).toBeNull();
    const before = book.entries.length;
    book.finish(refund, 'succeeded');
    expect(book.entries).toHaveLength(before + 1);
    expect(refund.settlement?.net).toBe(-5000);
    expect(() => book.finish(refund, 'failed')).toThrow('succeeded already');
    const failed = book.refund(payment, 5000, { status: 'failed' });
    expect(failed.settlement).toBeNull();
  });

  it('hear of what a shop sells and refunds, once', () => {
    const { books, heard } = setUp('stripe');
    const fresh: SandboxSale = { ...ofStripe(), refunds: [] };
    books.sold(() => fresh);
    books.sold(() => fresh);
    expect(heard).toMatchObject([{ kind: 'payment', is_new: true, payment: { id: 'ch_fresh', amount: 5000 } }]);
    const refunded = { ...fresh, refunds: [{ id: 'r', amount: '10.00', at: EPOCH + 6000 }] };
    books.sold(() => refunded);
    books.sold(() => refunded);
    expect(heard).toHaveLength(2);
    expect(heard[1]).toMatchObject({ kind: 'refund', refund: { payment_id: 'ch_fresh', amount: 1000 } });
  });

  it('know a refund of theirs again when the shop writes it down afterwards', () => {
    const { books, book, heard } = setUp('stripe');
    const sale = ofStripe();
    books.sold(() => ({ ...sale, refunds: [] }));
    const payment = book.payment('ch_fresh');
    if (payment === undefined) throw new Error('no payment');
    book.refund(payment, 2000);
    books.sold(() => ({ ...sale, refunds: [{ id: 'r', amount: '20.00', at: EPOCH + 1 }] }));
    expect(heard.filter(({ kind }) => kind === 'refund')).toHaveLength(1);
    books.sold(() => ({ ...sale, refunds: ['r', 's'].map((id) => ({ id, amount: '20.00', at: EPOCH + 1 })) }));
    expect(heard.filter(({ kind }) => kind === 'refund')).toHaveLength(2);
  });

  it('do not get back what is missing on purpose', () => {
    const { books, book, heard, sales } = setUp('stripe');
    const missing = book.planted.find(({ kind }) => kind === 'missing_payment');
    const sale = sales.find(({ order_id }) => order_id === missing?.order_id);
    expect(sale).toBeDefined();
    books.sold(() => sale ?? null);
    expect(heard).toEqual([]);
  });

  it('hold what was sold since the seed, when they are opened only afterwards', () => {
    const fresh = { ...ofStripe(), refunds: [{ id: 'r', amount: '10.00', at: EPOCH + 9000 }] };
    const book = new Books(SEED, () => [...salesOf(200), fresh]).of('stripe');
    expect(book.payments.at(-1)).toMatchObject({ id: 'ch_fresh', amount: 5000, payout_id: null });
    expect(book.refunds.at(-1)).toMatchObject({ payment_id: 'ch_fresh', amount: 1000, payout_id: null });
    expect(book.payments.at(-1)?.created).toBeGreaterThan(EPOCH);
  });

  it('take 30,000 sales within a second of work or so', () => {
    const sales = salesOf(30_000);
    const books = new Books(SEED, () => sales);
    const started = process.cpuUsage();
    books.of('stripe');
    // Generous, for machines that do much else at once; a square of the sales would take minutes.
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(4000);
  });

  function ofStripe(): SandboxSale {
    const paid = { payment_id: 'ch_fresh', currency: 'USD', total: '50.00', paid: '50.00', paid_at: EPOCH + 5000 };
    return { ...saleOf(1, 200), gateway: 'stripe', ...paid };
  }
});
