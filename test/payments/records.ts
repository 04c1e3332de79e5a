import {
  NO_RECORDS,
  type ProviderPage,
  type ProviderPayout,
  type ProviderPayoutLine,
  type ProviderTransaction,
} from '../../src/modules/payments/providers/provider.records.js';

/** A page of these records, at the end of its read unless it has a cursor. */
export function aPage(records: Partial<ProviderPage>): ProviderPage {
  return { ...NO_RECORDS, cursor: null, total: null, ...records };
}

/** A settled payment as an adapter hands it over. */
export function aPaymentRecord(id: string, values: Partial<ProviderTransaction> = {}): ProviderTransaction {
  return {
    platform_transaction_id: id,
    type: 'payment',
    status: 'completed',
    provider_type: 'charge',
    provider_status: 'succeeded',
    is_classified: true,
    amount: '143.30',
    currency: 'EUR',
    settlement_amount: '143.30',
    settlement_currency: 'EUR',
    exchange_rate: null,
    fee_amount: '4.46',
    net_amount: '138.84',
    fee_lines: [{ type: 'stripe_fee', amount: '4.46', description: null }],
    platform_payout_id: null,
    parent_platform_id: null,
    own_references: [`pi_${id}`],
    order_references: ['#1001'],
    customer_email: 'buyer@mail.example',
    customer_name: 'Berta Buyer',
    description: null,
    refund_request_id: null,
    occurred_at: '2026-11-10T10:00:00.000Z',
    gateway_response: { id, object: 'charge' },
    ...values,
  };
}

export function aRefundRecord(
  id: string,
  parent: string,
  values: Partial<ProviderTransaction> = {},
): ProviderTransaction {
  return aPaymentRecord(id, {
    type: 'refund',
    provider_type: 'refund',
    amount: '-43.30',
    settlement_amount: '-43.30',
    fee_amount: '0.00',
    net_amount: '-43.30',
    fee_lines: [],
    parent_platform_id: parent,
    occurred_at: '2026-11-12T10:00:00.000Z',
    ...values,
  });
}

export function aPayoutRecord(id: string, values: Partial<ProviderPayout> = {}): ProviderPayout {
  return {
    platform_payout_id: id,
    amount: '138.84',
    currency: 'EUR',
    fee_amount: '0',
    status: 'paid',
    provider_status: 'paid',
    arrival_date: '2026-11-20',
    initiated_at: '2026-11-18T08:00:00.000Z',
    destination: '•••• 6789',
    balance_after: null,
    gateway_response: { id, object: 'payout' },
    ...values,
  };
}

export function aLineRecord(
  payout: string,
  line: string,
  values: Partial<ProviderPayoutLine> = {},
): ProviderPayoutLine {
  return {
    platform_payout_id: payout,
    platform_line_id: line,
    platform_transaction_id: null,
    category: 'payment',
    provider_type: 'charge',
    gross_amount: '143.30',
    fee_amount: '4.46',
    net_amount: '138.84',
    currency: 'EUR',
    description: null,
    occurred_at: '2026-11-10T10:00:00.000Z',
    ...values,
  };
}
