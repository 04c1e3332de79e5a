import type { LedgerEntry, LedgerPayment, LedgerPayout, LedgerRefund } from '../ledger.types.js';
import type { Register } from './register.js';
import { DAY, TERMS } from './terms.js';

/** A refund whose money moves only after its payment's payout, by the ids of the payment's entry and its own. */
export type HeldBack = ReadonlyMap<LedgerEntry, LedgerEntry>;

/** Pays out what the balance holds: on the service's days while the books are made, and on demand afterwards. */
export class Payouts {
  readonly all: LedgerPayout[] = [];
  readonly byId = new Map<string, LedgerPayout>();
  /** What the last payout of each currency left. */
  private readonly left = new Map<string, number>();
  private readonly unpaid = new Map<string, LedgerEntry[]>();

  constructor(private readonly register: Register) {}

  /** What moved since the last payout. */
  add(entry: LedgerEntry): void {
    const { currency } = entry.settlement;
    const list = this.unpaid.get(currency);
    if (list === undefined) this.unpaid.set(currency, [entry]);
    else list.push(entry);
  }

  /** All payouts up to `until`, of what the register has. Payouts of the last two days before it are still on their way. */
  schedule(until: number, held: HeldBack): void {
    const late = new Set(held.values());
    const lists = new Map<string, LedgerEntry[]>();
    for (const entry of this.register.entries) {
      if (late.has(entry)) continue;
      const list = lists.get(entry.settlement.currency);
      if (list === undefined) lists.set(entry.settlement.currency, [entry]);
      else list.push(entry);
    }
    for (const [currency, entries] of [...lists].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const left = this.scheduleOf(currency, entries, until, held);
      if (left.length > 0) this.unpaid.set(currency, left);
    }
    for (const entry of late) if (entry.payout_id === null && !this.isUnpaid(entry)) this.add(entry);
    this.all.sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  }

  /** Everything of the currency that is not paid out yet; undefined where that is nothing, or a debt. */
  payOut(currency: string, at: number): LedgerPayout | undefined {
    const entries = this.unpaid.get(currency) ?? [];
    const balance = (this.left.get(currency) ?? 0) + entries.reduce((sum, entry) => sum + entry.settlement.net, 0);
    if (entries.length === 0 || balance <= 0) return undefined;
    this.unpaid.delete(currency);
    return this.write(currency, entries, at, balance, 0, 'paid');
  }

  private scheduleOf(currency: string, entries: LedgerEntry[], until: number, held: HeldBack): LedgerEntry[] {
    const { payouts: terms } = TERMS[this.register.gateway];
    const waits = (entry: LedgerEntry): number => entry.created + (entry.kind === 'payment' ? terms.delay_ms : 0);
    const queue = entries.map((entry) => ({ entry, at: waits(entry) })).sort((a, b) => a.at - b.at);
    const first = queue[0];
    if (first === undefined) return [];
    let pool: LedgerEntry[] = [];
    let next = 0;
    for (let at = firstPayout(first.entry.created, terms); at <= until; at += terms.every_days * DAY) {
      for (let item = queue[next]; item !== undefined && item.at < at; item = queue[++next]) pool.push(item.entry);
      const before = this.left.get(currency) ?? 0;
      const balance = before + pool.reduce((sum, entry) => sum + entry.settlement.net, 0);
      if (pool.length === 0 || balance <= 0) continue;
      const keeps = terms.keeps === 0 ? 0 : Math.floor(balance / terms.keeps);
      this.write(currency, pool, at, balance, keeps, at > until - 2 * DAY ? 'in_transit' : 'paid');
      pool = pool.flatMap((entry) => held.get(entry) ?? []);
    }
    return [...pool, ...queue.slice(next).map(({ entry }) => entry)];
  }

  private write(
    currency: string,
    entries: LedgerEntry[],
    created: number,
    balance: number,
    balance_after: number,
    status: LedgerPayout['status'],
  ): LedgerPayout {
    const { register } = this;
    const days = TERMS[register.gateway].payouts.arrives_days;
    const payout: LedgerPayout = {
      id: register.id('payout', currency, created),
      currency,
      amount: balance - balance_after,
      status,
      created,
      arrival_date: new Date(created + days * DAY).toISOString().slice(0, 10),
      entries: [...entries],
      balance_after,
    };
    for (const entry of entries) {
      entry.payout_id = payout.id;
      const source = this.sourceOf(entry);
      if (source !== undefined) source.payout_id = payout.id;
    }
    this.left.set(currency, balance_after);
    this.all.push(payout);
    this.byId.set(payout.id, payout);
    return payout;
  }

  private sourceOf(entry: LedgerEntry): LedgerPayment | LedgerRefund | undefined {
    if (entry.source_id === null) return undefined;
    if (entry.kind === 'payment') return this.register.paymentsById.get(entry.source_id);
    return entry.kind === 'refund' ? this.register.refundsById.get(entry.source_id) : undefined;
  }

  private isUnpaid(entry: LedgerEntry): boolean {
    return this.unpaid.get(entry.settlement.currency)?.includes(entry) ?? false;
  }
}

/** The first payout after a moment: at the hour of the day, and with weekly ones on a Monday. */
export function firstPayout(after: number, terms: { every_days: number; hour: number }): number {
  const day = Math.floor(after / DAY) * DAY + terms.hour * 3_600_000;
  let at = day > after ? day : day + DAY;
  if (terms.every_days === 7) while (new Date(at).getUTCDay() !== 1) at += DAY;
  return at;
}
