import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type BatchColumns, batchUpsertSql } from '../../../common/database/batch-upsert.js';
import { Database } from '../../../common/database/database.js';
import { changed, type KnownVersion, notOlder, versioned } from '../../../common/database/versioned-batch.js';
import { uuidv7 } from '../../../common/ids/ids.js';
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

const UPSERT = batchUpsertSql({
  table: 'customers',
  columns: COLUMNS,
  fixed: { store_id: '$2::uuid', user_id: '$3::uuid' },
  key: ['store_id', 'platform_customer_id'],
  keep: ['id', 'user_id'],
  touch: { updated_at: 'clock_timestamp()', deleted_at: 'NULL' },
  when: notOlder('customers'),
  returning: 'xmax = 0 AS is_new',
});

const updatedAt = (customer: PlatformCustomer): string | null => customer.platform_updated_at;

/** Where customers end, whichever way they came in. */
@Injectable()
export class CustomerSink extends ResourceSink<'customers'> implements OnModuleInit {
  override readonly resource = 'customers';

  constructor(
    private readonly database: Database,
    private readonly sinks: ResourceSinks,
  ) {
    super();
  }

  onModuleInit(): void {
    this.sinks.register(this);
  }

  override async write(store: StoreKey, records: PlatformCustomer[]): Promise<WrittenCounts> {
    const batch = versioned(records, (customer) => customer.platform_customer_id, updatedAt);
    const known = await this.database.query<KnownVersion>(
      `SELECT platform_customer_id AS platform_id, encode(content_hash, 'hex') AS content_hash, platform_updated_at,
              deleted_at IS NOT NULL AS is_deleted
       FROM customers WHERE store_id = $1 AND platform_customer_id = ANY($2)`,
      [store.id, batch.map((record) => record.platform_id)],
    );
    const toWrite = changed(batch, known, updatedAt);
    if (toWrite.length === 0) return { created: 0, updated: 0, unchanged: batch.length };
    const rows = toWrite.map(({ value, content_hash: hash }) => ({
      ...value,
      id: uuidv7(),
      content_hash: `\\x${hash}`,
    }));
    const written = await this.database.query<{ is_new: boolean }>(UPSERT, [
      JSON.stringify(rows),
      store.id,
      store.user_id,
    ]);
    const created = written.filter((row) => row.is_new).length;
    return { created, updated: written.length - created, unchanged: batch.length - written.length };
  }

  override markDeleted(store: StoreKey, platformIds: string[]): Promise<number> {
    return this.database.execute(
      `UPDATE customers SET deleted_at = clock_timestamp(), updated_at = clock_timestamp()
       WHERE store_id = $1 AND platform_customer_id = ANY($2) AND deleted_at IS NULL`,
      [store.id, platformIds],
    );
  }
}
