import {
  balanceTransaction,
  chargeTransactions,
  disputeTransactions,
  refundTransactions,
} from './stripe.transaction-mapper.js';
import { aBalance, aCharge, aDispute, aRefund, reinstatement, withdrawal } from './testing/stripe-objects.js';

describe('a charge', () => {
  it('is a payment with what it brought, what was kept, and what it was for', () => {
    expect(chargeTransactions(aCharge())).toEqual([
      expect.objectContaining({
        platform_transaction_id: 'ch_1',
        type: 'payment',
        status: 'completed',
        is_classified: true,
        provider_type: 'charge',
        provider_status: 'succeeded',
        amount: '10.00',
        currency: 'USD',
        settlement_amount: '10.00',
        settlement_currency: 'USD',
        exchange_rate: null,
        fee_amount: '0.59',
        net_amount: '9.41',
        fee_lines: [{ type: 'stripe_fee', amount: '0.59', description: 'Stripe processing fees' }],
        own_references: ['pi_1'],
        order_references: ['1001'],
        customer_email: 'ada@example.com',
        customer_name: 'Ada Lovelace',
        description: 'Order #1001',
        occurred_at: '2026-09-21T14:13:20.000Z',
      }),
    ]);
  });

  it.each([
    [{ status: 'pending' }, 'pending'],
    [{ status: 'failed', captured: false }, 'failed'],
    // Authorised only: it is money when it is captured, and never will be when it was let go.
    [{ captured: false, amount_captured: 0 }, 'pending'],
    [{ captured: false, amount_captured: 0, refunded: true }, 'cancelled'],
  ] as const)('with %j is %s', (change, status) => {
    expect(chargeTransactions(aCharge(change))[0]).toMatchObject({ type: 'payment', status, amount: '10.00' });
  });

  it('counts what was captured of it', () => {
    expect(chargeTransactions(aCharge({ amount_captured: 700 }))[0]?.amount).toBe('7.00');
  });

  it('keeps the currency that was paid in beside the one that it was settled in', () => {
    const balance = aBalance({ amount: 661, currency: 'usd', exchange_rate: 0.0066123, fee: 79, net: 582 });
    const yen = { amount: 1000, amount_captured: 1000, currency: 'jpy', balance_transaction: balance };
    expect(chargeTransactions(aCharge(yen))[0]).toMatchObject({
      amount: '1000',
      currency: 'JPY',
      settlement_amount: '6.61',
      settlement_currency: 'USD',
      exchange_rate: '0.0066123',
      net_amount: '5.82',
    });
    const dinar = { amount: 1500, amount_captured: 1500, currency: 'kwd', balance_transaction: 'txn_5' };
    expect(chargeTransactions(aCharge(dinar))[0]).toMatchObject({
      amount: '1.500',
      settlement_amount: null,
      net_amount: null,
    });
  });

  it('that was counted and failed after all is followed by what was taken out again', () => {
    const back = aBalance({
      id: 'txn_6',
      type: 'payment_failure_refund',
      amount: -1000,
      fee: 0,
      fee_details: [],
      net: -1000,
    });
    const rows = chargeTransactions(aCharge({ status: 'failed', failure_balance_transaction: back }));
    expect(
      rows.map(({ type, status, amount, parent_platform_id }) => [type, status, amount, parent_platform_id]),
    ).toEqual([
      ['payment', 'failed', '10.00', null],
      ['adjustment', 'completed', '-10.00', 'ch_1'],
    ]);
  });

  it('in a state that nobody knows is kept raw and unclassified', () => {
    const [row] = chargeTransactions(aCharge({ status: 'levitating' as 'failed' }));
    expect(row).toMatchObject({
      type: 'adjustment',
      status: 'pending',
      is_classified: false,
      provider_status: 'levitating',
    });
    expect(row?.gateway_response).toMatchObject({ id: 'ch_1', status: 'levitating' });
  });

  it('throws where an amount is none', () => {
    expect(() => chargeTransactions(aCharge({ amount_captured: 10.5 }))).toThrow();
  });
});

