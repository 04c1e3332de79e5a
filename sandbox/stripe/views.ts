import type { Json, JsonObject } from '../core/json.js';
import type { LedgerDispute, LedgerEntry, LedgerPayment, LedgerPayout, LedgerRefund } from '../core/ledger.types.js';
import { ACCOUNT_ID } from './keys.js';
import { methodOf, outcomeOf } from './payment-method.js';

/** The books in Stripe's wire shapes, of the API version that is answered. Ids where they are not expanded. */

export const seconds = (ms: number): number => Math.floor(ms / 1000);
const DAY = 86_400;

export const BANK_ACCOUNT_ID = 'ba_1SandboxBank';

/** Which movement of the balance belongs to what. */
export interface Movements {
  of(source_id: string): string | null;
  ofPayout(payout: LedgerPayout): string;
}

export function chargeView(payment: LedgerPayment, movements: Movements): JsonObject {
  const paid = payment.status === 'succeeded';
  const returned = payment.refunds.reduce((sum, { amount, status }) => sum + (status === 'failed' ? 0 : amount), 0);
  const failed = payment.status === 'failed';
  return {
    id: payment.id,
    object: 'charge',
    amount: payment.amount,
    amount_captured: failed ? 0 : payment.amount,
    amount_refunded: returned,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: payment.settlement === null ? null : movements.of(payment.id),
    billing_details: {
      address: { city: null, country: payment.country, line1: null, line2: null, postal_code: null, state: null },
      email: payment.email,
      name: payment.name,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: 'KSAP DEMO',
    captured: !failed,
    created: seconds(payment.created),
    currency: payment.currency.toLowerCase(),
    customer: null,
    description: payment.description ?? (payment.order === null ? null : `Order ${payment.order.order_number}`),
    disputed: payment.dispute !== null,
    failure_balance_transaction: null,
    failure_code: failed ? 'card_declined' : null,
    failure_message: failed ? 'Your card was declined.' : null,
    fraud_details: {},
    livemode: false,
    metadata: metadataOf(payment),
    on_behalf_of: null,
    outcome: outcomeOf(failed),
    paid,
    payment_intent: payment.intent_id,
    payment_method: `pm_${payment.id.slice(3)}`,
    payment_method_details: methodOf(payment),
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: returned >= payment.amount,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: payment.status,
    transfer_data: null,
    transfer_group: null,
  };
}

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'];

export function refundView(refund: LedgerRefund, payment: LedgerPayment | undefined, movements: Movements): JsonObject {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: refund.settlement === null ? null : movements.of(refund.id),
    charge: refund.payment_id,
    created: seconds(refund.created),
    currency: refund.currency.toLowerCase(),
    customer: null,
    customer_account: null,
    destination_details: { card: { type: refund.status === 'succeeded' ? 'refund' : 'pending' }, type: 'card' },
    metadata: { ...refund.note },
    payment_intent: payment?.intent_id ?? null,
    payment_method: null,
    ...(refund.status === 'failed' && { failure_reason: 'expired_or_canceled_card' }),
    ...(refund.status === 'pending' && { pending_reason: 'processing' }),
    reason: refund.reason !== null && REASONS.includes(refund.reason) ? refund.reason : null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: refund.status,
    transfer_reversal: null,
  };
}

const EVIDENCE = (
  'access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal ' +
  'customer_communication customer_email_address customer_name customer_purchase_ip customer_signature ' +
  'duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt ' +
  'refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation ' +
  'shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number ' +
  'uncategorized_file uncategorized_text'
).split(' ');

