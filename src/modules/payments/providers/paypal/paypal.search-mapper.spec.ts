import type { JsonObject } from '../../../../common/json.js';
import { mapRow } from './paypal.search-mapper.js';
import { RecordFault } from './paypal.values.js';

function row(info: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    transaction_info: {
      transaction_id: '5TY05013RG002845M',
      transaction_event_code: 'T0006',
      transaction_initiation_date: '2026-07-11T04:03:52+0000',
      transaction_amount: { currency_code: 'USD', value: '465.00' },
      transaction_status: 'S',
      ...info,
    },
    ...more,
  };
}

const money = (value: string, currency_code = 'USD'): JsonObject => ({ currency_code, value });

describe('a row of the search', () => {
  it('is a payment with its fee, its buyer, its order at PayPal and what the shop told', () => {
    const given = row(
      {
        fee_amount: money('-13.79'),
        paypal_reference_id: '5O190127TN364715T',
        paypal_reference_id_type: 'ODR',
        invoice_id: 'Invoice-005',
        custom_field: '1042',
        transaction_subject: 'Bill for your purchase',
      },
      { payer_info: { email_address: 'ada@example.com', payer_name: { given_name: 'Ada', surname: 'Byron' } } },
    );
    expect(mapRow(given)).toEqual({
      payouts: [],
      transactions: [
        {
          platform_transaction_id: '5TY05013RG002845M',
          type: 'payment',
          status: 'completed',
          provider_type: 'T0006',
          provider_status: 'S',
          is_classified: true,
          amount: '465.00',
          currency: 'USD',
          settlement_amount: '465.00',
          settlement_currency: 'USD',
          exchange_rate: null,
          fee_amount: '13.79',
          net_amount: '451.21',
          fee_lines: [{ type: 'paypal_fee', amount: '13.79', description: null }],
          platform_payout_id: null,
          parent_platform_id: null,
          own_references: ['5O190127TN364715T'],
          order_references: ['Invoice-005', '1042'],
          customer_email: 'ada@example.com',
          customer_name: 'Ada Byron',
          description: 'Bill for your purchase',
          refund_request_id: null,
          occurred_at: '2026-07-11T04:03:52.000Z',
          gateway_response: given,
        },
      ],
    });
  });

  it('is a refund with its payment, and the request of ours that made it', () => {
    const [refund] = mapRow(
      row({
        transaction_event_code: 'T1107',
        transaction_amount: money('-20.00'),
        fee_amount: money('0.58'),
        paypal_reference_id: '8MC585209K746392H',
        paypal_reference_id_type: 'TXN',
        custom_field: 'ksap-refund-0198f3a2-5a7e-7c31-9a77-0f2f6f3f0a11',
      }),
    ).transactions;
    expect(refund).toMatchObject({
      type: 'refund',
      amount: '-20.00',
      fee_amount: '-0.58',
      net_amount: '-19.42',
      parent_platform_id: '8MC585209K746392H',
      own_references: [],
      order_references: [],
      refund_request_id: '0198f3a2-5a7e-7c31-9a77-0f2f6f3f0a11',
    });
  });

  it('takes a custom field that only looks like a request of ours for the shop’s', () => {
    const [refund] = mapRow(
      row({ transaction_event_code: 'T1107', custom_field: '0198f3a2-5a7e-7c31-9a77-0f2f6f3f0a11' }),
    ).transactions;
    expect(refund).toMatchObject({
      refund_request_id: null,
      order_references: ['0198f3a2-5a7e-7c31-9a77-0f2f6f3f0a11'],
    });
  });

  it.each([
    ['S', 'completed', '465.00'],
    // What went back is a row of its own.
    ['V', 'completed', '465.00'],
    ['F', 'completed', '465.00'],
    ['P', 'pending', null],
    ['D', 'failed', null],
  ])('of status %s is %s, and has brought %s', (said, status, settlement_amount) => {
    expect(mapRow(row({ transaction_status: said })).transactions[0]).toMatchObject({
      type: 'payment',
      status,
      settlement_amount,
      provider_status: said,
      is_classified: true,
    });
  });

  it.each<JsonObject>([{ transaction_event_code: 'T1299' }, { transaction_status: 'X' }, { transaction_status: null }])(
    'is kept as an unclassified adjustment where it says what is not known: %j',
    (info) => {
      expect(mapRow(row(info)).transactions[0]).toMatchObject({
        type: 'adjustment',
        status: 'pending',
        is_classified: false,
        amount: '465.00',
        net_amount: '465.00',
      });
    },
  );

  it.each([
    ['JPY', '1500', '-54', '1500', '54', '1446'],
    ['JPY', '1500.00', '-54.00', '1500', '54', '1446'],
    ['HUF', '1500', '-54', '1500.00', '54.00', '1446.00'],
    ['USD', '.5', '-.1', '0.50', '0.10', '0.40'],
  ])('is exact in %s', (currency, amount, fee, shown, fee_amount, net_amount) => {
    const info = { transaction_amount: money(amount, currency), fee_amount: money(fee, currency) };
    expect(mapRow(row(info)).transactions[0]).toMatchObject({ amount: shown, currency, fee_amount, net_amount });
  });

  it('is a payout, with the balance that it left', () => {
    const given = row({
      transaction_event_code: 'T0400',
      transaction_amount: money('-900.00'),
      ending_balance: money('100.25'),
    });
    expect(mapRow(given)).toEqual({
      transactions: [],
      payouts: [
        {
          platform_payout_id: '5TY05013RG002845M',
          amount: '900.00',
          currency: 'USD',
          fee_amount: '0.00',
          status: 'paid',
          provider_status: 'T0400 S',
          arrival_date: null,
          initiated_at: '2026-07-11T04:03:52.000Z',
          destination: null,
          balance_after: '100.25',
          gateway_response: given,
        },
      ],
    });
  });

  it('tells what an instant withdrawal cost', () => {
    const mapped = mapRow(
      row({ transaction_event_code: 'T0403', transaction_amount: money('-900.00'), fee_amount: money('-9.00') }),
    );
    expect(mapped.payouts[0]).toMatchObject({ amount: '900.00', fee_amount: '9.00', balance_after: null });
    expect(mapped.transactions).toEqual([]);
  });

  it.each([
    ['P', 'in_transit'],
    ['V', 'failed'],
    ['D', 'failed'],
    ['?', 'pending'],
  ])('of status %s is a payout that is %s', (said, status) => {
    const info = { transaction_event_code: 'T0400', transaction_amount: money('-1.00'), transaction_status: said };
    expect(mapRow(row(info)).payouts[0]?.status).toBe(status);
  });

  it('is nothing where it moves no money', () => {
    expect(mapRow(row({ transaction_event_code: 'T1300' }))).toEqual({ transactions: [], payouts: [] });
  });

  it.each<[string, JsonObject]>([
    ['without an id', { transaction_id: null }],
    ['without a code', { transaction_event_code: '' }],
    ['without an amount', { transaction_amount: null }],
    ['with an amount that is none', { transaction_amount: money('12,50') }],
    ['in no currency', { transaction_amount: money('1', 'XXX') }],
    ['with a fee in another currency', { fee_amount: money('-1', 'EUR') }],
    ['without a time', { transaction_initiation_date: 'soon' }],
  ])('%s cannot be read', (_what, info) => {
    expect(() => mapRow(row(info))).toThrow(RecordFault);
  });
});
