import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { HeldRows } from '../../../common/database/held-rows.js';
import { prepareVersions } from '../../../common/database/versioned-batch.js';
import { idsByFate, tell, VersionedTable } from '../../../common/database/versioned-table.js';
import { Outbox } from '../../../common/events/outbox.js';
import {
  type PlatformProduct,
  ResourceSink,
  ResourceSinks,
  type StoreKey,
  type WrittenCounts,
} from '../../stores/stores.api.js';
import { LowStock, type Watched } from '../inventory/low-stock.js';
import { PRODUCTS_CHANGED, PRODUCTS_DELETED } from '../products.events.js';
import { LocalClaim } from './local-claim.js';
import { PRODUCT_COLUMNS, productRow } from './product-columns.js';
import { VariantWriter } from './variant-writer.js';

/** Where products end, whichever way they came in. */
@Injectable()
export class ProductSink extends ResourceSink<'products'> implements OnModuleInit {
  override readonly resource = 'products';
  override readonly held: HeldRows;
  private readonly table: VersionedTable<PlatformProduct>;

  constructor(
    database: Database,
    private readonly variants: VariantWriter,
    private readonly claim: LocalClaim,
    private readonly lowStock: LowStock,
    private readonly outbox: Outbox,
    private readonly sinks: ResourceSinks,
  ) {
    super();
    this.table = new VersionedTable(database, {
      table: 'products',
      id_column: 'platform_product_id',
      columns: PRODUCT_COLUMNS,
      rowOf: productRow,
      keep: ['created_at'],
    });
    this.held = new HeldRows(database, {
      table: 'products',
      id_column: 'platform_product_id',
      created_column: 'platform_created_at',
    });
  }

  onModuleInit(): void {
    this.sinks.register(this);
  }

  override readonly prepare = prepareVersions;

  override async write(
    store: StoreKey,
    records: PlatformProduct[],
    ids?: ReadonlyMap<string, string>,
  ): Promise<WrittenCounts> {
    if (ids) await this.claim.run(store, records, ids);
    let watched: Watched | null = null;
    const beforeUpdate = async (platformIds: string[]): Promise<void> => {
      watched = await this.lowStock.watch(store, { platform_product_ids: platformIds });
    };
    const { rows, unchanged } = await this.table.write(store, records, { ids, beforeUpdate });
    if (rows.length > 0) {
      const written = rows.map(({ id, record }) => ({ product_id: id, variants: record.variants }));
      await this.variants.write(store, written);
      await this.lowStock.tell(watched);
    }
    const fate = idsByFate(rows);
    await tell(this.outbox, store, PRODUCTS_CHANGED, fate, rows.length);
    return { created: fate.created.length, updated: fate.updated.length, unchanged };
  }

  override idOf(store: StoreKey, platformId: string): Promise<string | undefined> {
    return this.table.idOf(store, platformId);
  }

  override async markDeleted(store: StoreKey, platformIds: string[]): Promise<number> {
    const deleted = await this.table.markDeleted(store, platformIds);
    await tell(this.outbox, store, PRODUCTS_DELETED, { deleted }, deleted.length);
    return deleted.length;
  }
}
