import type { Ledger, LedgerEntry, LedgerPayment, LedgerRefund } from '../core/ledger.types.js';

/** One row of the transaction search. Amounts in minor units, as PayPal signs them. */
export interface Row {
  id: string;
  code: string;
  /** ms */
  at: number;
  status: 'S' | 'P' | 'D' | 'V';
  amount: number;
  /** Negative: taken. */
  fee: number;
  currency: string;
  reference: { id: string; type: 'ODR' | 'TXN' } | null;
  payment: LedgerPayment | null;
  refund: LedgerRefund | null;
  subject: string | null;
  /** What was left of the currency's balance after it; null: it moved none. */
  balance: number | null;
}

type Bare = Omit<Row, 'balance'>;

const ENTRY_CODES: Readonly<Record<LedgerEntry['kind'], string>> = {
  payment: 'T0006',
  refund: 'T1107',
  dispute: 'T1201',
  dispute_reversal: 'T1202',
  fee: 'T0100',
  adjustment: 'T1200',
};

/** All rows of the books, oldest first. */
export function rowsOf(ledger: Ledger): Row[] {
  const moved = [...ledger.entries.map((entry) => entryRow(ledger, entry)), ...payoutRows(ledger)].sort(byTime);
  const balances = new Map<string, number>();
  const rows = moved.map((row): Row => {
    const balance = (balances.get(row.currency) ?? 0) + row.amount + row.fee;
    balances.set(row.currency, balance);
    return { ...row, balance };
  });
  const unmoved = [...unpaidRows(ledger), ...openRefundRows(ledger)].map((row): Row => ({ ...row, balance: null }));
  return unmoved.length === 0 ? rows : [...rows, ...unmoved].sort(byTime);
}

function entryRow(ledger: Ledger, entry: LedgerEntry): Bare {
  const source = entry.source_id ?? '';
  const refund = entry.kind === 'refund' ? (ledger.refundOf(source) ?? null) : null;
  const disputed = ledger.disputeOf(source)?.payment_id;
  const payment = ledger.payment(refund?.payment_id ?? disputed ?? source) ?? null;
  const { gross, fee, currency } = entry.settlement;
  return {
    id: entry.kind === 'payment' || entry.kind === 'refund' ? source : entry.id,
    code: ENTRY_CODES[entry.kind],
    at: entry.created,
    status: entry.kind === 'payment' && isGivenBack(payment) ? 'V' : 'S',
    amount: gross,
    fee: -fee,
    currency,
    reference: referenceOf(entry.kind, payment),
    payment,
    refund,
    subject: entry.description,
  };
}

function referenceOf(kind: LedgerEntry['kind'], payment: LedgerPayment | null): Row['reference'] {
  if (payment === null) return null;
  return kind === 'payment' ? { id: payment.intent_id, type: 'ODR' } : { id: payment.id, type: 'TXN' };
}

function payoutRows(ledger: Ledger): Bare[] {
  return ledger.payouts.map((payout) => ({
    id: payout.id,
    code: 'T0400',
    at: payout.created,
    status: payout.status === 'paid' ? 'S' : payout.status === 'failed' ? 'V' : 'P',
    amount: -payout.amount,
    fee: 0,
    currency: payout.currency,
    reference: null,
    payment: null,
    refund: null,
    subject: null,
  }));
}

/** Payments that brought nothing (yet). */
function unpaidRows(ledger: Ledger): Bare[] {
  return ledger.payments
    .filter(({ status }) => status !== 'succeeded')
    .map((payment) => ({
      id: payment.id,
      code: ENTRY_CODES.payment,
      at: payment.created,
      status: payment.status === 'failed' ? 'D' : 'P',
      amount: payment.amount,
      fee: 0,
      currency: payment.currency,
      reference: { id: payment.intent_id, type: 'ODR' },
      payment,
      refund: null,
      subject: payment.description,
    }));
}

function openRefundRows(ledger: Ledger): Bare[] {
  return ledger.refunds
    .filter(({ status }) => status !== 'succeeded')
    .map((refund) => ({
      id: refund.id,
      code: ENTRY_CODES.refund,
      at: refund.created,
      status: refund.status === 'failed' ? 'D' : 'P',
      amount: -refund.amount,
      fee: 0,
      currency: refund.currency,
      reference: { id: refund.payment_id, type: 'TXN' },
      payment: ledger.payment(refund.payment_id) ?? null,
      refund,
      subject: refund.reason,
    }));
}

function isGivenBack(payment: LedgerPayment | null): boolean {
  const back = (payment?.refunds ?? []).reduce(
    (sum, refund) => sum + (refund.status === 'succeeded' ? refund.amount : 0),
    0,
  );
  return payment !== null && back >= payment.amount;
}

function byTime(a: Bare, b: Bare): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}
