import type Stripe from 'stripe';

/** Small objects in the shape that Stripe documents: what the mappers read of them, and enough beside it. */

export function aBalance(change: Partial<Stripe.BalanceTransaction> = {}): Stripe.BalanceTransaction {
  return {
    id: 'txn_1',
    object: 'balance_transaction',
    amount: 1000,
    available_on: 1_790_172_800,
    balance_type: 'payments',
    created: 1_790_000_000,
    currency: 'usd',
    description: null,
    exchange_rate: null,
    fee: 59,
    fee_details: [
      { amount: 59, application: null, currency: 'usd', description: 'Stripe processing fees', type: 'stripe_fee' },
    ],
    net: 941,
    reporting_category: 'charge',
    source: 'ch_1',
    status: 'available',
    type: 'charge',
    ...change,
  };
}

export function aCharge(change: Partial<Stripe.Charge> = {}): Stripe.Charge {
  return {
    id: 'ch_1',
    object: 'charge',
    amount: 1000,
    amount_captured: 1000,
    amount_refunded: 0,
    balance_transaction: aBalance(),
    billing_details: { address: null, email: 'ada@example.com', name: 'Ada Lovelace', phone: null, tax_id: null },
    captured: true,
    created: 1_790_000_000,
    currency: 'usd',
    description: 'Order #1001',
    failure_balance_transaction: null,
    livemode: false,
    metadata: { order_id: '1001', note: ' ', long: 'x'.repeat(300), again: '1001' },
    payment_intent: 'pi_1',
    receipt_email: null,
    refunded: false,
    shipping: null,
    status: 'succeeded',
    ...change,
  } as Stripe.Charge;
}

export function aRefund(change: Partial<Stripe.Refund> = {}): Stripe.Refund {
  return {
    id: 're_1',
    object: 'refund',
    amount: 400,
    balance_transaction: aBalance({ id: 'txn_2', type: 'refund', amount: -400, fee: 0, fee_details: [], net: -400 }),
    charge: 'ch_1',
    created: 1_790_000_100,
    currency: 'usd',
    metadata: {},
    payment_intent: 'pi_1',
    reason: null,
    status: 'succeeded',
    ...change,
  } as Stripe.Refund;
}

export function aDispute(change: Partial<Stripe.Dispute> = {}): Stripe.Dispute {
  return {
    id: 'dp_1',
    object: 'dispute',
    amount: 1000,
    balance_transactions: [withdrawal()],
    charge: 'ch_1',
    created: 1_790_000_200,
    currency: 'usd',
    livemode: false,
    payment_intent: 'pi_1',
    reason: 'fraudulent',
    status: 'needs_response',
    ...change,
  } as Stripe.Dispute;
}

export function withdrawal(change: Partial<Stripe.BalanceTransaction> = {}): Stripe.BalanceTransaction {
  return aBalance({
    id: 'txn_3',
    type: 'adjustment',
    amount: -1000,
    fee: 1500,
    fee_details: [{ amount: 1500, application: null, currency: 'usd', description: 'Dispute fee', type: 'stripe_fee' }],
    net: -2500,
    source: 'dp_1',
    reporting_category: 'dispute',
    created: 1_790_000_200,
    ...change,
  });
}

export function reinstatement(): Stripe.BalanceTransaction {
  return withdrawal({ id: 'txn_4', amount: 1000, fee: -1500, fee_details: [], net: 2500, created: 1_790_000_900 });
}

export function aPayout(change: Partial<Stripe.Payout> = {}): Stripe.Payout {
  return {
    id: 'po_1',
    object: 'payout',
    amount: 941,
    arrival_date: 1_790_208_000,
    automatic: true,
    balance_transaction: 'txn_9',
    created: 1_790_035_200,
    currency: 'usd',
    destination: { id: 'ba_1', object: 'bank_account', last4: '6789' } as Stripe.BankAccount,
    livemode: false,
    method: 'standard',
    reconciliation_status: 'completed',
    status: 'paid',
    type: 'bank_account',
    ...change,
  } as Stripe.Payout;
}
