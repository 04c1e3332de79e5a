import type { JsonObject } from '../../../../common/json.js';
import { mapCapture, mapRefund } from './paypal.payment-mapper.js';
import { mapDispute } from './paypal.dispute-mapper.js';
import { mapRow } from './paypal.search-mapper.js';
import { requestValue } from './paypal.values.js';

const money = (value: string, currency_code = 'EUR'): JsonObject => ({ currency_code, value });

const CAPTURE: JsonObject = {
  id: '2GG279541U471931P',
  status: 'COMPLETED',
  amount: money('100.00'),
  invoice_id: 'INV-7',
  custom_id: '1042',
  create_time: '2026-09-01T10:00:00Z',
  seller_receivable_breakdown: { gross_amount: money('100.00'), paypal_fee: money('3.98'), net_amount: money('96.02') },
  supplementary_data: { related_ids: { order_id: '5O190127TN364715T' } },
};

const REFUND: JsonObject = {
  id: '1JU08902781691411',
  status: 'COMPLETED',
  amount: money('10.00'),
  custom_id: 'ksap-refund-0198f3a2-5a7e-7c31-9a77-0f2f6f3f0a11',
  note_to_payer: 'broken',
  create_time: '2026-09-02T10:00:00Z',
  seller_payable_breakdown: { gross_amount: money('10.00'), paypal_fee: money('0.35'), net_amount: money('9.65') },
  links: [
    { rel: 'self', href: 'https://api-m.paypal.com/v2/payments/refunds/1JU08902781691411', method: 'GET' },
    { rel: 'up', href: 'https://api-m.paypal.com/v2/payments/captures/2GG279541U471931P', method: 'GET' },
  ],
};

const INFO = { transaction_status: 'S', transaction_initiation_date: '2026-09-01T10:00:00Z' };

/** What a row and what the Payments API says of the same thing must agree in. */
const MONEY = [
  'platform_transaction_id',
  'type',
  'status',
  'is_classified',
  'amount',
  'currency',
  'settlement_amount',
  'settlement_currency',
  'exchange_rate',
  'fee_amount',
  'net_amount',
  'fee_lines',
  'parent_platform_id',
  'own_references',
  'order_references',
  'refund_request_id',
] as const;

describe('a capture', () => {
  it('is what the search says of it later', () => {
    const row = mapRow({
      transaction_info: {
        ...INFO,
        transaction_id: CAPTURE.id ?? null,
        transaction_event_code: 'T0006',
        transaction_amount: money('100.00'),
        fee_amount: money('-3.98'),
        invoice_id: 'INV-7',
        custom_field: '1042',
        paypal_reference_id: '5O190127TN364715T',
        paypal_reference_id_type: 'ODR',
      },
    }).transactions[0];
    const capture = mapCapture(CAPTURE);
    for (const name of MONEY) expect([name, capture[name]]).toEqual([name, row?.[name]]);
  });

  it.each([
    ['COMPLETED', 'completed', true],
    ['PARTIALLY_REFUNDED', 'completed', true],
    ['REFUNDED', 'completed', true],
    ['PENDING', 'pending', true],
    ['DECLINED', 'failed', true],
    ['FAILED', 'failed', true],
    ['SOMETHING', 'pending', false],
  ])('that is %s is %s', (said, status, is_classified) => {
    expect(mapCapture({ ...CAPTURE, status: said })).toMatchObject({ status, is_classified, provider_status: said });
  });

  it('that is pending has brought nothing', () => {
    const pending = { ...CAPTURE, status: 'PENDING', seller_receivable_breakdown: null };
    expect(mapCapture(pending)).toMatchObject({ settlement_amount: null, fee_amount: null, net_amount: null });
  });
});

describe('a refund', () => {
  it('is what the search says of it later', () => {
    const row = mapRow({
      transaction_info: {
        ...INFO,
        transaction_id: REFUND.id ?? null,
        transaction_event_code: 'T1107',
        transaction_amount: money('-10.00'),
        fee_amount: money('0.35'),
        custom_field: REFUND.custom_id ?? null,
        paypal_reference_id: '2GG279541U471931P',
        paypal_reference_id_type: 'TXN',
      },
    }).transactions[0];
    const refund = mapRefund(REFUND);
    for (const name of MONEY) expect([name, refund[name]]).toEqual([name, row?.[name]]);
  });

  it.each([
    ['CANCELLED', 'cancelled'],
    ['FAILED', 'failed'],
    ['PENDING', 'pending'],
  ])('that is %s is %s, and has taken nothing', (said, status) => {
    expect(mapRefund({ ...REFUND, status: said })).toMatchObject({ status, net_amount: null });
  });

  it.each([
    ['10.00', 'EUR', '10.00'],
    ['1500', 'JPY', '1500'],
    ['1500.00', 'HUF', '1500'],
    ['1500.50', 'HUF', null],
    ['1.500', 'KWD', '1.500'],
  ])('of %s %s is asked for as %s', (amount, currency, text) => {
    expect(requestValue(amount, currency)).toBe(text);
  });
});

describe('a dispute', () => {
  const DISPUTE: JsonObject = {
    dispute_id: 'PP-R-XYZ-10012345',
    create_time: '2026-09-05T10:00:00.000Z',
    status: 'WAITING_FOR_SELLER_RESPONSE',
    reason: 'UNAUTHORISED',
    dispute_amount: money('100.00'),
    disputed_transactions: [{ seller_transaction_id: '2GG279541U471931P', invoice_number: 'INV-7', custom: '1042' }],
  };

  it('threatens while it is open', () => {
    expect(mapDispute(DISPUTE)).toMatchObject({
      type: 'chargeback',
      status: 'pending',
      amount: '-100.00',
      net_amount: null,
      parent_platform_id: '2GG279541U471931P',
      order_references: ['INV-7', '1042'],
      is_classified: true,
    });
  });

  it.each<[string, JsonObject]>([
    ['is over', { status: 'RESOLVED', dispute_outcome: { outcome_code: 'RESOLVED_SELLER_FAVOUR' } }],
    ['has taken money', { money_movements: [{ affected_party: 'SELLER', type: 'DEBIT' }] }],
  ])('counts no more when it %s', (_what, more) => {
    expect(mapDispute({ ...DISPUTE, ...more })).toMatchObject({ status: 'cancelled', net_amount: null });
  });

  it('is unclassified in a status that is not known', () => {
    expect(mapDispute({ ...DISPUTE, status: 'ELSEWHERE' })).toMatchObject({ type: 'adjustment', is_classified: false });
  });
});
