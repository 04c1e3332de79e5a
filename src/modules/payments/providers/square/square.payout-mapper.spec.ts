import type { JsonObject } from '../../../../common/json.js';
import { sum } from '../../../../common/money/money.js';
import { lineOfSimplePayout, mapEntry, mapPayout, type MappedEntry } from './square.payout-mapper.js';

const money = (amount: number, currency = 'USD'): JsonObject => ({ amount, currency });

const PAYOUT: JsonObject = {
  id: 'po_4f1b2c3d',
  status: 'PAID',
  location_id: 'L88917AVBK2S5',
  created_at: '2026-03-24T03:07:09Z',
  updated_at: '2026-03-25T03:07:09Z',
  amount_money: money(9710),
  destination: { type: 'BANK_ACCOUNT', id: 'bact:ZPp3oedR3AeEUNd3z7' },
  version: 1,
  type: 'BATCH',
  payout_fee: [
    { amount_money: money(175), type: 'TRANSFER_FEE' },
    { amount_money: money(5), type: 'TAX_ON_TRANSFER_FEE' },
  ],
  arrival_date: '2026-03-25',
};
const payout = mapPayout(PAYOUT);

describe('a payout of Square', () => {
  it('is what arrives, where, when and what it cost', () => {
    const { gateway_response, ...mapped } = payout;
    expect(gateway_response).toEqual(PAYOUT);
    expect(mapped).toEqual({
      platform_payout_id: 'po_4f1b2c3d',
      amount: '97.10',
      currency: 'USD',
      fee_amount: '1.80',
      status: 'paid',
      provider_status: 'PAID',
      arrival_date: '2026-03-25',
      initiated_at: '2026-03-24T03:07:09.000Z',
      destination: 'Bank account',
      balance_after: null,
    });
  });

  it.each([
    ['SENT', 'in_transit'],
    ['PAID', 'paid'],
    ['FAILED', 'failed'],
    ['FROZEN', 'pending'],
  ])('%s is %s', (status, expected) => {
    expect(mapPayout({ ...PAYOUT, status })).toMatchObject({ status: expected, provider_status: status });
  });

  it('that is not itemised has one line: all of it, moved on ahead of the daily payout', () => {
    const simple = { ...PAYOUT, type: 'SIMPLE' };
    expect(lineOfSimplePayout(simple, mapPayout(simple))).toMatchObject({
      platform_line_id: 'po_4f1b2c3d',
      category: 'transfer',
      net_amount: '97.10',
    });
    expect(lineOfSimplePayout(PAYOUT, payout)).toBeNull();
  });
});

const entry = (type: string, net: number, details: JsonObject = {}, more: JsonObject = {}): MappedEntry =>
  mapEntry(
    {
      id: `poe_${type}`,
      payout_id: 'po_4f1b2c3d',
      effective_at: '2026-03-23T10:00:00Z',
      type,
      gross_amount_money: money(net),
      fee_amount_money: money(0),
      net_amount_money: money(net),
      [`type_${type.toLowerCase()}_details`]: details,
      ...more,
    },
    payout,
  );