describe('a refund', () => {
  it('is negative, and tells its payment and the request of ours', () => {
    const refund = aRefund({ metadata: { ksap_refund_id: 'r-1', ksap_reason: 'Too small', order: '1001' } });
    expect(refundTransactions(refund)).toEqual([
      expect.objectContaining({
        platform_transaction_id: 're_1',
        type: 'refund',
        status: 'completed',
        amount: '-4.00',
        net_amount: '-4.00',
        fee_amount: '0.00',
        parent_platform_id: 'ch_1',
        own_references: ['pi_1'],
        order_references: ['1001'],
        refund_request_id: 'r-1',
        description: 'Too small',
      }),
    ]);
  });

  it.each([
    ['pending', 'pending'],
    ['requires_action', 'pending'],
    ['failed', 'failed'],
    ['canceled', 'cancelled'],
  ])('that is %s is %s', (said, status) => {
    expect(refundTransactions(aRefund({ status: said }))[0]).toMatchObject({ type: 'refund', status });
  });

  it('that failed is followed by the money that came back', () => {
    const back = aBalance({
      id: 'txn_7',
      type: 'refund_failure',
      amount: 400,
      fee: 0,
      fee_details: [],
      net: 400,
      source: 're_1',
    });
    const rows = refundTransactions(aRefund({ status: 'failed', failure_balance_transaction: back }));
    expect(rows[1]).toMatchObject({
      platform_transaction_id: 'txn_7',
      type: 'adjustment',
      status: 'completed',
      provider_type: 'refund_failure',
      amount: '4.00',
      parent_platform_id: 'ch_1',
    });
  });
});

describe('a dispute', () => {
  it('is a chargeback with its withdrawal, and each movement after it a row of its own', () => {
    const lines = [reinstatement(), withdrawal()];
    const rows = disputeTransactions(aDispute({ status: 'won', balance_transactions: lines }));
    expect(rows).toEqual([
      expect.objectContaining({
        platform_transaction_id: 'dp_1',
        type: 'chargeback',
        status: 'completed',
        provider_type: 'dispute',
        provider_status: 'won',
        amount: '-10.00',
        settlement_amount: '-10.00',
        fee_amount: '15.00',
        net_amount: '-25.00',
        parent_platform_id: 'ch_1',
      }),
      expect.objectContaining({
        platform_transaction_id: 'txn_4',
        type: 'chargeback',
        status: 'completed',
        amount: '10.00',
        fee_amount: '-15.00',
        net_amount: '25.00',
        parent_platform_id: 'ch_1',
      }),
    ]);
  });

  it.each([
    ['warning_needs_response', 'pending'],
    ['warning_under_review', 'pending'],
    ['warning_closed', 'cancelled'],
    ['prevented', 'cancelled'],
  ] as const)('that took nothing and is %s is %s', (said, status) => {
    const [row] = disputeTransactions(aDispute({ status: said, balance_transactions: [] }));
    expect(row).toMatchObject({ type: 'chargeback', status, net_amount: null, is_classified: true });
  });

  it.each(['needs_response', 'under_review', 'appeal_needs_response', 'appeal_under_review', 'lost'] as const)(
    'that took money and is %s is completed',
    (said) => {
      expect(disputeTransactions(aDispute({ status: said }))[0]).toMatchObject({ status: 'completed' });
    },
  );
});

describe('a movement of the balance', () => {
  it.each([
    ['stripe_fee', 'fee'],
    ['stripe_fx_fee', 'fee'],
    ['tax_fee', 'fee'],
    ['adjustment', 'adjustment'],
    ['reserve_transaction', 'adjustment'],
    ['transfer', 'adjustment'],
    ['application_fee', 'adjustment'],
    ['topup', 'adjustment'],
  ])('of type %s is a %s', (type, expected) => {
    const row = balanceTransaction(aBalance({ type, amount: -300, fee: 0, fee_details: [], net: -300, source: null }));
    expect(row).toMatchObject({
      type: expected,
      status: 'completed',
      is_classified: true,
      amount: '-3.00',
      net_amount: '-3.00',
    });
  });

  it('of a type that nobody knows is an adjustment, pending, unclassified and kept raw', () => {
    expect(balanceTransaction(aBalance({ type: 'moon_tax' }))).toMatchObject({
      type: 'adjustment',
      status: 'pending',
      is_classified: false,
      provider_type: 'moon_tax',
      gateway_response: { type: 'moon_tax' },
    });
  });
});
