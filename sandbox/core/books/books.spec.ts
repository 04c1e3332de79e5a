import type { Ledger } from '../ledger.types.js';
import { GATEWAYS, type SandboxSale } from '../sales.js';
import type { Book } from './book.js';
import { Books } from './books.js';
import { digitsOf } from './minor-units.js';
import { booksOf, EPOCH, SEED } from './spec-sales.js';

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);
const ofKind = (ledger: Ledger, kind: string): Ledger['planted'] => ledger.planted.filter((one) => one.kind === kind);
/** As text, without what points back at other records. */
const written = (ledger: Ledger): string =>
  JSON.stringify([ledger.payments, ledger.entries, ledger.payouts, ledger.planted]);

describe('the books of the payment services', () => {
  const { books, sales, ledgers } = booksOf(900);
  const [stripe, paypal, square] = ledgers as [Book, Book, Book];

  it('come from the seed and the sales alone', () => {
    const again = booksOf(900).ledgers;
    expect(again.map(written)).toEqual(ledgers.map(written));
  });

  it('are not made until somebody looks', () => {
    let asked = 0;
    const books = new Books(SEED, () => {
      asked++;
      return [];
    });
    books.sold(() => {
      throw new Error('asked for a sale without books');
    });
    expect(asked).toBe(0);
    expect(books.of('paypal').payments).toEqual([]);
    books.of('stripe');
    expect(asked).toBe(1);
  });

  it('have each sale that no trouble was made with, to the smallest unit', () => {
    const troubled = new Set(ledgers.flatMap(({ planted }) => planted.map(({ order_id }) => order_id)));
    for (const sale of sales.filter(({ order_id }) => !troubled.has(order_id))) {
      const ledger = ledgers.find(({ gateway }) => gateway === sale.gateway);
      const payment = ledger?.payment(sale.payment_id);
      expect(payment).toMatchObject({ status: 'succeeded', currency: sale.currency, created: sale.paid_at });
      expect((payment?.amount ?? 0) / 10 ** digitsOf(sale.currency)).toBe(Number(sale.total));
      expect(payment?.refunds.map(({ amount }) => amount / 10 ** digitsOf(sale.currency))).toEqual(
        sale.refunds.map(({ amount }) => Number(amount)),
      );
      expect(payment?.order ?? null).toEqual(
        // Of what was given back the service is always told.
        sale.told || sale.refunds.length > 0
          ? {
              platform: 'shopify',
              shop: sale.shop,
              order_id: sale.order_id,
              order_number: sale.order_number,
              reference: sale.payment_reference,
            }
          : null,
      );
    }
  });

  it.each(GATEWAYS)('of %s explain each payout to the cent', (gateway) => {
    const ledger = books.of(gateway);
    const before = new Map<string, number>();
    expect(ledger.payouts.length).toBeGreaterThan(40);
    for (const payout of ledger.payouts) {
      const nets = sum(payout.entries.map(({ settlement }) => settlement.net));
      expect(payout.amount).toBe((before.get(payout.currency) ?? 0) + nets - payout.balance_after);
      expect(payout.amount).toBeGreaterThan(0);
      if (gateway !== 'paypal') expect(payout.amount).toBe(nets);
      for (const entry of payout.entries) {
        expect(entry).toMatchObject({ payout_id: payout.id, settlement: { currency: payout.currency } });
        expect(entry.created).toBeLessThan(payout.created);
        expect(entry.settlement.net).toBe(entry.settlement.gross - entry.settlement.fee);
      }
      before.set(payout.currency, payout.balance_after);
    }
    const paid = ledger.payouts.flatMap(({ entries }) => entries);
    expect(new Set(paid).size).toBe(paid.length);
    expect(ledger.entries.filter(({ payout_id }) => payout_id !== null)).toHaveLength(paid.length);
    // The days before the epoch, on which little is sold here, are not paid out yet.
    const last = ledger.payouts.at(-1)?.created ?? 0;
    expect(last).toBeLessThan(EPOCH - 2 * 86_400_000);
  });

  it('are in the order in which things happened', () => {
    for (const { payments, refunds, disputes, entries, payouts } of ledgers) {
      for (const list of [payments, refunds, disputes, entries, payouts]) {
        const times = list.map(({ created }) => created);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }
      expect(payments.map(({ n }) => n)).toEqual(payments.map((_, n) => n));
    }
  });

  it('convert what the service does not keep: dinars and pounds at Stripe, nothing at the others', () => {
    const converted = stripe.payments.filter(({ settlement }) => settlement !== null && settlement.rate !== null);
    expect(new Set(converted.map(({ currency }) => currency))).toEqual(new Set(['GBP', 'KWD']));
    const dinar = converted.find(({ currency }) => currency === 'KWD');
    expect(dinar?.settlement).toMatchObject({
      currency: 'USD',
      rate: '3.252',
      gross: Math.round(((dinar?.amount ?? 0) * 3.252) / 10),
    });
    for (const { payments } of [paypal, square]) {
      for (const { settlement, currency, status } of payments) {
        if (status === 'succeeded') expect(settlement).toMatchObject({ rate: null, currency });
      }
    }
  });

  it.each([900, 120])('have each kind of trouble at each service, once, of %d sales', (count) => {
    for (const ledger of booksOf(count).ledgers) {
      const kinds = ledger.planted.map(({ kind }) => kind).sort();
      const late = ledger.gateway === 'paypal' ? [] : ['refund_in_later_payout'];
      const all = ['double_payment', 'missing_payment', 'orphan_payment', 'other_currency'];
      const amounts = ['wrong_amount_over', 'wrong_amount_under'];
      // PayPal has one kind fewer, and so one kind twice.
      expect([...new Set(kinds)]).toEqual([...all, ...late, ...amounts].sort());
      expect(kinds).toHaveLength(7);
    }
  });

  it('lack the missing payment, and have the others as they should not be', () => {
    const saleBy = (id: string): SandboxSale | undefined => sales.find(({ order_id }) => order_id === id);
    for (const ledger of ledgers) {
      for (const { order_id } of ofKind(ledger, 'missing_payment')) {
        expect(ledger.payment(saleBy(order_id)?.payment_id ?? '')).toBeUndefined();
        expect(ledger.payments.some(({ order }) => order?.order_id === order_id)).toBe(false);
      }
      for (const { ids, order_id } of ofKind(ledger, 'double_payment')) {
        const [first, second] = ids.map((id) => ledger.payment(id));
        expect(second).toMatchObject({ amount: first?.amount, order: { order_id } });
        expect(ids).toHaveLength(2);
      }
      for (const { ids, order_id } of ofKind(ledger, 'other_currency')) {
        expect(ledger.payment(ids[0] ?? '')?.currency).not.toBe(saleBy(order_id)?.currency);
      }
      for (const { ids } of ofKind(ledger, 'orphan_payment')) expect(ledger.payment(ids[0] ?? '')?.order).toBeNull();
    }
  });

  it('pay a refund later than its payment only where that was planted', () => {
    for (const ledger of ledgers) {
      const late = ledger.refunds.filter((refund) => {
        const payment = ledger.payment(refund.payment_id);
        const first = ledger.payoutOf(payment?.payout_id ?? '');
        const second = ledger.payoutOf(refund.payout_id ?? '');
        return (
          first !== undefined &&
          second !== undefined &&
          refund.created < first.created &&
          second.created > first.created
        );
      });
      const planted = ofKind(ledger, 'refund_in_later_payout').map(({ ids }) => ids[1]);
      expect(late.map(({ id }) => id)).toEqual(planted);
    }
  });

  it('have disputes of each end, with the money taken and given back', () => {
    for (const { disputes, gateway } of ledgers) {
      expect(disputes.map(({ status }) => status).sort()).toEqual(['lost', 'needs_response', 'under_review', 'won']);
      const fee = { stripe: 1500, paypal: 2000, square: 0 }[gateway];
      const won = disputes.find(({ status }) => status === 'won');
      expect(won?.withdrawn?.settlement.gross).toBe(-(won?.reinstated?.settlement.gross ?? 0));
      expect(Math.abs(won?.reinstated?.settlement.fee ?? -1) % 100).toBe(fee % 100);
    }
  });

  it('hold card numbers that somebody wrote into a text', () => {
    const texts = ledgers.flatMap(({ payments }) => payments.flatMap(({ description }) => description ?? []));
    expect(texts.some((text) => text.includes('4242 4242 4242 4242'))).toBe(true);
  });
});