describe('an entry of a payout', () => {
  it('of a payment is its line, with gross, fee and net, and no transaction of its own', () => {
    const mapped = entry(
      'CHARGE',
      9710,
      { payment_id: 'pay_1' },
      {
        gross_amount_money: money(10_000),
        fee_amount_money: money(290),
      },
    );
    expect(mapped.transaction).toBeNull();
    expect(mapped.line).toEqual({
      platform_payout_id: 'po_4f1b2c3d',
      platform_line_id: 'poe_CHARGE',
      platform_transaction_id: 'pay_1',
      category: 'payment',
      provider_type: 'CHARGE',
      gross_amount: '100.00',
      fee_amount: '2.90',
      net_amount: '97.10',
      currency: 'USD',
      description: null,
      occurred_at: '2026-03-23T10:00:00.000Z',
    });
  });

  it.each([
    ['REFUND', -5000, { payment_id: 'pay_1', refund_id: 'ref_1' }, 'refund', 'ref_1'],
    ['OPEN_DISPUTE', -2500, { payment_id: 'pay_1', dispute_id: 'dis_1' }, 'chargeback', 'dis_1'],
    ['DISPUTE', -2500, { payment_id: 'pay_1', dispute_id: 'dis_1' }, 'chargeback', 'dis_1'],
    // A fee that the payment tells itself must not count twice.
    ['FEE', -10, { payment_id: 'pay_1' }, 'fee', 'pay_1'],
    ['PROCESSING_FEE', -290, {}, 'fee', null],
  ] as [string, number, JsonObject, string, string | null][])(
    '%s belongs to what is told elsewhere',
    (type, net, details, category, owner) => {
      const { line, transaction } = entry(type, net, details);
      expect([line.category, line.platform_transaction_id, transaction]).toEqual([category, owner, null]);
    },
  );

  it('of a dispute that was won is a movement of its own: it came back, for the payment', () => {
    const { line, transaction } = entry('DISPUTE', 2500, { payment_id: 'pay_1', dispute_id: 'dis_1' });
    expect(line).toMatchObject({ category: 'chargeback_reversal', platform_transaction_id: 'poe_DISPUTE' });
    expect(transaction).toMatchObject({
      platform_transaction_id: 'poe_DISPUTE',
      type: 'chargeback',
      status: 'completed',
      amount: '25.00',
      net_amount: '25.00',
      parent_platform_id: 'pay_1',
      platform_payout_id: 'po_4f1b2c3d',
    });
  });

  it.each([
    ['FEE', -1000, 'fee', 'fee'],
    ['SUBSCRIPTION_FEE', -1000, 'fee', 'fee'],
    ['SUBSCRIPTION_FEE_REFUND', 1000, 'fee', 'fee'],
    ['DEPOSIT_FEE', -175, 'fee', 'fee'],
    ['ADJUSTMENT', 100, 'adjustment', 'adjustment'],
    ['RESERVE_HOLD', -5000, 'reserve', 'adjustment'],
    ['RETURNED_PAYOUT', 9710, 'payout_return', 'adjustment'],
    ['SQUARE_CAPITAL_PAYMENT', -900, 'transfer', 'adjustment'],
  ])('%s of the account is a line and a transaction with its own id', (type, net, category, transactionType) => {
    const { line, transaction } = entry(type, net);
    expect(line).toMatchObject({ category, platform_transaction_id: `poe_${type}` });
    expect(transaction).toMatchObject({
      platform_transaction_id: `poe_${type}`,
      type: transactionType,
      status: 'completed',
      is_classified: true,
      parent_platform_id: null,
    });
    expect(transaction?.amount).toBe(line.net_amount);
  });

  it('of a type that is not known is kept: unclassified, pending, and in the sum', () => {
    const { line, transaction } = entry('MOON_TAX', -7);
    expect(line).toMatchObject({ category: 'unclassified', provider_type: 'MOON_TAX', net_amount: '-0.07' });
    expect(transaction).toMatchObject({ type: 'adjustment', status: 'pending', is_classified: false, amount: '-0.07' });
  });

  it('has a fee that makes gross and net agree, whichever sign Square gives it', () => {
    const { line } = entry(
      'REFUND',
      -4855,
      { refund_id: 'ref_1' },
      {
        gross_amount_money: money(-5000),
        fee_amount_money: money(145),
      },
    );
    expect([line.gross_amount, line.fee_amount, line.net_amount]).toEqual(['-50.00', '-1.45', '-48.55']);
    expect(sum([line.net_amount, line.fee_amount])).toBe(line.gross_amount);
  });

  it.each(['JPY', 'KWD'])('is exact in %s', (currency) => {
    const at = { ...payout, currency };
    const { line } = mapEntry(
      { id: 'e', type: 'CHARGE', gross_amount_money: money(1500, currency), net_amount_money: money(1454, currency) },
      at,
    );
    expect([line.gross_amount, line.net_amount]).toEqual(currency === 'JPY' ? ['1500', '1454'] : ['1.500', '1.454']);
  });

  it('in another currency than its payout is refused', () => {
    expect(() => entry('CHARGE', 1, {}, { net_amount_money: money(1, 'EUR') })).toThrow('another currency');
  });
});
