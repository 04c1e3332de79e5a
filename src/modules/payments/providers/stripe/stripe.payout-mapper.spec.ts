import { isItemised, payoutLine, payoutOf, unitemisedLine } from './stripe.payout-mapper.js';
import { aBalance, aPayout, reinstatement, withdrawal } from './testing/stripe-objects.js';

describe('a payout', () => {
  it('tells what arrives, when, and no more of the account than four digits', () => {
    expect(payoutOf(aPayout())).toMatchObject({
      platform_payout_id: 'po_1',
      amount: '9.41',
      currency: 'USD',
      fee_amount: '0.00',
      status: 'paid',
      arrival_date: '2026-09-24',
      initiated_at: '2026-09-22T00:00:00.000Z',
      destination: '•••• 6789',
      balance_after: null,
    });
    expect(payoutOf(aPayout({ destination: 'ba_1' })).destination).toBeNull();
  });

  it.each([
    ['paid', 'paid'],
    ['pending', 'pending'],
    ['in_transit', 'in_transit'],
    ['canceled', 'cancelled'],
    ['failed', 'failed'],
    ['evaporated', 'pending'],
  ])('that is %s is %s', (said, status) => {
    expect(payoutOf(aPayout({ status: said }))).toMatchObject({ status, provider_status: said });
  });

  it('in yen has no digits, and one that is taken from the bank is negative', () => {
    expect(payoutOf(aPayout({ amount: 12_000, currency: 'jpy' })).amount).toBe('12000');
    expect(payoutOf(aPayout({ amount: -500 })).amount).toBe('-5.00');
  });

  it('that was asked for by hand is one line, with what it cost apart', () => {
    const own = aBalance({ id: 'txn_9', type: 'payout', amount: -10_000, fee: 150, net: -10_150, source: 'po_1' });
    const payout = aPayout({
      amount: 10_000,
      automatic: false,
      method: 'instant',
      reconciliation_status: 'not_applicable',
      balance_transaction: own,
    });
    expect(isItemised(payout)).toBe(false);
    expect(isItemised(aPayout())).toBe(true);
    expect(payoutOf(payout).fee_amount).toBe('1.50');
    expect(unitemisedLine(payout)).toMatchObject({
      platform_line_id: 'txn_9',
      category: 'transfer',
      provider_type: 'instant_payout',
      net_amount: '100.00',
    });
  });
});

describe('a line of a payout', () => {
  const line = (change: Parameters<typeof aBalance>[0]): ReturnType<typeof payoutLine> =>
    payoutLine('po_1', aBalance(change));

  it.each([
    ['charge', 'ch_1', 1000, 'payment', 'ch_1'],
    ['payment', 'py_1', 1000, 'payment', 'py_1'],
    ['payment_failure_refund', 'py_1', -1000, 'payment', 'txn_1'],
    ['refund', 're_1', -400, 'refund', 're_1'],
    ['payment_refund', 'pyr_1', -400, 'refund', 'pyr_1'],
    ['refund_failure', 're_1', 400, 'refund', 'txn_1'],
    ['adjustment', 'dp_1', -1000, 'chargeback', 'dp_1'],
    ['adjustment', 'du_1', -1000, 'chargeback', 'du_1'],
    ['adjustment', 'dp_1', 1000, 'chargeback_reversal', 'txn_1'],
    ['adjustment', null, -5, 'adjustment', 'txn_1'],
    ['stripe_fee', null, -300, 'fee', 'txn_1'],
    ['reserve_hold', null, -300, 'reserve', 'txn_1'],
    ['payout_minimum_balance_hold', null, -300, 'reserve', 'txn_1'],
    ['transfer', 'tr_1', -300, 'transfer', 'txn_1'],
    ['payout_failure', 'po_0', 941, 'payout_return', null],
    ['payout_cancel', 'po_0', 941, 'payout_return', null],
    ['moon_tax', null, -1, 'unclassified', 'txn_1'],
  ] as const)('of type %s and source %s over %i is a %s of %s', (type, source, amount, category, transaction) => {
    expect(line({ type, source, amount })).toMatchObject({ category, platform_transaction_id: transaction });
  });

  it('is gross less fee', () => {
    expect(line({})).toMatchObject({ gross_amount: '10.00', fee_amount: '0.59', net_amount: '9.41', currency: 'USD' });
    expect(payoutLine('po_1', withdrawal())).toMatchObject({ gross_amount: '-10.00', net_amount: '-25.00' });
    expect(payoutLine('po_1', reinstatement())).toMatchObject({ fee_amount: '-15.00', net_amount: '25.00' });
    expect(line({ currency: 'kwd', amount: 1500, fee: 45 })).toMatchObject({ net_amount: '1.455' });
  });

  it('is not the payout itself, but is one that came back', () => {
    expect(line({ type: 'payout', source: 'po_1', amount: -941 })).toBeNull();
    expect(line({ type: 'payout', source: 'po_2', amount: -941 })).not.toBeNull();
  });
});
