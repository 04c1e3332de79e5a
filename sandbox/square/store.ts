import type { JsonObject } from '../core/json.js';
import type {
  Ledger,
  LedgerChange,
  LedgerDispute,
  LedgerPayment,
  LedgerPayout,
  LedgerRefund,
} from '../core/ledger.types.js';
import { disputeView, paymentView, refundView } from './views.js';
import { payoutView } from './payout-views.js';

const YEAR = 365 * 86_400_000;

/** The books as Square shows them: with the times of change that the books themselves do not keep. */
export class Store {
  private readonly changed = new Map<string, number>();
  private seen = { payments: 0, currencies: new Set<string>() };

  constructor(readonly ledger: Ledger) {}

  /** When the merchant's account was made: before the first payment. */
  get opened(): number {
    return Math.floor((this.ledger.epoch - 1.5 * YEAR) / 1000) * 1000;
  }

  /** What the merchant sells in; the account's own first. */
  currencies(): readonly string[] {
    const { payments } = this.ledger;
    if (this.seen.payments !== payments.length) {
      const currencies = new Set(payments.map((payment) => payment.currency));
      currencies.delete(this.ledger.currency);
      this.seen = { payments: payments.length, currencies };
    }
    return [this.ledger.currency, ...this.seen.currencies];
  }

  note(change: LedgerChange): void {
    const now = Date.now();
    if (change.kind === 'payment') this.changed.set(change.payment.id, Math.max(change.payment.created, now));
    if (change.kind === 'dispute') this.changed.set(change.dispute.id, Math.max(change.dispute.created, now));
    if (change.kind === 'payout') this.changed.set(change.payout.id, Math.max(change.payout.created, now));
    if (change.kind === 'refund') {
      this.changed.set(change.refund.id, Math.max(change.refund.created, now));
      this.changed.set(change.refund.payment_id, Math.max(change.refund.created, now));
    }
  }

  updatedPayment(payment: LedgerPayment): number {
    return this.changed.get(payment.id) ?? Math.max(payment.created, ...payment.refunds.map(({ created }) => created));
  }

  updatedRefund(refund: LedgerRefund): number {
    return this.changed.get(refund.id) ?? refund.created;
  }

  updatedDispute(dispute: LedgerDispute): number {
    return this.changed.get(dispute.id) ?? dispute.reinstated?.created ?? dispute.created;
  }

  payment(payment: LedgerPayment): JsonObject {
    return paymentView(payment, this.updatedPayment(payment));
  }

  refund(refund: LedgerRefund): JsonObject {
    return refundView(refund, this.ledger.payment(refund.payment_id), this.updatedRefund(refund));
  }

  dispute(dispute: LedgerDispute): JsonObject {
    return disputeView(dispute, this.ledger.payment(dispute.payment_id), this.updatedDispute(dispute));
  }

  payout(payout: LedgerPayout): JsonObject {
    return payoutView(payout, this.changed.get(payout.id) ?? payout.created);
  }
}
