import { AppError } from '../../../common/errors/app-error.js';
import { compare, digitsOf, formatMoney, isZero, negate, subtract } from '../../../common/money/money.js';

/** The payment as a refund of it is judged. */
export interface RefundablePayment {
  type: string | null;
  status: string | null;
  platform_transaction_id: string | null;
  /** Positive. */
  amount: string;
  currency: string;
  /** What is refunded already or is under way, positive: here, and as the provider told. */
  refunded: string;
}

export interface RefundWish {
  /** Decimal text without a sign; undefined: all that is left. */
  amount?: string | undefined;
  /** What the caller takes the payment's currency for. */
  currency?: string | undefined;
}

/**
 * The amount to refund, with the currency's digits. Throws INVALID_STATE for what is no completed payment, VALIDATION_ERROR for
 * an amount or a currency that does not fit, CONFLICT with what is left for more than that. Pure.
 */
export function refundAmount(payment: RefundablePayment, wish: RefundWish): string {
  const { currency } = payment;
  if (payment.type !== 'payment' || payment.status !== 'completed' || payment.platform_transaction_id === null) {
    const what = payment.type === 'payment' ? `a ${payment.status ?? 'strange'} payment` : `a ${payment.type ?? 'row'}`;
    throw new AppError('INVALID_STATE', `Only a completed payment can be refunded, and this is ${what}`, {
      type: payment.type,
      from: payment.status,
      to: 'refunded',
      allowed: [],
    });
  }
  if (wish.currency !== undefined && wish.currency !== currency) {
    throw AppError.validation([{ field: 'currency', reason: `must be ${currency}, as the payment’s` }]);
  }
  if (wish.amount !== undefined) checkAmount(wish.amount, currency);
  const left = leftOf(payment);
  const amount = wish.amount ?? left;
  if (isZero(left) || compare(amount, left) > 0) {
    const words = isZero(left)
      ? 'Nothing of this payment is left'
      : `Only ${left} ${currency} of this payment are left`;
    throw AppError.conflict(`${words} to refund`, { reason: 'over_left', left, currency });
  }
  return formatMoney(amount, currency);
}

/** Never below zero: a provider may give back more than was paid. */
export function leftOf({ amount, refunded, currency }: RefundablePayment): string {
  const left = subtract(amount, refunded);
  return formatMoney(compare(left, '0') < 0 ? '0' : left, currency);
}

/** What the refund's own row says. */
export function refundedAmount(amount: string): string {
  return negate(amount);
}

function checkAmount(amount: string, currency: string): void {
  const digits = digitsOf(currency);
  const given = amount.split('.')[1]?.length ?? 0;
  if (given > digits) {
    const most = digits === 0 ? 'no decimals' : `at most ${digits} decimals`;
    throw AppError.validation([{ field: 'amount', reason: `must have ${most}: ${currency} has no smaller unit` }]);
  }
  if (isZero(amount)) throw AppError.validation([{ field: 'amount', reason: 'must be more than zero' }]);
}
