import type { JsonObject } from '../core/json.js';
import type { LedgerPayment } from '../core/ledger.types.js';
import { type Fields, integerIn, textIn, textsIn } from './form.js';
import { missing, Refusal } from './refusal.js';
import type { Store } from './store.js';

export const REFUND_PARAMS = [
  'amount',
  'charge',
  'currency',
  'customer',
  'expand',
  'instructions_email',
  'metadata',
  'origin',
  'payment_intent',
  'reason',
  'refund_application_fee',
  'reverse_transfer',
];

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'];

/** POST /v1/refunds. Throws Refusal. */
export function createRefund(store: Store, form: Fields): JsonObject {
  const payment = paymentIn(store, form);
  const amount = integerIn(form, 'amount');
  const reason = textIn(form, 'reason');
  if (reason !== null && !REASONS.includes(reason)) {
    throw new Refusal(400, `Invalid reason: must be one of ${REASONS.join(', ')}`, { param: 'reason' });
  }
  const note = textsIn(form, 'metadata');
  if (amount !== null && amount < 1) {
    const more = { code: 'parameter_invalid_integer', param: 'amount' };
    throw new Refusal(400, 'This value must be greater than or equal to 1.', more);
  }
  const left = store.ledger.left(payment);
  refuse(payment, left, amount ?? left);
  const refund = store.ledger.refund(payment, amount ?? left, { reason, note });
  return store.refund(refund.id) ?? {};
}

function paymentIn(store: Store, form: Fields): LedgerPayment {
  const charge = textIn(form, 'charge');
  const intent = textIn(form, 'payment_intent');
  if (charge === null && intent === null) {
    const words = 'One of the following params should be provided for this request: payment_intent or charge.';
    throw new Refusal(400, words, { code: 'parameter_missing' });
  }
  const payment =
    charge === null ? store.ledger.payments.find((one) => one.intent_id === intent) : store.ledger.payment(charge);
  if (payment !== undefined) return payment;
  throw charge === null
    ? missing('payment_intent', intent ?? '', 'payment_intent')
    : missing('charge', charge, 'charge');
}

function refuse(payment: LedgerPayment, left: number, amount: number): void {
  const { id } = payment;
  const no = (words: string, code: string | null, param?: string): Refusal =>
    new Refusal(
      400,
      words,
      { ...(code !== null && { code }), ...(param !== undefined && { param }), charge: id },
      true,
    );
  if (payment.status !== 'succeeded') throw no(`Charge ${id} did not succeed and cannot be refunded.`, null);
  if (payment.dispute !== null && payment.dispute.status !== 'won') {
    throw no(`Charge ${id} has been charged back; cannot issue a refund.`, 'charge_disputed');
  }
  if (left <= 0) throw no(`Charge ${id} has already been refunded.`, 'charge_already_refunded');
  if (amount > left) {
    const words = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`;
    throw no(words, null, 'amount');
  }
}
