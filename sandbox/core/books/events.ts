import type { JsonObject } from '../json.js';
import type { Ledger, LedgerDispute, LedgerPayment, LedgerRefund, NewPayment } from '../ledger.types.js';
import { eventNamed, SandboxInputError } from '../provider.js';

/** What can happen in the books of a payment service, for POST /_sandbox/events: the same names for every service. */
const EVENTS: Readonly<Record<string, (ledger: Ledger, payload: JsonObject) => JsonObject>> = {
  payment_succeeded: (ledger, payload) => ({ payment_id: ledger.pay(paymentIn(payload)).id }),
  refund_created: (ledger, payload) => {
    const payment = paymentOf(ledger, payload, (one) => ledger.left(one) > 0 && one.dispute === null);
    const amount = wholeIn(payload, 'amount') ?? ledger.left(payment);
    if (amount < 1 || amount > ledger.left(payment)) throw new SandboxInputError('so much is not left of it');
    const status = payload.status === 'pending' ? 'pending' : 'succeeded';
    return { payment_id: payment.id, refund_id: ledger.refund(payment, amount, { status }).id };
  },
  refund_succeeded: (ledger, payload) => ({ refund_id: finish(ledger, payload, 'succeeded').id }),
  refund_failed: (ledger, payload) => ({ refund_id: finish(ledger, payload, 'failed').id }),
  dispute_created: (ledger, payload) => {
    const payment = paymentOf(ledger, payload, (one) => one.dispute === null && one.refunds.length === 0);
    return { payment_id: payment.id, dispute_id: ledger.dispute(payment).id };
  },
  dispute_won: (ledger, payload) => ({ dispute_id: decide(ledger, payload, 'won').id }),
  dispute_lost: (ledger, payload) => ({ dispute_id: decide(ledger, payload, 'lost').id }),
  payout_paid: (ledger, payload) => {
    const payout = ledger.payOut(textIn(payload, 'currency') ?? undefined);
    if (payout === undefined) throw new SandboxInputError('there is nothing to pay out');
    return { payout_id: payout.id };
  },
};

/** Throws SandboxInputError on an unknown type or record. */
export function happen(ledger: Ledger, type: string, payload: JsonObject): JsonObject {
  return eventNamed(EVENTS, type)(ledger, payload);
}

function paymentIn(payload: JsonObject): NewPayment {
  const email = textIn(payload, 'email');
  const description = textIn(payload, 'description');
  const order = payload.order as unknown as LedgerPayment['order'] | undefined;
  return {
    amount: wholeIn(payload, 'amount') ?? 4200,
    currency: textIn(payload, 'currency') ?? 'USD',
    ...(email !== null && { email }),
    ...(description !== null && { description }),
    ...(order !== undefined && { order }),
  };
}

function paymentOf(ledger: Ledger, payload: JsonObject, fits: (payment: LedgerPayment) => boolean): LedgerPayment {
  const id = textIn(payload, 'payment_id');
  const found =
    id === null ? ledger.payments.findLast((one) => one.status === 'succeeded' && fits(one)) : ledger.payment(id);
  if (found === undefined) throw new SandboxInputError('there is no such payment', 404);
  return found;
}

function finish(ledger: Ledger, payload: JsonObject, status: 'succeeded' | 'failed'): LedgerRefund {
  const id = textIn(payload, 'refund_id');
  const refund = ledger.refunds.find((one) => (id === null ? one.status === 'pending' : one.id === id));
  if (refund?.status !== 'pending') throw new SandboxInputError('there is no such pending refund', 404);
  ledger.finish(refund, status);
  return refund;
}

function decide(ledger: Ledger, payload: JsonObject, status: 'won' | 'lost'): LedgerDispute {
  const id = textIn(payload, 'dispute_id');
  const isOpen = ({ status: now }: LedgerDispute): boolean => now === 'needs_response' || now === 'under_review';
  const dispute = id === null ? ledger.disputes.findLast(isOpen) : ledger.disputeOf(id);
  if (dispute === undefined || !isOpen(dispute)) throw new SandboxInputError('there is no such open dispute', 404);
  ledger.decide(dispute, status);
  return dispute;
}

function textIn(payload: JsonObject, name: string): string | null {
  const value = payload[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new SandboxInputError(`${name} must be text`);
  return value;
}

function wholeIn(payload: JsonObject, name: string): number | null {
  const value = payload[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new SandboxInputError(`${name} must be a whole number of the smallest unit`);
  }
  return value;
}
