import type { JsonObject } from '../core/json.js';
import type { Ledger, LedgerDispute, LedgerPayment, LedgerRefund, NewPayment } from '../core/ledger.types.js';
import { SandboxInputError } from '../core/provider.js';
import type { Desk } from './routes.js';

/** Things that can happen at Stripe, for POST /_sandbox/events. Each changes the books and sends its webhooks. */
const EVENTS: Record<string, (desk: Desk, payload: JsonObject) => JsonObject> = {
  payment_succeeded: ({ store }, payload) => ({ payment_id: store.ledger.pay(paymentIn(payload)).id }),
  refund_created: ({ store }, payload) => {
    const payment = paymentOf(store.ledger, payload, (one) => store.ledger.left(one) > 0 && one.dispute === null);
    const amount = wholeIn(payload, 'amount') ?? store.ledger.left(payment);
    if (amount < 1 || amount > store.ledger.left(payment)) throw new SandboxInputError('so much is not left of it');
    const status = payload.status === 'pending' ? 'pending' : 'succeeded';
    return { payment_id: payment.id, refund_id: store.ledger.refund(payment, amount, { status }).id };
  },
  refund_succeeded: ({ store }, payload) => ({ refund_id: finish(store.ledger, payload, 'succeeded').id }),
  refund_failed: ({ store }, payload) => ({ refund_id: finish(store.ledger, payload, 'failed').id }),
  dispute_created: ({ store }, payload) => {
    const payment = paymentOf(store.ledger, payload, (one) => one.dispute === null && one.refunds.length === 0);
    const dispute = store.ledger.dispute(payment);
    return { payment_id: payment.id, dispute_id: dispute.id };
  },
  dispute_won: ({ store }, payload) => ({ dispute_id: decide(store.ledger, payload, 'won').id }),
  dispute_lost: ({ store }, payload) => ({ dispute_id: decide(store.ledger, payload, 'lost').id }),
  payout_paid: ({ store }, payload) => {
    const payout = store.ledger.payOut(textIn(payload, 'currency') ?? undefined);
    if (payout === undefined) throw new SandboxInputError('there is nothing to pay out');
    return { payout_id: payout.id };
  },
  /** New signing secrets; the old ones sign beside them. */
  webhook_secret_rolled: ({ endpoints }) => ({ endpoints: endpoints.roll() }),
};

/** Throws SandboxInputError on an unknown type or record. */
export function eventAt(desk: Desk, type: string, payload: JsonObject): JsonObject {
  const event = EVENTS[type];
  if (event === undefined) {
    throw new SandboxInputError(`unknown event ${type}; known: ${Object.keys(EVENTS).join(', ')}`);
  }
  return event(desk, payload);
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
