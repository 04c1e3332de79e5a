import type {
  LedgerDispute,
  LedgerEntry,
  LedgerEntryKind,
  LedgerPayment,
  LedgerRefund,
  LedgerSettlement,
} from '../ledger.types.js';
import { idOf } from '../payment-ids.js';
import { createRandom, seedOf } from '../random.js';
import type { Gateway } from '../sales.js';
import { DAY, settlementOf } from './terms.js';

export type PaymentInput = Pick<
  LedgerPayment,
  'id' | 'status' | 'amount' | 'currency' | 'created' | 'email' | 'name' | 'country' | 'order' | 'description'
>;

export type RefundInput = Pick<LedgerRefund, 'id' | 'status' | 'amount' | 'created' | 'reason' | 'note'>;

const CARDS = [
  ['visa', '4242'],
  ['visa', '1881'],
  ['mastercard', '4444'],
  ['mastercard', '8210'],
  ['amex', '0005'],
  ['discover', '1117'],
] as const;

/** The raw lists of a service's books: records go in, each with its movement of the balance. Knows no payouts and no listeners. */
export class Register {
  readonly payments: LedgerPayment[] = [];
  readonly refunds: LedgerRefund[] = [];
  readonly disputes: LedgerDispute[] = [];
  readonly entries: LedgerEntry[] = [];
  readonly paymentsById = new Map<string, LedgerPayment>();
  readonly refundsById = new Map<string, LedgerRefund>();
  readonly disputesById = new Map<string, LedgerDispute>();
  readonly entriesById = new Map<string, LedgerEntry>();
  /** Is told of each movement, once the books are made. */
  onEntry: ((entry: LedgerEntry) => void) | null = null;
  /** While it is made, records come in any order and are sorted once. */
  private is_sorted = false;

  constructor(
    readonly gateway: Gateway,
    readonly seed: number,
  ) {}

  id(kind: Parameters<typeof idOf>[1], ...parts: (string | number)[]): string {
    return idOf(this.gateway, kind, this.seed, ...parts);
  }

  payment(input: PaymentInput): LedgerPayment {
    const settles = input.status === 'succeeded';
    const payment: LedgerPayment = {
      ...input,
      intent_id: this.id('intent', input.id),
      n: this.payments.length,
      settlement: settles ? settlementOf(this.gateway, input.amount, input.currency, 'payment') : null,
      card: this.gateway === 'paypal' ? null : this.card(input.id),
      refunds: [],
      dispute: null,
      payout_id: null,
    };
    this.keep(this.payments, this.paymentsById, payment);
    if (payment.settlement !== null) {
      const text = payment.description ?? (payment.order === null ? 'Payment' : `Order ${payment.order.order_number}`);
      this.entry('payment', payment.id, payment.settlement, payment.created, text);
    }
    return payment;
  }

  refund(payment: LedgerPayment, input: RefundInput): LedgerRefund {
    const settles = input.status === 'succeeded' && payment.settlement !== null;
    const { currency } = payment;
    const refund: LedgerRefund = {
      ...input,
      payment_id: payment.id,
      currency,
      settlement: settles ? settlementOf(this.gateway, -input.amount, currency, 'refund') : null,
      payout_id: null,
    };
    payment.refunds.push(refund);
    this.keep(this.refunds, this.refundsById, refund);
    this.settleRefund(refund);
    return refund;
  }

  /** Its movement of the balance, once it is certain. */
  settleRefund(refund: LedgerRefund, at = refund.created): void {
    if (refund.status !== 'succeeded') return;
    refund.settlement ??= settlementOf(this.gateway, -refund.amount, refund.currency, 'refund');
    this.entry('refund', refund.id, refund.settlement, at, refund.reason ?? 'Refund');
  }

  dispute(
    payment: LedgerPayment,
    input: { created: number; reason: string; status: LedgerDispute['status'] },
  ): LedgerDispute {
    const { amount, currency } = payment;
    const id = this.id('dispute', payment.id);
    const settlement = settlementOf(this.gateway, -amount, currency, 'dispute');
    const dispute: LedgerDispute = {
      id,
      payment_id: payment.id,
      ...input,
      amount,
      currency,
      evidence_due: input.created + 14 * DAY,
      withdrawn: this.entry('dispute', id, settlement, input.created, 'Chargeback'),
      reinstated: null,
    };
    payment.dispute = dispute;
    this.keep(this.disputes, this.disputesById, dispute);
    return dispute;
  }

  endDispute(dispute: LedgerDispute, status: 'won' | 'lost', at: number): void {
    dispute.status = status;
    if (status === 'lost') return;
    const settlement = settlementOf(this.gateway, dispute.amount, dispute.currency, 'reversal');
    dispute.reinstated = this.entry('dispute_reversal', dispute.id, settlement, at, 'Chargeback reversal');
  }

  /** A movement that belongs to no payment. */
  charge(kind: 'fee' | 'adjustment', currency: string, net: number, created: number, description: string): LedgerEntry {
    return this.entry(kind, null, { currency, gross: net, fee: 0, net, rate: null }, created, description);
  }

  /** Brings all lists into the order in which things happened, and keeps them so from now on. */
  sort(): void {
    const byTime = (a: { created: number; id: string }, b: { created: number; id: string }): number =>
      a.created - b.created || (a.id < b.id ? -1 : 1);
    for (const list of [this.payments, this.refunds, this.disputes, this.entries]) list.sort(byTime);
    this.payments.forEach((payment, n) => (payment.n = n));
    for (const payment of this.payments) if (payment.refunds.length > 1) payment.refunds.sort(byTime);
    this.is_sorted = true;
  }

  private entry(
    kind: LedgerEntryKind,
    source_id: string | null,
    settlement: LedgerSettlement,
    created: number,
    description: string,
  ): LedgerEntry {
    // PayPal's payment and refund are themselves the movement.
    const isItself = this.gateway === 'paypal' && (kind === 'payment' || kind === 'refund') && source_id !== null;
    const id = isItself
      ? source_id
      : this.id('entry', kind, source_id ?? description, source_id === null ? created : 0);
    const entry: LedgerEntry = { id, kind, source_id, settlement, created, description, payout_id: null };
    this.keep(this.entries, this.entriesById, entry);
    this.onEntry?.(entry);
    return entry;
  }

  private card(id: string): LedgerPayment['card'] {
    const random = createRandom(seedOf(this.seed, 'card', id));
    const [brand, last4] = random.pick(CARDS);
    return { brand, last4, exp_month: random.int(1, 12), exp_year: random.int(2027, 2031) };
  }

  private keep<T extends { id: string; created: number }>(list: T[], byId: Map<string, T>, record: T): void {
    byId.set(record.id, record);
    let at = list.length;
    if (this.is_sorted) while (at > 0 && (list[at - 1]?.created ?? 0) > record.created) at -= 1;
    if (at === list.length) list.push(record);
    else list.splice(at, 0, record);
  }
}