export function disputeView(dispute: LedgerDispute, payment: LedgerPayment | undefined): JsonObject {
  const moves = [dispute.withdrawn, dispute.reinstated].filter((entry) => entry !== null);
  return {
    id: dispute.id,
    object: 'dispute',
    amount: dispute.amount,
    balance_transactions: moves.map(movementView),
    charge: dispute.payment_id,
    created: seconds(dispute.created),
    currency: dispute.currency.toLowerCase(),
    enhanced_eligibility_types: [],
    evidence: { ...Object.fromEntries(EVIDENCE.map((name) => [name, null])), enhanced_evidence: {} },
    evidence_details: {
      due_by: seconds(dispute.evidence_due),
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    network_reason_code: null,
    payment_intent: payment?.intent_id ?? null,
    reason: dispute.reason,
    status: dispute.status,
  };
}

export function payoutView(payout: LedgerPayout, movements: Movements): JsonObject {
  return {
    id: payout.id,
    object: 'payout',
    amount: payout.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: seconds(Date.parse(payout.arrival_date)),
    automatic: true,
    balance_transaction: movements.ofPayout(payout),
    created: seconds(payout.created),
    currency: payout.currency.toLowerCase(),
    description: 'STRIPE PAYOUT',
    destination: BANK_ACCOUNT_ID,
    failure_balance_transaction: null,
    failure_code: payout.status === 'failed' ? 'account_closed' : null,
    failure_message: payout.status === 'failed' ? 'The bank account has been closed.' : null,
    livemode: false,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'completed',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: payout.status,
    trace_id: { status: 'pending', value: null },
    type: 'bank_account',
  };
}

const TYPES = {
  payment: ['charge', 'charge'],
  refund: ['refund', 'refund'],
  dispute: ['adjustment', 'dispute'],
  dispute_reversal: ['adjustment', 'dispute_reversal'],
  fee: ['stripe_fee', 'fee'],
  adjustment: ['adjustment', 'other_adjustment'],
} as const;

export function typeOf(kind: LedgerEntry['kind']): string {
  return TYPES[kind][0];
}

export function movementView(entry: LedgerEntry): JsonObject {
  const [type, category] = TYPES[entry.kind];
  const { settlement } = entry;
  const fee = { amount: settlement.fee, application: null, currency: settlement.currency.toLowerCase() };
  return {
    ...plainMovement(entry.created),
    id: entry.id,
    amount: settlement.gross,
    currency: settlement.currency.toLowerCase(),
    description: entry.description,
    exchange_rate: settlement.rate === null ? null : Number(settlement.rate),
    fee: settlement.fee,
    fee_details: settlement.fee === 0 ? [] : [{ ...fee, description: 'Stripe processing fees', type: 'stripe_fee' }],
    net: settlement.net,
    reporting_category: category,
    source: entry.source_id,
    type,
  };
}

/** What a payout itself does to the balance. */
export function payoutMovementView(payout: LedgerPayout, id: string): JsonObject {
  return {
    ...plainMovement(payout.created),
    id,
    amount: -payout.amount,
    currency: payout.currency.toLowerCase(),
    description: 'STRIPE PAYOUT',
    exchange_rate: null,
    fee: 0,
    fee_details: [],
    net: -payout.amount,
    reporting_category: 'payout',
    source: payout.id,
    type: 'payout',
  };
}

export function bankAccountView(currency: Json): JsonObject {
  return {
    id: BANK_ACCOUNT_ID,
    object: 'bank_account',
    account: ACCOUNT_ID,
    account_holder_name: 'KSAP Demo',
    account_holder_type: 'company',
    bank_name: 'STRIPE TEST BANK',
    country: 'US',
    currency,
    fingerprint: 'sandboxbank',
    last4: '6789',
    routing_number: '110000000',
    status: 'verified',
  };
}

function plainMovement(created: number): JsonObject {
  const at = seconds(created);
  return {
    object: 'balance_transaction',
    available_on: at + 2 * DAY,
    balance_type: 'payments',
    created: at,
    status: at + 2 * DAY <= seconds(Date.now()) ? 'available' : 'pending',
  };
}

/** What plug-ins of the shops write there. */
function metadataOf({ order }: LedgerPayment): JsonObject {
  if (order === null) return {};
  const reference: JsonObject = order.reference === null ? {} : { payment_reference: order.reference };
  if (order.platform === 'woocommerce') {
    return { order_id: order.order_id, site_url: `https://${order.shop}.example`, ...reference };
  }
  if (order.platform === 'magento') return { 'Order #': order.order_number, ...reference };
  return { order_id: order.order_id, order_name: order.order_number, ...reference };
}
