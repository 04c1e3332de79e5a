import type { JsonObject } from '../../../../common/json.js';
import { mapDispute } from './square.dispute-mapper.js';
import { mapEach } from './square.pages.js';
import { mapPayment } from './square.payment-mapper.js';
import { mapRefund, markedReason } from './square.refund-mapper.js';

const REFUND_ID = '0b9d5c1e-2f64-4f0a-9a55-1c2d3e4f5a6b';

const PAYMENT: JsonObject = {
  id: 'R2B3Z8WMVt3EAmzYWLZvz7Y69EbZY',
  created_at: '2026-05-13T21:14:29.577Z',
  updated_at: '2026-05-13T21:14:31.200Z',
  amount_money: { amount: 1000, currency: 'USD' },
  tip_money: { amount: 155, currency: 'USD' },
  total_money: { amount: 1155, currency: 'USD' },
  processing_fee: [
    { effective_at: '2026-05-13T23:14:30.000Z', type: 'INITIAL', amount_money: { amount: 64, currency: 'USD' } },
    { effective_at: '2026-05-14T23:14:30.000Z', type: 'ADJUSTMENT', amount_money: { amount: -3, currency: 'USD' } },
  ],
  status: 'COMPLETED',
  source_type: 'CARD',
  card_details: { status: 'CAPTURED', card: { card_brand: 'VISA', last_4: '1111', cardholder_name: 'Ada Lovelace' } },
  location_id: 'L88917AVBK2S5',
  order_id: 'pRsjRTgFWATl7so6DxdKBJa7ssbZY',
  reference_id: '1001',
  note: 'Order #1002',
  receipt_number: 'R2B3',
  buyer_email_address: 'ada@example.com',
};

const payment = (more: JsonObject = {}): ReturnType<typeof mapPayment> => mapPayment({ ...PAYMENT, ...more });
const money = (amount: number, currency = 'USD'): JsonObject => ({ amount, currency });

