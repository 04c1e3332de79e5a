import type { JsonObject } from '../core/json.js';
import type { LedgerDispute, LedgerPayment, LedgerRefund } from '../core/ledger.types.js';
import { locationId } from './places.js';
import { APPLICATION_ID } from './tokens.js';

/** The books in Square's wire shapes. */

const BRANDS: Readonly<Record<string, string>> = {
  visa: 'VISA',
  mastercard: 'MASTERCARD',
  amex: 'AMERICAN_EXPRESS',
  discover: 'DISCOVER',
};
const BINS: Readonly<Record<string, string>> = {
  visa: '411111',
  mastercard: '555555',
  amex: '378282',
  discover: '601111',
};
const LONGEST_REFERENCE = 40;

export const isoOf = (ms: number): string => new Date(ms).toISOString();

export function moneyView(amount: number, currency: string): JsonObject {
  return { amount, currency };
}

export function paymentView(payment: LedgerPayment, updated: number): JsonObject {
  const { amount, currency, order, status } = payment;
  const isDone = status === 'succeeded';
  const returned = payment.refunds.reduce((sum, refund) => sum + (refund.status === 'failed' ? 0 : refund.amount), 0);
  const reference = order === null ? null : (order.reference ?? order.order_number).slice(0, LONGEST_REFERENCE);
  return {
    id: payment.id,
    created_at: isoOf(payment.created),
    updated_at: isoOf(updated),
    amount_money: moneyView(amount, currency),
    ...(returned > 0 && { refunded_money: moneyView(returned, currency) }),
    status: isDone ? 'COMPLETED' : status === 'failed' ? 'FAILED' : 'APPROVED',
    delay_duration: 'PT168H',
    delay_action: 'CANCEL',
    delayed_until: isoOf(payment.created + 168 * 3_600_000),
    source_type: 'CARD',
    card_details: cardDetailsView(payment),
    location_id: locationId(currency),
    order_id: payment.intent_id,
    ...(reference !== null && { reference_id: reference }),
    ...(payment.settlement !== null && {
      processing_fee: [feeView(payment.created, payment.settlement.fee, currency)],
    }),
    ...(payment.refunds.length > 0 && { refund_ids: payment.refunds.map((refund) => refund.id) }),
    ...(payment.email !== null && { buyer_email_address: payment.email }),
    ...(payment.country !== null && { billing_address: { country: payment.country } }),
    ...(payment.description !== null && { note: payment.description }),
    total_money: moneyView(amount, currency),
    approved_money: moneyView(amount, currency),
    ...(isDone && {
      receipt_number: payment.id.slice(0, 4),
      receipt_url: `https://squareupsandbox.com/receipt/preview/${payment.id}`,
    }),
    application_details: { square_product: 'ECOMMERCE_API', application_id: APPLICATION_ID },
    version_token: `${payment.id.slice(0, 12)}${updated.toString(36)}`,
  };
}

function feeView(created: number, fee: number, currency: string): JsonObject {
  return { effective_at: isoOf(created + 7_200_000), type: 'INITIAL', amount_money: moneyView(fee, currency) };
}

function cardDetailsView({ card, status, name, created }: LedgerPayment): JsonObject {
  const isFailed = status === 'failed';
  return {
    status: isFailed ? 'FAILED' : status === 'succeeded' ? 'CAPTURED' : 'AUTHORIZED',
    card: cardView(card, name),
    entry_method: 'KEYED',
    cvv_status: 'CVV_ACCEPTED',
    avs_status: 'AVS_ACCEPTED',
    statement_description: 'SQ *KSAP DEMO',
    card_payment_timeline: {
      authorized_at: isoOf(created),
      ...(!isFailed && { captured_at: isoOf(created + 300) }),
    },
    ...(isFailed && {
      errors: [
        { category: 'PAYMENT_METHOD_ERROR', code: 'GENERIC_DECLINE', detail: 'Authorization error: GENERIC_DECLINE' },
      ],
    }),
  };
}

function cardView(card: LedgerPayment['card'], name: string | null): JsonObject {
  const brand = card?.brand ?? '';
  return {
    card_brand: BRANDS[brand] ?? 'OTHER_BRAND',
    last_4: card?.last4 ?? '0000',
    exp_month: card?.exp_month ?? 1,
    exp_year: card?.exp_year ?? 2030,
    ...(name !== null && { cardholder_name: name.slice(0, 96) }),
    fingerprint: `sq-1-${brand}${card?.last4 ?? ''}`,
    card_type: 'CREDIT',
    prepaid_type: 'NOT_PREPAID',
    bin: BINS[brand] ?? '000000',
  };
}

const REFUND_STATUSES = { succeeded: 'COMPLETED', pending: 'PENDING', failed: 'FAILED' } as const;

export function refundView(refund: LedgerRefund, payment: LedgerPayment | undefined, updated: number): JsonObject {
  const { amount, currency, reason } = refund;
  const fee = refund.settlement?.fee ?? 0;
  return {
    id: refund.id,
    status: REFUND_STATUSES[refund.status],
    amount_money: moneyView(amount, currency),
    payment_id: refund.payment_id,
    ...(payment !== undefined && { order_id: `${payment.intent_id.slice(0, 20)}${refund.id.slice(0, 7)}` }),
    created_at: isoOf(refund.created),
    updated_at: isoOf(updated),
    ...(fee !== 0 && { processing_fee: [feeView(refund.created, fee, currency)] }),
    location_id: locationId(currency),
    ...(reason !== null && { reason }),
    destination_type: 'CARD',
    unlinked: false,
  };
}

const DISPUTE_STATES = {
  needs_response: 'EVIDENCE_REQUIRED',
  under_review: 'PROCESSING',
  won: 'WON',
  lost: 'LOST',
} as const;
const DISPUTE_REASONS: Readonly<Record<string, string>> = {
  fraudulent: 'NO_KNOWLEDGE',
  product_not_received: 'NOT_RECEIVED',
  product_unacceptable: 'NOT_AS_DESCRIBED',
  duplicate: 'DUPLICATE',
};

export function disputeView(dispute: LedgerDispute, payment: LedgerPayment | undefined, updated: number): JsonObject {
  return {
    id: dispute.id,
    dispute_id: dispute.id,
    amount_money: moneyView(dispute.amount, dispute.currency),
    reason: DISPUTE_REASONS[dispute.reason] ?? 'NO_KNOWLEDGE',
    state: DISPUTE_STATES[dispute.status],
    due_at: isoOf(dispute.evidence_due),
    disputed_payment: { payment_id: dispute.payment_id },
    card_brand: BRANDS[payment?.card?.brand ?? ''] ?? 'OTHER_BRAND',
    created_at: isoOf(dispute.created),
    updated_at: isoOf(updated),
    brand_dispute_id: dispute.id.slice(0, 12).toUpperCase(),
    reported_at: isoOf(dispute.created),
    version: dispute.status === 'needs_response' ? 1 : 2,
    location_id: locationId(dispute.currency),
  };
}
