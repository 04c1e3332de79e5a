import { orderStates } from './order-status.js';
import type { OrderFacts } from './order-status.js';

const facts = (more: Partial<OrderFacts>): OrderFacts => ({
  status: 'processing',
  has_date_paid: false,
  has_date_completed: false,
  cash_on_delivery: false,
  authorized: false,
  total_is_zero: false,
  refunded: 'none',
  tracked: 'none',
  numbered: false,
  delivered: false,
  ...more,
});

describe('orderStates', () => {
  it.each<[Partial<OrderFacts>, string, string, string]>([
    [{ status: 'pending' }, 'pending', 'unfulfilled', 'pending'],
    [{ status: 'on-hold' }, 'pending', 'unfulfilled', 'pending'],
    [{ status: 'on-hold', authorized: true }, 'pending', 'unfulfilled', 'authorized'],
    [{ status: 'failed' }, 'pending', 'unfulfilled', 'failed'],
    [{ status: 'processing', has_date_paid: true }, 'paid', 'unfulfilled', 'paid'],
    [{ status: 'processing' }, 'paid', 'unfulfilled', 'paid'],
    [{ status: 'processing', cash_on_delivery: true }, 'paid', 'unfulfilled', 'pending'],
    [{ status: 'processing', tracked: 'part' }, 'paid', 'partial', 'paid'],
    [{ status: 'processing', tracked: 'whole' }, 'paid', 'fulfilled', 'paid'],
    [{ status: 'completed', has_date_completed: true }, 'fulfilled', 'fulfilled', 'paid'],
    [{ status: 'completed', cash_on_delivery: true, has_date_completed: true }, 'fulfilled', 'fulfilled', 'paid'],
    [{ status: 'completed', tracked: 'part', numbered: true, has_date_paid: true }, 'shipped', 'fulfilled', 'paid'],
    // Sent, and nobody said with whom.
    [{ status: 'completed', tracked: 'whole', has_date_paid: true }, 'fulfilled', 'fulfilled', 'paid'],
    [{ status: 'completed', numbered: true, delivered: true, has_date_paid: true }, 'delivered', 'fulfilled', 'paid'],
    [{ status: 'processing', delivered: true, has_date_paid: true }, 'paid', 'unfulfilled', 'paid'],
    [{ status: 'cancelled' }, 'cancelled', 'unfulfilled', 'voided'],
    [{ status: 'cancelled', has_date_paid: true }, 'cancelled', 'unfulfilled', 'paid'],
    [{ status: 'refunded', has_date_paid: true }, 'cancelled', 'unfulfilled', 'refunded'],
    [{ status: 'refunded', has_date_completed: true }, 'fulfilled', 'fulfilled', 'refunded'],
    [{ status: 'processing', has_date_paid: true, refunded: 'part' }, 'paid', 'unfulfilled', 'partially_refunded'],
    [{ status: 'completed', has_date_paid: true, refunded: 'whole' }, 'fulfilled', 'fulfilled', 'refunded'],
    [{ status: 'pending', total_is_zero: true }, 'pending', 'unfulfilled', 'pending'],
    // Of plug-ins, and of nobody we know.
    [{ status: 'partial-shipped', has_date_paid: true }, 'paid', 'partial', 'paid'],
    [{ status: 'shipped', has_date_paid: true }, 'shipped', 'fulfilled', 'paid'],
    [{ status: 'delivered', has_date_paid: true }, 'delivered', 'fulfilled', 'paid'],
    [{ status: 'in-the-workshop' }, 'pending', 'unfulfilled', 'pending'],
    [{ status: 'in-the-workshop', has_date_paid: true }, 'paid', 'unfulfilled', 'paid'],
    [{ status: 'picked-up', has_date_paid: true, has_date_completed: true }, 'fulfilled', 'fulfilled', 'paid'],
    [{ status: 'constructor' }, 'pending', 'unfulfilled', 'pending'],
  ])('%j is %s, %s, %s', (more, status, fulfillment_status, payment_status) => {
    expect(orderStates(facts(more))).toEqual({ status, fulfillment_status, payment_status });
  });
});
