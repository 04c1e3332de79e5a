import type { Json } from '../../../../common/json.js';
import { negate } from '../../../../common/money/money.js';
import type { ProviderTransaction, TransactionStatus, TransactionType } from '../provider.records.js';
import { refundIdOf } from './paypal.refund-mark.js';
import { settled, UNSETTLED } from './paypal.search-mapper.js';
import { amountAt, listOf, neededAmount, neededText, textAt, timeAt } from './paypal.values.js';

/**
 * Captures and refunds of the Payments API, pure: the rows that the search shows up to three hours later, under the same ids, with
 * the same amounts, fees and signs. Throws RecordFault on one that cannot be read.
 */

/** What went back is a refund's row: the capture stays completed. */
const CAPTURE_STATUS: Readonly<Record<string, TransactionStatus>> = {
  COMPLETED: 'completed',
  PARTIALLY_REFUNDED: 'completed',
  REFUNDED: 'completed',
  PENDING: 'pending',
  DECLINED: 'failed',
  FAILED: 'failed',
};

const REFUND_STATUS: Readonly<Record<string, TransactionStatus>> = {
  COMPLETED: 'completed',
  PENDING: 'pending',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

export function mapCapture(capture: Json): ProviderTransaction {
  const amount = neededAmount(capture, 'amount');
  const fee = amountAt(capture, 'seller_receivable_breakdown', 'paypal_fee');
  const orders = ['order_id', 'authorization_id'].map((name) =>
    textAt(capture, 'supplementary_data', 'related_ids', name),
  );
  const status = CAPTURE_STATUS[textAt(capture, 'status') ?? ''];
  return {
    ...headOf(capture, 'payment', status),
    provider_type: 'capture',
    amount: amount.value,
    currency: amount.currency,
    // Before it is completed there is no breakdown, and nothing in the balance.
    ...(status === 'completed' ? settled(amount, fee?.value ?? negate(zeroOf(amount.value))) : UNSETTLED),
    parent_platform_id: null,
    own_references: orders.filter((id) => id !== null),
    order_references: [textAt(capture, 'invoice_id'), textAt(capture, 'custom_id')].filter((text) => text !== null),
    description: null,
    refund_request_id: null,
  };
}

export function mapRefund(refund: Json): ProviderTransaction {
  const amount = neededAmount(refund, 'amount');
  const taken = { value: negate(amount.value), currency: amount.currency };
  // Here a positive fee is one that PayPal gave back.
  const fee = amountAt(refund, 'seller_payable_breakdown', 'paypal_fee');
  const custom = textAt(refund, 'custom_id');
  const request = refundIdOf(custom);
  const status = REFUND_STATUS[textAt(refund, 'status') ?? ''];
  return {
    ...headOf(refund, 'refund', status),
    provider_type: 'refund',
    amount: taken.value,
    currency: taken.currency,
    ...(status === 'completed' ? settled(taken, negate(fee?.value ?? zeroOf(taken.value))) : UNSETTLED),
    parent_platform_id: captureOf(refund),
    own_references: [],
    order_references: [textAt(refund, 'invoice_id'), request === null ? custom : null].filter((text) => text !== null),
    description: textAt(refund, 'note_to_payer'),
    refund_request_id: request,
  };
}

/** The capture that a refund is of: told only by its link `up`. */
export function captureOf(refund: Json): string | null {
  const links = listOf((refund as { links?: Json }).links);
  const up = links.find((link) => textAt(link, 'rel') === 'up');
  return /\/captures\/([A-Z0-9]+)$/.exec(textAt(up, 'href') ?? '')?.[1] ?? null;
}

function headOf(
  record: Json,
  type: TransactionType,
  status: TransactionStatus | undefined,
): Pick<
  ProviderTransaction,
  | 'platform_transaction_id'
  | 'type'
  | 'status'
  | 'provider_status'
  | 'is_classified'
  | 'exchange_rate'
  | 'platform_payout_id'
  | 'customer_email'
  | 'customer_name'
  | 'occurred_at'
  | 'gateway_response'
> {
  return {
    platform_transaction_id: neededText(record, 'id'),
    type: status === undefined ? 'adjustment' : type,
    status: status ?? 'pending',
    provider_status: textAt(record, 'status'),
    is_classified: status !== undefined,
    exchange_rate: null,
    platform_payout_id: null,
    customer_email: null,
    customer_name: null,
    occurred_at: timeAt(record, 'create_time'),
    gateway_response: record,
  };
}

function zeroOf(value: string): string {
  return value
    .replace(/^-/, '')
    .replace(/\d/g, '0')
    .replace(/^0+(?=\d)/, '');
}
