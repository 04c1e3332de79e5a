import type { PayoutLineCategory } from '../provider.records.js';

/**
 * Every type that an entry of a payout can have by Square's contract (`ActivityType`), by what it is to the merchant. The sign of
 * a dispute's entry tells whether it was taken or given back.
 */
const ENTRY_TYPES: Partial<Record<PayoutLineCategory, string>> = {
  payment: 'CHARGE',
  refund: 'REFUND',
  chargeback: 'DISPUTE OPEN_DISPUTE',
  fee:
    'FEE PROCESSING_FEE PROCESSING_FEE_REFUND UNDO_PROCESSING_FEE_REFUND FREE_PROCESSING TAX_ON_FEE DEPOSIT_FEE ' +
    'DEPOSIT_FEE_REVERSED THIRD_PARTY_FEE THIRD_PARTY_FEE_REFUND PAID_SERVICE_FEE PAID_SERVICE_FEE_REFUND ' +
    'SUBSCRIPTION_FEE SUBSCRIPTION_FEE_REFUND SUBSCRIPTION_FEE_PAID_REFUND LOCAL_OFFERS_FEE GIFT_CARD_LOAD_FEE ' +
    'GIFT_CARD_LOAD_FEE_REFUND UNDO_GIFT_CARD_LOAD_FEE_REFUND',
  reserve: 'RESERVE_HOLD RESERVE_RELEASE HOLD_ADJUSTMENT RELEASE_ADJUSTMENT',
  transfer:
    'MONEY_TRANSFER MONEY_TRANSFER_REVERSAL PAYOUT AUTOMATIC_SAVINGS AUTOMATIC_SAVINGS_REVERSED ' +
    'AUTOMATIC_BITCOIN_CONVERSIONS AUTOMATIC_BITCOIN_CONVERSIONS_REVERSED BALANCE_FOLDERS_TRANSFER ' +
    'BALANCE_FOLDERS_TRANSFER_REVERSED CREDIT_CARD_REPAYMENT CREDIT_CARD_REPAYMENT_REVERSED GIFT_CARD_POOL_TRANSFER ' +
    'GIFT_CARD_POOL_TRANSFER_REVERSED SQUARE_CAPITAL_PAYMENT SQUARE_CAPITAL_REVERSED_PAYMENT SQUARE_PAYROLL_TRANSFER ' +
    'SQUARE_PAYROLL_TRANSFER_REVERSED PERCENTAGE_PROCESSING_ENROLLMENT PERCENTAGE_PROCESSING_DEACTIVATION ' +
    'PERCENTAGE_PROCESSING_REPAYMENT PERCENTAGE_PROCESSING_REPAYMENT_REVERSED',
  payout_return: 'RETURNED_PAYOUT',
  adjustment:
    'ADJUSTMENT APP_FEE_REVENUE APP_FEE_REFUND ESCHEATMENT INITIAL_BALANCE_CHANGE LOCAL_OFFERS_CASHBACK OTHER ' +
    'OTHER_ADJUSTMENT REDEMPTION_CODE',
};

const CATEGORIES: ReadonlyMap<string, PayoutLineCategory> = new Map(
  Object.entries(ENTRY_TYPES).flatMap(([category, types]) =>
    types.split(' ').map((type): [string, PayoutLineCategory] => [type, category as PayoutLineCategory]),
  ),
);

/** Fees that the payment or refund tells itself: a transaction of their own would count them twice. */
const FEES_OF_PAYMENTS: ReadonlySet<string> = new Set([
  'FEE',
  'PROCESSING_FEE',
  'PROCESSING_FEE_REFUND',
  'UNDO_PROCESSING_FEE_REFUND',
]);

/** Whether a fee is among those of its payment or refund (`processing_fee`, adjustments included) when the entry names one. */
export function isFeeOfPayment(type: string): boolean {
  return FEES_OF_PAYMENTS.has(type);
}

/** Whether the entry's money is told by a payment, refund or dispute even when the entry does not say by which. */
export function isToldElsewhere(category: PayoutLineCategory, type: string): boolean {
  // `FEE` without a payment is one of the account.
  if (type !== 'FEE' && isFeeOfPayment(type)) return true;
  return category === 'payment' || category === 'refund' || category === 'chargeback';
}

/** `unclassified` for a type that Square invented after this was written. */
export function categoryOf(type: string, net: bigint): PayoutLineCategory {
  const category = CATEGORIES.get(type) ?? 'unclassified';
  return category === 'chargeback' && net > 0n ? 'chargeback_reversal' : category;
}