describe('a payment of Square', () => {
  it('is what the customer paid, with the tip, what Square kept of it and whose it is', () => {
    const { gateway_response, ...mapped } = payment();
    expect(gateway_response).toEqual(PAYMENT);
    expect(mapped).toEqual({
      platform_transaction_id: 'R2B3Z8WMVt3EAmzYWLZvz7Y69EbZY',
      type: 'payment',
      status: 'completed',
      provider_type: 'CARD',
      provider_status: 'COMPLETED',
      is_classified: true,
      amount: '11.55',
      currency: 'USD',
      settlement_amount: '11.55',
      settlement_currency: 'USD',
      exchange_rate: null,
      fee_amount: '0.61',
      net_amount: '10.94',
      fee_lines: [
        { type: 'INITIAL', amount: '0.64', description: null },
        { type: 'ADJUSTMENT', amount: '-0.03', description: null },
      ],
      platform_payout_id: null,
      parent_platform_id: null,
      own_references: ['pRsjRTgFWATl7so6DxdKBJa7ssbZY'],
      // Not the note, which is anybody's text, nor the receipt's four characters, which many payments share.
      order_references: ['1001'],
      customer_email: 'ada@example.com',
      customer_name: 'Ada Lovelace',
      description: 'Order #1002',
      refund_request_id: null,
      occurred_at: '2026-05-13T21:14:29.577Z',
    });
  });

  it.each([
    ['USD', 1155, '11.55'],
    ['JPY', 1155, '1155'],
    ['KWD', 1155, '1.155'],
    ['USD', Number.MAX_SAFE_INTEGER, '90071992547409.91'],
    ['USD', 0, '0.00'],
    ['USD', 7, '0.07'],
    ['USD', -7, '-0.07'],
    ['JPY', 0, '0'],
    ['KWD', 12, '0.012'],
    ['KWD', -1000, '-1.000'],
  ])('has exactly what %s %i says', (currency, amount, text) => {
    expect(payment({ total_money: money(amount, currency), processing_fee: [] }).amount).toBe(text);
  });

  it('knows no fee until Square tells one', () => {
    const { processing_fee: _fee, ...young } = PAYMENT;
    expect(mapPayment(young)).toMatchObject({ settlement_amount: '11.55', fee_amount: null, net_amount: null });
  });

  it.each([
    ['APPROVED', 'pending'],
    ['PENDING', 'pending'],
    ['COMPLETED', 'completed'],
    ['CANCELED', 'cancelled'],
    ['FAILED', 'failed'],
  ])('%s is %s', (status, expected) => {
    const settled = expected === 'completed' ? '11.55' : null;
    expect(payment({ status })).toMatchObject({ type: 'payment', status: expected, settlement_amount: settled });
  });

  it('of a state that is not known is kept, pending and unclassified', () => {
    expect(payment({ status: 'TELEPORTED' })).toMatchObject({
      type: 'adjustment',
      status: 'pending',
      provider_status: 'TELEPORTED',
      is_classified: false,
      amount: '11.55',
      settlement_amount: null,
    });
  });

  it.each(['CASH', 'EXTERNAL'])('by %s never comes into the balance', (source_type) => {
    expect(payment({ source_type })).toMatchObject({ status: 'completed', settlement_amount: null, net_amount: null });
  });

  it('takes the name of the billing address where the card has none', () => {
    const mapped = payment({ card_details: {}, billing_address: { first_name: 'Grace', last_name: 'Hopper' } });
    expect(mapped.customer_name).toBe('Grace Hopper');
  });

  it.each([
    [{ total_money: money(10.5) }, 'The amount of total_money is not a whole number that can be taken exactly'],
    [{ total_money: money(2 ** 53) }, 'The amount of total_money is not a whole number that can be taken exactly'],
    [{ total_money: money(1, 'ZZZ') }, 'The currency of total_money is not known'],
    [{ total_money: null, amount_money: null }, 'It has no amount_money'],
    [{ created_at: 'yesterday' }, 'Its created_at is not a time'],
    [{ created_at: null }, 'It has no created_at'],
    [{ processing_fee: [{ amount_money: money(1, 'EUR') }] }, 'A fee is in another currency than its payment'],
  ] as [JsonObject, string][])('that cannot be read (%j) is put aside with its reason, and only it', (more, reason) => {
    const bad: unknown[] = [];
    const broken = { ...PAYMENT, ...more, id: 'broken' };
    const mapped = mapEach([PAYMENT, broken, { ...PAYMENT, id: 'another' }], bad as never, mapPayment);
    expect(mapped.map((one) => one.platform_transaction_id)).toEqual([PAYMENT.id, 'another']);
    expect(bad).toEqual([{ platform_id: 'broken', reason, raw: broken }]);
  });
});

const REFUND: JsonObject = {
  id: 'bP9mAsEMYPUGjjGNaNO5ZDVyLhSZY_xuUbPBFgvWc',
  status: 'COMPLETED',
  amount_money: money(555),
  processing_fee: [{ type: 'INITIAL', amount_money: money(-30) }],
  payment_id: 'bP9mAsEMYPUGjjGNaNO5ZDVyLhSZY',
  order_id: 'rOrder',
  created_at: '2026-06-01T10:00:00Z',
  updated_at: '2026-06-01T10:00:05Z',
  location_id: 'L88917AVBK2S5',
  reason: `Broken cup [KSAP ${REFUND_ID}]`,
};

