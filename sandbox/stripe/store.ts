import type { JsonObject } from '../core/json.js';
import type { Ledger, LedgerEntry, LedgerPayout } from '../core/ledger.types.js';
import { idOf } from '../core/payment-ids.js';
import {
  bankAccountView,
  BANK_ACCOUNT_ID,
  chargeView,
  disputeView,
  type Movements,
  movementView,
  payoutMovementView,
  payoutView,
  refundView,
  typeOf,
} from './views.js';

/** A movement of the balance: of the books, or a payout's own. */
export interface Movement {
  id: string;
  created: number;
  type: string;
  source: string | null;
  currency: string;
  payout_id: string | null;
  view: () => JsonObject;
}

/** Movements of the balance that are looked through first. */
const NEWEST = 20;

/** The books as Stripe shows them. */
export class Store implements Movements {
  private movements: Movement[] = [];
  private byId = new Map<string, Movement>();
  private bySource = new Map<string, string>();
  private seen = { entries: -1, payouts: -1 };

  constructor(
    readonly ledger: Ledger,
    private readonly seed: number,
  ) {}

  of(source_id: string): string | null {
    const known = this.bySource.get(source_id) ?? this.newest(source_id);
    if (known !== null) return known;
    this.refresh();
    return this.bySource.get(source_id) ?? null;
  }

  ofPayout(payout: LedgerPayout): string {
    return idOf('stripe', 'entry', this.seed, 'payout', payout.id);
  }

  /** Oldest first. */
  all(): readonly Movement[] {
    this.refresh();
    return this.movements;
  }

  movement(id: string): Movement | undefined {
    this.refresh();
    return this.byId.get(id);
  }

  charge(id: string): JsonObject | null {
    const payment = this.ledger.payment(id);
    return payment === undefined ? null : chargeView(payment, this);
  }

  refund(id: string): JsonObject | null {
    const refund = this.ledger.refundOf(id);
    return refund === undefined ? null : refundView(refund, this.ledger.payment(refund.payment_id), this);
  }

  dispute(id: string): JsonObject | null {
    const dispute = this.ledger.disputeOf(id);
    return dispute === undefined ? null : disputeView(dispute, this.ledger.payment(dispute.payment_id));
  }

  payout(id: string): JsonObject | null {
    const payout = this.ledger.payoutOf(id);
    return payout === undefined ? null : payoutView(payout, this);
  }

  /** What an id stands for, for expanding; null: of nothing that can be expanded here. */
  whole(id: string, holder: JsonObject): JsonObject | null {
    if (id === BANK_ACCOUNT_ID) return bankAccountView(holder.currency ?? null);
    if (id.startsWith('txn_')) return this.movement(id)?.view() ?? null;
    if (id.startsWith('ch_')) return this.charge(id);
    if (id.startsWith('re_')) return this.refund(id);
    if (id.startsWith('dp_')) return this.dispute(id);
    return id.startsWith('po_') ? this.payout(id) : null;
  }

  /** What was just written stands at the end: all need not be made anew for it. */
  private newest(source_id: string): string | null {
    const isIts = ({ kind, source_id: of }: LedgerEntry): boolean =>
      of === source_id && (kind === 'payment' || kind === 'refund');
    return this.ledger.entries.slice(-NEWEST).findLast(isIts)?.id ?? null;
  }

  /** Made anew after the books have changed. */
  private refresh(): void {
    const { entries, payouts } = this.ledger;
    if (this.seen.entries === entries.length && this.seen.payouts === payouts.length) return;
    this.seen = { entries: entries.length, payouts: payouts.length };
    const all = [...entries.map(movementOf), ...payouts.map((payout) => this.payoutMovement(payout))];
    this.movements = all.sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
    this.byId = new Map(all.map((movement) => [movement.id, movement]));
    this.bySource = new Map(
      entries.flatMap(({ source_id, kind, id }) =>
        source_id !== null && (kind === 'payment' || kind === 'refund') ? [[source_id, id]] : [],
      ),
    );
  }

  private payoutMovement(payout: LedgerPayout): Movement {
    const id = this.ofPayout(payout);
    return {
      id,
      created: payout.created,
      type: 'payout',
      source: payout.id,
      currency: payout.currency.toLowerCase(),
      payout_id: payout.id,
      view: () => payoutMovementView(payout, id),
    };
  }
}

function movementOf(entry: LedgerEntry): Movement {
  return {
    id: entry.id,
    created: entry.created,
    type: typeOf(entry.kind),
    source: entry.source_id,
    currency: entry.settlement.currency.toLowerCase(),
    // Written when it is paid out: asked each time.
    get payout_id() {
      return entry.payout_id;
    },
    view: () => movementView(entry),
  };
}
