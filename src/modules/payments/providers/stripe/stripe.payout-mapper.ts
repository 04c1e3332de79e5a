import type Stripe from 'stripe';
import { subtract } from '../../../../common/money/money.js';
import type { PayoutStatus, ProviderPayout, ProviderPayoutLine } from '../provider.records.js';
import { isDispute, kindOf } from './stripe.balance-types.js';
import { currencyOf, moneyOf } from './stripe.money.js';
import { idOf, rawOf, timeOf, wholeOf } from './stripe.values.js';

/** Payouts and their lines. Pure. */

const STATUS = new Map<string, PayoutStatus>([
  ['paid', 'paid'],
  ['pending', 'pending'],
  ['in_transit', 'in_transit'],
  ['canceled', 'cancelled'],
  ['failed', 'failed'],
]);

export function payoutOf(payout: Stripe.Payout): ProviderPayout {
  const own = wholeOf(payout.balance_transaction);
  return {
    platform_payout_id: payout.id,
    amount: moneyOf(payout.amount, payout.currency),
    currency: currencyOf(payout.currency),
    fee_amount: moneyOf(own?.fee ?? 0, payout.currency),
    status: STATUS.get(payout.status) ?? 'pending',
    provider_status: payout.status,
    arrival_date: timeOf(payout.arrival_date).slice(0, 10),
    initiated_at: timeOf(payout.created),
    destination: lastFour(payout.destination),
    balance_after: null,
    gateway_response: rawOf(payout),
  };
}

/** Whether Stripe itemises it: those that somebody asked for by hand are taken from the balance as a whole. */
export function isItemised(payout: Stripe.Payout): boolean {
  return payout.automatic && payout.reconciliation_status !== 'not_applicable';
}

/** The one line of a payout that Stripe does not itemise. */
export function unitemisedLine(payout: Stripe.Payout): ProviderPayoutLine {
  const { amount, currency, initiated_at } = payoutOf(payout);
  return {
    platform_payout_id: payout.id,
    platform_line_id: idOf(payout.balance_transaction) ?? payout.id,
    platform_transaction_id: null,
    category: 'transfer',
    provider_type: payout.method === 'instant' ? 'instant_payout' : 'manual_payout',
    gross_amount: amount,
    fee_amount: moneyOf(0, payout.currency),
    net_amount: amount,
    currency,
    description: 'Asked for by hand: Stripe does not say which payments are in it',
    occurred_at: initiated_at,
  };
}

/** One line; null for the payout's own movement, which Stripe lists among them. */
export function payoutLine(payoutId: string, balance: Stripe.BalanceTransaction): ProviderPayoutLine | null {
  const source = idOf(balance.source);
  if (balance.type === 'payout' && source === payoutId) return null;
  const gross = moneyOf(balance.amount, balance.currency);
  const fee = moneyOf(balance.fee, balance.currency);
  return {
    platform_payout_id: payoutId,
    platform_line_id: balance.id,
    platform_transaction_id: transactionOf(balance, source),
    category: categoryOf(balance, source),
    provider_type: balance.type,
    gross_amount: gross,
    fee_amount: fee,
    net_amount: subtract(gross, fee),
    currency: currencyOf(balance.currency),
    description: balance.description,
    occurred_at: timeOf(balance.created),
  };
}

function categoryOf(balance: Stripe.BalanceTransaction, source: string | null): ProviderPayoutLine['category'] {
  if (isDispute(source)) return isGivenBack(balance) ? 'chargeback_reversal' : 'chargeback';
  return kindOf(balance.type)?.category ?? 'unclassified';
}

/** The row that the line is of, as the transactions' mappers name it. */
function transactionOf(balance: Stripe.BalanceTransaction, source: string | null): string | null {
  if (isDispute(source)) return isGivenBack(balance) ? balance.id : source;
  if (['charge', 'payment', 'refund', 'payment_refund'].includes(balance.type)) return source;
  return balance.type.startsWith('payout') && kindOf(balance.type)?.category !== 'reserve' ? null : balance.id;
}

function isGivenBack(balance: Stripe.BalanceTransaction): boolean {
  return balance.amount > 0;
}

function lastFour(destination: Stripe.Payout['destination']): string | null {
  const account: object | null = wholeOf(destination);
  const digits = account !== null && 'last4' in account ? account.last4 : null;
  return typeof digits === 'string' && digits !== '' ? `•••• ${digits}` : null;
}
