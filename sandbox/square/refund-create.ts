import type { JsonObject } from '../core/json.js';
import type { LedgerPayment, LedgerRefund } from '../core/ledger.types.js';
import { invalid, notFound, SquareRefusal } from './answers.js';
import { moneyIn, requiredTextIn, textIn } from './input.js';
import type { Store } from './store.js';

export const REFUND_FIELDS = [
  'idempotency_key',
  'amount_money',
  'payment_id',
  'reason',
  'unlinked',
  'payment_version_token',
];

/** POST /v2/refunds, once its key is known to be new. Throws SquareRefusal. */
export function createRefund(store: Store, body: JsonObject): LedgerRefund {
  const id = requiredTextIn(body, 'payment_id', 192);
  const reason = textIn(body, 'reason', 192);
  const { amount, currency } = moneyIn(body, 'amount_money');
  if (body.unlinked === true) throw invalid('NOT_IMPLEMENTED', 'The sandbox makes no unlinked refunds.', 'unlinked');
  const payment = store.ledger.payment(id);
  if (payment === undefined) throw notFound(`Could not find payment with id: ${id}`);
  if (amount < 1) throw invalid('VALUE_TOO_LOW', 'Field must be greater than 0', 'amount_money.amount');
  if (currency !== payment.currency) {
    const detail = `The currency ${currency} is not that of the payment, ${payment.currency}.`;
    throw invalid('CURRENCY_MISMATCH', detail, 'amount_money.currency');
  }
  refuse(payment, store.ledger.left(payment), amount);
  // A card's refund is asked of its bank: pending at first.
  return store.ledger.refund(payment, amount, { reason, status: 'pending' });
}

function refuse(payment: LedgerPayment, left: number, amount: number): void {
  const no = (code: string, detail: string): SquareRefusal => new SquareRefusal(400, 'REFUND_ERROR', code, detail);
  if (payment.status === 'pending') {
    throw no('REFUND_ERROR_PAYMENT_NEEDS_COMPLETION', 'The payment is not completed yet.');
  }
  if (payment.status !== 'succeeded') throw no('PAYMENT_NOT_REFUNDABLE', 'The payment cannot be refunded.');
  if (payment.dispute !== null && payment.dispute.status !== 'won') {
    throw no('PAYMENT_NOT_REFUNDABLE_DUE_TO_DISPUTE', 'The payment is disputed and cannot be refunded.');
  }
  if (amount > left) {
    const detail = `The requested refund amount exceeds the amount available to refund (${left}).`;
    throw no('REFUND_AMOUNT_INVALID', detail);
  }
}
