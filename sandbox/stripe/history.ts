import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../core/json.js';
import type { LedgerChange } from '../core/ledger.types.js';
import type { Store } from './store.js';
import { API_VERSION } from './refusal.js';
import { seconds } from './views.js';

export interface PastEvent {
  id: string;
  created: number;
  type: string;
  view: JsonObject;
}

/** Stripe keeps them for so long. */
const KEPT_MS = 30 * 86_400_000;

/** What happened, as events: kept for GET /v1/events and told to the webhooks. */
export class History {
  private events: PastEvent[] = [];

  constructor(
    private readonly store: Store,
    private readonly tell: (event: JsonObject & { id: string; type: string }) => void,
  ) {}

  /** Oldest first, of the last thirty days. */
  all(): readonly PastEvent[] {
    const oldest = Date.now() - KEPT_MS;
    if ((this.events[0]?.created ?? Infinity) < oldest) {
      this.events = this.events.filter((event) => event.created >= oldest);
    }
    return this.events;
  }

  note(change: LedgerChange): void {
    for (const { type, object } of whatHappened(change, this.store)) this.add(type, object);
  }

  private add(type: string, object: JsonObject): void {
    const created = Date.now();
    const id = `evt_1Sandbox${randomBytes(10).toString('hex')}`;
    const view = {
      id,
      object: 'event',
      api_version: API_VERSION,
      created: seconds(created),
      // As it was at the time.
      data: { object: JSON.parse(JSON.stringify(object)) as JsonObject },
      livemode: false,
      pending_webhooks: 0,
      request: { id: null, idempotency_key: null },
      type,
    };
    this.events.push({ id, created, type, view });
    this.tell(view);
  }
}

interface Happening {
  type: string;
  object: JsonObject;
}

function whatHappened(change: LedgerChange, store: Store): Happening[] {
  if (change.kind === 'payment') return ofPayment(change, store);
  if (change.kind === 'refund') return ofRefund(change, store);
  if (change.kind === 'dispute') return ofDispute(change, store);
  const object = store.payout(change.payout.id);
  if (object === null) return [];
  if (!change.is_new) return happenings(object, ['payout.updated']);
  const paid = change.payout.status === 'paid' ? ['payout.paid'] : [];
  return happenings(object, ['payout.created', ...paid, 'payout.reconciliation_completed']);
}

function ofPayment({ payment, is_new }: Extract<LedgerChange, { kind: 'payment' }>, store: Store): Happening[] {
  const object = store.charge(payment.id);
  return object === null ? [] : happenings(object, [is_new ? `charge.${payment.status}` : 'charge.updated']);
}

function ofRefund({ refund, is_new }: Extract<LedgerChange, { kind: 'refund' }>, store: Store): Happening[] {
  const object = store.refund(refund.id);
  const charge = store.charge(refund.payment_id);
  if (object === null || charge === null) return [];
  if (is_new) return [...happenings(charge, ['charge.refunded']), ...happenings(object, ['refund.created'])];
  const failed = refund.status === 'failed' ? ['refund.failed'] : [];
  return happenings(object, ['refund.updated', ...failed, 'charge.refund.updated']);
}

function ofDispute({ dispute, is_new }: Extract<LedgerChange, { kind: 'dispute' }>, store: Store): Happening[] {
  const object = store.dispute(dispute.id);
  if (object === null) return [];
  if (is_new) return happenings(object, ['charge.dispute.created', 'charge.dispute.funds_withdrawn']);
  const back = dispute.reinstated === null ? [] : ['charge.dispute.funds_reinstated'];
  return happenings(object, [...back, 'charge.dispute.closed']);
}

function happenings(object: JsonObject, types: string[]): Happening[] {
  return types.map((type) => ({ type, object }));
}
