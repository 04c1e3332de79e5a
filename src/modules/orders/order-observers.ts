import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditLog } from '../../common/audit/audit-log.js';
import { Database } from '../../common/database/database.js';
import type { Json, JsonObject } from '../../common/json.js';
import { type ChangeKind, ChangeObserver, type SettledChange, StoreChanges } from '../stores/stores.api.js';
import type { Fulfillment } from './fulfillment.entity.js';
import { OrderRefunds } from './order-refunds.js';
import { OWN_CHANGE, OrderTimeline } from './order-timeline.js';
import { type Told, toldOf } from './order-told.js';

type OrderChangeKind = Extract<ChangeKind, `order.${string}`>;
const KINDS: readonly OrderChangeKind[] = [
  'order.move',
  'order.fulfill',
  'order.track',
  'order.cancel',
  'order.edit',
  'order.note_refund',
];

class OrderChangeObserver<K extends OrderChangeKind> extends ChangeObserver<K> {
  constructor(
    override readonly kind: K,
    private readonly tell: (change: SettledChange) => Promise<void>,
  ) {
    super();
  }

  override settled(change: SettledChange<K>): Promise<void> {
    return this.tell(change);
  }
}

/** What was changed at a platform from here, told in the order's timeline and the audit log; in the settling transaction. */
@Injectable()
export class OrderObservers implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly changes: StoreChanges,
    private readonly timeline: OrderTimeline,
    private readonly audit: AuditLog,
    private readonly refunds: OrderRefunds,
  ) {}

  onModuleInit(): void {
    for (const kind of KINDS) this.changes.observe(new OrderChangeObserver(kind, (change) => this.settled(change)));
  }

  private async settled(change: SettledChange): Promise<void> {
    const { kind, subject_id: orderId, context } = change;
    const { platform_refund_id: refundId, platform_fulfillment_id: platformId } = change.outcome;
    if (typeof refundId === 'string' && typeof context.transaction_id === 'string') {
      await this.refunds.tie(orderId, context.transaction_id, refundId);
    }
    if (typeof platformId !== 'string') return this.tell(change, toldOf(change), {});
    const known = kind === 'order.fulfill' && Array.isArray(context.known) ? context.known : null;
    const made = await this.made(orderId, platformId, known);
    const ids = made.map(({ id }) => id);
    const sent = made.flatMap(({ items }) => items);
    return this.tell(change, toldOf(change, sent), { fulfillment_id: ids[0] ?? null, fulfillment_ids: ids });
  }

  private async tell(change: SettledChange, told: Told, more: JsonObject): Promise<void> {
    const { id, user_id, subject_id, context } = change;
    const details = { ...told.details, ...more, ...(typeof context.note === 'string' && { note: context.note }) };
    await this.timeline.add({
      order_id: subject_id,
      kind: told.kind,
      message: told.message,
      actor_user_id: user_id,
      details,
      dedupe_key: `${OWN_CHANGE}${id}`,
    });
    if (typeof context.asked_at === 'string') {
      await this.timeline.forgetEchoes(subject_id, told.kind, context.asked_at);
    }
    await this.audit.record({
      user_id,
      action: told.action,
      subject_type: 'order',
      subject_id,
      details: { change_id: id, ...details },
    });
  }

  /** The one that the platform named, and those besides that came with it: a platform may make one for each place. */
  private made(
    orderId: string,
    platformId: string,
    known: Json[] | null,
  ): Promise<Pick<Fulfillment, 'id' | 'items'>[]> {
    return this.database.query(
      `SELECT id, items FROM fulfillments
       WHERE order_id = $1 AND (platform_fulfillment_id = $2
             OR NOT platform_fulfillment_id IN (SELECT jsonb_array_elements_text($3::jsonb)))
       ORDER BY platform_fulfillment_id <> $2, shipped_at, id`,
      [orderId, platformId, known === null ? null : JSON.stringify(known)],
    );
  }
}
