import type {
  Ledger,
  LedgerChange,
  LedgerDispute,
  LedgerEntry,
  LedgerPayment,
  LedgerPayout,
  LedgerRefund,
  NewPayment,
  PlantedTrouble,
} from '../ledger.types.js';
import type { Gateway, SandboxSale } from '../sales.js';
import { minorOf } from './minor-units.js';
import type { Payouts } from './payouts.js';
import type { PaymentInput, RefundInput, Register } from './register.js';
import { paymentOfSale } from './sale-payment.js';
import { ACCOUNT_CURRENCY } from './terms.js';

/** The books of one service, after they were made: what happens now is written at the wall clock and told to who listens. */
export class Book implements Ledger {
  readonly currency = ACCOUNT_CURRENCY;
  private readonly listeners: ((change: LedgerChange) => void)[] = [];
  /** Refunds that were made here and not by a shop, until a shop writes one down; and the shops' ids that were found to be these. */
  private readonly unclaimed = new Set<LedgerRefund>();
  private readonly claimed = new Set<string>();
  private made = 0;
  private last = 0;

  constructor(
    private readonly register: Register,
    private readonly paidOut: Payouts,
    readonly planted: readonly PlantedTrouble[],
    /** Payments that shops speak of and that the books shall not have. */
    private readonly missing: ReadonlySet<string>,
    readonly epoch: number,
  ) {
    register.onEntry = (entry): void => paidOut.add(entry);
  }

  get gateway(): Gateway {
    return this.register.gateway;
  }

  get payments(): readonly LedgerPayment[] {
    return this.register.payments;
  }

  get refunds(): readonly LedgerRefund[] {
    return this.register.refunds;
  }

  get disputes(): readonly LedgerDispute[] {
    return this.register.disputes;
  }

  get entries(): readonly LedgerEntry[] {
    return this.register.entries;
  }

  get payouts(): readonly LedgerPayout[] {
    return this.paidOut.all;
  }

  payment(id: string): LedgerPayment | undefined {
    return this.register.paymentsById.get(id);
  }

  refundOf(id: string): LedgerRefund | undefined {
    return this.register.refundsById.get(id);
  }

  disputeOf(id: string): LedgerDispute | undefined {
    return this.register.disputesById.get(id);
  }

  payoutOf(id: string): LedgerPayout | undefined {
    return this.paidOut.byId.get(id);
  }

  entryOf(id: string): LedgerEntry | undefined {
    return this.register.entriesById.get(id);
  }

  left(payment: LedgerPayment): number {
    const gone = payment.refunds.reduce((sum, { status, amount }) => sum + (status === 'failed' ? 0 : amount), 0);
    return payment.status === 'succeeded' ? payment.amount - gone : 0;
  }

  pay(input: NewPayment): LedgerPayment {
    return this.write({
      id: this.register.id('payment', 'live', ++this.made),
      status: 'succeeded',
      amount: input.amount,
      currency: input.currency,
      created: input.created ?? this.now(),
      email: input.email ?? null,
      name: null,
      country: null,
      order: input.order ?? null,
      description: input.description ?? null,
    });
  }

  refund(payment: LedgerPayment, amount: number, options: Parameters<Ledger['refund']>[2] = {}): LedgerRefund {
    const { reason = null, note = {}, status = 'succeeded' } = options;
    const id = this.register.id('refund', 'live', ++this.made);
    const refund = this.takeBack(payment, { id, amount, reason, note, status, created: this.now() });
    this.unclaimed.add(refund);
    return refund;
  }

  finish(refund: LedgerRefund, status: 'succeeded' | 'failed'): void {
    if (refund.status !== 'pending') throw new RangeError(`the refund ${refund.id} is ${refund.status} already`);
    refund.status = status;
    this.register.settleRefund(refund, this.now());
    this.tell({ kind: 'refund', refund, is_new: false });
  }

  dispute(payment: LedgerPayment, reason = 'fraudulent'): LedgerDispute {
    const dispute = this.register.dispute(payment, { created: this.now(), reason, status: 'needs_response' });
    this.tell({ kind: 'dispute', dispute, is_new: true });
    return dispute;
  }

  decide(dispute: LedgerDispute, status: 'won' | 'lost'): void {
    this.register.endDispute(dispute, status, this.now());
    this.tell({ kind: 'dispute', dispute, is_new: false });
  }

  payOut(currency = this.currency): LedgerPayout | undefined {
    const payout = this.paidOut.payOut(currency, this.now());
    if (payout !== undefined) this.tell({ kind: 'payout', payout, is_new: true });
    return payout;
  }

  onChange(listener: (change: LedgerChange) => void): void {
    this.listeners.push(listener);
  }

  /** What a shop says of one of its orders: what is not in the books yet is written now. */
  sold(sale: SandboxSale): void {
    if (this.missing.has(sale.payment_id)) return;
    const payment = this.payment(sale.payment_id) ?? this.write({ ...paymentOfSale(sale), created: this.now() });
    if (payment.currency !== sale.currency) return;
    for (const { id: shopId, amount: text } of sale.refunds) {
      const id = this.register.id('refund', sale.payment_id, shopId);
      const amount = minorOf(text, sale.currency);
      if (this.refundOf(id) !== undefined || this.isWrittenDown(payment, id, amount) || amount > this.left(payment))
        continue;
      this.takeBack(payment, { id, amount, reason: null, note: {}, status: 'succeeded', created: this.now() });
    }
  }

  /** Whether a refund was made at the service first, and the shop only wrote it down. */
  private isWrittenDown(payment: LedgerPayment, id: string, amount: number): boolean {
    if (this.claimed.has(id)) return true;
    const own = payment.refunds.find((refund) => this.unclaimed.has(refund) && refund.amount === amount);
    if (own === undefined) return false;
    this.unclaimed.delete(own);
    this.claimed.add(id);
    return true;
  }

  private write(input: PaymentInput): LedgerPayment {
    const payment = this.register.payment(input);
    this.tell({ kind: 'payment', payment, is_new: true });
    return payment;
  }

  private takeBack(payment: LedgerPayment, input: RefundInput): LedgerRefund {
    const refund = this.register.refund(payment, input);
    this.tell({ kind: 'refund', refund, is_new: true });
    return refund;
  }

  private tell(change: LedgerChange): void {
    for (const listener of this.listeners) listener(change);
  }

  /** The wall clock, but after all that the books have, and no two things at once. */
  private now(): number {
    this.last = Math.max(Date.now(), this.last + 1, this.epoch + 1);
    return this.last;
  }
}