describe('a refund of Square', () => {
  it('is negative, gives back what Square gave back of its fee, and names its payment and our request', () => {
    expect(mapRefund(REFUND)).toMatchObject({
      platform_transaction_id: REFUND.id,
      type: 'refund',
      status: 'completed',
      amount: '-5.55',
      settlement_amount: '-5.55',
      fee_amount: '-0.30',
      net_amount: '-5.25',
      parent_platform_id: 'bP9mAsEMYPUGjjGNaNO5ZDVyLhSZY',
      description: 'Broken cup',
      refund_request_id: REFUND_ID,
      occurred_at: '2026-06-01T10:00:00.000Z',
    });
  });

  it('without a fee gave none back', () => {
    const { processing_fee: _fee, ...plain } = REFUND;
    expect(mapRefund(plain)).toMatchObject({ fee_amount: '0.00', net_amount: '-5.55' });
  });

  it.each([
    ['PENDING', 'pending'],
    ['COMPLETED', 'completed'],
    ['REJECTED', 'failed'],
    ['FAILED', 'failed'],
  ])('%s is %s', (status, expected) => {
    expect(mapRefund({ ...REFUND, status })).toMatchObject({ type: 'refund', status: expected, is_classified: true });
  });

  it('of a state that is not known is kept, pending and unclassified', () => {
    expect(mapRefund({ ...REFUND, status: 'LOST' })).toMatchObject({
      type: 'adjustment',
      status: 'pending',
      is_classified: false,
    });
  });

  it.each([
    ['Broken cup', `Broken cup [KSAP ${REFUND_ID}]`],
    [null, `[KSAP ${REFUND_ID}]`],
    ['  ', `[KSAP ${REFUND_ID}]`],
  ])('made by us for %j bears our mark', (reason, marked) => {
    expect(markedReason(reason, REFUND_ID)).toBe(marked);
    expect(mapRefund({ ...REFUND, reason: marked })).toMatchObject({
      refund_request_id: REFUND_ID,
      description: reason?.trim() || null,
    });
  });

  it('keeps its mark however long the reason is', () => {
    const marked = markedReason('x'.repeat(500), REFUND_ID);
    expect(marked).toHaveLength(192);
    expect(mapRefund({ ...REFUND, reason: marked }).refund_request_id).toBe(REFUND_ID);
  });

  it('is nobody’s request where the mark is not at its end', () => {
    const reason = `[KSAP ${REFUND_ID}] or so somebody wrote`;
    expect(mapRefund({ ...REFUND, reason })).toMatchObject({ refund_request_id: null, description: reason });
  });
});

const DISPUTE: JsonObject = {
  id: 'XDgyFu7yo1E2S5lQGGpYn',
  dispute_id: 'XDgyFu7yo1E2S5lQGGpYn',
  amount_money: money(2500),
  reason: 'NO_KNOWLEDGE',
  state: 'EVIDENCE_REQUIRED',
  disputed_payment: { payment_id: 'zhyh1ch64kRBrrlfVhwjCEjZWzNZY' },
  created_at: '2026-06-29T18:45:22.265Z',
};

describe('a dispute of Square', () => {
  it.each([
    ['INQUIRY_EVIDENCE_REQUIRED', 'pending', null],
    ['INQUIRY_PROCESSING', 'pending', null],
    ['INQUIRY_CLOSED', 'cancelled', null],
    ['EVIDENCE_REQUIRED', 'pending', null],
    ['PROCESSING', 'pending', null],
    ['WON', 'completed', '-25.00'],
    ['LOST', 'completed', '-25.00'],
    ['ACCEPTED', 'completed', '-25.00'],
  ])('%s is %s', (state, status, net) => {
    expect(mapDispute({ ...DISPUTE, state })).toMatchObject({
      platform_transaction_id: 'XDgyFu7yo1E2S5lQGGpYn',
      type: 'chargeback',
      status,
      provider_status: state,
      is_classified: true,
      amount: '-25.00',
      net_amount: net,
      parent_platform_id: 'zhyh1ch64kRBrrlfVhwjCEjZWzNZY',
    });
  });

  it('of a state that is not known is kept, pending and unclassified', () => {
    expect(mapDispute({ ...DISPUTE, state: 'APPEALED' })).toMatchObject({
      type: 'adjustment',
      status: 'pending',
      is_classified: false,
    });
  });
});
