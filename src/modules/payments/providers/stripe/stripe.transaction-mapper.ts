import type Stripe from 'stripe';
import { negate } from '../../../../common/money/money.js';
import type { FeeLine, ProviderTransaction, TransactionStatus } from '../provider.records.js';
import { kindOf } from './stripe.balance-types.js';
import { currencyOf, moneyOf, rateOf } from './stripe.money.js';
import { type Expandable, idOf, rawOf, timeOf, wholeOf } from './stripe.values.js';

/** Charges, refunds, disputes and balance transactions as transactions. Pure; throws on what is not what Stripe documents. */

type Balance = Stripe.BalanceTransaction;
type Settlement = Pick<
  ProviderTransaction,
  'settlement_amount' | 'settlement_currency' | 'exchange_rate' | 'fee_amount' | 'net_amount' | 'fee_lines'
>;

/** Metadata of ours: whose refund it is, and the person's words where Stripe has no code for them. */
export const REFUND_ID_KEY = 'ksap_refund_id';
export const REASON_KEY = 'ksap_reason';

/** More of a metadata value than this is no order's number. */
const LONGEST_REFERENCE = 200;

const UNSETTLED: Settlement = {
  settlement_amount: null,
  settlement_currency: null,
  exchange_rate: null,
  fee_amount: null,
  net_amount: null,
  fee_lines: [],
};

const NOTHING_MORE = {
  platform_payout_id: null,
  parent_platform_id: null,
  own_references: [],
  order_references: [],
  customer_email: null,
  customer_name: null,
  description: null,
  refund_request_id: null,
} satisfies Partial<ProviderTransaction>;

/** The payment, and what was taken out of the balance again when it failed after all. */
export function chargeTransactions(charge: Stripe.Charge): ProviderTransaction[] {
  const status = chargeStatus(charge);
  const units = charge.captured ? charge.amount_captured : charge.amount;
  const payment: ProviderTransaction = {
    ...NOTHING_MORE,
    platform_transaction_id: charge.id,
    ...classified('payment', status),
    provider_type: charge.object,
    provider_status: charge.status,
    amount: moneyOf(units, charge.currency),
    currency: currencyOf(charge.currency),
    ...settled(charge.balance_transaction, charge.currency),
    own_references: references(charge.payment_intent),
    order_references: metadataValues(charge.metadata),
    customer_email: charge.billing_details.email ?? charge.receipt_email,
    customer_name: charge.billing_details.name ?? charge.shipping?.name ?? null,
    description: charge.description,
    occurred_at: timeOf(charge.created),
    gateway_response: rawOf(charge),
  };
  return [payment, ...takenBack(charge.failure_balance_transaction, charge.id)];
}

/** The refund, and what came back into the balance when it failed. */
export function refundTransactions(refund: Stripe.Refund): ProviderTransaction[] {
  const parent = idOf(refund.charge);
  const { [REFUND_ID_KEY]: request, [REASON_KEY]: words, ...metadata } = refund.metadata ?? {};
  const row: ProviderTransaction = {
    ...NOTHING_MORE,
    platform_transaction_id: refund.id,
    ...classified('refund', REFUND_STATUS.get(refund.status ?? '')),
    provider_type: refund.object,
    provider_status: refund.status,
    amount: negate(moneyOf(refund.amount, refund.currency)),
    currency: currencyOf(refund.currency),
    ...settled(refund.balance_transaction, refund.currency),
    parent_platform_id: parent,
    own_references: references(refund.payment_intent),
    order_references: metadataValues(metadata),
    description: words ?? refund.reason ?? null,
    refund_request_id: request ?? null,
    occurred_at: timeOf(refund.created),
    gateway_response: rawOf(refund),
  };
  return [row, ...takenBack(refund.failure_balance_transaction, parent)];
}

/**
 * The chargeback with the money that it took, and each further movement (given back, taken again) as a row of its own. An inquiry
 * has taken nothing yet.
 */
