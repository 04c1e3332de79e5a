import { orderStates, type OrderFacts } from './order-status.js';

const facts = (more: Partial<OrderFacts>): OrderFacts => ({
  state: 'processing',
  status: 'processing',
  shipped: 'none',
  tracked: false,
  paid: 'none',
  authorized: false,
  refunded: 'none',
  ...more,
});

describe('orderStates', () => {
  it.each<[Partial<OrderFacts>, string, string, string]>([
    [{ state: 'new' }, 'pending', 'unfulfilled', 'pending'],
    [{ state: 'pending_payment' }, 'pending', 'unfulfilled', 'pending'],
    [{ state: 'payment_review', authorized: true }, 'pending', 'unfulfilled', 'authorized'],
    [{ state: 'holded', paid: 'whole' }, 'pending', 'unfulfilled', 'paid'],
    [{ paid: 'whole' }, 'paid', 'unfulfilled', 'paid'],
    [{ paid: 'part' }, 'pending', 'unfulfilled', 'partially_paid'],
    [{ paid: 'whole', shipped: 'part', tracked: true }, 'paid', 'partial', 'paid'],
    // Sent before it was paid: cash on delivery.
    [{ shipped: 'whole' }, 'fulfilled', 'fulfilled', 'pending'],
    [{ shipped: 'whole', tracked: true, paid: 'whole' }, 'shipped', 'fulfilled', 'paid'],
    [{ state: 'complete', shipped: 'whole', paid: 'whole' }, 'fulfilled', 'fulfilled', 'paid'],
    [{ state: 'complete', status: 'delivered', shipped: 'whole', paid: 'whole' }, 'delivered', 'fulfilled', 'paid'],
    [
      { state: 'complete', status: 'my_own', shipped: 'whole', tracked: true, paid: 'whole' },
      'shipped',
      'fulfilled',
      'paid',
    ],
    [{ state: 'closed', paid: 'whole', refunded: 'whole' }, 'cancelled', 'unfulfilled', 'refunded'],
    [{ state: 'closed', shipped: 'whole', paid: 'whole', refunded: 'whole' }, 'fulfilled', 'fulfilled', 'refunded'],
    [{ paid: 'whole', refunded: 'part' }, 'paid', 'unfulfilled', 'partially_refunded'],
    [{ state: 'canceled', status: 'canceled' }, 'cancelled', 'unfulfilled', 'voided'],
    [{ state: 'canceled', paid: 'part' }, 'cancelled', 'unfulfilled', 'partially_paid'],
    [{ state: 'of an extension', paid: 'whole' }, 'paid', 'unfulfilled', 'paid'],
  ])('%j is %s, %s, %s', (more, status, fulfillment_status, payment_status) => {
    expect(orderStates(facts(more))).toEqual({ status, fulfillment_status, payment_status });
  });
});
