import type { PayoutLineCategory, TransactionType } from '../provider.records.js';

interface Kind {
  type: TransactionType;
  category: PayoutLineCategory;
}

const kind = (type: TransactionType, category: PayoutLineCategory): Kind => ({ type, category });
const all = (types: string, given: Kind): [string, Kind][] => types.split(' ').map((type) => [type, given]);

/**
 * Every `type` of a balance transaction that the API version knows (docs.stripe.com/reports/balance-transaction-types), as a
 * transaction and as a line of a payout.
 */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...all('charge payment', kind('payment', 'payment')),
  // A payment by bank debit that was counted and then failed or was called back: what it brought is taken out again.
  ...all('payment_failure_refund payment_reversal', kind('adjustment', 'payment')),
  ...all('refund payment_refund', kind('refund', 'refund')),
  // The customer's bank would not have it: the money comes back.
  ...all('refund_failure', kind('adjustment', 'refund')),
  ...all('stripe_fee stripe_fx_fee tax_fee', kind('fee', 'fee')),
  ...all('payout_failure payout_cancel', kind('adjustment', 'payout_return')),
  ...all('payout', kind('adjustment', 'transfer')),
  ...all(
    'reserve_transaction reserved_funds reserve_hold reserve_release payment_network_reserve_hold ' +
      'payment_network_reserve_release payout_minimum_balance_hold payout_minimum_balance_release',
    kind('adjustment', 'reserve'),
  ),
  ...all(
    'transfer transfer_cancel transfer_failure transfer_refund topup topup_reversal inbound_transfer ' +
      'inbound_transfer_reversal connect_collection_transfer obligation_outbound obligation_reversal_inbound ' +
      'stripe_balance_payment_debit stripe_balance_payment_debit_reversal',
    kind('adjustment', 'transfer'),
  ),
  ...all(
    'adjustment advance advance_funding anticipation_repayment application_fee application_fee_refund ' +
      'climate_order_purchase climate_order_refund contribution fee_credit_funding payment_unreconciled tax_fund ' +
      'issuing_authorization_hold issuing_authorization_release issuing_dispute issuing_dispute_provisional_credit ' +
      'issuing_dispute_provisional_credit_reversal issuing_transaction',
    kind('adjustment', 'adjustment'),
  ),
]);

/** Undefined: a type that this version does not know. */
export function kindOf(type: string): Kind | undefined {
  return KINDS.get(type);
}

/** Balance transactions that are told with their charge, refund or payout, and not by themselves. */
const TOLD_WITH_SOURCE = new Set([
  'charge',
  'payment',
  'payment_failure_refund',
  'refund',
  'payment_refund',
  'refund_failure',
  'payout',
  'payout_failure',
  'payout_cancel',
]);

export function isDispute(source: string | null): boolean {
  return source !== null && /^(dp|du|pdp)_/.test(source);
}

/** Whether the balance transaction is no record of its own. */
export function isToldElsewhere(type: string, source: string | null): boolean {
  return TOLD_WITH_SOURCE.has(type) || isDispute(source);
}
