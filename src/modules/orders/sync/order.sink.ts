import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { HeldRows } from '../../../common/database/held-rows.js';
import { prepareVersions } from '../../../common/database/versioned-batch.js';
import { idsByFate, tell, VersionedTable } from '../../../common/database/versioned-table.js';
import { Outbox } from '../../../common/events/outbox.js';
import {
  type PlatformOrder,
  ResourceSink,
  ResourceSinks,
  type StoreKey,
  type WrittenCounts,
} from '../../stores/stores.api.js';
import { ORDERS_CHANGED, ORDERS_DELETED } from '../orders.events.js';
import { OrderChanges } from './order-changes.js';
import { ORDER_COLUMNS, orderRow } from './order-columns.js';
import type { Watched } from './order-differences.js';
import { OrderParts } from './order-parts.js';

/** Where orders end, whichever way they came in. */
@Injectable()
export class OrderSink extends ResourceSink<'orders'> implements OnModuleInit {
  override readonly resource = 'orders';
  override readonly held: HeldRows;
  private readonly table: VersionedTable<PlatformOrder>;

  constructor(
    database: Database,
    private readonly parts: OrderParts,
    private readonly changes: OrderChanges,
    private readonly outbox: Outbox,
    private readonly sinks: ResourceSinks,
  ) {
    super();
    this.table = new VersionedTable(database, {
      table: 'orders',
      id_column: 'platform_order_id',
      columns: ORDER_COLUMNS,
      rowOf: orderRow,
    });
    this.held = new HeldRows(database, {
      table: 'orders',
      id_column: 'platform_order_id',
      created_column: 'created_at',
    });
  }

  onModuleInit(): void {
    this.sinks.register(this);
  }

  override readonly prepare = prepareVersions;

  override async write(store: StoreKey, records: PlatformOrder[]): Promise<WrittenCounts> {
    let before = new Map<string, Watched>();
    const { rows, unchanged } = await this.table.write(store, records, {
      beforeUpdate: async (platformIds) => {
        before = await this.changes.before(store, platformIds);
      },
    });
    if (rows.length > 0) {
      await this.parts.write(store, rows);
      await this.changes.note(store, before, rows);
    }
    const fate = idsByFate(rows);
    await tell(this.outbox, store, ORDERS_CHANGED, fate, rows.length);
    return { created: fate.created.length, updated: fate.updated.length, unchanged };
  }

  override async markDeleted(store: StoreKey, platformIds: string[]): Promise<number> {
    const deleted = await this.table.markDeleted(store, platformIds);
    await tell(this.outbox, store, ORDERS_DELETED, { deleted }, deleted.length);
    return deleted.length;
  }
}
