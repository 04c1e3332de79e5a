import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditLog } from '../../common/audit/audit-log.js';
import { Database } from '../../common/database/database.js';
import type { JsonObject } from '../../common/json.js';
import { type ChangeKind, ChangeObserver, type SettledChange, StoreChanges } from '../stores/stores.api.js';
import { OWN_CHANGE, OrderTimeline } from './order-timeline.js';
import { type Told, toldOf } from './order-told.js';

type OrderChangeKind = Extract<ChangeKind, `order.${string}`>;
const KINDS: readonly OrderChangeKind[] = ['order.move', 'order.fulfill', 'order.track', 'order.cancel', 'order.edit'];

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
  ) {}

  onModuleInit(): void {
    for (const kind of KINDS) this.changes.observe(new OrderChangeObserver(kind, (change) => this.settled(change)));
  }

  private async settled(change: SettledChange): Promise<void> {
    const platformId = change.outcome.platform_fulfillment_id;
    const fulfillmentId =
      typeof platformId === 'string' ? await this.fulfillmentId(change.subject_id, platformId) : undefined;
    await this.tell(change, toldOf(change), fulfillmentId === undefined ? {} : { fulfillment_id: fulfillmentId });
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

  private async fulfillmentId(orderId: string, platformId: string): Promise<string | undefined> {
    const row = await this.database.queryOne<{ id: string }>(
      'SELECT id FROM fulfillments WHERE order_id = $1 AND platform_fulfillment_id = $2',
      [orderId, platformId],
    );
    return row?.id;
  }
}
