import { SystemClock } from '../../../../common/clock/clock.js';
import type { Clock } from '../../../../common/clock/clock.js';
import { Platform } from '../platform.port.js';
import type { PlatformConnection, PlatformCredentials, SyncResource } from '../platform.connection.js';
import type { CredentialField, ManyRecords, ReadPage, ReadRequest, ShopInfo } from '../platform.port.js';
import type { RecordOf } from '../platform.records.js';
import { MagentoClient } from './magento.client.js';
import { MagentoCatalogue } from './magento.catalogue.js';
import { MagentoCensus } from './magento.census.js';
import { CREDENTIAL_SHAPES, parseCredentials } from './magento.credentials.js';
import { inventoryOf, readInventory } from './magento.inventory.js';
import { readManyRecords } from './magento.many.js';
import { MagentoOrders } from './magento.orders.js';
import { readCustomers, readOneRecord, readOrders, readProducts } from './magento.read.js';
import { readShop } from './magento.shop.js';
import { MagentoStock } from './magento.stock.js';

/**
 * Magento Open Source and Adobe Commerce over REST V1, with an integration's token or its four secrets. It sends no
 * webhooks: what happens there is seen by polls.
 */
export class MagentoPlatform extends Platform {
  readonly key = 'magento';
  readonly label = 'Magento';
  /** Stock comes with the products too; but what sells changes nothing on a product that tells. After the orders, which change it. */
  readonly resources: readonly SyncResource[] = ['products', 'orders', 'customers', 'inventory'];
  readonly credential_shapes: readonly (readonly CredentialField[])[] = CREDENTIAL_SHAPES;
  /** Magento has no limit of its own and tells none; its calls are dear, and made few at a time. */
  readonly initial_budget = { capacity: 100, restore_per_second: 50 };

  override readonly catalogue: MagentoCatalogue;
  override readonly orders: MagentoOrders;
  override readonly stock: MagentoStock;
  override readonly census: MagentoCensus;

  /** OAuth signatures bear the time, and reduced prices hold for a time. */
  constructor(private readonly clock: Clock = new SystemClock()) {
    super();
    const clientOf = (connection: PlatformConnection): MagentoClient => this.client(connection);
    this.catalogue = new MagentoCatalogue(clientOf, () => this.clock.ms());
    this.orders = new MagentoOrders(clientOf);
    this.stock = new MagentoStock(clientOf);
    this.census = new MagentoCensus(clientOf);
  }

  parseCredentials(input: Record<string, unknown>): PlatformCredentials {
    return parseCredentials(input);
  }

  verify(connection: PlatformConnection): Promise<ShopInfo> {
    return readShop(this.client(connection));
  }

  read<R extends SyncResource>(
    connection: PlatformConnection,
    request: ReadRequest & { resource: R },
  ): AsyncGenerator<ReadPage<RecordOf[R]>> {
    return this.pages(connection, request) as AsyncGenerator<ReadPage<RecordOf[R]>>;
  }

  async readOne<R extends SyncResource>(
    connection: PlatformConnection,
    resource: R,
    platform_id: string,
  ): Promise<RecordOf[R] | null> {
    if (resource === 'inventory') {
      const [stock] = await inventoryOf(this.client(connection), [platform_id]);
      return (stock ?? null) as RecordOf[R] | null;
    }
    const record = await readOneRecord(this.client(connection), resource, platform_id, this.clock.ms());
    return record as RecordOf[R] | null;
  }

  override async readMany<R extends SyncResource>(
    connection: PlatformConnection,
    resource: R,
    platform_ids: readonly string[],
  ): Promise<ManyRecords<RecordOf[R]>> {
    if (resource === 'inventory') {
      const records = await inventoryOf(this.client(connection), platform_ids);
      const there = new Set(records.map((record) => record.platform_variant_id));
      return { records: records as RecordOf[R][], bad: [], gone: platform_ids.filter((id) => !there.has(id)) };
    }
    const found = await readManyRecords(this.client(connection), resource, platform_ids, this.clock.ms());
    return found as ManyRecords<RecordOf[R]>;
  }

  private pages(
    connection: PlatformConnection,
    request: ReadRequest,
  ): AsyncGenerator<ReadPage<RecordOf[SyncResource]>> {
    const client = this.client(connection);
    switch (request.resource) {
      case 'products':
        return readProducts(client, request, this.clock.ms());
      case 'orders':
        return readOrders(client, request);
      case 'customers':
        return readCustomers(client, request);
      case 'inventory':
        return readInventory(client, request);
    }
  }

  private client(connection: PlatformConnection): MagentoClient {
    return new MagentoClient(connection, this.clock);
  }
}