export function disputeTransactions(dispute: Stripe.Dispute): ProviderTransaction[] {
  const moves = [...dispute.balance_transactions].sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  const withdrawal = moves.find((move) => move.amount < 0) ?? null;
  const about = {
    ...NOTHING_MORE,
    parent_platform_id: idOf(dispute.charge),
    own_references: references(dispute.payment_intent),
    description: dispute.reason,
    provider_status: dispute.status,
  };
  const taken: ProviderTransaction = {
    ...about,
    platform_transaction_id: dispute.id,
    ...classified('chargeback', DISPUTE_STATUS.has(dispute.status) ? disputeStatus(dispute, withdrawal) : undefined),
    provider_type: dispute.object,
    amount: negate(moneyOf(dispute.amount, dispute.currency)),
    currency: currencyOf(dispute.currency),
    ...settled(withdrawal, dispute.currency),
    occurred_at: timeOf(dispute.created),
    gateway_response: rawOf(dispute),
  };
  const others = moves.filter((move) => move !== withdrawal);
  return [taken, ...others.map((move): ProviderTransaction => ({ ...balanceRow(move), ...about, type: 'chargeback' }))];
}

/** A movement of the balance that belongs to no charge, refund or dispute: fees, adjustments, reserves, what is new. */
export function balanceTransaction(balance: Balance): ProviderTransaction {
  return balanceRow(balance);
}

function balanceRow(balance: Balance): ProviderTransaction {
  const amount = moneyOf(balance.amount, balance.currency);
  return {
    ...NOTHING_MORE,
    platform_transaction_id: balance.id,
    // Whether it is available for paying out yet is another question: the balance has moved.
    ...classified(kindOf(balance.type)?.type ?? 'adjustment', kindOf(balance.type) ? 'completed' : undefined),
    provider_type: balance.type,
    provider_status: balance.status,
    amount,
    currency: currencyOf(balance.currency),
    ...settled(balance, balance.currency),
    own_references: idOf(balance.source) === null ? [] : references(balance.source),
    description: balance.description,
    occurred_at: timeOf(balance.created),
    gateway_response: rawOf(balance),
  };
}

function takenBack(balance: Expandable<Balance>, parent: string | null): ProviderTransaction[] {
  const whole = wholeOf(balance);
  return whole === null ? [] : [{ ...balanceRow(whole), own_references: [], parent_platform_id: parent }];
}

function classified(
  type: ProviderTransaction['type'],
  status: TransactionStatus | undefined,
): Pick<ProviderTransaction, 'type' | 'status' | 'is_classified'> {
  return status === undefined
    ? { type: 'adjustment', status: 'pending', is_classified: false }
    : { type, status, is_classified: true };
}

function chargeStatus(charge: Stripe.Charge): TransactionStatus | undefined {
  if (charge.status === 'succeeded' && !charge.captured) return charge.refunded ? 'cancelled' : 'pending';
  return CHARGE_STATUS.get(charge.status);
}

const CHARGE_STATUS = new Map<string, TransactionStatus>([
  ['succeeded', 'completed'],
  ['pending', 'pending'],
  ['failed', 'failed'],
]);

const REFUND_STATUS = new Map<string, TransactionStatus>([
  ['succeeded', 'completed'],
  ['pending', 'pending'],
  ['requires_action', 'pending'],
  ['failed', 'failed'],
  ['canceled', 'cancelled'],
]);

const DISPUTE_STATUS = new Set([
  'needs_response',
  'under_review',
  'appeal_needs_response',
  'appeal_under_review',
  'won',
  'lost',
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'prevented',
]);

/** What counts is whether money was taken: how the quarrel ends shows in whether it comes back. */
function disputeStatus(dispute: Stripe.Dispute, withdrawal: Balance | null): TransactionStatus {
  if (withdrawal !== null) return 'completed';
  return ['won', 'warning_closed', 'prevented'].includes(dispute.status) ? 'cancelled' : 'pending';
}

function settled(value: Expandable<Balance>, seen: string): Settlement {
  const balance = wholeOf(value);
  if (balance === null) return UNSETTLED;
  return {
    settlement_amount: moneyOf(balance.amount, balance.currency),
    settlement_currency: currencyOf(balance.currency),
    exchange_rate: balance.currency === seen ? null : rateOf(balance.exchange_rate),
    fee_amount: moneyOf(balance.fee, balance.currency),
    net_amount: moneyOf(balance.net, balance.currency),
    fee_lines: balance.fee_details.map((fee): FeeLine => ({
      type: fee.type,
      amount: moneyOf(fee.amount, fee.currency),
      description: fee.description,
    })),
  };
}

function references(...values: Expandable<{ id: string }>[]): string[] {
  return values.map(idOf).filter((id) => id !== null);
}

function metadataValues(metadata: Record<string, string> | null | undefined): string[] {
  const values = Object.values(metadata ?? {}).map((value) => value.trim());
  return [...new Set(values.filter((value) => value !== '' && value.length <= LONGEST_REFERENCE))];
}
