import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { BatchColumns } from '../../../common/database/batch-upsert.js';
import { Database } from '../../../common/database/database.js';
import { prepareVersions } from '../../../common/database/versioned-batch.js';
import { VersionedTable } from '../../../common/database/versioned-table.js';
import {
  type PlatformCustomer,
  ResourceSink,
  ResourceSinks,
  type StoreKey,
  type WrittenCounts,
} from '../../stores/stores.api.js';

const COLUMNS = {
  id: 'uuid',
  platform_customer_id: 'text',
  email: 'text',
  first_name: 'text',
  last_name: 'text',
  phone: 'text',
  tags: 'jsonb',
  address: 'jsonb',
  orders_count: 'integer',
  total_spent: 'numeric',
  currency: 'text',
  platform_created_at: 'timestamptz',
  platform_updated_at: 'timestamptz',
  content_hash: 'bytea',
} as const satisfies BatchColumns;

/** Where customers end, whichever way they came in. */
@Injectable()
export class CustomerSink extends ResourceSink<'customers'> implements OnModuleInit {
  override readonly resource = 'customers';

  private readonly table: VersionedTable<PlatformCustomer>;

  constructor(
    database: Database,
    private readonly sinks: ResourceSinks,
  ) {
    super();
    this.table = new VersionedTable(database, {
      table: 'customers',
      id_column: 'platform_customer_id',
      columns: COLUMNS,
      rowOf: (id, customer, contentHash) => ({ ...customer, id, content_hash: contentHash }),
    });
  }

  onModuleInit(): void {
    this.sinks.register(this);
  }

  override readonly prepare = prepareVersions;

  override async write(store: StoreKey, records: PlatformCustomer[]): Promise<WrittenCounts> {
    const { rows, unchanged } = await this.table.write(store, records);
    const created = rows.filter((row) => row.is_new).length;
    return { created, updated: rows.length - created, unchanged };
  }

  override async markDeleted(store: StoreKey, platformIds: string[]): Promise<number> {
    return (await this.table.markDeleted(store, platformIds)).length;
  }
}
