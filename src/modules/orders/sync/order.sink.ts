import { Injectable, type OnModuleInit } from '@nestjs/common';
import { batchUpsertSql } from '../../../common/database/batch-upsert.js';
import { Database } from '../../../common/database/database.js';
import {
  changed,
  type KnownVersion,
  notOlder,
  versioned,
  type VersionedRecord,
} from '../../../common/database/versioned-batch.js';
import { Outbox } from '../../../common/events/outbox.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import {
  type PlatformOrder,
  ResourceSink,
  ResourceSinks,
  type StoreKey,
  type WrittenCounts,
} from '../../stores/stores.api.js';
import { ORDERS_CHANGED, ORDERS_DELETED } from '../orders.events.js';
import { ORDER_COLUMNS, orderRow } from './order-columns.js';
import { OrderParts } from './order-parts.js';
import { OrderChanges } from './order-changes.js';

const UPSERT = batchUpsertSql({
  table: 'orders',
  columns: ORDER_COLUMNS,
  fixed: { store_id: '$2::uuid', user_id: '$3::uuid' },
  key: ['store_id', 'platform_order_id'],
  keep: ['id', 'user_id'],
  touch: { updated_at: 'clock_timestamp()', deleted_at: 'NULL' },
  when: notOlder('orders'),
  returning: 'id, platform_order_id, xmax = 0 AS is_new',
});

const updatedAt = (order: PlatformOrder): string | null => order.platform_updated_at;

/** Where orders end, whichever way they came in. */
@Injectable()
export class OrderSink extends ResourceSink<'orders'> implements OnModuleInit {
  override readonly resource = 'orders';

  constructor(
    private readonly database: Database,
    private readonly parts: OrderParts,
    private readonly changes: OrderChanges,
    private readonly outbox: Outbox,
    private readonly sinks: ResourceSinks,
  ) {
    super();
  }

  onModuleInit(): void {
    this.sinks.register(this);
  }

  override async write(store: StoreKey, records: PlatformOrder[]): Promise<WrittenCounts> {
    const batch = versioned(records, (order) => order.platform_order_id, updatedAt);
    const known = await this.known(store, batch);
    const toWrite = changed(batch, known, updatedAt);
    if (toWrite.length === 0) return { created: 0, updated: 0, unchanged: batch.length };
    const before = await this.changes.before(
      store,
      toWrite.filter(isKnown(known)).map((record) => record.platform_id),
    );
    const written = await this.database.query<{ id: string; platform_order_id: string; is_new: boolean }>(UPSERT, [
      JSON.stringify(toWrite.map((record) => orderRow(uuidv7(), record.value, record.content_hash))),
      store.id,
      store.user_id,
    ]);
    const ids = new Map(written.map((row) => [row.platform_order_id, row]));
    const orders = toWrite.flatMap(({ value }) => {
      const row = ids.get(value.platform_order_id);
      return row ? [{ id: row.id, is_new: row.is_new, order: value }] : [];
    });
    await this.parts.write(store, orders);
    await this.changes.note(before, orders);
    const created = written.filter((row) => row.is_new).map((row) => row.id);
    const updated = written.filter((row) => !row.is_new).map((row) => row.id);
    if (written.length > 0) {
      await this.outbox.add({
        type: ORDERS_CHANGED,
        user_id: store.user_id,
        store_id: store.id,
        payload: { created, updated },
      });
    }
    return { created: created.length, updated: updated.length, unchanged: batch.length - written.length };
  }

  override async markDeleted(store: StoreKey, platformIds: string[]): Promise<number> {
    const gone = await this.database.query<{ id: string }>(
      `UPDATE orders SET deleted_at = clock_timestamp(), updated_at = clock_timestamp()
       WHERE store_id = $1 AND platform_order_id = ANY($2) AND deleted_at IS NULL RETURNING id`,
      [store.id, platformIds],
    );
    if (gone.length > 0) {
      const deleted = gone.map((row) => row.id);
      await this.outbox.add({ type: ORDERS_DELETED, user_id: store.user_id, store_id: store.id, payload: { deleted } });
    }
    return gone.length;
  }

  private known(store: StoreKey, batch: VersionedRecord<PlatformOrder>[]): Promise<KnownVersion[]> {
    return this.database.query<KnownVersion>(
      `SELECT platform_order_id AS platform_id, encode(content_hash, 'hex') AS content_hash, platform_updated_at,
              deleted_at IS NOT NULL AS is_deleted
       FROM orders WHERE store_id = $1 AND platform_order_id = ANY($2)`,
      [store.id, batch.map((record) => record.platform_id)],
    );
  }
}

function isKnown(known: KnownVersion[]): (record: { platform_id: string }) => boolean {
  const ids = new Set(known.map((version) => version.platform_id));
  return (record) => ids.has(record.platform_id);
}
